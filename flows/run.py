"""Runs of sources from the command line: the same flow as on a schedule, with its own server if need be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from flows.home import Home
from flows.prefect_server import configure, embedded_server
from flows.report import Report


def run_sources(
    home: Home,
    seeds: Path,
    sources: Sequence[str],
    *,
    workers: int | None,
    page_timeout: float,
    tell: Callable[[str, int, int], None],
) -> list[Report]:
    """Run the ingest flow for each source in turn.

    `tell` is called with a source's name, the pages seen and the pages loaded so far. A run on whose pages
    the cleaner crashed comes back as a report in state failed.
    """
    configure(home)
    with embedded_server(home) as url:
        # Prefect reads its settings when it is imported, so it is imported when they are all known.
        from prefect.settings import PREFECT_API_URL, temporary_settings

        from flows.ingest import PagesCrashedError, ingest, observer

        reports = []
        with temporary_settings({PREFECT_API_URL: url}):
            for source in sources:
                observer.set(lambda seen, loaded, source=source: tell(source, seen, loaded))  # type: ignore[misc]
                try:
                    reports.append(ingest(source, str(home.root), str(seeds), workers, page_timeout))
                except PagesCrashedError as error:
                    reports.append(error.report)
    return reports
