"""`copydesk serve` for real: one server, one runner, and everything that goes wrong with runs on them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.serving import PATIENCE, Serving, memory_mb
from flows.home import Home
from tests.flows.conftest import write_stories
from tests.serve.conftest import Mailbox, new_serving
from warehouse.reader import open_reader

pytestmark = pytest.mark.prefect
ENGINE, SERVER = "prefect.engine", "flows.server_child"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Serving]:
    """Running, with sources that run when they are asked to."""
    with new_serving(tmp_path_factory.mktemp("serve")) as one:
        one.options = ("--notify", mailbox.url)
        for name in ("tiny", "other", "drifting"):
            one.add_source(name, None)
        one.start()
        yield one


def test_server_and_idle_runner_are_small(serving: Serving) -> None:
    assert serving.process
    assert memory_mb(serving.process.pid) + sum(map(memory_mb, serving.children(SERVER))) < 700


def test_a_second_serve_on_the_same_home_is_told_so(serving: Serving) -> None:
    command = [sys.executable, "-m", "flows.cli", "serve", "--home", str(serving.home)]
    second = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, env=serving.environment
    )
    assert second.returncode == 3 and "serve is in use" in second.stderr


def test_a_run_of_a_busy_source_ends_at_once_and_is_no_failure(serving: Serving) -> None:
    with Home.at(serving.home).lock("source-tiny", wait_seconds=1):
        run = serving.run_now("tiny")
        serving.wait(lambda: serving.state_of(run) == "Skipped", "the run to be skipped")
    run = serving.run_now("tiny")
    serving.wait(lambda: serving.state_of(run) == "Completed", "the next run")


def test_a_command_line_run_shows_up_in_the_same_ui(serving: Serving, tmp_path: Path) -> None:
    stories = write_stories(tmp_path / "by-hand", 3)
    command = [sys.executable, "-m", "flows.cli", "run", str(stories)]
    command += ["--home", str(serving.home), "--seeds", str(serving.seeds)]
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True, env=serving.environment)
    names = [run["name"] for run in serving.ask("/flow_runs/filter")]
    ran = [name for name in names if name.startswith("by-hand")]
    assert len(ran) == 1 and ran[0].endswith(": 3 pages: 3 articles, 0 rejected")


@contextmanager
def held_back(serving: Serving, source: str) -> Iterator[tuple[str, int]]:
    """A run of the source that waits for the right to write, as under a long load: its id and its process."""
    with Home.at(serving.home).writing():
        run = serving.run_now(source)
        serving.wait(lambda: serving.state_of(run) == "Running", "the run to start")
        serving.wait(lambda: Home.at(serving.home).is_locked(f"source-{source}"), "the run to be at work")
        yield run, serving.children(ENGINE)[0]


def test_a_killed_run_is_seen_told_of_and_blocks_nothing(serving: Serving, mailbox: Mailbox) -> None:
    with held_back(serving, "tiny") as (run, process):
        os.kill(process, signal.SIGKILL)
        killed = time.monotonic()
        serving.wait(lambda: serving.state_of(run) == "Crashed", "the run to be marked")
    following = serving.run_now("tiny")
    serving.wait(lambda: serving.state_of(following) == "Completed", "the next run")
    assert time.monotonic() - killed < 120
    serving.wait(lambda: mailbox.holds("a run failed", "Crashed"), "the notification", 60)


def test_of_two_sources_that_load_at_once_one_waits(serving: Serving) -> None:
    home = Home.at(serving.home)
    for name in ("tiny", "other"):
        write_stories(serving.seeds / name, 20, river=name.title())
    with home.writing():
        runs = [serving.run_now(name) for name in ("tiny", "other")]
        for name in ("tiny", "other"):
            serving.wait(lambda name=name: home.is_locked(f"source-{name}"), f"{name} to be at work")  # type: ignore[misc]
        time.sleep(2)
        assert [serving.state_of(run) for run in runs] == ["Running", "Running"]
    for run in runs:
        serving.wait(lambda run=run: serving.state_of(run) == "Completed", "both runs")  # type: ignore[misc]
    with open_reader(home.database) as connection:
        found = connection.execute(
            "SELECT source, count(*) FROM articles WHERE headline LIKE 'Bridge number%' "
            "AND source NOT LIKE 'by-hand%' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert found == [("other", 20), ("tiny", 20)]


_HOLD = """
import duckdb, sys
with duckdb.connect(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_writer_s_database_that_another_program_holds_is_tried_again(serving: Serving) -> None:
    writer = Home.at(serving.home).writer
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(writer)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdin and holder.stdout and holder.stdout.readline() == b"held\n"
        run = serving.run_now("tiny")

        def tries() -> bool:
            found = serving.ask("/task_runs/filter", flow_runs={"id": {"any_": [run]}})
            return any(task["state_name"] in ("AwaitingRetry", "Retrying") for task in found)

        serving.wait(tries, "the first try to fail")
        holder.stdin.close()
    serving.wait(lambda: serving.state_of(run) == "Completed", "the run, once it was let go")


def test_a_server_that_dies_under_a_run_is_replaced_and_the_run_ends_well(serving: Serving) -> None:
    with held_back(serving, "other") as (run, _):
        server = serving.children(SERVER)[0]
        os.kill(server, signal.SIGKILL)
        serving.wait(lambda: serving.children(SERVER) not in ([], [server]), "a new server")
    serving.wait(lambda: serving.state_of(run) == "Completed", "the run to end")
    following = serving.run_now("other")
    serving.wait(lambda: serving.state_of(following) == "Completed", "the runner to go on")


def test_a_site_that_lost_its_bylines_is_told_of(serving: Serving, mailbox: Mailbox) -> None:
    """From the pages to the one who is notified: sentinel, event, automation, webhook; and an artifact."""
    write_stories(serving.seeds / "drifting", 130, byline="By Dana Lee, Example Media")
    before = serving.run_now("drifting")
    serving.wait(lambda: serving.state_of(before) == "Completed", "the past of the site")
    write_stories(serving.seeds / "drifting", 25, first=130)
    after = serving.run_now("drifting")
    serving.wait(lambda: serving.state_of(after) == "Completed", "the run of pages without bylines")
    with open_reader(Home.at(serving.home).database) as connection:
        alerts = connection.execute("SELECT site, metric, sentence FROM drift_alerts").fetchall()
    assert [(site, metric) for site, metric, _ in alerts] == [("drifting", "author")]
    serving.wait(lambda: mailbox.holds("departs from its own past", alerts[0][2]), "the notification", 60)
    keys = [artifact["key"] for artifact in serving.ask("/artifacts/latest/filter")]
    assert "drift-alerts" in keys
