"""Answers about runs and the whole archive, for people who look at a run and not at its log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

_QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Surprise:
    """A page that departs from what is usual: `short`, `long`, or rejected for the reason in `what`.

    `said` is the headline or what was seen; the numbers of words are None for a rejection.
    """

    what: str
    page_id: str
    url: str | None
    site: str | None
    said: str | None
    words: int | None
    usual_words: int | None


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that ended; `median_words` of the articles it brought, None where it brought none."""

    run_id: str
    started_at: datetime
    state: str
    pages: int
    articles: int
    rejected: int
    median_words: float | None


@dataclass(frozen=True, slots=True)
class Holding:
    """What the archive holds of one source."""

    source: str
    pages: int
    with_article: int
    rejected: int
    median_words: float | None
    last_captured_at: datetime
    last_state: str | None
    last_run_at: datetime | None


@dataclass(frozen=True, slots=True)
class PastAlert:
    """What the drift sentinel raised, when, in a sentence for people."""

    raised_at: datetime
    sentence: str


def surprises(connection: duckdb.DuckDBPyConnection, run_id: str, most: int = 10) -> list[Surprise]:
    """The pages of a run that depart most from what is usual, at most `most` of them.

    At least half are articles, if there are so many; the rest are rejections.
    """
    rows = [Surprise(*row) for row in _rows(connection, "surprises", run=run_id, most=most)]
    articles = [row for row in rows if row.words is not None]
    rejections = [row for row in rows if row.words is None]
    room = max(most - len(rejections), most // 2)
    chosen = articles[:room]
    return chosen + rejections[: most - len(chosen)]


def last_runs(connection: duckdb.DuckDBPyConnection, source: str, most: int = 30) -> list[PastRun]:
    """The last runs of a source that ended, oldest first."""
    return [PastRun(*row) for row in _rows(connection, "last_runs", source=source, most=most)]


def holdings(connection: duckdb.DuckDBPyConnection) -> list[Holding]:
    """What the archive holds, by source."""
    return [Holding(*row) for row in _rows(connection, "holdings")]


def last_alerts(connection: duckdb.DuckDBPyConnection, most: int = 10) -> list[PastAlert]:
    """What the drift sentinel raised last, the newest first."""
    return [PastAlert(*row) for row in _rows(connection, "last_alerts", most=most)]


def _rows(connection: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> list[tuple[Any, ...]]:
    statement = (_QUERIES / f"{query}.sql").read_text(encoding="utf-8")
    return connection.execute(statement, parameters or None).fetchall()
