"""Full-text search over generated articles: tantivy beside SQLite's FTS5, in one run.

    python -m benchmarks.search [--articles 100000]

Prints a table, each row measured in this run, and ends with 1 where a bar is missed: 300 ms for the slowest
of 60 queries, asked one after another in this process, and for the whole command `copydesk search` of that
same query, once, in a process of its own, start-up and all. The memory is that of this process, which also
makes and loads the articles.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.bars import bar, show
from flows.home import Home
from flows.search import refresh_search
from tests.warehouse.archive import Archive
from tests.warehouse.generated import WORDS, pages_and_outcomes
from warehouse.reader import open_reader
from warehouse.search import Filters, refresh, search

_BATCH = 2_000
_MORE = 1_000  # pages that come later
_MOST_MS = 300


@dataclass(frozen=True, slots=True)
class Index:
    """What a full-text index costs: seconds, bytes, and the queries' milliseconds, the slowest named too."""

    built: float
    size: int
    median: float
    worst: float
    slowest: str


def queries() -> list[str]:
    """Frequent and rare words, alone and together, as people type them."""
    rng = random.Random(3)
    return [
        " ".join(rng.choices(WORDS[:top], k=rng.randint(1, 3)))
        for top in (20, 500, 20_000)
        for _ in range(20)
    ]


def timed(ask: Callable[[str], object]) -> list[tuple[float, str]]:
    """Milliseconds of each query, the slowest last."""
    taken = []
    for query in queries():
        started = time.perf_counter()
        ask(query)
        taken.append((1000 * (time.perf_counter() - started), query))
    return sorted(taken)


def tantivy(archive: Archive, folder: Path) -> tuple[Index, int]:
    """Copydesk's own index, and how many articles it holds."""
    started = time.perf_counter()
    articles = refresh(archive.link.resolve(), folder)
    built = time.perf_counter() - started
    size = sum(file.stat().st_size for file in folder.iterdir())
    return _index(built, size, lambda query: search(folder, query, Filters())), articles


def fts5(archive: Archive, target: Path) -> Index:
    """The same articles in SQLite's index."""
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
    return _index(built, target.stat().st_size, lambda query: database.execute(ranked, [query]).fetchall())


def _index(built: float, size: int, ask: Callable[[str], object]) -> Index:
    taken = timed(ask)
    return Index(built, size, taken[len(taken) // 2][0], *taken[-1])


def command(home: Home, words: str) -> float:
    """Milliseconds of the whole `copydesk search` in an archive whose index is up to date."""
    refresh_search(home)  # notes that it is, as each load does
    line = [sys.executable, "-m", "flows.cli", "search", words, "--home", str(home.root)]
    started = time.perf_counter()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.perf_counter() - started)


def table(folder: Path, count: int) -> Table:
    """Make an archive of at least so many articles, and measure what searching it costs."""
    archive, pages = Archive(folder), -(-count * 50 // 49)  # one page in 50 is no article
    for start in range(0, pages, _BATCH):
        _load(archive, range(start, min(start + _BATCH, pages)))
    archive.publish()
    ours, articles = tantivy(archive, folder / "search")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    theirs = fts5(archive, folder / "fts5.db")
    whole = command(Home(folder), ours.slowest)
    _load(archive, range(pages, pages + _MORE))
    archive.publish()
    started = time.perf_counter()
    more = refresh(archive.link.resolve(), folder / "search")
    later = time.perf_counter() - started

    both = (ours, theirs)
    shown = Table("what", "tantivy", "FTS5", "bar", title=f"Searching {articles:,} articles")
    shown.add_row("built", *(f"{one.built:.1f} s" for one in both), "")
    shown.add_row("size", *(f"{one.size / 1e6:.0f} MB" for one in both), "")
    shown.add_row("median query", *(f"{one.median:.1f} ms" for one in both), "")
    shown.add_row("slowest query", *(f"{one.worst:.1f} ms" for one in both), bar(ours.worst, _MOST_MS))
    shown.add_row(f"copydesk search {ours.slowest!r}", f"{whole:.0f} ms", "", bar(whole, _MOST_MS))
    shown.add_row(f"{more:,} articles more", f"{later:.1f} s", "", "")
    shown.add_row("memory, with loading", f"{peak / 1e9:.2f} GB", "", "")
    return shown


def _load(archive: Archive, pages: range) -> None:
    archive.load(archive.stage(f"b{pages.start:09}", list(pages_and_outcomes(pages))))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=100_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shown = table(Path(folder), chosen.articles)
    show(shown)


if __name__ == "__main__":
    main()
