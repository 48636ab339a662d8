"""The most memory that a piece of work holds, done in a process of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Told = TypeVar("Told")

_TOO_LONG = 120  # seconds after which work counts as such that never ends; most takes less than two
# Its processes begin with the libraries of the work and nothing else, which are read but once.
_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(["tests.extractors.giants", "tests.seeds.reading"])


def alone(work: Callable[[str], Told], name: str) -> tuple[Told, float]:
    """What `work(name)` says, and the most megabytes that its process held, libraries with it.

    TimeoutError where it never ends or its process dies.
    """
    with _FRESH.Pool(1) as pool:
        return pool.apply_async(_with_peak, (work, name)).get(_TOO_LONG)


def _with_peak(work: Callable[[str], Told], name: str) -> tuple[Told, float]:
    said = work(name)
    # Not ru_maxrss: a child begins with what its parent held. Linux counts VmHWM in kB since the fork.
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return said, int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1000
