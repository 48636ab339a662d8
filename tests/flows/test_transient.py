"""Only what goes away by itself is tried again, after waits that differ."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from prefect.client.schemas.objects import State, StateType

from flows.ingest import begin, clean_pulled, end, load_batches, pull_batch
from flows.transient import DELAYS, transient
from warehouse.errors import WriterBusy


def ended_by(error: BaseException) -> State[Any]:
    return State(type=StateType.FAILED, data=error)


@pytest.mark.parametrize(
    "error", [WriterBusy("held"), ConnectionResetError(), TimeoutError(), httpx.ConnectError("refused")]
)
def test_what_goes_away_by_itself_is_tried_again(error: Exception) -> None:
    assert transient(begin, None, ended_by(error))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), ValueError("torn"), AssertionError(), MemoryError()]
)
def test_what_stays_is_not(error: BaseException) -> None:
    assert not transient(begin, None, ended_by(error))  # type: ignore[arg-type]


@pytest.mark.parametrize("task", [begin, load_batches, end])
def test_writing_is_tried_again_with_jitter(task: Any) -> None:
    assert task.retry_condition_fn is transient
    assert task.retries == len(DELAYS) and list(task.retry_delay_seconds) == DELAYS == sorted(DELAYS)
    assert task.retry_jitter_factor > 0


@pytest.mark.parametrize("task", [pull_batch, clean_pulled])
def test_pulling_and_cleaning_know_their_own_failures(task: Any) -> None:
    assert task.retries == 0
