"""`copydesk verify`: the whole archive checked, down to cleaning its pages again."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from flows.archive import open_archive
from flows.batches import BATCH_PAGES, clean_batches
from flows.home import Home
from flows.pool import Workers
from flows.settings import read_cleaning
from warehouse.errors import ArchiveDamaged, ArchiveMissing
from warehouse.parameters import as_lines
from warehouse.reader import open_reader
from warehouse.recleaning import stage_again
from warehouse.staging import LEDGER, OUTCOMES, VERSIONS
from warehouse.verify import Problem, verify_raw, verify_storage, verify_tables, verify_texts

_WAIT_SECONDS = 60
_OF_THE_LOAD = frozenset({"batch_id", "cleaned_at", "ledger_version"})
Row = dict[str, Any]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Derivable:
    """Pages to clean again, and how many were cleaned by other versions than the one at hand."""

    page_ids: Sequence[str]
    others: int


def verify(
    home: Home,
    *,
    sample: int | None,
    workers: int | None,
    page_timeout: float,
    tell: Tell,
    leave: Callable[[int], None] = lambda others: None,
) -> Iterator[Problem]:
    """Everything that is wrong with the archive, one after the other; nothing where all is well.

    `sample` limits how many pages are cleaned again (None: all that the version at hand has cleaned).
    `tell` is called with what is checked next, `leave` with how many pages another version has cleaned, so
    that they cannot be cleaned again: of these the text is checked against the ledger.
    """
    tell("the database's files")
    stored = list(_storage(home))
    yield from stored
    tell("every WARC member and page")
    if stored:
        yield from _raw_as_far_as_known(home)
        return  # what a damaged database says of the rest proves nothing
    with open_archive(home) as connection:
        damaged = list(verify_raw(connection, home.raw))
        yield from damaged
        tell("the tables' invariants")
        yield from verify_tables(connection)
        if damaged:
            return  # what cannot be read cannot be cleaned again
        version = read_cleaning(home).version
        wanted = _derivable(connection, version, sample)
        if wanted.others:
            tell(f"the texts of {wanted.others} pages of other cleaner versions")
            leave(wanted.others)
            yield from verify_texts(connection, version)
        tell(f"{len(wanted.page_ids)} pages cleaned again")
        with Workers(workers, page_timeout) as pool:
            yield from _rederive(home, connection, wanted.page_ids, pool)


def _storage(home: Home) -> Iterator[Problem]:
    if not home.database.exists():
        raise ArchiveMissing(f"There is no archive at {home.database} yet: it is made by the first run.")
    yield from verify_storage(home.database.resolve())
    if home.writer.exists():
        with home.lock("writer", wait_seconds=_WAIT_SECONDS):
            yield from verify_storage(home.writer)


def _raw_as_far_as_known(home: Home) -> Iterator[Problem]:
    """What is wrong with the raw files beside a damaged database, up to where it cannot be read any more.

    DuckDB answers with nothing whose checksum does not hold, so what it still says of their pages is true.
    """
    with suppress(ArchiveDamaged, duckdb.Error, RuntimeError), open_reader(home.database) as connection:
        yield from verify_raw(connection, home.raw)


def _derivable(connection: duckdb.DuckDBPyConnection, version: str, sample: int | None) -> Derivable:
    rows = connection.execute(
        "SELECT page_id, cleaner_version = $version FROM current_outcomes ORDER BY page_id",
        {"version": version},
    ).fetchall()
    same = [page_id for page_id, ours in rows if ours]
    chosen = same if sample is None or sample >= len(same) else random.Random().sample(same, sample)  # noqa: S311
    return Derivable(chosen, len(rows) - len(same))


def _rederive(
    home: Home, connection: duckdb.DuckDBPyConnection, page_ids: Sequence[str], pool: Workers
) -> Iterator[Problem]:
    """Cleans group by group in a folder of its own, and compares what is made with what is stored."""
    size = BATCH_PAGES * pool.count
    for start in range(0, len(page_ids), size):
        with tempfile.TemporaryDirectory(prefix="verify-", dir=home.root) as folder:
            groups: dict[Path, Sequence[str]] = {}
            for first in range(start, min(start + size, len(page_ids)), BATCH_PAGES):
                batch = Path(folder) / f"{first:09d}"
                batch.mkdir()
                groups[batch] = page_ids[first : first + BATCH_PAGES]
                stage_again(connection, batch, groups[batch], run_id="verify")
            clean_batches(home, list(groups), pool, datetime.now(UTC))
            for batch, asked in groups.items():
                yield from _compared(connection, batch, asked)


def _compared(
    connection: duckdb.DuckDBPyConnection, batch: Path, page_ids: Sequence[str]
) -> Iterator[Problem]:
    made, stored = _made(batch), _stored(connection, page_ids)
    for page_id in page_ids:
        differing = [
            name
            for name in ("outcome", "version", "ledger")
            if made[name].get(page_id) != stored[name].get(page_id)
        ]
        if differing:
            yield Problem(f"page {page_id}", f"Cleaned again it has another {' and '.join(differing)}.")


def _made(batch: Path) -> dict[str, dict[str, Any]]:
    versions = {row["version_id"]: row for row in pq.read_table(batch / VERSIONS).to_pylist()}
    outcomes = {row["page_id"]: _comparable(row) for row in pq.read_table(batch / OUTCOMES).to_pylist()}
    shown = {page_id: versions.get(row["version_id"]) for page_id, row in outcomes.items()}
    return {
        "outcome": outcomes,
        "version": shown,
        "ledger": _by_page(pq.read_table(batch / LEDGER).to_pylist()),
    }


def _stored(connection: duckdb.DuckDBPyConnection, page_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    asked = "page_id IN (SELECT unnest(string_split($ids, chr(10))))"
    outcomes = _rows(connection, f"FROM current_outcomes WHERE {asked}", page_ids)
    versions = _rows(
        connection,
        "FROM version_rows WHERE version_id IN "
        f"(SELECT version_id FROM current_outcomes WHERE {asked} AND version_id IS NOT NULL)",
        page_ids,
    )
    by_id = {row["version_id"]: row for row in versions}
    ledger = _rows(
        connection,
        "SELECT o.page_id, l.* EXCLUDE (page) REPLACE (o.cleaner_version AS cleaner_version) "
        "FROM (FROM ledger_rows WHERE page IN (SELECT unnest(string_split($ids, chr(10)))::UUID)) AS l "
        "JOIN current_outcomes AS o ON o.page_id::UUID = l.page AND o.ledger_version = l.cleaner_version "
        "ORDER BY o.page_id, l.position",
        page_ids,
    )
    return {
        "outcome": {row["page_id"]: _comparable(row) for row in outcomes},
        "version": {row["page_id"]: by_id.get(row["version_id"]) for row in outcomes},
        "ledger": _by_page(ledger),
    }


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, page_ids: Sequence[str]) -> list[Row]:
    cursor = connection.cursor()
    cursor.execute(sql, {"ids": as_lines(page_ids)})
    names = [str(column[0]) for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _by_page(ledger: Sequence[Mapping[str, Any]]) -> dict[str, list[Row]]:
    pages: dict[str, list[Row]] = {}
    for row in ledger:
        pages.setdefault(row["page_id"], []).append(_comparable(row))
    return pages


def _comparable(row: Mapping[str, Any]) -> Row:
    """Without what tells of the load; a map is pairs in one of the two and a dict in the other."""
    kept = {name: value for name, value in row.items() if name not in _OF_THE_LOAD}
    if "origins" in kept:
        kept["origins"] = dict(kept["origins"])
    return kept
