"""The database at 100,000 generated articles: its size, what a load costs, and the memory it takes.

    python -m benchmarks.warehouse [--articles 100000]

Prints a table, each row measured in this run, and ends with 1 where a bar is missed. The bars: at most 300
MB; 5,000 articles/s from staged Parquet files into the database; 1 GB of memory; a load of 1,000 beside all
others at most 1.5 times what it costs beside 1,000; publishing in 3 s a gigabyte, or 0.1 s. Staging (by all
cores) is not part of it. The pages are those of `tests.warehouse.generated`: 3.5 KB of text and 60 blocks
each. Beside the speed stands what DuckDB takes to copy the same files, in the same transactions, into tables
without keys, checks or versions.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import duckdb
from rich.table import Table

from benchmarks.bars import bar, show
from flows.batches import BATCH_PAGES
from tests.warehouse.generated import START, page_and_outcome
from warehouse import staging
from warehouse.database import STORAGE, load, open_writer, publish
from warehouse.raw import place_of

_SMALL, _LARGE = 1_000, 10_000  # pages a load: of a run that goes on, and the most that `load` is made for
_REPEATS = 5
_ARTICLES = 49 / 50  # of the generated pages
_CORES = len(os.sched_getaffinity(0))
_FILES = (staging.MANIFEST, staging.OUTCOMES, staging.VERSIONS, staging.LEDGER, staging.SKETCHES)
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": STORAGE,
    "preserve_insertion_order": False,
    "threads": _CORES,
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process measured while it loaded everything; seconds, bytes."""

    articles: int
    seconds: float
    cpu_seconds: float
    size: int
    peak: int
    beside_few: float
    beside_many: float
    publishing: float


def stage(folder: Path, first: int) -> None:
    """One batch, pulled and cleaned; its raw pages are left out."""
    pairs = [page_and_outcome(number) for number in range(first, first + BATCH_PAGES)]
    batch = folder / f"b{first:07d}"
    records = [place_of(page, "raw.warc.gz", first, 1) for page, _ in pairs]
    staging.write_manifest(batch, [page for page, _ in pairs], records, run_id="run")
    outcomes = [outcome for _, outcome in pairs]
    staging.write_outcomes(batch, outcomes, cleaner_version="1", cleaned_at=START)


def stage_all(folder: Path, pages: int) -> None:
    """All pages, and the extra ones that the small loads take."""
    with ProcessPoolExecutor() as workers:
        list(workers.map(partial(stage, folder), range(0, pages, BATCH_PAGES)))


def loads(folder: Path, database: Path) -> Measured:
    """Load everything: a few, the small loads beside them, all the others, the small loads beside all."""
    batches = sorted(folder.iterdir())
    small = _SMALL // BATCH_PAGES
    extra, rest = batches[: small * (2 * _REPEATS + 1)], batches[small * (2 * _REPEATS + 1) :]
    groups = [extra[start : start + small] for start in range(0, len(extra), small)]
    _load(database, groups[0])
    few = [_load(database, group) for group in groups[1 : _REPEATS + 1]]
    started, cpu = time.perf_counter(), time.process_time()
    large = _LARGE // BATCH_PAGES
    articles = sum(_load(database, rest[n : n + large], _CORES)[1] for n in range(0, len(rest), large))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    many = [_load(database, group) for group in groups[_REPEATS + 1 :]]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    beside_few, beside_many = (statistics.median(taken for taken, _ in times) for times in (few, many))
    connection, started = open_writer(database), time.perf_counter()
    publish(connection, database, database.with_name("published.duckdb"))
    publishing = time.perf_counter() - started
    size = database.stat().st_size
    return Measured(articles, seconds, cpu, size, peak, beside_few, beside_many, publishing)


def copies(folder: Path, database: Path) -> float:
    """Articles a second that DuckDB alone copies from the staged files, in loads of the same size."""
    batches = sorted(folder.iterdir())
    size = _LARGE // BATCH_PAGES
    started = time.perf_counter()
    for first in range(0, len(batches), size):
        with duckdb.connect(str(database), config=_CONFIG) as connection:
            connection.begin()
            for name in _FILES:
                files = {"files": [str(batch / name) for batch in batches[first : first + size]]}
                table = Path(name).stem
                columns = f"CREATE TABLE IF NOT EXISTS {table} AS FROM read_parquet($files) LIMIT 0"
                connection.execute(columns, files)
                connection.execute(f"INSERT INTO {table} FROM read_parquet($files)", files)
            connection.commit()
    return len(batches) * BATCH_PAGES * _ARTICLES / (time.perf_counter() - started)


def _load(database: Path, batches: Sequence[Path], threads: int = 1) -> tuple[float, int]:
    """Seconds and articles of one load, as a flow does it: opened, loaded, closed."""
    started = time.perf_counter()
    connection = open_writer(database, threads=threads)
    counts = load(connection, batches, loaded_at=START)
    connection.close()
    return time.perf_counter() - started, counts.articles


def table(measured: Measured, copied: float, articles: int) -> Table:
    """The measurements beside the bars, which are meant for 100,000 articles."""
    shown = Table("what", "measured", "bar", title=f"The database at {articles:,} articles")
    megabytes = measured.size / 1e6
    shown.add_row("size", f"{megabytes:.0f} MB", bar(megabytes, 300 * articles / 100_000))
    rate, effort = measured.articles / measured.seconds, measured.articles / measured.cpu_seconds
    what = f"articles/s, loads of {_LARGE:,}, {_CORES} cores ({effort:,.0f} a CPU second)"
    shown.add_row(what, f"{rate:,.0f}", bar(-rate, -5_000))
    shown.add_row("the same files copied by DuckDB alone", f"{copied:,.0f}", "")
    shown.add_row("memory", f"{measured.peak / 1e6:.0f} MB", bar(measured.peak / 1e6, 1_000))
    ratio = measured.beside_many / measured.beside_few
    what = (
        f"load of {_SMALL:,} beside all ({measured.beside_many:.2f} s) and few ({measured.beside_few:.2f} s)"
    )
    shown.add_row(what, f"{ratio:.2f}", bar(ratio, 1.5))
    longest = max(0.1, 3 * measured.size / 1e9)  # a small one's time is that of starting `cp`
    shown.add_row("publishing it", f"{measured.publishing:.2f} s", bar(measured.publishing, longest))
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--loads", type=Path, nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.loads:  # the measuring process: nothing else has used its memory
        print(json.dumps(asdict(loads(*chosen.loads))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stage_all(folder / "staged", round(chosen.articles / _ARTICLES))
        command = [sys.executable, "-m", "benchmarks.warehouse", "--loads", "staged", "database.duckdb"]
        command[4:] = [str(folder / part) for part in command[4:]]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        copied = copies(folder / "staged", folder / "copied.duckdb")
    shown = table(Measured(**json.loads(done.stdout)), copied, chosen.articles)
    show(shown)


if __name__ == "__main__":
    main()
