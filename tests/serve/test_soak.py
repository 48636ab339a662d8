"""A run whose process and runner died together, on a server that lives on; and many runs in a row."""

from __future__ import annotations

import os
import signal
import time

import pytest
from rich.console import Console

from benchmarks.serving import Serving
from benchmarks.soak import soak
from flows.home import Home
from flows.prefect_server import configure, standing_server

pytestmark = [pytest.mark.prefect, pytest.mark.soak]


def test_a_zombie_is_marked_within_two_minutes(serving: Serving) -> None:
    serving.add_source("tiny", None)
    own = Home.at(serving.home.parent / "server")
    configure(own)
    with standing_server(own, serving.port) as server:
        serving.environment["PREFECT_API_URL"] = server.url
        serving.start()
        with Home.at(serving.home).writing():
            run = serving.run_now("tiny")
            serving.wait(lambda: serving.state_of(run) == "Running", "the run to start")
            time.sleep(5)  # its first heartbeat
            assert serving.process
            for pid in [serving.process.pid, *serving.children("prefect.engine")]:
                os.kill(pid, signal.SIGKILL)
            died = time.monotonic()
            serving.process.wait()
            serving.process = None
            serving.wait(lambda: serving.state_of(run) == "Crashed", "the zombie to be seen", 150)
            print(f"seen after {time.monotonic() - died:.0f} s")
            assert time.monotonic() - died < 125


def test_scheduled_runs_none_lost_none_doubled(serving: Serving) -> None:
    """A short form of `python -m benchmarks.soak`, whose long form says whether memory levels off."""
    watched = soak(serving, runs=30, every=6, minutes=15, tell=Console())
    lost, doubled = watched.slots(every=6)
    assert (lost, doubled) == ([], [])
    assert {state for _, state in watched.ended.values()} == {"Completed"}
    assert len(watched.ended) >= 30
