"""What is worth trying again: only what goes away by itself."""

from __future__ import annotations

import httpx
from prefect import Task
from prefect.client.schemas.objects import State, TaskRun

from warehouse.errors import WriterBusy

# Another program has the writer's database open for a moment; or a connection broke.
_TRANSIENT = (WriterBusy, ConnectionError, TimeoutError, httpx.TransportError)

RETRIES = 4
DELAYS = [1.0, 4.0, 16.0, 60.0]  # seconds, and up to half as much again, so that two do not meet once more
JITTER = 0.5


def transient(task: Task[..., object], run: TaskRun, state: State[object]) -> bool:
    """Whether the failure that ended a task may be gone when it is tried again.

    A full disk, a torn file or our own bug is not: trying again would only hide it.
    """
    return isinstance(state.data if isinstance(state.data, BaseException) else _raised(state), _TRANSIENT)


def _raised(state: State[object]) -> object:
    return state.result(raise_on_failure=False)
