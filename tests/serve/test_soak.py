"""Many scheduled runs in a row, none lost and none doubled."""

from __future__ import annotations

import pytest
from rich.console import Console

from benchmarks.serving import Serving
from benchmarks.soak import soak

pytestmark = [pytest.mark.prefect, pytest.mark.soak]


def test_scheduled_runs_none_lost_none_doubled(serving: Serving) -> None:
    """A short form of `python -m benchmarks.soak`, whose long form says whether memory levels off."""
    watched = soak(serving, runs=30, sources=2, every=10, minutes=0, tell=Console())
    lost, doubled = watched.slots(every=10)
    assert (lost, doubled) == ([], [])
    assert {state for _, state in watched.ended.values()} == {"Completed"}
    assert len(watched.ended) >= 30
