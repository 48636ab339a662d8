"""Whether the archive is still what it was: every raw page, every stored block, every table's invariants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from extractors.model import Fate, Reason, Role
from warehouse.errors import RawPageDamaged
from warehouse.identity import digest_of
from warehouse.raw import SUFFIX, RawRecord, body_digest
from warehouse.warc import members, parse_page

_INVARIANTS = Path(__file__).parent / "invariants"
_TEXTS = Path(__file__).parent / "queries" / "texts.sql"
_SHOWN = 20  # rows named for one broken invariant
_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was stored: where (a file and byte, a table), and what, in a sentence."""

    where: str
    what: str


def verify_raw(connection: duckdb.DuckDBPyConnection, raw_dir: Path) -> Iterator[Problem]:
    """Read every WARC file to its end; every member's checksum and every stored page's digest must hold."""
    files = {path.relative_to(raw_dir).as_posix() for path in raw_dir.rglob("*" + SUFFIX)}
    named = connection.execute("SELECT DISTINCT warc_file FROM page_rows").fetchall()
    for name in sorted(files | {row[0] for row in named}):
        records = _records(connection, name)
        path = raw_dir / name
        if not path.exists():
            yield Problem(str(path), f"The file is missing, and with it {len(records)} raw pages.")
            continue
        with path.open("rb") as file:
            yield from _verify_file(file, str(path), records)


def _records(connection: duckdb.DuckDBPyConnection, name: str) -> dict[int, RawRecord]:
    rows = connection.execute(
        "SELECT page_id, digest, size, warc_file, warc_offset, warc_length FROM page_rows "
        "WHERE warc_file = $name ORDER BY warc_offset",
        {"name": name},
    ).fetchall()
    return {row[4]: RawRecord(*row) for row in rows}


def _verify_file(file: BinaryIO, path: str, records: Mapping[int, RawRecord]) -> Iterator[Problem]:
    """After a damaged member reading goes on at the next stored page, so that each damage is named."""
    start: int | None = 0
    met: set[int] = set()
    while start is not None:
        file.seek(start)
        reached = start
        try:
            for offset, length, block in members(file, path):
                at = start + offset
                reached = at
                met.add(at)
                page = parse_page(block, f"{path} at byte {at}")
                record = records.get(at)
                if record and (page is None or not _is(record, page.page_id, page.body, length)):
                    yield Problem(f"{path} at byte {at}", f"It is not page {record.page_id} any more.")
                reached = at + length
            break
        except RawPageDamaged as error:
            met.add(reached)
            lost = f" It holds page {records[reached].page_id}." if reached in records else ""
            yield Problem(f"{path} at byte {reached}", f"{error}{lost}")
            start = min((offset for offset in records if offset > reached), default=None)
    for offset in sorted(records.keys() - met):
        yield Problem(f"{path} at byte {offset}", f"Page {records[offset].page_id} does not begin there.")


def _is(record: RawRecord, page_id: str, body: bytes, length: int) -> bool:
    return (record.page_id, record.digest, record.size, record.length) == (
        page_id,
        body_digest(body),
        len(body),
        length,
    )


def verify_storage(database: Path) -> Iterator[Problem]:
    """Read every value of every table: DuckDB's checksum of each block must hold. Nobody may be writing."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
            for (table,) in tables:
                try:
                    connection.execute(f'SELECT bit_xor(hash(t)) FROM "{table}" AS t').fetchall()
                except duckdb.Error as error:
                    yield Problem(f"{database}, table {table}", _first_line(error))
    except (duckdb.Error, RuntimeError) as error:  # a spoilt catalog may end in any of them
        yield Problem(str(database), _first_line(error))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def verify_tables(connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    """Every invariant of every table, and that each version's name is the digest of its content."""
    known: dict[str, Any] = {
        "reasons": [reason.value for reason in Reason],
        "roles": [role.value for role in Role],
        "kept": [role.value for role in Role if role.kept],
    }
    for file in sorted(_INVARIANTS.glob("*.sql")):
        statement = file.read_text(encoding="utf-8")
        sentence = statement.splitlines()[0].removeprefix("-- ")
        asked = {name: value for name, value in known.items() if f"${name}" in statement}
        cursor = connection.execute(statement, asked or None)
        for (key,) in cursor.fetchmany(_SHOWN):
            yield Problem(f"invariant {file.stem}", sentence.replace("{}", str(key)))
    yield from _verify_versions(connection)


def verify_texts(connection: duckdb.DuckDBPyConnection, version: str) -> Iterator[Problem]:
    """Whether the ledger's story makes up the article's text, for pages that another version has cleaned.

    A block of the story is stored as the number of the paragraph it is, so they must be all of them in order.
    """
    story = [role.value for role in Role if role.fate is Fate.STORY]
    cursor = connection.cursor()
    cursor.execute(_TEXTS.read_text(encoding="utf-8"), {"version": version, "story": story})
    while rows := cursor.fetchmany(_ROWS):
        for (page_id,) in rows:
            yield Problem(f"page {page_id}", "The blocks of its story do not make up its article's text.")


def _verify_versions(connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    cursor = connection.cursor()
    cursor.execute(
        "SELECT version_id, v.article_id, headline, text, authors, date_published, captions, contributors, "
        "editors_note FROM version_rows AS v JOIN (SELECT version_id, any_value(captions) AS captions "
        "FROM outcome_rows WHERE version_id IS NOT NULL GROUP BY version_id) USING (version_id)"
    )
    while rows := cursor.fetchmany(_ROWS):
        for version, article, *content in rows:
            content[4] = [[c["text"], c["credit"], str(c["date"])] for c in content[4]]
            # U+FFFD may stand for what could not be stored, and was counted as it came
            if "\ufffd" not in str(content) and digest_of([article, *content]) != version:
                yield Problem(f"version {version}", "Its content is not what its name is the digest of.")
