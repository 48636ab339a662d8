"""Work done in processes that can be ended: a hung or dying piece of work costs itself, never the run."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

Item = TypeVar("Item")
Result = TypeVar("Result")

# What a page may take on average in a chunk. Real ones take 0.02 s; a chunk that needs more is done again
# page by page, so a wrong guess costs time and no result.
MEAN_SECONDS = 0.1


class Failure(StrEnum):
    """How a piece of work ended its process."""

    TIMED_OUT = "timed_out"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Failed:
    """A piece of work that could not be done: how it ended, in words too."""

    failure: Failure
    detail: str


class Workers:
    """A pool of processes; close it by leaving its `with` block. Safe to use from several threads."""

    def __init__(
        self, count: int | None, limit_seconds: float, prepare: Callable[[], None] | None = None
    ) -> None:
        """`count` processes (default: one a core); `limit_seconds` for one item.

        The processes start with the first work, or when told to `start`; each calls `prepare` first.
        """
        self.count = count or len(os.sched_getaffinity(0))
        self.limit_seconds = limit_seconds
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPool(max_workers=self.count, initializer=prepare, context=spawn)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def start(self) -> None:
        """Start the processes now, without waiting for them."""
        self._pool.schedule(os.getpid)

    def attempt(self, work: Callable[[Item], Result], item: Item, *, size: int = 1) -> Result | Failed:
        """`work(item)`, done in a process; what `work` raises is raised here.

        An item that stands for `size` pages gets so much more time; `work` that finds itself that one of them
        took longer than it may raises `TimeoutError`.
        """
        return self._wait(self._submit(work, item, size))

    def run(
        self, work: Callable[[Sequence[Item]], Sequence[Result]], chunks: Iterable[Sequence[Item]]
    ) -> Iterator[tuple[Item, Result | Failed]]:
        """Each item with its result, in order; `work` gets a chunk and gives a result an item.

        The items of a chunk that fails are done again one by one, so that only the guilty one fails.
        Chunks are taken as they are needed, twice as many as there are processes at once.
        """
        pending: deque[tuple[Sequence[Item], ProcessFuture[Sequence[Result]]]] = deque()
        for chunk in chunks:
            pending.append((chunk, self._submit(work, chunk, len(chunk))))
            if len(pending) > 2 * self.count:
                yield from self._finish(work, *pending.popleft())
        while pending:
            yield from self._finish(work, *pending.popleft())

    def _finish(
        self,
        work: Callable[[Sequence[Item]], Sequence[Result]],
        chunk: Sequence[Item],
        future: ProcessFuture[Sequence[Result]],
    ) -> Iterator[tuple[Item, Result | Failed]]:
        done = self._wait(future)
        if not isinstance(done, Failed):
            yield from zip(chunk, done, strict=True)
        elif len(chunk) == 1:
            yield chunk[0], done
        else:
            for item in chunk:
                yield from self._finish(work, [item], self._submit(work, [item], 1))

    def _submit(self, work: Callable[[Item], Result], item: Item, size: int) -> ProcessFuture[Result]:
        seconds = self.limit_seconds + (size - 1) * MEAN_SECONDS
        return self._pool.schedule(work, args=[item], timeout=seconds)

    def _wait(self, future: ProcessFuture[Result]) -> Result | Failed:
        try:
            return future.result()
        except FutureTimeout:
            return Failed(Failure.TIMED_OUT, f"cleaning took longer than {self.limit_seconds:g} s")
        except ProcessExpired as error:
            return Failed(Failure.DIED, f"the cleaning process died with exit code {error.exitcode}")
