"""What the Prefect UI shows of a run and of the archive: names, progress, and answers as artifacts.

Nothing here can fail a run: what the UI cannot be told is left out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import ParamSpec
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.logging import get_run_logger

from flows.answers import archive_markdown, run_markdown, total
from flows.archive import open_archive
from flows.home import Home
from flows.report import Report, by_count
from warehouse.errors import ArchiveMissing
from warehouse.insights import holdings, last_alerts, last_runs, surprises

ARCHIVE_KEY = "state-of-the-archive"
_EVERY_SECONDS = 2.0
_Arguments = ParamSpec("_Arguments")


def harmless(show: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Make a function that tells the UI something log its failures and raise none."""

    def shown(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> None:
        try:
            show(*arguments, **named)
        except Exception:
            logging.getLogger("prefect.copydesk").warning(
                "The Prefect UI could not be told: %s", show.__name__, exc_info=True
            )

    return shown


class Progress:
    """How far a run has come, as a bar in the UI: of the pages that the source's last run saw."""

    def __init__(self, home: Home, source: str) -> None:
        self._expected = _pages_last_time(home, source)
        self._artifact: UUID | None = None
        self._shown_at = 0.0
        self._logged = ""
        self._begin(source)

    @harmless
    def _begin(self, source: str) -> None:
        created = create_progress_artifact(0.0, key=f"progress-{source}", description="Pulling pages …")
        self._artifact = created if isinstance(created, UUID) else None

    @harmless
    def show(self, seen: int, loaded: int, *, done: bool = False) -> None:
        """Tell of pages seen and loaded; too frequent news are left out."""
        if time.monotonic() - self._shown_at < _EVERY_SECONDS and not done:
            return
        self._shown_at = time.monotonic()
        share = 100.0 if done else min(99.0, 100.0 * seen / self._expected) if self._expected else 0.0
        words = f"{seen:,} pages seen, {loaded:,} new ones loaded"
        if words != self._logged:
            get_run_logger().info(words)
            self._logged = words
        if self._artifact is not None:
            update_progress_artifact(self._artifact, progress=share, description=words)


def _pages_last_time(home: Home, source: str) -> int:
    try:
        with open_archive(home) as connection:
            return max((run.pages for run in last_runs(connection, source, 3)), default=0)
    except ArchiveMissing:
        return 0


@harmless
def show_report(home: Home, report: Report) -> None:
    """Name the run after what it did, and leave its answers and the archive's state as artifacts."""
    source = report.run.sources[0]
    _log(report)
    _rename(f"{source}: {report.sentence}")
    with open_archive(home) as connection:
        runs = last_runs(connection, source)
        odd = surprises(connection, report.run.run_id)
        held = holdings(connection)
        alerts = last_alerts(connection)
    create_markdown_artifact(
        run_markdown(report, runs, odd), key=f"report-{source}", description=f"{source}: {report.sentence}"
    )
    create_markdown_artifact(
        archive_markdown(home, held, alerts),
        key=ARCHIVE_KEY,
        description=f"State of the archive: {total(held)}",
    )


def _log(report: Report) -> None:
    """The run's numbers as lines of its log; what went wrong as a warning."""
    log = get_run_logger()
    log.info(", ".join(f"{name} {count:,}" for name, count in report.funnel))
    for what, counts in (
        ("rejections by reason", report.run.counts.rejections),
        ("blocks removed by role", report.run.counts.removed),
    ):
        if counts:
            log.info("%s: %s", what, ", ".join(f"{name} {count:,}" for name, count in by_count(counts)))
    for sentence in report.asked.unread if report.asked else ():
        log.warning(sentence)
    if report.fault:
        log.error(report.fault)


def _rename(name: str) -> None:
    context = FlowRunContext.get()
    if context is not None and context.flow_run is not None:
        with get_client(sync_client=True) as client:
            client.update_flow_run(context.flow_run.id, name=name)
