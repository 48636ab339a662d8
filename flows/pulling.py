"""Pulling from files: a source's pages that the archive has not yet, batch by batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from extractors.model import RawPage
from flows.archive import open_archive
from flows.batches import BATCH_BYTES, BATCH_PAGES, warc_of
from flows.home import Home
from warehouse.database import Known, known_pages
from warehouse.errors import ArchiveMissing
from warehouse.known import capture_of
from warehouse.raw import write_warc
from warehouse.staging import staged_records, write_manifest

_WINDOW_PAGES = 2000  # looked up at once: each look-up scans the archive's pages
_NOTHING = Known(frozenset(), frozenset())


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
        self._waiting: deque[_New] = deque()
        self._batches = 0
        try:
            self._archive: DuckDBPyConnection | None = open_archive(home)
        except ArchiveMissing:
            self._archive = None

    def __enter__(self) -> Pull:
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive:
            self._archive.close()

    def next_batch(self) -> Path | None:
        """Archive the next pages that are new; returns their batch's folder, None at the source's end."""
        while not self._batch_waits() and (window := self._window()):
            self._sort(window)
        return self._write(self._take()) if self._waiting else None

    def _batch_waits(self) -> bool:
        sizes = (new.size for new in self._waiting)
        return len(self._waiting) >= BATCH_PAGES or sum(sizes) >= BATCH_BYTES

    def _window(self) -> list[RawPage]:
        """The source's next pages; many where the archive is asked for them, which each time scans it."""
        most, size = (_WINDOW_PAGES if self._archive else BATCH_PAGES), 0
        window: list[RawPage] = []
        for page in islice(self._pages, most):
            window.append(page)
            size += len(page.body)
            if size >= BATCH_BYTES:
                break
        self.seen += len(window)
        return window

    def _sort(self, window: Sequence[RawPage]) -> None:
        known = known_pages(self._archive, window) if self._archive else _NOTHING
        for page in window:
            key = bytes.fromhex(page.page_id)
            if key not in self._pulled and page.page_id not in known.stored:
                self._pulled.add(key)
                self._waiting.append(_New(page, fresh=True))
            elif capture_of(page) in known.captures:
                self.unchanged += 1
            else:
                self._waiting.append(_New(page, fresh=False))

    def _take(self) -> list[_New]:
        taken: list[_New] = []
        size = 0
        while self._waiting and len(taken) < BATCH_PAGES and size < BATCH_BYTES:
            taken.append(self._waiting.popleft())
            size += taken[-1].size
        return taken

    def _write(self, new: Sequence[_New]) -> Path:
        self._batches += 1
        batch = self._home.staging / self._source / f"{self._run_id}-{self._batches:05d}"
        batch.mkdir(parents=True)  # first, so that a WARC file without a manifest is found again
        fresh = [page for page, is_fresh in new if is_fresh]
        records = write_warc(fresh, warc_of(self._home, batch), self._home.raw) if fresh else []
        write_manifest(batch, [page for page, _ in new], records, run_id=self._run_id)
        return batch


class _New(NamedTuple):
    """A page that is to be archived or, where it was before, noted for its new capture."""

    page: RawPage
    fresh: bool

    @property
    def size(self) -> int:
        """Bytes that are written for it."""
        return len(self.page.body) if self.fresh else 0
