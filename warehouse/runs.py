"""What runs say of themselves, kept with what they brought."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import duckdb

from warehouse.loading import LoadCounts


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run says of itself; `pages` is what it saw, `counts` what it added. Times are in UTC."""

    run_id: str
    sources: tuple[str, ...]
    started_at: datetime
    finished_at: datetime | None
    state: RunState
    cleaner_version: str
    pages: int
    counts: LoadCounts


def record_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Note a run. It may be noted at its start and again at its end: the last word counts."""
    counts = run.counts
    connection.execute(
        "INSERT INTO run_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::JSON::MAP(VARCHAR, BIGINT), ?, "
        "?::JSON::MAP(VARCHAR, BIGINT), ?, ?)",
        [
            run.run_id,
            list(run.sources),
            run.started_at,
            run.finished_at,
            run.state.value,
            run.cleaner_version,
            run.pages,
            counts.pages,
            counts.articles,
            counts.versions,
            json.dumps(dict(sorted(counts.rejections.items()))),
            counts.blocks,
            json.dumps(dict(sorted(counts.removed.items()))),
            counts.captions_seen,
            counts.captions_kept,
        ],
    )
