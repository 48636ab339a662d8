"""Eight readers and one loader never meet: no error, no half load. `benchmarks/readers.py` says how fast."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.readers import watch

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("seconds", "loads"), [(8, 12), pytest.param(60, 60, marks=pytest.mark.soak)])
def test_readers_never_fail_nor_see_half_a_load(tmp_path: Path, seconds: int, loads: int) -> None:
    met = watch(tmp_path, seconds, loads=loads)
    assert met.failures == ()
    assert met.published > loads / 4, "loads went on while they read"
    assert met.states > met.published / 4, "the readers saw the loads come"
    assert len(met.openings) > 8
