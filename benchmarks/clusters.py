"""Finding copies of a story: how exact it is on generated truth, and what a load costs beside many.

    python -m benchmarks.clusters [--stored 10000 100000 1000000] [--new 5000]

Prints a table, each row measured in this run, and ends with 1 where a bar is missed. The bars: of the pairs
found at least 99 % are true, and of the true ones at least 95 % are found; beside the last number of stored
articles, the new ones' sketches are loaded in at most 60 s and 4 GB. Each load has a process of its own, so
that its memory is its own too: another one wrote what is stored.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rich.table import Table

from benchmarks.bars import bar, show
from tests.warehouse.generated import sentence
from warehouse.clusters import load_sketches
from warehouse.database import open_writer
from warehouse.sketch import BANDS, METHOD, SCHEMA, sketch_table

LEAST_PRECISION, LEAST_RECALL = 0.99, 0.95
MOST_SECONDS, MOST_BYTES = 60, 4e9
_EVENTS = 1_000  # of the generated truth


@dataclass(frozen=True)
class Text:
    """A text and the story it tells."""

    story: int
    text: str


def stories(count: int, seed: int = 1) -> Iterator[Text]:
    """Three stories of each event, which share its quotes; each story in one to four copies."""
    rng = random.Random(seed)
    for event in range(count):
        quotes = [sentence(rng, rng.randint(12, 25)) for _ in range(3)]
        for telling in range(3):
            story = [
                " ".join(sentence(rng, rng.randint(10, 25)) for _ in range(2))
                for _ in range(rng.randint(6, 24))
            ]
            story[1] += " " + quotes[telling % 3]
            story[3] += " " + quotes[(telling + 1) % 3]
            for copy in range(rng.randint(1, 4)):
                yield Text(3 * event + telling, "\n\n".join(copied(rng, story) if copy else story))


def copied(rng: random.Random, story: list[str]) -> list[str]:
    """As sites print a wire story: words edited here and there, the end cut, local paragraphs added."""
    share = rng.choice((0.0, 0.005, 0.02))
    edited = [
        " ".join(
            rng.choice(("said", "officials", "new")) if rng.random() < share else w for w in p.split(" ")
        )
        for p in story
    ]
    if rng.random() < 0.5:
        edited = edited[: max(4, round(len(edited) * rng.uniform(0.6, 1.0)))]
    for _ in range(rng.choice((0, 0, 1, 2))):
        edited.insert(rng.randint(1, len(edited)), sentence(rng, rng.randint(15, 30)))
    return edited


def exactness(folder: Path, count: int) -> tuple[int, int, float, float]:
    """Copies, true pairs, and the pairs' precision and recall, loaded in ten goes."""
    texts = list(stories(count))
    random.Random(2).shuffle(texts)
    ids = [f"{n:032x}" for n in range(1, len(texts) + 1)]
    rows = [{"version_id": i, "article_id": i, "text": t.text} for i, t in zip(ids, texts, strict=True)]
    connection = open_writer(folder / "exact.duckdb")
    for part in range(10):
        file = folder / f"part{part}.parquet"
        pq.write_table(sketch_table(rows[part::10]), file)
        load_sketches(connection, [str(file)])
    found = _pairs_found(connection)
    by_story: dict[int, list[str]] = {}
    for i, text in zip(ids, texts, strict=True):
        by_story.setdefault(text.story, []).append(i)
    true = {pair for copies in by_story.values() for pair in combinations(sorted(copies), 2)}
    right = len(found & true)
    return len(texts), len(true), right / len(found), right / len(true)


