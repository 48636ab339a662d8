"""One batch on its way: pulled into a WARC file with a manifest, then cleaned; each step whole or not at all.

A batch lies in `staging/<source>/<batch_id>/`; its raw pages in `raw/<source>/<batch_id>.warc.gz`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from duckdb import DuckDBPyConnection

from extractors.clean import clean, clean_many
from extractors.model import Outcome, RawPage, Reason, Rejection
from flows.home import Home
from flows.pool import Failed, Failure, Workers
from flows.settings import Cleaning, read_cleaning
from warehouse.database import known_pages
from warehouse.errors import ArchiveMissing
from warehouse.known import capture_of
from warehouse.raw import RawRecord, read_page, repair, write_warc
from warehouse.reader import open_reader
from warehouse.staging import (
    BatchState,
    adopt,
    batch_state,
    batches,
    remove_loaded,
    staged_pages,
    staged_records,
    write_manifest,
    write_outcomes,
)

BATCH_PAGES = 200  # some six seconds of cleaning: a kill costs little, a Prefect task a batch costs nothing
BATCH_BYTES = 32 << 20  # what is held in memory while a batch is pulled
_CHUNK = 50  # pages scored in one call of the model


def _warc(home: Home, batch: Path) -> Path:
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
            if _warc(home, batch).exists():
                adopt(batch, _warc(home, batch), home.raw, run_id=batch.name.rpartition("-")[0])
            else:
                batch.rmdir()
    return _batches_of(home, source)


def _batches_of(home: Home, source: str) -> list[Path]:
    return [batch for batch in batches(home.staging) if batch.parent.name == source]


class Pull:
    """A source's new pages, batch by batch, into the archive of raw pages. Use it in a `with` block.

    `left` are the batches that a killed run pulled: their pages are not pulled again. Counts the pages
    `seen`, and of these the `unchanged`.
    """

    def __init__(
        self, home: Home, source: str, run_id: str, pages: Iterator[RawPage], left: Sequence[Path]
    ) -> None:
        self.seen = 0
        self.unchanged = 0
        self._home, self._source, self._run_id, self._pages = home, source, run_id, pages
        # What this run and the killed one pulled is not in the snapshot yet. 16 bytes a page, boxed in 80.
        self._pulled = {bytes.fromhex(r.page_id) for batch in left for r in staged_records(batch)}
        self._batches = 0
        self._version = read_cleaning(home).version
        try:
            self._archive: DuckDBPyConnection | None = open_reader(home.database)
        except ArchiveMissing:
            self._archive = None

    def __enter__(self) -> Pull:
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive:
            self._archive.close()

    def next_batch(self) -> Path | None:
        """Archive the next pages that are new; returns their batch's folder, None at the source's end."""
        fresh: list[RawPage] = []  # neither in the archive nor pulled before
        noted: list[RawPage] = []  # archived before, but this capture is new
        size = 0
        while size < BATCH_BYTES and len(fresh) + len(noted) < BATCH_PAGES:
            window = self._window(BATCH_PAGES - len(fresh) - len(noted), BATCH_BYTES - size)
            if not window:
                break
            self._sort(window, fresh, noted)
            size = sum(len(page.body) for page in fresh)
        return self._write(fresh, noted) if fresh or noted else None

    def _window(self, most: int, most_bytes: int) -> list[RawPage]:
        window: list[RawPage] = []
        for page in islice(self._pages, most):
            window.append(page)
            most_bytes -= len(page.body)
            if most_bytes <= 0:
                break
        self.seen += len(window)
        return window

    def _sort(self, window: Sequence[RawPage], fresh: list[RawPage], noted: list[RawPage]) -> None:
        known = known_pages(self._archive, window, self._version) if self._archive else None
        for page in window:
            key = bytes.fromhex(page.page_id)
            if key in self._pulled or (known and page.page_id in known.records):
                if known and capture_of(page) in known.captures:
                    self.unchanged += 1
                else:
                    noted.append(page)
            else:
                self._pulled.add(key)
                fresh.append(page)

    def _write(self, fresh: Sequence[RawPage], noted: Sequence[RawPage]) -> Path:
        self._batches += 1
        batch = self._home.staging / self._source / f"{self._run_id}-{self._batches:05d}"
        batch.mkdir(parents=True)  # first, so that a WARC file without a manifest is found again
        records = write_warc(fresh, _warc(self._home, batch), self._home.raw) if fresh else []
        write_manifest(batch, [*fresh, *noted], records, run_id=self._run_id)
        return batch


def clean_batch(home: Home, batch: Path, workers: Workers, cleaned_at: datetime) -> None:
    """Clean a pulled batch in the pool; page by page where a page hangs or its process dies."""
    if batch_state(batch) is not BatchState.PULLED:
        return
    records = staged_records(batch)
    job = _Job(home.raw, batch, cleaned_at, read_cleaning(home))
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


def _clean_staged(job: _Job) -> None:
    """Runs in a process of the pool, and writes there: outcomes are costly to send."""
    outcomes = _in_chunks(staged_pages(job.batch, job.raw), job.cleaning.disabled)
    write_outcomes(job.batch, outcomes, cleaner_version=job.cleaning.version, cleaned_at=job.cleaned_at)


def _in_chunks(pages: Iterator[RawPage], disabled: frozenset[str]) -> Iterator[Outcome]:
    while chunk := list(islice(pages, _CHUNK)):
        yield from clean_many(chunk, disabled=disabled)


def _clean_alone(job: _Job, record: RawRecord, workers: Workers) -> Outcome:
    done = workers.attempt(_clean_record, (job.raw, record, job.cleaning.disabled))
    return rejection_for(record.page_id, done) if isinstance(done, Failed) else done


def _clean_record(job: tuple[Path, RawRecord, frozenset[str]]) -> Outcome:
    raw, record, disabled = job
    return clean(read_page(raw, record), disabled=disabled)


def rejection_for(page_id: str, failed: Failed) -> Rejection:
    """The outcome of a page that hung, or whose process died."""
    reason = Reason.TIMED_OUT if failed.failure is Failure.TIMED_OUT else Reason.CRASHED
    return Rejection(page_id, reason, failed.detail)
