"""The whole job (pull, clean, load, publish, Prefect) against bare trafilatura on the same pages.

    python -m benchmarks.whole_job [--pages 4000] [--many 20000]

Prints tables of speed per core and of peak memory, each row measured in this run. The bars: on HTML the
whole job costs at most 1.5 times bare `trafilatura.extract` on as many cores plus 15 s of start-up; text
dumps at least 500 pages/s a core; memory with many pages within 1.3 times that with 1,000 and under 1 GB
in any process; a second, unchanged run under 10 % of the first. Bare trafilatura is measured on one core
and, for the bar, on all of them at once, as the job uses them: two that are threads of one core are slower
together than twice one alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import trafilatura
from rich.console import Console
from rich.table import Table

from benchmarks.generate import write

CORES = len(os.sched_getaffinity(0))
STARTUP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command line: wall seconds, and the peak memory of its largest process in MB."""

    seconds: float
    peak_mb: float


def whole_job(pages: Path, home: Path) -> Run:
    """Run the whole job over a folder in processes of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.peak",
        "-m",
        "flows.cli",
        "run",
        str(pages),
        "--home",
        str(home),
    ]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Run(time.perf_counter() - start, float(done.stdout.splitlines()[-1]))


def bare_trafilatura(pages: Path, cores: int) -> float:
    """Seconds that `trafilatura.extract` takes for the same files in so many processes, ready beforehand."""
    files = sorted(pages.rglob("*.html"))
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(_extract, files[: 10 * cores]))
        start = time.perf_counter()
        list(pool.map(_extract, files, chunksize=20))
        return time.perf_counter() - start


def _extract(file: Path) -> None:
    trafilatura.extract(file.read_text("utf-8"))


def measure(count: int, many: int, folder: Path) -> tuple[Table, Table]:
    html, text = write(folder / "html", ".html", count), write(folder / "text", ".txt", count)
    alone, bare = bare_trafilatura(html, 1), bare_trafilatura(html, CORES)
    of_html, of_text = whole_job(html, folder / "home-html"), whole_job(text, folder / "home-text")
    thousand = whole_job(write(folder / "thousand", ".html", 1000), folder / "home-thousand")
    crowd = write(folder / "many", ".html", many)
    first, second = whole_job(crowd, folder / "home-many"), whole_job(crowd, folder / "home-many")

    speed = Table("what", "pages", "seconds", "pages/s a core", "bar", title=f"Speed on {CORES} cores")
    for seconds, cores in ((alone, 1), (bare, CORES)):
        rate = f"{count / seconds / cores:.0f}"
        speed.add_row("bare trafilatura, HTML", str(count), f"{seconds:.1f} on {cores}", rate, "")
    for number, run in ((count, of_html), (many, first)):
        allowed = 1.5 * bare * number / count + STARTUP_SECONDS
        speed.add_row("whole job, HTML", *_speed(number, run), _bar(run.seconds, allowed, "s"))
    needed = STARTUP_SECONDS + count / (500 * CORES)
    speed.add_row("whole job, text dumps", *_speed(count, of_text), _bar(of_text.seconds, needed, "s"))
    speed.add_row(
        "HTML again, unchanged", *_speed(many, second), _bar(second.seconds, 0.1 * first.seconds, "s")
    )

    memory = Table("pages", "largest process", "bar", title="Peak memory")
    memory.add_row("1000", f"{thousand.peak_mb:.0f} MB", "")
    memory.add_row(
        str(many), f"{first.peak_mb:.0f} MB", _bar(first.peak_mb, min(1000, 1.3 * thousand.peak_mb), "MB")
    )
    return speed, memory


def _speed(count: int, run: Run) -> tuple[str, str, str]:
    beyond_start = max(run.seconds - STARTUP_SECONDS, 0)
    rate = f"{count / run.seconds / CORES:.0f}"
    return str(count), f"{run.seconds:.1f} ({beyond_start:.1f} beyond start-up)", rate


def _bar(measured: float, allowed: float, unit: str) -> str:
    return f"{'met' if measured <= allowed else 'MISSED'}: {measured:.1f} of {allowed:.1f} {unit}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=4000)
    parser.add_argument("--many", type=int, default=20000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for table in measure(chosen.pages, chosen.many, Path(folder)):
            Console(width=120).print(table)


if __name__ == "__main__":
    main()
