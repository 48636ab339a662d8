"""Runs of sources from the command line: the same flow as on a schedule, with its own server if need be."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from flows.home import Home
from flows.pool import Workers
from flows.prefect_server import configure, embedded_server
from flows.settings import read_cleaning
from flows.starting import while_importing

if TYPE_CHECKING:  # nothing that takes long is imported before the server has been started
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

    `tell` is called with a source's name, the pages seen and the pages loaded so far. A run that
    failed after it archived what came is a report in state failed.
    """
    read_cleaning(home)  # a fault in the settings is told before a server is started for nothing
    with Workers(workers, page_timeout, _make_ready) as pool, _prefect(home, pool) as url:
        from prefect import tags
        from prefect.settings import PREFECT_API_URL, temporary_settings

        from flows.ingest import RunFailedError, cleaners, ingest, observer

        cleaners.set(pool)
        reports = []
        with temporary_settings({PREFECT_API_URL: url}), tags("copydesk", "by-hand"):
            for source in sources:
                observer.set(lambda seen, loaded, source=source: tell(source, seen, loaded))  # type: ignore[misc]
                try:
                    reports.append(ingest(source, str(home.root), str(seeds), workers, page_timeout))
                except RunFailedError as error:
                    reports.append(error.report)
    return reports


def _make_ready() -> None:
    """Called in a process of the pool."""
    from flows.batches import make_ready

    make_ready()


@contextmanager
def _prefect(home: Home, pool: Workers) -> Iterator[str]:
    """A Prefect server while the block runs, and all that a run needs imported; yields the server's API.

    All of this takes seconds, so it happens side by side: the server's start, the import of the flow and,
    where there is no archive yet and so each page is new, that of the cleaner.
    """
    configure(home)
    for told_by_the_command_line in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(told_by_the_command_line).propagate = False
    with ExitStack() as server:
        with while_importing():
            flow = Thread(target=import_module, args=("flows.ingest",), daemon=True)
            flow.start()
            if not home.database.exists():
                pool.start()
            url = server.enter_context(embedded_server(home))
            flow.join()
        try:
            yield url
        finally:
            _send_what_waits()


def _send_what_waits() -> None:
    """Let Prefect's logs and events reach the server before it goes: later they only fail, aloud."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        logging.getLogger(worker.__name__).setLevel(logging.ERROR)  # it warns of whatever takes long to send
        worker.drain_all(timeout=5)
