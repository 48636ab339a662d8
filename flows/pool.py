"""Work done in processes that can be ended: a hung or dying piece of work costs itself, never the run.

Chunks of items go to a pool of spawned processes. A chunk that runs out of time or whose process dies is
done again item by item, each under the limit, so that exactly the guilty item is named.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
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
        self, work: Callable[[Sequence[Item]], Result], chunks: Sequence[Sequence[Item]]
    ) -> list[Result | Failed[Item]]:
        """`work(chunk)` of every chunk, in order; a failed chunk's place holds one result or failure an item.

        Exceptions raised by `work` are raised here.
        """
        pending = [(chunk, self._submit(work, chunk)) for chunk in chunks]
        done: list[Result | Failed[Item]] = []
        for chunk, future in pending:
            outcome = self._wait(future)
            if not isinstance(outcome, _Broken):
                done.append(outcome)
            else:
                done.extend(self._alone(work, item) for item in chunk)
        return done

    def _submit(
        self, work: Callable[[Sequence[Item]], Result], chunk: Sequence[Item]
    ) -> ProcessFuture[Result]:
        return self._pool.schedule(work, args=[chunk], timeout=self.limit_seconds)

    def _alone(self, work: Callable[[Sequence[Item]], Result], item: Item) -> Result | Failed[Item]:
        outcome = self._wait(self._submit(work, [item]))
        return Failed(item, outcome.failure, outcome.detail) if isinstance(outcome, _Broken) else outcome

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
