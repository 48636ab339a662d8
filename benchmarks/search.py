"""Full-text search over generated articles: tantivy beside SQLite's FTS5, in one run.

Run it: `python -m benchmarks.search [ARTICLES]` (100,000 by default).
"""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.warehouse.archive import Archive
from tests.warehouse.generated import WORDS, page_and_outcome, pages_and_outcomes
from warehouse.reader import open_reader
from warehouse.search import Filters, refresh, search

_BATCH = 2_000


def queries() -> list[str]:
    """Frequent and rare words, alone and together, as people type them."""
    rng = random.Random(3)
    return [
        " ".join(rng.choices(WORDS[:top], k=rng.randint(1, 3)))
        for top in (20, 500, 20_000)
        for _ in range(20)
    ]


def timed(ask: Callable[[str], object]) -> tuple[float, float]:
    """Median and worst milliseconds over the queries."""
    taken = []
    for query in queries():
        started = time.perf_counter()
        ask(query)
        taken.append(1000 * (time.perf_counter() - started))
    return sorted(taken)[len(taken) // 2], max(taken)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        archive, index = Archive(Path(folder)), Path(folder) / "search"
        for start in range(0, count, _BATCH):
            pairs = list(pages_and_outcomes(range(start, start + _BATCH)))
            archive.load(archive.stage(f"b{start:09}", pairs))
        archive.publish()
        started = time.perf_counter()
        articles = refresh(archive.link.resolve(), index)
        built = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        size = sum(f.stat().st_size for f in index.iterdir()) / 1e6
        median, worst = timed(lambda query: search(index, query, Filters()))
        print(
            f"tantivy: {articles:,} articles in {built:.0f} s, {size:.0f} MB, peak {peak:.2f} GB; "
            f"median {median:.1f} ms, worst {worst:.1f} ms"
        )
        archive.load(archive.stage("more", [page_and_outcome(n) for n in range(count, count + 1_000)]))
        archive.publish()
        started = time.perf_counter()
        refresh(archive.link.resolve(), index)
        print(f"tantivy: 1,000 more in {time.perf_counter() - started:.1f} s")
        _fts5(archive, Path(folder) / "fts5.db")


def _fts5(archive: Archive, target: Path) -> None:
    database = sqlite3.connect(target)
    database.execute(
        "CREATE VIRTUAL TABLE a USING fts5(headline, text, tokenize='unicode61 remove_diacritics 2')"
    )
    started = time.perf_counter()
    with open_reader(archive.link) as connection:
        cursor = connection.execute("SELECT coalesce(headline, ''), text FROM articles")
        while rows := cursor.fetchmany(_BATCH):
            database.executemany("INSERT INTO a VALUES (?, ?)", rows)
    database.commit()
    built = time.perf_counter() - started
    ranked = (
        "SELECT headline, snippet(a, 1, '', '', '…', 20) FROM a WHERE a MATCH ? "
        "ORDER BY bm25(a, 2.0, 1.0) LIMIT 10"
    )
    median, worst = timed(lambda query: database.execute(ranked, [query]).fetchall())
    print(
        f"FTS5: in {built:.0f} s, {target.stat().st_size / 1e6:.0f} MB; "
        f"median {median:.1f} ms, worst {worst:.1f} ms"
    )


if __name__ == "__main__":
    main()
