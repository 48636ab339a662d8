"""A thousand scheduled runs of a tiny source, one after the other, on a real server.

    python -m benchmarks.soak [--runs 1000] [--every 6] [--minutes 180]

The schedule is compressed to a slot every few seconds, and so is the server's memory of the past: ended runs
go after the least time that Prefect allows, an hour, instead of 90 days. The bars: no slot is lost, none is
run twice, and in the last third neither memory nor the databases grow. Prints a line a minute, then a table.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.serving import Serving, free_port, memory_mb

SHORT_MEMORY = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "3601",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "60",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS": "300",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "PT30M",
}
_ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Sample:
    """What a moment of the soak costs, in MB, after so many runs that ended."""

    minutes: float
    runs: int
    runner_mb: float
    server_mb: float
    prefect_mb: float  # the server's database with its write-ahead log
    archive_mb: float  # everything else that the runs wrote


class Soak:
    """Looks at a `copydesk serve` from time to time: `ended` holds each run's slot and state by its id."""

    def __init__(self, serving: Serving) -> None:
        self.ended: dict[str, tuple[datetime, str]] = {}
        self.samples: list[Sample] = []
        self._serving = serving
        self._started = time.monotonic()

    @property
    def minutes(self) -> float:
        """Since the start."""
        return (time.monotonic() - self._started) / 60

    def look(self) -> None:
        """Note which runs ended since the last look, before the server forgets them."""
        found = self._serving.ask("/flow_runs/filter", sort="END_TIME_DESC", limit=100)
        for run in found:
            if run["state_type"] in _ENDED and run["auto_scheduled"]:
                slot = datetime.fromisoformat(run["expected_start_time"])
                self.ended[run["id"]] = (slot, run["state_name"])

    def sample(self) -> Sample:
        """Note what it costs now."""
        one = self._serving
        assert one.process
        everything, prefect = _size_mb(one.home), _size_mb(one.home / "prefect", "prefect.db*")
        sample = Sample(
            self.minutes,
            len(self.ended),
            memory_mb(one.process.pid),
            sum(map(memory_mb, one.children("flows.prefect_server"))),
            prefect,
            everything - prefect,
        )
        self.samples.append(sample)
        return sample

    def slots(self, every: int) -> tuple[list[float], list[float]]:
        """The slots (seconds since 1970) that were lost, and those that were run more than once."""
        times = Counter(slot.timestamp() for slot, state in self.ended.values() if state == "Completed")
        due = range(int(min(times)), int(max(times)) + 1, every)
        return [slot for slot in due if slot not in times], [slot for slot, n in times.items() if n > 1]


def _size_mb(folder: Path, pattern: str = "**/*") -> float:
    total = 0
    for path in folder.glob(pattern):
        with suppress(OSError):  # runs write and remove meanwhile
            total += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    return total / 1e6


def soak(serving: Serving, runs: int, every: int, minutes: float, tell: Console) -> Soak:
    """Let a tiny source run on its compressed schedule until so many runs ended, or the time is up."""
    serving.environment |= SHORT_MEMORY
    serving.add_source("tiny", f'interval = "{every}s"\ncatch_up = "all"')
    serving.start()
    watched, shown = Soak(serving), 0.0
    while len(watched.ended) < runs and watched.minutes < minutes:
        time.sleep(10)
        with suppress(httpx.HTTPError):
            watched.look()
        if time.monotonic() - shown >= 60:
            shown = time.monotonic()
            tell.print(watched.sample())
    serving.stop()
    return watched


def table(watched: Soak, every: int) -> Table:
    """The soak in rows: what became of the slots, and what it cost at first, in the middle and at the end."""
    lost, doubled = watched.slots(every)
    states = Counter(state for _, state in watched.ended.values())
    title = f"{len(watched.ended)} scheduled runs in {watched.minutes:.0f} minutes"
    made = Table("what", "result", "bar", title=title)
    made.add_row("how they ended", ", ".join(f"{state} {n}" for state, n in states.most_common()), "")
    made.add_row("slots lost", str(len(lost)), "0")
    made.add_row("slots run twice", str(len(doubled)), "0")
    for name in ("runner_mb", "server_mb", "prefect_mb", "archive_mb"):
        first, middle, last = (_middle(part, name) for part in _thirds(watched.samples))
        made.add_row(
            name.replace("_mb", ", MB in the median of each third"),
            f"{first:.0f}, {middle:.0f}, {last:.0f}",
            "levels off",
        )
    return made


def _thirds(samples: Sequence[Sample]) -> list[Sequence[Sample]]:
    third = max(1, len(samples) // 3)
    return [samples[:third], samples[third : 2 * third] or samples, samples[2 * third :] or samples]


def _middle(samples: Sequence[Sample], name: str) -> float:
    return median(float(getattr(sample, name)) for sample in samples)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--every", type=int, default=6)
    parser.add_argument("--minutes", type=float, default=180)
    chosen = parser.parse_args()
    console = Console(width=140)
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder, "seeds")
        seeds.mkdir()
        serving = Serving(Path(folder, "home"), seeds, free_port())
        console.print(table(soak(serving, chosen.runs, chosen.every, chosen.minutes, console), chosen.every))


if __name__ == "__main__":
    main()
