"""`copydesk serve` for real: a server, a runner, a schedule, and everything that goes wrong with them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from benchmarks.serving import PATIENCE, Serving, memory_mb
from flows.home import Home
from warehouse.database import content_digest
from warehouse.reader import open_reader

# Minutes each on a busy machine, and they wait for real schedules: run them by name, not with every change.
pytestmark = [pytest.mark.prefect, pytest.mark.soak]
ENGINE = "prefect.engine"


def test_from_an_empty_folder_to_a_stop_and_on_again(serving: Serving) -> None:
    serving.add_source("tiny", 'interval = "5s"')
    started = time.monotonic()
    serving.start()
    up = time.monotonic() - started
    serving.wait_for_run("tiny", "Completed")
    first = time.monotonic() - started
    assert serving.process
    memory = memory_mb(serving.process.pid) + sum(map(memory_mb, serving.children("flows.prefect_server")))
    sys.stdout.write(f"up in {up:.0f} s, first run after {first:.0f} s, {memory:.0f} MB\n")
    assert memory < 700
    if os.getloadavg()[0] < len(os.sched_getaffinity(0)):  # else others had the machine
        assert first < 90
    second = subprocess.run(
        [sys.executable, "-m", "flows.cli", "serve", "--home", str(serving.home)],
        capture_output=True,
        text=True,
        timeout=60,
        env=serving.environment,
    )
    assert second.returncode == 3 and "serve is in use" in second.stderr
    server = serving.children("flows.prefect_server")[0]
    assert serving.stop(signal.SIGINT) == 0
    assert not Path(f"/proc/{server}").exists(), "the server ends with it"
    assert "Traceback" not in serving.log, serving.log
    before = archive_digest(serving)
    serving.start()
    done = len(serving.runs("tiny", "Completed"))
    serving.wait_for_run("tiny", "Completed", done + 2)
    assert serving.stop() == 0
    assert archive_digest(serving) == before


def archive_digest(serving: Serving) -> str:
    with open_reader(Home.at(serving.home).database) as connection:
        return content_digest(connection)


def test_a_run_of_a_busy_source_ends_at_once_and_is_no_failure(serving: Serving) -> None:
    serving.add_source("tiny", None)
    serving.start()
    with Home.at(serving.home).lock("source-tiny", wait_seconds=1):
        run = serving.run_now("tiny")
        serving.wait(lambda: serving.state_of(run) == "Skipped", "the run to be skipped")
    run = serving.run_now("tiny")
    serving.wait(lambda: serving.state_of(run) == "Completed", "the next run")


def test_a_command_line_run_shows_up_in_the_same_ui(serving: Serving) -> None:
    serving.add_source("tiny", None)
    serving.start()
    command = [sys.executable, "-m", "flows.cli", "run", "tiny"]
    command += ["--home", str(serving.home), "--seeds", str(serving.seeds)]
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True, env=serving.environment)
    names = [run["name"] for run in serving.ask("/flow_runs/filter")]
    assert "tiny: 3 pages: 3 articles, 0 rejected" in names


@contextmanager
def held_back(serving: Serving, source: str) -> Iterator[tuple[str, int]]:
    """A run of the source that waits for the right to write, as under a long load: its id and its process."""
    with Home.at(serving.home).writing():
        run = serving.run_now(source)
        serving.wait(lambda: serving.state_of(run) == "Running", "the run to start")
        serving.wait(lambda: Home.at(serving.home).is_locked(f"source-{source}"), "the run to be at work")
        yield run, serving.children(ENGINE)[0]


def test_a_killed_run_is_seen_told_of_and_blocks_nothing(serving: Serving) -> None:
    serving.add_source("tiny", None)
    with webhook() as (url, bodies):
        serving.options = ("--notify", url)
        serving.start()
        with held_back(serving, "tiny") as (run, process):
            os.kill(process, signal.SIGKILL)
            killed = time.monotonic()
            serving.wait(lambda: serving.state_of(run) == "Crashed", "the run to be marked")
        following = serving.run_now("tiny")
        serving.wait(lambda: serving.state_of(following) == "Completed", "the next run")
        assert time.monotonic() - killed < 120
        serving.wait(lambda: any(b"Crashed" in body for body in bodies), "the notification", 60)


@contextmanager
def webhook() -> Iterator[tuple[str, list[bytes]]]:
    """An address that keeps what it is sent."""
    bodies: list[bytes] = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Keep) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/notify", bodies
        server.shutdown()


def test_a_server_that_dies_under_a_run_is_replaced_and_the_run_ends_well(serving: Serving) -> None:
    serving.add_source("tiny", None)
    serving.start()
    with held_back(serving, "tiny") as (run, _):
        server = serving.children("flows.prefect_server")[0]
        os.kill(server, signal.SIGKILL)
        serving.wait(lambda: serving.children("flows.prefect_server") not in ([], [server]), "a new server")
    serving.wait(lambda: serving.state_of(run) == "Completed", "the run to end")
    serving.wait_for_run("tiny", "Completed")


def test_slots_missed_while_everything_was_down(serving: Serving) -> None:
    """Killed together, down over at least three slots; then one run, all, or none are made up for."""
    for catch_up in ("latest", "all", "skip"):
        serving.add_source(catch_up, f'interval = "15s"\ncatch_up = "{catch_up}"', pages=1)
    serving.start()
    for catch_up in ("latest", "all", "skip"):
        serving.wait_for_run(catch_up, "Completed")
    assert serving.process
    victims = [serving.process.pid, *serving.children(ENGINE)]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    serving.process.wait()
    stopped = time.time()
    time.sleep(50)
    serving.start()
    back = time.time()
    serving.wait(lambda: not waiting(serving, back), "what was missed to be settled")
    time.sleep(3)
    made_up = {name: slots(serving, name, stopped + 15, back - 15) for name in ("latest", "all", "skip")}
    sys.stdout.write(f"down for {back - stopped:.0f} s: {made_up}\n")
    due = {slot for slot in range(int(stopped) + 15, int(back) - 15) if slot % 15 == 0}
    assert made_up["all"].keys() == due, "none lost"
    assert set(made_up["all"].values()) == {1}, "none doubled"
    assert len(made_up["latest"]) <= 1 and not made_up["skip"]
    assert len(slots(serving, "latest", stopped, back)) <= 2


def waiting(serving: Serving, before: float) -> list[str]:
    """Runs whose slot lies before a moment and that have not ended."""
    from datetime import datetime

    open_states = ("Scheduled", "Late", "Pending", "Running", "Interrupted", "Submitting")
    return [
        run["id"]
        for name in ("latest", "all", "skip")
        for run in serving.runs(name, *open_states)
        if datetime.fromisoformat(run["expected_start_time"]).timestamp() < before
    ]


def slots(serving: Serving, source: str, since: float, until: float) -> Counter[int]:
    """How often each slot of the schedule in a time was run to its end."""
    from datetime import datetime

    moments = [
        datetime.fromisoformat(run["expected_start_time"]).timestamp()
        for run in serving.runs(source, "Completed")
        if run["auto_scheduled"]
    ]
    return Counter(round(moment) for moment in moments if since <= moment < until)
