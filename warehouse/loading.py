"""From staged batches into the database: one transaction, only what is not there yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.clusters import load_sketches
from warehouse.errors import StagingIncomplete
from warehouse.staging import LEDGER, MANIFEST, OUTCOMES, SKETCHES, VERSIONS, BatchState, batch_state
from warehouse.web_state import load_web

_QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What loads added. `rejections` by reason and `removed` by role; captions before and after merging."""

    batches: int = 0
    pages: int = 0
    captures: int = 0
    articles: int = 0
    versions: int = 0
    rejections: Mapping[str, int] = field(default_factory=dict)
    blocks: int = 0
    removed: Mapping[str, int] = field(default_factory=dict)
    captions_seen: int = 0
    captions_kept: int = 0

    def __add__(self, other: LoadCounts) -> LoadCounts:
        """Both together."""
        return LoadCounts(
            self.batches + other.batches,
            self.pages + other.pages,
            self.captures + other.captures,
            self.articles + other.articles,
            self.versions + other.versions,
            dict(Counter(self.rejections) + Counter(other.rejections)),
            self.blocks + other.blocks,
            dict(Counter(self.removed) + Counter(other.removed)),
            self.captions_seen + other.captions_seen,
            self.captions_kept + other.captions_kept,
        )


def load(
    connection: duckdb.DuckDBPyConnection, batches: Sequence[Path], *, loaded_at: datetime
) -> LoadCounts:
    """Load cleaned batches in one transaction; a batch loaded before is passed over.

    All or nothing: when it raises, or the process dies, the database is as it was. Give a long run's
    batches in chunks of about 10,000 pages: fewer cost more checkpoints, more cost memory.
    """
    for batch in batches:
        if batch_state(batch) not in (BatchState.CLEANED, BatchState.LOADED):
            raise StagingIncomplete(
                f"Batch {batch} is {batch_state(batch)}: only cleaned batches can be loaded."
            )
    connection.execute("BEGIN")
    try:
        counts = _load_fresh(connection, _not_loaded(connection, batches), loaded_at)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return counts


def loaded_batches(connection: duckdb.DuckDBPyConnection, batch_ids: Sequence[str]) -> set[str]:
    """Which of these batches the database already holds."""
    rows = connection.execute(
        "SELECT batch_id FROM load_rows WHERE batch_id IN (SELECT unnest($ids::VARCHAR[]))",
        {"ids": list(batch_ids)},
    ).fetchall()
    return {row[0] for row in rows}


def _not_loaded(connection: duckdb.DuckDBPyConnection, batches: Sequence[Path]) -> list[Path]:
    by_id = {batch.name: batch for batch in batches}
    for batch_id in loaded_batches(connection, list(by_id)):
        del by_id[batch_id]
    return [by_id[batch_id] for batch_id in sorted(by_id)]


def _load_fresh(
    connection: duckdb.DuckDBPyConnection, batches: Sequence[Path], loaded_at: datetime
) -> LoadCounts:
    if not batches:
        return LoadCounts()
    manifests, versions, ledger, outcomes = (
        [str(batch / name) for batch in batches] for name in (MANIFEST, VERSIONS, LEDGER, OUTCOMES)
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_manifest AS FROM read_parquet($files)", {"files": manifests}
    )
    pages = _run(connection, "load_pages")
    captures = _run(connection, "load_captures")
    _run(connection, "load_fresh", outcomes=outcomes)
    _run(connection, "load_same_ledgers", ledger=ledger)
    new_versions = _run(connection, "load_versions", versions=versions)
    sketches = [batch / SKETCHES for batch in batches]
    load_sketches(connection, [str(file) for file in sketches if file.exists()])
    _run(connection, "load_outcomes", outcomes=outcomes)
    _run(connection, "load_ledger", ledger=ledger)
    load_web(connection, batches)
    _run(connection, "load_mark", outcomes=outcomes, loaded_at=loaded_at)
    sums = _row(connection, "load_counts", outcomes=outcomes, ledger=ledger)
    articles, rejections, blocks, removed, seen, kept = sums
    return LoadCounts(
        len(batches),
        pages,
        captures,
        articles,
        new_versions,
        rejections or {},
        blocks or 0,
        removed or {},
        seen or 0,
        kept or 0,
    )


def _run(connection: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> int:
    """Run one of our INSERTs and say how many rows it added."""
    return int(_row(connection, query, **parameters)[0])


def _row(connection: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> tuple[Any, ...]:
    statement = (_QUERIES / f"{query}.sql").read_text(encoding="utf-8")
    row = connection.execute(statement, parameters or None).fetchone()
    return row or (0,)
