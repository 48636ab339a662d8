"""The main job as a Prefect flow: pull, clean, load and publish one source.

Tasks are batches, never pages, and pass names and paths. What a killed run left is finished first, so that
every page's way goes on where it ended.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from uuid import uuid4

from duckdb import DuckDBPyConnection
from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from flows.batches import clean_batch, leftovers, make_ready
from flows.display import Progress, show_report
from flows.drift import tell_of
from flows.home import Home
from flows.pool import Workers
from flows.pulling import Pull
from flows.reading import captured_in, pages_of
from flows.report import Asked, Report
from flows.search import refresh_quietly
from flows.settings import read_cleaning
from flows.transient import DELAYS, JITTER, RETRIES, transient
from flows.web.pull import WebPull
from seeds import Source, find_source
from warehouse.database import LoadCounts, Run, RunState, load, open_writer, publish, record_run
from warehouse.sentinel import DriftAlert, watch
from warehouse.staging import BatchState, batch_state, batches, mark_loaded, remove_loaded

Span = tuple[datetime | None, datetime | None]
BACKFILL_STEP_SECONDS = 3600
_LOAD_BATCHES = 8  # 1,000 to 4,000 pages a transaction: a run of any length needs a short one's memory

# Told how far a run has come: pages seen, and pages loaded.
observer: ContextVar[Callable[[int, int], None]] = ContextVar("observer")
# The cleaning processes that several runs of one command share.
cleaners: ContextVar[Workers] = ContextVar("cleaners")


class RunFailedError(Exception):
    """A run archived all that came and failed all the same; `report` says why, and what came of it."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.fault)
        self.report = report


@flow(
    name="ingest",
    flow_run_name="{source}",
    task_runner=ThreadPoolTaskRunner(max_workers=8),  # type: ignore[arg-type]
    persist_result=False,
)
def ingest(
    source: str,
    home: str | None = None,
    seeds: str | None = None,
    workers: int | None = None,
    page_timeout: float = 20,
    since: datetime | None = None,
    until: datetime | None = None,
    patience: float = 0,
) -> Report:
    """Pull, clean, load and publish one source; of its dumps only what was captured from `since` to `until`.

    `source` is a name in the folder `seeds`, a path or a glob; `home` the archive's folder; `workers` the
    number of cleaning processes (default: one a core); `page_timeout` and `patience`, how long to wait for
    another run of the source, are in seconds. Raises RunFailedError after everything is archived,
    BusyError where another run of the source is still at work.
    """
    archive = Home.at(Path(home) if home else None)
    chosen = find_source(source, Path(seeds or "seeds"))
    run = _new_run(archive, chosen)
    with archive.lock(f"source-{chosen.name}", wait_seconds=_patience(archive, chosen, since, patience)):
        begin(archive, run)
        try:
            with _cleaners(workers, page_timeout) as pool:
                report = _bring_in(archive, chosen, run, pool, (since, until))
        except Exception:
            end(archive, _ended(run, RunState.FAILED))
            raise
        state = RunState.FAILED if report.fault else RunState.COMPLETED
        report = replace(report, run=_ended(report.run, state))
        alerts = end(archive, report.run)
    refresh_quietly(archive)
    show_report(archive, report)
    tell_of(alerts)
    if report.failed:
        raise RunFailedError(report)
    return report


def _cleaners(count: int | None, page_timeout: float) -> AbstractContextManager[Workers]:
    """The cleaning processes that were given to this run, or some of its own."""
    shared = cleaners.get(None)
    return nullcontext(shared) if shared else Workers(count, page_timeout, make_ready)


def _new_run(home: Home, source: Source) -> Run:
    now = datetime.now(UTC)
    run_id = f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
    version = read_cleaning(home).version
    return Run(run_id, (source.name,), now, None, RunState.RUNNING, version, 0, LoadCounts())


def _ended(run: Run, state: RunState) -> Run:
    return replace(run, state=state, finished_at=datetime.now(UTC))


def _patience(home: Home, source: Source, since: datetime | None, wanted: float) -> float:
    """How long a run waits for its source: as wanted, or while a backfill is at work, each for the other."""
    return BACKFILL_STEP_SECONDS if since or home.is_locked(f"backfill-{source.name}") else wanted


