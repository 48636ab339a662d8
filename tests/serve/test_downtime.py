"""What was cut off and what was missed while `copydesk serve` was down, for real."""

from __future__ import annotations

import os
import re
import signal
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.serving import Serving
from flows.home import Home
from warehouse.database import content_digest
from warehouse.reader import open_reader

pytestmark = pytest.mark.prefect
ENGINE, SERVER = "prefect.engine", "flows.server_child"
EVERY = 30  # seconds from slot to slot; three of them and a dead run was marked as crashed meanwhile


def archive_digest(serving: Serving) -> str:
    with open_reader(Home.at(serving.home).database) as connection:
        return content_digest(connection)


def test_stopped_under_a_run_and_started_again_it_goes_on(serving: Serving) -> None:
    serving.add_source("tiny", 'cron = "0 6 * * *"')
    serving.start()
    serving.wait_for_run("tiny", "Completed")
    before = archive_digest(serving)
    server = serving.children(SERVER)[0]
    with Home.at(serving.home).writing():
        run = serving.run_now("tiny")
        serving.wait(lambda: serving.state_of(run) == "Running", "a run to be under way")
        engines = serving.children(ENGINE)
        assert serving.stop(signal.SIGINT) == 0
    assert not [pid for pid in (server, *engines) if Path(f"/proc/{pid}").exists()], "all ends with it"
    assert "Traceback" not in serving.log, serving.log
    serving.start()
    serving.wait(lambda: serving.state_of(run) == "Completed", "what was cut off to end")
    assert serving.stop(signal.SIGTERM) == 0
    assert archive_digest(serving) == before


@pytest.mark.soak
def test_slots_missed_while_everything_was_down(serving: Serving) -> None:
    """Killed together under a run, down over at least three slots; then one, all or none are made up for."""
    kinds = ("latest", "all", "skip")
    for kind in kinds:
        serving.add_source(kind, f'interval = "{EVERY}s"\ncatch_up = "{kind}"', pages=1)
    serving.start()
    for kind in kinds:
        serving.wait_for_run(kind, "Completed")
    with Home.at(serving.home).writing():  # so that no run ends
        cut_off = serving.wait_for_run("all", "Running")[0]["id"]
        stopped = kill_all(serving)
    time.sleep(3.4 * EVERY)
    serving.start()
    back = time.time()
    serving.wait(lambda: serving.state_of(cut_off) == "Completed", "what was cut off to end")
    serving.wait(lambda: not waiting(serving, kinds, back), "what was missed to be settled")
    # The slots around the kill and the start may have been run in time.
    first, last = stopped + EVERY, back - EVERY
    made_up = {kind: slots(serving, kind, first, last) for kind in kinds}
    due = Counter({slot: 1 for slot in range(int(first) + 1, int(last)) if slot % EVERY == 0})
    assert len(due) >= 2
    assert made_up["all"] == due, "none lost, none doubled"
    assert made_up["skip"] == Counter()
    assert slots(serving, "latest", stopped, back).total() <= 2 and made_up["latest"].total() <= 1


@pytest.mark.soak
def test_hundreds_of_missed_slots_leave_the_server_free_for_those_that_run(serving: Serving) -> None:
    serving.add_source("all", 'interval = "10s"\ncatch_up = "all"', pages=1)
    serving.start()
    serving.wait_for_run("all", "Completed")
    assert serving.stop() == 0
    an_hour_ago = time.time() - 3600
    os.utime(serving.home / "prefect" / "last-served", (an_hour_ago, an_hour_ago))
    serving.start()
    missed = re.search(r"(\d+) missed or cut off, run now", serving.log)
    assert missed and int(missed[1]) > 300
    serving.wait_for_run("all", "Completed", 10)
    assert "error during state validation" not in (serving.home / "prefect" / "serve.log").read_text("utf-8")


def kill_all(serving: Serving) -> float:
    """End `serve`, its server and its runs as a power cut does; returns when."""
    assert serving.process
    for pid in [serving.process.pid, *serving.children(SERVER), *serving.children(ENGINE)]:
        os.kill(pid, signal.SIGKILL)
    serving.process.wait()
    return time.time()


def waiting(serving: Serving, sources: tuple[str, ...], before: float) -> list[str]:
    """Runs whose slot lies before a moment and that have not ended."""
    not_ended = ("Scheduled", "Late", "Pending", "Running", "Interrupted", "Submitting")
    return [
        run["id"]
        for source in sources
        for run in serving.runs(source, *not_ended)
        if datetime.fromisoformat(run["expected_start_time"]).timestamp() < before
    ]


def slots(serving: Serving, source: str, since: float, until: float) -> Counter[int]:
    """How often each slot of the schedule in a time was run to its end."""
    moments = [
        datetime.fromisoformat(run["expected_start_time"]).timestamp()
        for run in serving.runs(source, "Completed")
        if run["auto_scheduled"]
    ]
    return Counter(round(moment) for moment in moments if since <= moment < until)
