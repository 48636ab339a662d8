"""Finding copies of a story: how exact it is on generated truth, and what a load costs beside many.

Run it: `python -m benchmarks.clusters [STORED] [NEW]` (1,000,000 and 5,000 by default).
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.warehouse.generated import sentence
from warehouse.clusters import load_sketches
from warehouse.database import open_writer
from warehouse.sketch import BANDS, METHOD, SCHEMA, sketch_table


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


def cost(folder: Path, stored: int, new: int) -> tuple[float, int]:
    """Seconds to load `new` sketches (a tenth are copies) beside `stored` ones, and the pairs found."""
    connection = open_writer(folder / "cost.duckdb", memory_limit="1GB")
    rng = np.random.default_rng(1)
    for start in range(0, stored, 50_000):
        count = min(50_000, stored - start)
        pq.write_table(_made_up(rng, start, count), folder / "stored.parquet")
        connection.execute(
            "INSERT INTO sketch_rows SELECT version::UUID, article::UUID, method, bands::UINTEGER[32] "
            "FROM read_parquet(?)",
            [str(folder / "stored.parquet")],
        )
    connection.execute("CHECKPOINT")
    fresh = _made_up(rng, stored, new).to_pydict()
    copied_rows = connection.execute("SELECT bands FROM sketch_rows LIMIT ?", [new // 10]).fetchall()
    fresh["bands"][: len(copied_rows)] = [list(row[0]) for row in copied_rows]
    pq.write_table(pa.Table.from_pydict(fresh, SCHEMA), folder / "new.parquet")
    started = time.perf_counter()
    connection.execute("BEGIN")
    pairs = load_sketches(connection, [str(folder / "new.parquet")])
    connection.execute("COMMIT")
    return time.perf_counter() - started, pairs


def _made_up(rng: np.random.Generator, start: int, count: int) -> pa.Table:
    names = [str(uuid.UUID(int=n + 1)) for n in range(start, start + count)]
    bands = list(rng.integers(0, 2**32, (count, BANDS), dtype=np.uint32))
    made = {"version": names, "article": names, "method": [METHOD] * count, "bands": bands}
    return pa.Table.from_pydict(made, SCHEMA)


def main() -> None:
    """Print the table."""
    stored, new = (int(sys.argv[n]) if len(sys.argv) > n else d for n, d in ((1, 1_000_000), (2, 5_000)))
    with tempfile.TemporaryDirectory() as folder:
        texts, pairs, precision, recall = exactness(Path(folder), 1_000)
        print(f"{texts:,} texts, {pairs:,} true pairs: precision {precision:.4f}, recall {recall:.4f}")
        seconds, found = cost(Path(folder), stored, new)
        size = (Path(folder) / "cost.duckdb").stat().st_size / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{new:,} new beside {stored:,}: {seconds:.1f} s, {found:,} pairs; {size:,.0f} MB of sketches")
        print(f"peak memory of all this: {peak:.2f} GB")


if __name__ == "__main__":
    main()
