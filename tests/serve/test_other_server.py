"""A Prefect server that is not ours to start: sources deployed for workers; a run that became a zombie."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.serving import PATIENCE, Serving, descendants, free_port, without_prefect
from flows.home import Home
from flows.prefect_server import configure, standing_server
from tests.flows.conftest import write_stories
from tests.serve.conftest import Mailbox, new_serving

pytestmark = pytest.mark.prefect
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Server:
    """A server somebody else runs, at `api`; commands are run in `folder`, as on a worker's machine."""

    api: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return without_prefect() | {"PREFECT_API_URL": self.api, "PREFECT_HOME": str(self.folder / "prefect")}

    def call(self, *module_and_arguments: str) -> str:
        command = [sys.executable, "-m", *module_and_arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def get(self, path: str) -> Any:
        answer = httpx.get(self.api + path, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def run_now(self, source: str, **parameters: object) -> str:
        deployment = self.get(f"/deployments/name/ingest/{source}")
        address = f"{self.api}/deployments/{deployment['id']}/create_flow_run"
        return str(httpx.post(address, json={"parameters": parameters}, timeout=PATIENCE).json()["id"])

    def wait(self, run: str, state: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            with suppress(httpx.HTTPError):  # a busy server is asked again
                if (found := self.get(f"/flow_runs/{run}"))["state_name"] == state:
                    return
                assert found["state_type"] not in {"COMPLETED", "FAILED", "CRASHED"}, found["state"]
            assert time.monotonic() < deadline, found["state"]
            time.sleep(0.5)

    @contextmanager
    def worker(self, pool: str) -> Iterator[None]:
        """A worker of a pool, as `prefect worker start` runs it."""
        command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool, "--type", "process"]
        with (self.folder / "worker.txt").open("wb") as output:
            process = subprocess.Popen(
                command, env=self.environment, cwd=self.folder, stdout=output, stderr=output
            )
        try:
            yield
        finally:
            below = descendants(process.pid)
            process.terminate()
            with suppress(subprocess.TimeoutExpired):  # how a worker ends is not ours to test
                process.wait(20)
            for pid in [process.pid, *below]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With the project's own folders in place, and an archive of its own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for name in ("flows", "extractors", "warehouse", "prefect.yaml"):
        (folder / name).symlink_to(PROJECT / name)
    (folder / "seeds").mkdir()
    home = Home.at(folder / "server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_HOME", str(home.prefect))  # its database is its own
        patch.setenv("PREFECT_SERVER_UI_STATIC_DIRECTORY", str(home.prefect / "ui"))
        configure(home)
        with standing_server(home, free_port()) as standing:
            del os.environ["PREFECT_API_URL"]  # this process asks nothing of it
            yield Server(standing.url, folder)


def test_deploy_registers_sources_for_a_worker_that_runs_them(server: Server) -> None:
    write_stories(server.folder / "seeds" / "tiny", 3)
    (server.folder / "seeds" / "tiny.toml").write_text(
        'name = "tiny"\nkind = "folder"\nlocation = "tiny"\n'
        '[schedule]\ncron = "0 6 * * *"\ntimezone = "Europe/Berlin"\ncatch_up = "latest"\n'
    )
    told = server.call("flows.cli", "deploy", "--pool", "news")
    assert told.split("\n")[0] == "tiny: 0 6 * * * (Europe/Berlin), after downtime: latest"
    assert server.call("flows.cli", "deploy", "--pool", "news") == told, "again is no harm"
    deployment = server.get("/deployments/name/ingest/tiny")
    assert deployment["work_pool_name"] == "news"
    assert [s["schedule"]["timezone"] for s in deployment["schedules"]] == ["Europe/Berlin"]
    with server.worker("news"):
        run = server.run_now("tiny")
        server.wait(run, "Completed")
    assert server.get(f"/flow_runs/{run}")["name"] == "tiny: 3 pages: 3 articles, 0 rejected"


def test_prefect_s_own_deploy_reads_our_prefect_yaml(server: Server) -> None:
    (server.folder / "seeds" / "samples").symlink_to(PROJECT / "seeds" / "samples")
    (server.folder / "seeds" / "samples.toml").symlink_to(PROJECT / "seeds" / "samples.toml")
    server.call("prefect", "work-pool", "create", "copydesk", "--type", "process")
    server.call("prefect", "--no-prompt", "deploy", "--all")
    with server.worker("copydesk"):
        run = server.run_now("samples")
        server.wait(run, "Completed")
    assert server.get(f"/flow_runs/{run}")["name"].startswith("samples: 36 pages: 28 articles")
    assert Home.at(server.folder / "data").database.exists()


def test_a_block_that_somebody_made_in_the_ui_is_used(server: Server, tmp_path: Path) -> None:
    """As for e-mail and Slack: a block of one of Prefect's own kinds, here one that can post to loopback."""
    write_stories(server.folder / "seeds" / "gone", 1)
    (server.folder / "seeds" / "gone.toml").write_text('name = "gone"\nkind = "folder"\nlocation = "gone"\n')
    with Mailbox() as mailbox:
        script = (
            "from prefect.blocks.notifications import MattermostWebhook as Block;"
            f"Block(hostname='127.0.0.1', port={mailbox.port}, token='abcdefghijklmnopqrstuvwxyz')"
            ".save('copydesk-notify')"
        )
        environment = server.environment
        subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=PATIENCE)
        server.call("flows.cli", "deploy", "--pool", "news")
        (server.folder / "seeds" / "gone.toml").unlink()
        with server.worker("news"):
            server.wait(server.run_now("gone"), "Failed")
            wait_for(lambda: mailbox.holds("a run failed", "gone"), "the notification")


def wait_for(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.2)


@pytest.mark.soak
def test_a_zombie_is_marked_within_two_minutes(server: Server, tmp_path: Path) -> None:
    """Run and runner die together, the server lives on and hears no more of them."""
    with new_serving(tmp_path) as serving:
        serving.add_source("tiny", None)
        serving.environment["PREFECT_API_URL"] = server.api
        serving.start()
        with Home.at(serving.home).writing():
            run = server.run_now("tiny")
            server.wait(run, "Running")
            time.sleep(5)  # its first heartbeat
            kill_all(serving)
            died = time.monotonic()
            server.wait(run, "Crashed")
            assert time.monotonic() - died < 125


def kill_all(serving: Serving) -> None:
    assert serving.process
    for pid in [serving.process.pid, *serving.children("prefect.engine")]:
        os.kill(pid, signal.SIGKILL)
    serving.process.wait()
    serving.process = None
