"""What docs/operations.md says of a password, PostgreSQL and systemd is so."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from benchmarks.serving import PATIENCE, Serving, free_port
from tests.flows.conftest import write_stories

GUIDE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
INITDB = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)


def exported(heading: str) -> dict[str, str]:
    """The variables that a section of the guide exports."""
    section = GUIDE.split(f"## {heading}\n")[1].split("\n## ")[0]
    line = re.search(r"^export (.*)$", section, re.M)
    assert line
    return dict(pair.split("=", 1) for pair in line[1].split())


@pytest.mark.prefect
def test_with_a_password_runs_go_on_and_nobody_else_gets_in(serving: Serving) -> None:
    serving.environment |= exported("A password")
    name, secret = serving.environment["PREFECT_API_AUTH_STRING"].split(":")
    serving.password = (name, secret)
    serving.add_source("tiny", 'cron = "0 6 * * *"')
    serving.start()
    serving.wait_for_run("tiny", "Completed")
    by_hand = [sys.executable, "-m", "flows.cli", "run", str(write_stories(serving.home / "by-hand", 2))]
    subprocess.run(
        [*by_hand, "--home", str(serving.home)], check=True, timeout=PATIENCE, env=serving.environment
    )
    assert len(serving.ask("/flow_runs/filter", sort="END_TIME_DESC")) >= 2, "both stand in the same UI"
    assert httpx.post(f"{serving.ui}/api/flow_runs/filter", json={}).status_code == 401


@pytest.mark.prefect
@pytest.mark.soak
@pytest.mark.skipif(INITDB is None, reason="no PostgreSQL is installed (Debian: postgresql)")
def test_the_server_runs_on_postgresql(serving: Serving) -> None:
    (name, address), *_ = exported("PostgreSQL").items()
    with TemporaryDirectory() as folder, postgresql(Path(folder)) as port:
        serving.environment[name] = address.replace("@db/", f"@127.0.0.1:{port}/")
        serving.add_source("tiny", 'interval = "15s"')
        serving.start()
        serving.wait_for_run("tiny", "Completed", 3)
        assert serving.stop() == 0
        serving.start()
        serving.wait_for_run("tiny", "Completed", 4)
        assert serving.stop() == 0
    assert "Traceback" not in serving.log
    assert not list((serving.home / "prefect").glob("prefect.db*"))


@contextmanager
def postgresql(folder: Path) -> Iterator[int]:
    """A PostgreSQL server on loopback with the guide's user, password and database; yields its port."""
    assert INITDB
    owner = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    if owner:
        shutil.chown(folder, owner)
    data, port, tools = folder / "data", free_port(), Path(INITDB).resolve().parent
    (folder / "password").write_text("secret")

    def call(tool: str, *arguments: str) -> None:
        environment = os.environ | {"PGPASSWORD": "secret"}
        subprocess.run(
            [tools / tool, *arguments], check=True, user=owner, env=environment, stdout=subprocess.DEVNULL
        )

    call("initdb", "-D", str(data), "-U", "prefect", "-A", "scram-sha-256", f"--pwfile={folder}/password")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    call("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        call("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "prefect", "prefect")
        yield port
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    found = re.search(r"```ini\n(.*?)```", GUIDE, re.S)
    assert found
    user = pwd.getpwuid(os.getuid()).pw_name
    unit = re.sub(r"^User=.*", f"User={user}", found[1], flags=re.M).replace(
        "/srv/copydesk/.venv/bin/copydesk", sys.executable
    )
    (tmp_path / "copydesk.service").write_text(unit)
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "copydesk.service")], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")
