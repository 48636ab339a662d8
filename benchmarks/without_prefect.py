"""The main job with Prefect taken out of it: `python -m benchmarks.without_prefect SOURCE HOME`.

Tasks become plain calls and threads, nothing is told to a UI, and no server is started. For comparison only.
"""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from prefect import Task

import flows.ingest as job

_THREADS = ThreadPoolExecutor(8)


class Plain:
    """A task's function, called as the task is."""

    def __init__(self, task: Task[..., Any]) -> None:
        self._function = task.fn

    def __call__(self, *arguments: Any) -> Any:
        return self._function(*arguments)

    def submit(self, *arguments: Any) -> Future[Any]:
        return _THREADS.submit(self._function, *arguments)


class Quiet:
    """Stands for what tells the UI something, and tells nobody."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def show(self, *_: object, **__: object) -> None: ...


def take_out_prefect() -> None:
    """Replace in the flow's module whatever asks the server for something."""
    for name, value in list(vars(job).items()):
        if isinstance(value, Task):
            setattr(job, name, Plain(value))
    for name in ("Progress", "show_report", "tell_of"):
        setattr(job, name, Quiet)


if __name__ == "__main__":
    take_out_prefect()
    job.ingest.fn(sys.argv[1], sys.argv[2])
