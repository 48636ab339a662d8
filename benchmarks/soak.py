"""A thousand scheduled runs of tiny sources, on a real server.

    python -m benchmarks.soak [--runs 1000] [--sources 3] [--every 12] [--minutes 85]

The schedule is compressed to a slot every few seconds, and so is the server's memory of the past: ended
runs go after the least time that Prefect allows, an hour, instead of 90 days. What levels off does so when
the first runs are forgotten, so it goes on for at least `--minutes`. The bars: no slot is lost, none is run
twice, and in the last quarter neither memory nor the databases grow. Prints a line a minute, then a table.
A run costs some 4.6 CPU seconds, most of them for what its process imports.
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
_LONGEST_MINUTES = 240
_ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}

Slot = tuple[str, float]  # a source, and seconds since 1970


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
        self.ended: dict[str, tuple[Slot, str]] = {}
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
                self.ended[run["id"]] = ((run["parameters"]["source"], slot.timestamp()), run["state_name"])

    def sample(self) -> Sample:
        """Note what it costs now."""
        one = self._serving
        assert one.process
        everything, prefect = _size_mb(one.home), _size_mb(one.home / "prefect", "prefect.db*")
        sample = Sample(
            self.minutes,
            len(self.ended),
            memory_mb(one.process.pid),
            sum(map(memory_mb, one.children("flows.server_child"))),
            prefect,
            everything - prefect,
        )
        self.samples.append(sample)
        return sample

    def slots(self, every: int) -> tuple[list[Slot], list[Slot]]:
        """The slots between a source's first and last that were lost, and those that were run twice."""
        times = Counter(slot for slot, state in self.ended.values() if state == "Completed")
        lost: list[Slot] = []
        for source in {source for source, _ in times}:
            moments = [moment for name, moment in times if name == source]
            due = range(int(min(moments)), int(max(moments)) + 1, every)
            lost += [(source, moment) for moment in due if (source, moment) not in times]
        return lost, [slot for slot, count in times.items() if count > 1]


def _size_mb(folder: Path, pattern: str = "**/*") -> float:
    total = 0
    for path in folder.glob(pattern):
        with suppress(OSError):  # runs write and remove meanwhile
            total += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    return total / 1e6


def soak(serving: Serving, runs: int, sources: int, every: int, minutes: float, tell: Console) -> Soak:
    """Let tiny sources run on a compressed schedule until so many runs ended and so much time passed."""
    serving.environment |= SHORT_MEMORY
    for number in range(sources):
        serving.add_source(f"tiny-{number}", f'interval = "{every}s"\ncatch_up = "all"')
    serving.start()
    watched, shown = Soak(serving), 0.0
    while len(watched.ended) < runs or watched.minutes < minutes:
        assert watched.minutes < max(_LONGEST_MINUTES, minutes), f"only {len(watched.ended)} runs ended"
        _look(watched)
        if time.monotonic() - shown >= 60:
            shown = time.monotonic()
            tell.print(watched.sample())
    _let_stragglers_end(watched, every)
    serving.stop()
    return watched


def _let_stragglers_end(watched: Soak, every: int) -> None:
    """A slot whose later one was quicker may still be at work: it is no lost one yet."""
    missing, until = set(watched.slots(every)[0]), watched.minutes + 10
    while missing.intersection(watched.slots(every)[0]) and watched.minutes < until:
        _look(watched)


def _look(watched: Soak) -> None:
    time.sleep(10)
    with suppress(httpx.HTTPError):  # a busy server is asked again
        watched.look()


def table(watched: Soak, every: int) -> Table:
    """The soak in rows: what became of the slots, and what it cost after each quarter of the time."""
    lost, doubled = watched.slots(every)
    states = Counter(state for _, state in watched.ended.values())
    title = f"{len(watched.ended)} scheduled runs in {watched.minutes:.0f} minutes"
    made = Table("what", "result", "bar", title=title)
    made.add_row("how they ended", ", ".join(f"{state} {n}" for state, n in states.most_common()), "")
    made.add_row("slots lost", str(len(lost)), "0")
    made.add_row("slots run twice", str(len(doubled)), "0")
    for name in ("runner_mb", "server_mb", "prefect_mb", "archive_mb"):
        ends = [_around(watched.samples, quarter / 4, name) for quarter in (1, 2, 3, 4)]
        made.add_row(f"{name.removesuffix('_mb')}, MB after each quarter", ", ".join(ends), "levels off")
    return made


def _around(samples: Sequence[Sample], share: float, name: str) -> str:
    """The median of the five samples before a share of them was taken."""
    end = max(1, round(len(samples) * share))
    return f"{median(float(getattr(sample, name)) for sample in samples[max(0, end - 5) : end]):.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--sources", type=int, default=3)
    parser.add_argument("--every", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=85)
    chosen = parser.parse_args()
    console = Console(width=140)
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder, "seeds")
        seeds.mkdir()
        serving = Serving(Path(folder, "home"), seeds, free_port())
        watched = soak(serving, chosen.runs, chosen.sources, chosen.every, chosen.minutes, console)
        console.print(table(watched, chosen.every))


if __name__ == "__main__":
    main()
