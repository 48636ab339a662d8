"""Pulls a source once, cleans and loads it, in a process of its own that may be killed: `… HOME SOURCE_FILE`.

Its limits are short, or, with `usual` as a third word, those that users have.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from flows.batches import clean_batches, leftovers
from flows.home import Home
from flows.pool import Workers
from flows.web.pull import WebPull
from flows.web.settings import Limits
from seeds import read_source
from tests.web.conftest import SHORT, load_cleaned


def pull_once(home: Home, file: Path, limits: Limits = SHORT) -> None:
    source = read_source(file)
    batches = leftovers(home, source.name)
    with WebPull(home, source, f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}", batches, limits) as pull:
        while batch := pull.next_batch():
            batches.append(batch)
    with Workers(2, 20) as pool:
        clean_batches(home, batches, pool, datetime.now(UTC))
    load_cleaned(home, batches)


def peak_kilobytes() -> int:
    """This program's own peak; what a parent is told of its child counts the parent before the fork too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1])


if __name__ == "__main__":
    usual = sys.argv[3:] == ["usual"]
    pull_once(Home.at(Path(sys.argv[1])), Path(sys.argv[2]), Limits(tries=1) if usual else SHORT)
    print(peak_kilobytes())
