"""A real `copydesk serve` for a test, ended with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.serving import Serving, descendants, free_port


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """Not started yet, without sources; ended with the test, whatever it did."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    one = Serving(tmp_path / "home", seeds, free_port())
    yield one
    if one.process is not None and one.process.poll() is None:
        below = descendants(one.process.pid)
        one.process.kill()
        one.process.wait()
        for pid in below:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
