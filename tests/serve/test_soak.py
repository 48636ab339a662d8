"""A run whose process and runner died together, on a server that lives on; and a thousand runs in a row."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

import pytest

from flows.home import Home
from flows.prefect_server import configure, standing_server
from tests.serve.conftest import Serving

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


def test_many_scheduled_runs_none_lost_none_doubled(serving: Serving) -> None:
    """COPYDESK_SOAK_RUNS of them (default 1,000), as fast as the machine does them."""
    wanted = int(os.environ.get("COPYDESK_SOAK_RUNS", "1000"))
    serving.add_source(
        "tiny", f'interval = "{os.environ.get("COPYDESK_SOAK_SECONDS", "6")}s"\ncatch_up = "all"'
    )
    serving.start()
    database = serving.home / "prefect" / "prefect.db"
    done: list[tuple[int, float, float]] = []
    from tests.serve.conftest import memory_mb

    assert serving.process
    count = 0
    while count < wanted:
        time.sleep(20)
        count = serving.ask(
            "/flow_runs/count", flow_runs={"state": {"name": {"any_": ["Completed", "Skipped"]}}}
        )
        server = serving.children("flows.prefect_server")
        memory = memory_mb(serving.process.pid) + sum(map(memory_mb, server))
        done.append((count, memory, database.stat().st_size / 1e6))
        print(f"{count} runs, {memory:.0f} MB, database {done[-1][2]:.1f} MB", flush=True)
    times, offset, ended = Counter[str](), 0, ("Completed", "Skipped", "Failed")
    while page := serving.ask("/flow_runs/filter", sort="EXPECTED_START_TIME_ASC", offset=offset, limit=200):
        offset += len(page)
        times.update(run["expected_start_time"] for run in page if run["state_name"] in ended)
    assert set(times.values()) == {1}, "none doubled"
