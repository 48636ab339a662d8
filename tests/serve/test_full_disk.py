"""A full disk ends a run with a clear error; once there is room, the next run completes the archive."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from flows.ingest import ingest
from tests.flows.conftest import Archive, prefect_server, write_stories

__all__ = ["prefect_server"]
pytestmark = pytest.mark.prefect


def run_with_room(archive: Archive, source: Path, room: int | None) -> subprocess.CompletedProcess[str]:
    """A run that may write no file of more than `room` bytes: the kernel refuses as on a full disk."""

    def limit() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    return subprocess.run(
        [sys.executable, "-m", "tests.flows.faulty_run", *map(str, (source, archive.home, archive.seeds))],
        env=os.environ | {"COPYDESK_FAULT": ""},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        preexec_fn=limit,
    )


@pytest.mark.parametrize("room", [4_000, 20_000, 200_000, 1_000_000])
def test_a_full_disk_costs_nothing_but_time(room: int, tmp_path: Path, prefect_server: str) -> None:
    source = write_stories(tmp_path / "stories", 60)
    calm, full = (Archive(tmp_path / name, tmp_path / "seeds") for name in ("calm", "full"))
    ingest(str(source), str(calm.home), str(calm.seeds), workers=1)
    failed = run_with_room(full, source, room)
    assert failed.returncode == 1, failed.stderr
    assert "File too large" in failed.stderr, failed.stderr
    finished = run_with_room(full, source, None)
    assert finished.returncode == 0, finished.stderr
    assert full.digest() == calm.digest()
