"""Archived pages staged once more, so that another cleaner version can say what it makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import columns
from warehouse.files import whole_file
from warehouse.parameters import as_lines
from warehouse.staging import MANIFEST

_QUERIES = Path(__file__).parent / "queries"


def pages_to_reclean(
    connection: duckdb.DuckDBPyConnection, version: str, rule: str | None = None
) -> list[str]:
    """The ids of the pages that `version` has not cleaned yet; with a rule only those that it ever touched.

    In the order in which they lie in the archive of raw pages.
    """
    touched = "AND page_id IN (SELECT page_id FROM ledger WHERE rule = $rule)" if rule else ""
    rows = connection.execute(
        "SELECT page_id FROM page_rows WHERE page_id NOT IN "
        f"(SELECT page_id FROM outcome_rows WHERE cleaner_version = $version) {touched} "
        "ORDER BY warc_file, warc_offset",
        {"version": version} | ({"rule": rule} if rule else {}),
    ).fetchall()
    return [row[0] for row in rows]


def stage_again(
    connection: duckdb.DuckDBPyConnection, batch: Path, page_ids: Sequence[str], *, run_id: str
) -> None:
    """Make the manifest of a batch of pages that the archive holds: pulled, as if they had just come."""
    statement = (_QUERIES / "stage_again.sql").read_text(encoding="utf-8")
    cursor = connection.execute(statement, {"ids": as_lines(page_ids)})
    names = [str(column[0]) for column in cursor.description or []]
    same = {"batch_id": batch.name, "run_id": run_id}
    rows = [same | dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    with whole_file(batch / MANIFEST) as unfinished:
        pq.write_table(pa.Table.from_pylist(rows, columns.MANIFEST), unfinished)


def use_version(
    connection: duckdb.DuckDBPyConnection, version: str, *, run_id: str, moment: datetime
) -> None:
    """Let what `version` made of pages speak for them from now on, also where other versions came later."""
    connection.execute(
        "INSERT INTO load_rows BY NAME SELECT $batch AS batch_id, $run AS run_id, $moment AS loaded_at, "
        "$version AS cleaner_version, $moment AS cleaned_at",
        {"batch": f"{run_id}-used", "run": run_id, "version": version, "moment": moment},
    )


@dataclass(frozen=True, slots=True)
class Recleaned:
    """One page whose outcome differs: words of its text gained and lost, a rejection having none.

    `article_id` is None where it was and is a rejection.
    """

    page_id: str
    article_id: str | None
    site: str | None
    headline: str | None
    before: str
    after: str
    gained: int
    lost: int


def recleaned(connection: duckdb.DuckDBPyConnection, version: str) -> Iterator[Recleaned]:
    """The pages that `version` sees otherwise than what was in use before it, in the order of their ids."""
    statement = (_QUERIES / "recleaned.sql").read_text(encoding="utf-8")
    cursor = connection.cursor()
    cursor.execute(statement, {"version": version})
    while rows := cursor.fetchmany(1_000):
        for page_id, article_id, site, headline, before, after, old_text, new_text in rows:
            old, new = Counter((old_text or "").split()), Counter((new_text or "").split())
            gained, lost = (new - old).total(), (old - new).total()
            yield Recleaned(page_id, article_id, site, headline, before, after, gained, lost)
