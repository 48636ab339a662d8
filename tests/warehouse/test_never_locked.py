"""Eight readers and one loader never meet: no error, no half load, and in a minute of it no waiting."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.warehouse.readers import quantile, watch

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("seconds", "loads", "late"),
    [
        (8, 12, math.inf),  # other tests keep the cores busy meanwhile
        pytest.param(60, 60, 0.2, marks=pytest.mark.soak),
    ],
)
def test_readers_never_fail_nor_see_half_a_load(
    tmp_path: Path, seconds: int, loads: int, late: float
) -> None:
    met = watch(tmp_path, seconds, loads=loads)
    assert met.failures == ()
    assert met.published > loads / 4, "loads went on while they read"
    assert met.states > met.published / 4, "the readers saw the loads come"
    assert len(met.openings) > 8
    assert quantile(met.openings, 0.99) < late, "99 of 100 opened it without waiting"
