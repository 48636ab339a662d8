"""Work done in processes that can be ended: a hung or dying piece of work costs itself, never the run.

Chunks of items go to a pool of spawned processes. A chunk that runs out of time or whose process dies is
done again item by item, each under the limit, so that exactly the guilty item is named.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

Item = TypeVar("Item")
Result = TypeVar("Result")


class Failure(StrEnum):
    """How an item ended its process."""

    TIMED_OUT = "timed_out"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Failed(Generic[Item]):
    """An item that could not be done alone within the limit."""

    item: Item
    failure: Failure
    detail: str


class Workers:
    """A pool of processes; close it by leaving its `with` block."""

    def __init__(self, count: int | None, limit_seconds: float) -> None:
        """`count` processes (default: one a core); `limit_seconds` for a chunk or an item on its own."""
        self.count = count or len(os.sched_getaffinity(0))
        self.limit_seconds = limit_seconds
        self._pool = ProcessPool(max_workers=self.count, context=multiprocessing.get_context("spawn"))

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def run(
        self, work: Callable[[Sequence[Item]], Result], chunks: Iterable[Sequence[Item]]
    ) -> Iterator[Result | Failed[Item]]:
        """`work(chunk)` of every chunk, in order; for a broken chunk one result or failure an item.

        Chunks are taken as they are needed, twice as many as there are processes at once. Exceptions
        raised by `work` are raised here.
        """
        pending: deque[tuple[Sequence[Item], ProcessFuture[Result]]] = deque()
        for chunk in chunks:
            pending.append((chunk, self._submit(work, chunk)))
            if len(pending) > 2 * self.count:
                yield from self._finish(work, *pending.popleft())
        while pending:
            yield from self._finish(work, *pending.popleft())

    def _finish(
        self, work: Callable[[Sequence[Item]], Result], chunk: Sequence[Item], future: ProcessFuture[Result]
    ) -> Iterator[Result | Failed[Item]]:
        outcome = self._wait(future)
        if not isinstance(outcome, _Broken):
            yield outcome
        elif len(chunk) == 1:
            yield Failed(chunk[0], outcome.failure, outcome.detail)
        else:
            for item in chunk:
                yield from self._finish(work, [item], self._submit(work, [item]))

    def _submit(
        self, work: Callable[[Sequence[Item]], Result], chunk: Sequence[Item]
    ) -> ProcessFuture[Result]:
        return self._pool.schedule(work, args=[chunk], timeout=self.limit_seconds)

    def _wait(self, future: ProcessFuture[Result]) -> Result | _Broken:
        try:
            return future.result()
        except FutureTimeout:
            return _Broken(Failure.TIMED_OUT, f"cleaning took longer than {self.limit_seconds:g} s")
        except ProcessExpired as error:
            return _Broken(Failure.DIED, f"the cleaning process died with exit code {error.exitcode}")


@dataclass(frozen=True, slots=True)
class _Broken:
    failure: Failure
    detail: str
