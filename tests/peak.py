"""The most memory that this process has held. Not ru_maxrss: a child begins with what its parent held."""

from __future__ import annotations

from pathlib import Path


def peak_megabytes() -> float:
    """Megabytes, as Linux counts them for this program since it was loaded."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1000
