"""The drift sentinel's eyes and memory: it reads what a run brought, and keeps what it raised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from warehouse.drift import Alarm, PageFacts, alarms

_QUERIES = Path(__file__).parent / "queries"
_EVIDENCE_PAGES = 5
_AT_ONCE = 1_000
LATE = "no delivery"
FEW = "few articles"


@dataclass(frozen=True, slots=True)
class DriftAlert:
    """One row of `drift_alerts`; the view's columns say what is meant."""

    site: str
    metric: str
    raised_at: datetime
    run_id: str
    page_id: str | None
    pages: int
    usual: float
    observed: float
    sentence: str
    evidence: tuple[str, ...]


def watch(connection: duckdb.DuckDBPyConnection, run_id: str, now: datetime) -> list[DriftAlert]:
    """Hold what a run brought against the past of its sites, and all sources against their rhythm.

    Keeps what it raises in the writer's database and returns it. Call once at the end of a run.
    """
    found = [
        *_drifted(connection, run_id, now),
        *_late(connection, run_id, now),
        *_few(connection, run_id, now),
    ]
    for alert in found:
        connection.execute(
            "INSERT INTO drift_alert_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*astuple(alert)[:-1], list(alert.evidence)],
        )
    return found


def _drifted(connection: duckdb.DuckDBPyConnection, run_id: str, now: datetime) -> Iterator[DriftAlert]:
    rows = _streamed(connection.cursor(), "drift_pages", run=run_id)  # a run may bring many sites' pages
    known = connection.execute("SELECT site, metric, page_id FROM drift_alert_rows").fetchall()
    for site, of_site in groupby(rows, key=lambda row: row[0]):
        listed = list(of_site)
        pages = [_facts(row) for row in listed]
        fresh = sum(not row[3] for row in listed)
        places = {page.page_id: index for index, page in enumerate(pages)}
        muted = {m: places[p] + 1 for s, m, p in known if s == site and p in places}
        for alarm in alarms(pages, fresh, muted):
            yield _alert(connection, site, pages, alarm, run_id, now)


def _facts(row: Sequence[Any]) -> PageFacts:
    _, page_id, seen_at, _, rejected, author, date, dateline, caption, removed_by, words, share, lines = row
    present = {
        "rejected": rejected,
        "author": author,
        "date": date,
        "dateline": dateline,
        "caption": caption,
    }
    traits = frozenset(name for name, holds in present.items() if holds)
    return PageFacts(
        page_id, seen_at, traits | frozenset(removed_by or ()), words, share, frozenset(lines or ())
    )


def _alert(
    connection: duckdb.DuckDBPyConnection,
    site: str,
    pages: Sequence[PageFacts],
    alarm: Alarm,
    run_id: str,
    now: datetime,
) -> DriftAlert:
    since = pages[max(0, alarm.index - alarm.pages + 1) : alarm.index + 1]
    evidence = tuple(page.page_id for page in reversed(since))[:_EVIDENCE_PAGES]
    page_id = pages[alarm.index].page_id
    what = _in_words(alarm)
    if alarm.line is not None:
        what = f'a new line is kept as story: "{_line(connection, page_id, alarm.line)}", {what}'
    sentence = f"{site}: {what}, over its last {alarm.pages} pages."
    return DriftAlert(
        site,
        alarm.metric,
        now,
        run_id,
        page_id,
        alarm.pages,
        alarm.usual,
        alarm.observed,
        sentence,
        evidence,
    )


def _in_words(alarm: Alarm) -> str:
    match alarm.metric:
        case "words":
            return f"{alarm.observed:,.0f} words in the median article instead of {alarm.usual:,.0f}"
        case "kept share":
            return f"{alarm.observed:.0%} of a page's words are kept instead of {alarm.usual:.0%}"
        case "repeated line":
            return f"on {alarm.observed:.0%} of pages instead of {alarm.usual:.0%}"
        case "rejected":
            return f"{alarm.observed:.0%} of pages are rejected instead of {alarm.usual:.0%}"
        case metric if metric.startswith("removed by "):
            return f"on {alarm.observed:.0%} of pages something is {metric} instead of {alarm.usual:.0%}"
        case metric:
            return f"{alarm.observed:.0%} of pages have {metric} instead of {alarm.usual:.0%}"


def _line(connection: duckdb.DuckDBPyConnection, page_id: str, line: int) -> str:
    rows = _rows(connection, "drift_line", page=page_id, line=line)
    return str(rows[0][0])[:120] if rows else "…"


def _late(connection: duckdb.DuckDBPyConnection, run_id: str, now: datetime) -> Iterator[DriftAlert]:
    for source, longest, since in _rows(connection, "drift_late", now=now):
        sentence = (
            f"{source} has brought nothing new for {_span(since)}; its longest gap was {_span(longest)}."
        )
        yield DriftAlert(source, LATE, now, run_id, None, round(since), longest, since, sentence, ())


def _few(connection: duckdb.DuckDBPyConnection, run_id: str, now: datetime) -> Iterator[DriftAlert]:
    for source, slowest, latest in _rows(connection, "drift_few", now=now):
        sentence = (
            f"{source}: {latest:,} articles in the last week; its slowest week before brought {slowest:,}."
        )
        yield DriftAlert(source, FEW, now, run_id, None, 7, slowest, latest, sentence, ())


def _span(days: float) -> str:
    return f"{days:.1f} days" if days >= 2 else f"{24 * days:.1f} hours"


def _streamed(
    cursor: duckdb.DuckDBPyConnection, query: str, **parameters: object
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, some at a time; the cursor must be used for nothing else meanwhile."""
    cursor.execute((_QUERIES / f"{query}.sql").read_text(encoding="utf-8"), parameters)
    while rows := cursor.fetchmany(_AT_ONCE):
        yield from rows


def _rows(connection: duckdb.DuckDBPyConnection, query: str, **parameters: object) -> list[tuple[Any, ...]]:
    statement = (_QUERIES / f"{query}.sql").read_text(encoding="utf-8")
    return connection.execute(statement, parameters or None).fetchall()
