"""Runs of sources from the command line: the same flow as on a schedule, with its own server if need be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from threading import Thread

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
    # The server takes seconds to start, and so does importing the flow: one waits for the other's end.
    Thread(target=import_module, args=("flows.ingest",), daemon=True).start()
    with embedded_server(home) as url:
        from prefect import tags
        from prefect.settings import PREFECT_API_URL, temporary_settings

        from flows.ingest import PagesCrashedError, ingest, observer

        reports = []
        with temporary_settings({PREFECT_API_URL: url}), tags("copydesk", "by-hand"):
            for source in sources:
                observer.set(lambda seen, loaded, source=source: tell(source, seen, loaded))  # type: ignore[misc]
                try:
                    reports.append(ingest(source, str(home.root), str(seeds), workers, page_timeout))
                except PagesCrashedError as error:
                    reports.append(error.report)
    return reports