def _pairs_found(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Pairs within one cluster; there are no pages here, so every version is taken as current."""
    view = connection.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'cluster_members'").fetchone()
    assert view
    query = view[0][view[0].index("AS") + 2 :].rstrip(";\n ")
    connection.execute(
        "CREATE TEMP VIEW current_outcomes AS SELECT version::VARCHAR AS version_id FROM sketch_rows"
    )
    clusters: dict[str, list[str]] = {}
    for cluster, article in connection.execute(query).fetchall():
        clusters.setdefault(cluster, []).append(article)
    return {pair for members in clusters.values() for pair in combinations(sorted(members), 2)}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one load took and found, the most memory that its process held, and the database then; bytes."""

    seconds: float
    pairs: int
    peak: int
    size: int


def cost(folder: Path, stored: int, new: int) -> Cost:
    """Load `new` sketches (a tenth are copies) beside `stored` ones, in a process of its own."""
    database, file = folder / f"beside-{stored}.duckdb", folder / "new.parquet"
    _store(database, file, stored, new)
    command = [sys.executable, "-m", "benchmarks.peak", "-m", "benchmarks.clusters", "--load"]
    command += [str(database), str(file)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=root)
    (seconds, pairs), peak = map(json.loads, done.stdout.splitlines())
    return Cost(seconds, pairs, round(peak * 2**20), database.stat().st_size)


def _store(database: Path, file: Path, stored: int, new: int) -> None:
    """Fill the database with `stored` made-up sketches and the file with `new` ones, a tenth copies."""
    rng = np.random.default_rng(1)
    with open_writer(database, memory_limit="1GB") as connection:
        for start in range(0, stored, 50_000):
            pq.write_table(_made_up(rng, start, min(50_000, stored - start)), file)
            connection.execute(
                "INSERT INTO sketch_rows SELECT version::UUID, article::UUID, method, bands::UINTEGER[32] "
                "FROM read_parquet(?)",
                [str(file)],
            )
        connection.execute("CHECKPOINT")
        copies = connection.execute("SELECT bands FROM sketch_rows LIMIT ?", [new // 10]).fetchall()
    fresh = _made_up(rng, stored, new).to_pydict()
    fresh["bands"][: len(copies)] = [list(row[0]) for row in copies]
    pq.write_table(pa.Table.from_pydict(fresh, SCHEMA), file)


def _load(database: Path, file: Path) -> tuple[float, int]:
    """Seconds and pairs of one load of sketches, with the memory that a flow gives it."""
    with open_writer(database) as connection:
        started = time.perf_counter()
        connection.begin()
        pairs = load_sketches(connection, [str(file)])
        connection.commit()
        return time.perf_counter() - started, pairs


def _made_up(rng: np.random.Generator, start: int, count: int) -> pa.Table:
    names = [str(uuid.UUID(int=n + 1)) for n in range(start, start + count)]
    bands = list(rng.integers(0, 2**32, (count, BANDS), dtype=np.uint32))
    made = {"version": names, "article": names, "method": [METHOD] * count, "bands": bands}
    return pa.Table.from_pydict(made, SCHEMA)


def table(folder: Path, sizes: Sequence[int], new: int) -> Table:
    """The measurements beside the bars; those of a load are for the last size."""
    texts, pairs, precision, recall = exactness(folder, _EVENTS)
    shown = Table(
        "what", "measured", "bar", title=f"Copies of a story: {texts:,} texts, {pairs:,} true pairs"
    )
    shown.add_row("precision of the pairs found", f"{precision:.4f}", bar(-precision, -LEAST_PRECISION))
    shown.add_row("recall", f"{recall:.4f}", bar(-recall, -LEAST_RECALL))
    for stored in sizes:
        met, judged = cost(folder, stored, new), stored == sizes[-1]
        what = f"{new:,} new beside {stored:,} ({met.pairs:,} pairs; {met.size / 1e6:,.0f} MB stored)"
        shown.add_row(what, f"{met.seconds:.1f} s", bar(met.seconds, MOST_SECONDS) if judged else "")
        most = bar(met.peak / 1e9, MOST_BYTES / 1e9) if judged else ""
        shown.add_row("  its peak memory", f"{met.peak / 1e9:.2f} GB", most)
    return shown


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    sizes = [10_000, 100_000, 1_000_000]
    parser.add_argument("--stored", type=int, nargs="+", default=sizes, help="the last is judged")
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--load", type=Path, nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.load:  # the measured process
        print(json.dumps(_load(*chosen.load)))
        return
    with tempfile.TemporaryDirectory() as folder:
        shown = table(Path(folder), chosen.stored, chosen.new)
    show(shown)


if __name__ == "__main__":
    main()
