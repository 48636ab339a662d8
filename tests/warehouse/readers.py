"""One loader and many readers on one archive, each a process, for some seconds: what the readers met.

A reader opens the published archive, asks whether what it holds is whole loads, closes it, and does so again.
Half of them open it as `copydesk sql` does, half as anybody does, with DuckDB on the published name.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.warehouse.archive import Archive
from tests.warehouse.generated import START, pages_and_outcomes
from warehouse import staging
from warehouse.database import load, open_writer, publish
from warehouse.reader import open_reader, query

PAGES = 25  # a load
_WHOLE = """
SELECT (SELECT count(*) FROM load_rows), (SELECT count(*) FROM captures),
    (SELECT count(DISTINCT page_id) FROM blocks),
    (SELECT count(*) FROM articles) + (SELECT count(*) FROM rejections)
"""


@dataclass(frozen=True, slots=True)
class Met:
    """What the readers met: how often they opened the archive and how long that took (sorted, seconds), what
    failed or was no whole load, and how many different states they saw of how many that were published.

    `empty` is how long it took each time to open a database in memory with nothing in it: what DuckDB and the
    wait for a core take of an opening.
    """

    openings: tuple[float, ...]
    empty: tuple[float, ...]
    failures: tuple[str, ...]
    states: int
    published: int


def quantile(taken: Sequence[float], share: float) -> float:
    """What `share` of all took at most; `taken` is sorted."""
    return taken[math.ceil(share * len(taken)) - 1]


def watch(home: Path, seconds: float, *, readers: int = 8, loads: int = 20, pause: float = 0) -> Met:
    """Stage `loads` batches, then load and publish them, evenly over the seconds, while the readers read.

    A machine that cannot keep up loads fewer of them, a quarter at least: the seconds are kept. A reader
    rests for `pause` seconds before it opens the archive again.
    """
    archive = Archive(home)
    for n in range(loads):
        archive.stage(f"b{n:04d}", list(pages_and_outcomes(range(PAGES * n, PAGES * (n + 1)))))
    archive.load(staging.batches(archive.staging_dir)[0])
    archive.publish()
    reading = [_start("read", home, "sql" if n % 2 else "plain", pause) for n in range(readers)]
    for reader in reading:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    loading = _start("load", home, str(seconds))
    published = len((loading.communicate()[0]).split())
    (home / "stop").touch()
    said = [json.loads(reader.communicate()[0]) for reader in reading]
    openings, empty = (
        tuple(sorted(second for one in said for second in one[what])) for what in ("openings", "empty")
    )
    failures = tuple(failure for one in said for failure in one["failures"])
    states = {state for one in said for state in one["states"]}
    return Met(openings, empty, failures, len(states), 1 + published)


def _start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.warehouse.readers", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def _load(archive: Archive, seconds: float) -> None:
    batches = staging.batches(archive.staging_dir)[1:]
    started = time.monotonic()
    for number, batch in enumerate(batches):
        time.sleep(max(0.0, started + number * seconds / len(batches) - time.monotonic()))
        if time.monotonic() > started + seconds and number > len(batches) / 4:
            break
        connection = open_writer(archive.database)
        load(connection, [batch], loaded_at=START)
        publish(connection, archive.database, archive.link)
        print(batch.name, flush=True)
    time.sleep(max(0.0, started + seconds - time.monotonic()))


def _read(archive: Archive, how: str, pause: float) -> None:
    openings: list[float] = []
    empty: list[float] = []
    failures: list[str] = []
    states: set[int] = set()
    while not (archive.home / "stop").exists():
        started = time.perf_counter()
        try:
            with closing(_opened(archive.link, how)) as connection:
                openings.append(time.perf_counter() - started)
                counts = _asked(connection, how)
        except Exception as error:  # whatever it is, a reader met it
            failures.append(f"{how}: {error!r}")
            continue
        states.add(int(counts[0]))
        if any(count != PAGES * counts[0] for count in counts[1:]):
            failures.append(f"{how}: {counts}")
        if len(openings) == 1:
            print("reading", flush=True)
        started = time.perf_counter()
        duckdb.connect().close()
        empty.append(time.perf_counter() - started)
        time.sleep(pause)
    print(json.dumps({"openings": openings, "empty": empty, "failures": failures, "states": sorted(states)}))


def _opened(link: Path, how: str) -> duckdb.DuckDBPyConnection:
    return open_reader(link) if how == "sql" else duckdb.connect(str(link), read_only=True)


def _asked(connection: duckdb.DuckDBPyConnection, how: str) -> Sequence[int]:
    if how == "sql":
        return query(connection, _WHOLE).rows[0]
    return connection.execute(_WHOLE).fetchall()[0]


if __name__ == "__main__":
    if sys.argv[1] == "load":
        _load(Archive(Path(sys.argv[2])), float(sys.argv[3]))
    else:
        _read(Archive(Path(sys.argv[2])), sys.argv[3], float(sys.argv[4]))
