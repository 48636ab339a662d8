"""A range of a source's captures again, in steps, behind the live schedule; resumed where it was stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.home import Home
from flows.prefect_server import configure, embedded_server
from flows.report import Report
from seeds import SourceError, find_source

Span = tuple[datetime, datetime]
_WAIT_SECONDS = 2.0


def spans(since: datetime, until: datetime, step: timedelta) -> list[Span]:
    """The range cut into steps, oldest first; the end of each is no part of it."""
    cut = []
    while since < until:
        cut.append((since, min(since + step, until)))
        since += step
    return cut


def backfill(
    home: Home, seeds: Path, source: str, wanted: list[Span], page_timeout: float, tell: Callable[[str], None]
) -> list[Report]:
    """Run a source for each span of capture times that was not done by an earlier, stopped backfill.

    Live runs go first: a step begins when no other run is at work, and a live run of the source waits for
    the step under way. Raises SourceError for web sources, BusyError while another backfill of it is at work.
    """
    chosen = find_source(source, seeds)
    if chosen.web is not None:
        raise SourceError(f"{source} is pulled from the web, which has no past to go back to.")
    configure(home)
    done = _Done(home, chosen.name)
    with home.lock(f"backfill-{chosen.name}", wait_seconds=0), embedded_server(home) as url:
        from prefect import tags
        from prefect.settings import PREFECT_API_URL, temporary_settings

        from flows.ingest import ingest

        reports = []
        with temporary_settings({PREFECT_API_URL: url}), tags("copydesk", "backfill"):
            for since, until in done.missing(wanted):
                _let_others_go_first(home)
                report = ingest(
                    source, str(home.root), str(seeds), page_timeout=page_timeout, since=since, until=until
                )
                done.add((since, until))
                tell(f"{since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}: {report.sentence}")
                reports.append(report)
        done.forget()
    return reports


def _let_others_go_first(home: Home) -> None:
    time.sleep(_WAIT_SECONDS)  # for whoever waited for the step before
    while any(home.is_locked(lock.stem) for lock in (home.root / "locks").glob("source-*.lock")):
        time.sleep(_WAIT_SECONDS)


class _Done:
    """The spans that are done, in a file that goes when all are."""

    def __init__(self, home: Home, source: str) -> None:
        self._file = home.root / "backfill" / f"{source}.json"
        self._spans: list[list[str]] = json.loads(self._file.read_text()) if self._file.exists() else []

    def missing(self, wanted: list[Span]) -> Iterator[Span]:
        return (span for span in wanted if _as_text(span) not in self._spans)

    def add(self, span: Span) -> None:
        self._spans.append(_as_text(span))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._spans))
        fresh.replace(self._file)

    def forget(self) -> None:
        self._file.unlink(missing_ok=True)


def _as_text(span: Span) -> list[str]:
    return [moment.astimezone(UTC).isoformat() for moment in span]
