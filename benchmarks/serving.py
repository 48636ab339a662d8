"""A real `copydesk serve` in a process of its own, and what its server says of its runs."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.generate import write

PATIENCE = 600  # seconds; the machine may be busy


@dataclass
class Serving:
    """A home with its sources, and the `copydesk serve` that is at work on it."""

    home: Path
    seeds: Path
    port: int
    options: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=lambda: without_prefect())
    process: subprocess.Popen[bytes] | None = None
    password: tuple[str, str] | None = None  # name and password that its server asks for

    @property
    def ui(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.home / "serve.txt").read_text("utf-8")

    def add_source(self, name: str, schedule: str | None, pages: int = 3) -> None:
        write(self.seeds / name, ".txt", pages)
        table = f"[schedule]\n{schedule}\n" if schedule else ""
        text = f'name = "{name}"\nkind = "folder"\nlocation = "{name}"\n{table}'
        (self.seeds / f"{name}.toml").write_text(text, "utf-8")

    def start(self) -> None:
        """Start it, and wait until it runs on schedule."""
        command = [sys.executable, "-m", "flows.cli", "serve", "--home", str(self.home)]
        command += ["--seeds", str(self.seeds), "--port", str(self.port), *self.options]
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "serve.txt").open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, env=self.environment)
        self.wait(lambda: "Running on schedule" in self.log, "serve to run")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop it with a signal; returns its exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def wait(self, holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> Any:
        """Wait until something holds, and return it; fails with the log."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process is None or self.process.poll() is None, f"serve ended: {self.log}"
            with suppress(httpx.HTTPError):
                if found := holds():
                    return found
            time.sleep(0.2)
        raise AssertionError(f"waited in vain for {what}: {self.log}")

    def ask(self, path: str, **body: object) -> Any:
        response = httpx.post(f"{self.ui}/api{path}", json=body, auth=self.password, timeout=PATIENCE)
        response.raise_for_status()
        return response.json() if response.content else None

    def runs(self, source: str, *states: str) -> list[dict[str, Any]]:
        """The source's runs that are in one of the states (by default any) and begun or due, oldest first."""
        found = self.ask(
            "/flow_runs/filter",
            sort="EXPECTED_START_TIME_ASC",
            flow_runs={"expected_start_time": {"before_": datetime.now(UTC).isoformat()}},
            deployments={"name": {"any_": [source]}},
        )
        return [run for run in found if not states or run["state_name"] in states]

    def wait_for_run(self, source: str, state: str, count: int = 1) -> list[dict[str, Any]]:
        found = self.wait(
            lambda: len(self.runs(source, state)) >= count and self.runs(source, state), f"{source} {state}"
        )
        assert isinstance(found, list)
        return found

    def run_now(self, source: str) -> str:
        """Ask for a run beside the schedule; returns its id. A server that is busy is asked again."""
        key = uuid4().hex
        deployment = self.wait(
            lambda: self._get(f"/deployments/name/ingest/{source}"), f"{source} to be known"
        )
        address = f"/deployments/{deployment['id']}/create_flow_run"
        run = self.wait(lambda: self.ask(address, idempotency_key=key), "the run to be taken")
        return str(run["id"])

    def state_of(self, run_id: str) -> str:
        return str(self._get(f"/flow_runs/{run_id}")["state_name"])

    def _get(self, path: str) -> Any:
        response = httpx.get(f"{self.ui}/api{path}", auth=self.password, timeout=PATIENCE)
        response.raise_for_status()
        return response.json()

    def children(self, named: str) -> list[int]:
        """The processes below `serve` whose command line holds `named`."""
        assert self.process
        return [pid for pid in descendants(self.process.pid) if named in command_of(pid)]


def without_prefect() -> dict[str, str]:
    """This environment without what other tests told Prefect."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}


def descendants(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, AttributeError):
            status = (folder / "status").read_text()
            parents[int(folder.name)] = int(re.search(r"^PPid:\s+(\d+)", status, re.M)[1])  # type: ignore[index]
    found = [pid]
    for parent in found:
        found += [child for child, above in parents.items() if above == parent]
    return found[1:]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def memory_mb(pid: int) -> float:
    """Resident memory; shared pages count in full."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
