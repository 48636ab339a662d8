"""A hung or dying item is named and costs only itself."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import pytest

from flows.pool import Failed, Failure, Workers


def double(items: Sequence[int]) -> list[int]:
    """Doubles; hangs on 7, dies on 13, raises on 99."""
    for item in items:
        if item == 7:
            time.sleep(60)
        if item == 13:
            os._exit(3)
        if item == 99:
            raise ValueError("ninety-nine")
    return [2 * item for item in items]


def test_results_come_in_the_order_of_the_items() -> None:
    chunks = [list(range(start, start + 3)) for start in range(100, 160, 3)]
    with Workers(2, limit_seconds=30) as workers:
        assert list(workers.run(double, chunks)) == [(i, 2 * i) for i in range(100, 160)]


def test_a_hung_and_a_dying_item_are_named_and_the_others_done() -> None:
    with Workers(2, limit_seconds=1) as workers:
        done = dict(workers.run(double, [[1, 7, 2], [20], [3, 13, 4]]))
        again = workers.attempt(double, [5])
    hung, died = done.pop(7), done.pop(13)
    assert isinstance(hung, Failed) and hung.failure is Failure.TIMED_OUT
    assert isinstance(died, Failed) and died.failure is Failure.DIED and "exit code 3" in died.detail
    assert done == {1: 2, 2: 4, 20: 40, 3: 6, 4: 8}
    assert again == [10], "the pool lives on"


def test_an_exception_is_raised_to_the_caller() -> None:
    with Workers(1, limit_seconds=30) as workers, pytest.raises(ValueError, match="ninety-nine"):
        workers.attempt(double, [99])
