"""One batch on its way: pulled into a WARC file with a manifest, then cleaned; each step whole or not at all.

A batch lies in `staging/<source>/<batch_id>/`; its raw pages in `raw/<source>/<batch_id>.warc.gz`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from itertools import islice
from pathlib import Path

from extractors.model import Outcome, Reason, Rejection
from flows.home import Home
from flows.pool import Failed, Failure, Workers
from flows.settings import Cleaning, read_cleaning
from flows.starting import while_importing
from warehouse.raw import RawRecord, read_page, repair
from warehouse.staging import (
    BatchState,
    adopt,
    batch_state,
    batches,
    remove_loaded,
    staged_pages,
    staged_records,
    write_outcomes,
)

BATCH_PAGES = 500  # some two seconds of cleaning: a kill costs little, a Prefect task a batch next to nothing
BATCH_BYTES = 32 << 20  # what is held in memory while a batch is pulled; 140 pages of HTML as sites send it
_CHUNK = 50  # pages scored in one call of the model


def warc_of(home: Home, batch: Path) -> Path:
    """The file of a batch's raw pages."""
    return home.raw / batch.parent.name / f"{batch.name}.warc.gz"


def leftovers(home: Home, source: str) -> list[Path]:
    """The batches that a killed run of this source left, each with at least its manifest.

    What was torn is cut, what was never begun removed. Call while no run of the source is at work.
    """
    if (home.raw / source).is_dir():
        repair(home.raw / source)
    remove_loaded(home.staging)
    for batch in _batches_of(home, source):
        if batch_state(batch) is BatchState.ABSENT:
            if warc_of(home, batch).exists():
                adopt(batch, warc_of(home, batch), home.raw, run_id=batch.name.rpartition("-")[0])
            else:
                batch.rmdir()
    return _batches_of(home, source)


def _batches_of(home: Home, source: str) -> list[Path]:
    return [batch for batch in batches(home.staging) if batch.parent.name == source]


def make_ready() -> None:
    """Import what cleaning needs, and load its largest model, in a process of the pool."""
    with while_importing():
        import_module("extractors.clean")
    import_module("extractors.fields.language").identifier()


def clean_batch(home: Home, batch: Path, workers: Workers, cleaned_at: datetime) -> None:
    """Clean a pulled batch in the pool; page by page where a page hangs or its process dies."""
    if batch_state(batch) is not BatchState.PULLED:
        return
    records = staged_records(batch)
    job = _Job(home.raw, batch, cleaned_at, read_cleaning(home), workers.limit_seconds)
    if isinstance(workers.attempt(_clean_staged, job, size=max(1, len(records))), Failed):
        outcomes = [_clean_alone(job, record, workers) for record in records]
        write_outcomes(batch, outcomes, cleaner_version=job.cleaning.version, cleaned_at=cleaned_at)


def clean_batches(home: Home, pulled: Sequence[Path], workers: Workers, cleaned_at: datetime) -> None:
    """Clean several pulled batches, as many at once as there are processes."""
    with ThreadPoolExecutor(workers.count) as threads:
        list(threads.map(lambda batch: clean_batch(home, batch, workers, cleaned_at), pulled))


@dataclass(frozen=True, slots=True)
class _Job:
    raw: Path
    batch: Path
    cleaned_at: datetime
    cleaning: Cleaning
    limit_seconds: float  # for one page


def _clean_staged(job: _Job) -> None:
    """Runs in a process of the pool, and writes there: outcomes are costly to send."""
    from extractors.clean import clean_many  # with its models and libraries, which the run itself needs not

    def outcomes() -> Iterator[Outcome]:
        pages = staged_pages(job.batch, job.raw)
        while chunk := list(islice(pages, _CHUNK)):
            started = time.monotonic()
            yield from clean_many(chunk, disabled=job.cleaning.disabled)
            if time.monotonic() - started > job.limit_seconds:
                raise TimeoutError  # one of its pages alone may have taken so long

    write_outcomes(job.batch, outcomes(), cleaner_version=job.cleaning.version, cleaned_at=job.cleaned_at)


def _clean_alone(job: _Job, record: RawRecord, workers: Workers) -> Outcome:
    done = workers.attempt(_clean_record, (job.raw, record, job.cleaning.disabled))
    return rejection_for(record.page_id, done) if isinstance(done, Failed) else done


def _clean_record(job: tuple[Path, RawRecord, frozenset[str]]) -> Outcome:
    from extractors.clean import clean

    raw, record, disabled = job
    return clean(read_page(raw, record), disabled=disabled)


def rejection_for(page_id: str, failed: Failed) -> Rejection:
    """The outcome of a page that hung, or whose process died."""
    reason = Reason.TIMED_OUT if failed.failure is Failure.TIMED_OUT else Reason.CRASHED
    return Rejection(page_id, reason, failed.detail)