def _bring_in(home: Home, source: Source, run: Run, pool: Workers, span: Span) -> Report:
    """The way of a source's pages: pulled, cleaned and loaded, batch by batch."""
    left = resume(home, source.name)
    counts = LoadCounts()
    progress = Progress(home, source.name)
    with _pull(home, source, run.run_id, left, span) as pull:
        cleaned = _cleaned(home, chain(left, _pulled(pull)), pool, run.started_at)
        while group := list(islice(cleaned, _LOAD_BATCHES)):
            counts += load_batches(home, group)
            progress.show(pull.seen, counts.pages)
            if (report := observer.get(None)) is not None:
                report(pull.seen, counts.pages)
    progress.show(pull.seen, counts.pages, done=True)
    asked = _asked(pull) if isinstance(pull, WebPull) else None
    return Report(replace(run, pages=pull.seen, counts=counts), pull.unchanged, len(left), asked)


def _asked(pull: WebPull) -> Asked:
    outcomes = {str(outcome): count for outcome, count in pull.outcomes.items()}
    return Asked(outcomes, pull.waiting, pull.lists.read, tuple(pull.lists.unread))


def _pull(home: Home, source: Source, run_id: str, left: Sequence[Path], span: Span) -> Pull | WebPull:
    if source.web is not None:
        return WebPull(home, source, run_id, left)
    return Pull(home, source.name, run_id, captured_in(pages_of(source), *span), left)


def _pulled(pull: Pull | WebPull) -> Iterator[Path]:
    while (batch := pull_batch(pull)) is not None:
        yield batch


def _cleaned(home: Home, pulled: Iterator[Path], pool: Workers, cleaned_at: datetime) -> Iterator[Path]:
    """The batches in order, each after it was cleaned; a few more are on their way meanwhile."""
    waiting: deque[tuple[Path, PrefectFuture[None]]] = deque()
    for batch in pulled:
        waiting.append((batch, clean_pulled.submit(home, batch, pool, cleaned_at)))
        if len(waiting) > pool.count + 1:
            yield _finished(*waiting.popleft())
    while waiting:
        yield _finished(*waiting.popleft())


def _finished(batch: Path, cleaning: PrefectFuture[None]) -> Path:
    cleaning.result()
    return batch


@task(
    name="begin",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=DELAYS,
    retry_jitter_factor=JITTER,
    retry_condition_fn=transient,
)
def begin(home: Home, run: Run) -> None:
    """Note that the run began, and publish what a killed run had loaded and not published."""
    with home.writing():
        connection = open_writer(home.writer)
        record_run(connection, run)
        unpublished = [b for b in batches(home.staging) if batch_state(b) is BatchState.LOADED]
        if unpublished:
            publish(connection, home.writer, home.database)
            remove_loaded(home.staging)
        connection.close()


@task(name="resume", cache_policy=NO_CACHE)
def resume(home: Home, source: str) -> list[Path]:
    """The batches that killed runs of the source left unfinished, made whole."""
    return leftovers(home, source)


@task(name="pull", cache_policy=NO_CACHE)
def pull_batch(pull: Pull | WebPull) -> Path | None:
    """Archive the next batch of raw pages."""
    return pull.next_batch()


@task(name="clean", cache_policy=NO_CACHE)
def clean_pulled(home: Home, batch: Path, pool: Workers, cleaned_at: datetime) -> None:
    """Clean one batch of pages into files that can be loaded."""
    clean_batch(home, batch, pool, cleaned_at)


@task(
    name="load",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=DELAYS,
    retry_jitter_factor=JITTER,
    retry_condition_fn=transient,
)
def load_batches(home: Home, cleaned: Sequence[Path]) -> LoadCounts:
    """Load some batches in one transaction."""
    with home.writing():
        connection = open_writer(home.writer)  # one thread: the other cores clean meanwhile
        try:
            counts = load(connection, cleaned, loaded_at=datetime.now(UTC))
        finally:
            connection.close()
        for batch in cleaned:
            mark_loaded(batch)
    return counts


def _watch(connection: DuckDBPyConnection, run: Run) -> list[DriftAlert]:
    """What the sentinel raises at the end of a run; if it fails itself, that is logged and no run's fault."""
    try:
        return watch(connection, run.run_id, datetime.now(UTC))
    except Exception:
        get_run_logger().exception("The drift sentinel failed.")
        return []


@task(
    name="publish",
    cache_policy=NO_CACHE,
    retries=RETRIES,
    retry_delay_seconds=DELAYS,
    retry_jitter_factor=JITTER,
    retry_condition_fn=transient,
)
def end(home: Home, run: Run) -> list[DriftAlert]:
    """Note how the run ended and what drifted in it, and show readers what it brought."""
    with home.writing():
        connection = open_writer(home.writer)
        record_run(connection, run)
        alerts = _watch(connection, run)
        publish(connection, home.writer, home.database)
        remove_loaded(home.staging)
    return alerts
