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


def test_results_come_in_the_order_of_the_chunks() -> None:
    chunks = [list(range(start, start + 3)) for start in range(100, 160, 3)]
    with Workers(2, limit_seconds=30) as workers:
        assert list(workers.run(double, chunks)) == [[2 * i for i in chunk] for chunk in chunks]


def test_a_hung_and_a_dying_item_are_named_and_the_others_done() -> None:
    with Workers(2, limit_seconds=2) as workers:
        hung, died = [1, 7, 2], [3, 13, 4]
        done = list(workers.run(double, [hung, [20], died]))
        again = list(workers.run(double, [[5]]))
    assert done[0] == [2] and done[2] == [4] and done[3] == [40] and done[4] == [6] and done[6] == [8]
    assert isinstance(done[1], Failed) and (done[1].item, done[1].failure) == (7, Failure.TIMED_OUT)
    assert isinstance(done[5], Failed) and (done[5].item, done[5].failure) == (13, Failure.DIED)
    assert "exit code 3" in done[5].detail
    assert again == [[10]], "the pool lives on"


def test_an_exception_is_raised_to_the_caller() -> None:
    with Workers(1, limit_seconds=30) as workers, pytest.raises(ValueError, match="ninety-nine"):
        list(workers.run(double, [[99]]))
