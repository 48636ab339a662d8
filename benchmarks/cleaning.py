"""The CPU time of cleaning alone, beside trafilatura and the parsers, on the same pages in the same run.

    python -m benchmarks.cleaning [--pages 100] [--folder ../shared/pages]

On the sample pages, and on sets of real ones where the folder has them (`NAME.jsonl.xz` with `html`,
`NAME.dumps.jsonl.xz` with `text` in each line). The bars: HTML as fast as trafilatura's default mode; text
dumps at least 2,000 pages/s. All take turns on a few pages at a time, so that a busy machine slows all alike;
the sample pages are few, so they are gone through several times, and what is remembered helps everyone.
"""

from __future__ import annotations

import argparse
import json
import logging
import lzma
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import trafilatura
from bs4 import BeautifulSoup
from lxml import html
from rich.console import Console
from rich.table import Table

from extractors.clean import clean_many
from extractors.model import RawPage

_ROOT = Path(__file__).parents[1]
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TURN = 20  # pages that each cleans before the next one's turn
_ROUNDS = 10  # times that the sample pages are gone through
_LEAST_PAGES_A_SECOND = 2000
_OURS, _PEER = "copydesk", "trafilatura, default mode"

Cleaner = Callable[[Sequence[RawPage]], object]


def _each(read: Callable[[str], object]) -> Cleaner:
    """A contender that takes one page's text at a time."""
    return lambda pages: [read(page.body.decode("utf-8", "replace")) for page in pages]


_HTML: dict[str, Cleaner] = {
    _OURS: clean_many,
    _PEER: _each(trafilatura.extract),
    "trafilatura, fast mode": _each(lambda text: trafilatura.extract(text, fast=True)),
    "BeautifulSoup, parsing alone": _each(lambda text: BeautifulSoup(text, "lxml")),
    "lxml, parsing alone": _each(lambda text: html.document_fromstring(text.encode("utf-8", "replace"))),
}
_TEXT: dict[str, Cleaner] = {_OURS: clean_many}


def cpu_seconds(pages: Sequence[RawPage], cleaners: dict[str, Cleaner], rounds: int) -> dict[str, float]:
    """CPU seconds of each cleaner for one round of the pages."""
    spent = dict.fromkeys(cleaners, 0.0)
    for cleaner in cleaners.values():
        cleaner(pages[:1])  # models and tables are loaded once
    for start in list(range(0, len(pages), _TURN)) * rounds:
        for name, cleaner in cleaners.items():
            began = time.process_time()
            cleaner(pages[start : start + _TURN])
            spent[name] += time.process_time() - began
    return {name: seconds / rounds for name, seconds in spent.items()}


def sample_pages(ending: str) -> list[RawPage]:
    """The sample pages that hold anything to read."""
    files = sorted((_ROOT / "seeds" / "samples").glob(f"*{ending}"))
    return [_page(file.name, file.read_bytes(), ending) for file in files if file.stat().st_size > 500]


def html_sets(folder: Path) -> list[Path]:
    """The sets of HTML pages in a folder: `NAME.jsonl.xz`, without their dumps and gold texts."""
    return [file for file in sorted(folder.glob("*.jsonl.xz")) if file.name.count(".") == 2]


def real_pages(file: Path, count: int) -> list[RawPage]:
    """The first pages of a set."""
    name, ending = ("text", ".txt") if ".dumps." in file.name else ("html", ".html")
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)[name] for line in islice(lines, count)]
    return [_page(str(n), text.encode("utf-8", "replace"), ending) for n, text in enumerate(texts)]


def _page(path: str, body: bytes, ending: str) -> RawPage:
    media_type = "text/plain" if ending == ".txt" else "text/html"
    return RawPage("benchmark", path, None, _EPOCH, media_type, None, body)


def html_table(name: str, pages: Sequence[RawPage], rounds: int) -> Table:
    """Milliseconds a page of each, and their ratio to trafilatura's default mode."""
    spent = cpu_seconds(pages, _HTML, rounds)
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    table = Table(
        "who", "ms a page", "ratio", "bar", title=f"{name}: {len(pages)} HTML pages of {size:.0f} kB"
    )
    for who, seconds in spent.items():
        ratio = seconds / spent[_PEER]
        bar = _bar(ratio <= 1, "1.00") if who == _OURS else ""
        table.add_row(who, f"{1000 * seconds / len(pages):.2f}", f"{ratio:.2f}", bar)
    return table


def text_table(sets: Sequence[tuple[str, Sequence[RawPage], int]]) -> Table:
    """Pages and lines a second for each set of text dumps."""
    table = Table("dumps", "pages", "ms a page", "pages/s", "lines/s", "bar", title="Text dumps")
    for name, pages, rounds in sets:
        seconds = cpu_seconds(pages, _TEXT, rounds)[_OURS]
        lines = sum(page.body.count(b"\n") + 1 for page in pages)
        rate = len(pages) / seconds
        row = (f"{1000 * seconds / len(pages):.2f}", f"{rate:.0f}", f"{lines / seconds:.0f}")
        bar = _bar(rate >= _LEAST_PAGES_A_SECOND, str(_LEAST_PAGES_A_SECOND))
        table.add_row(name, str(len(pages)), *row, bar)
    return table


def _bar(met: bool, bar: str) -> str:
    return f"{'met' if met else 'MISSED'}: {bar}"


def tables(folder: Path, count: int) -> Iterator[Table]:
    """A table for each set of HTML pages, one for all text dumps."""
    yield html_table("samples", sample_pages(".html"), _ROUNDS)
    dumps = sorted(folder.glob("*.dumps.jsonl.xz"))
    for file in html_sets(folder):
        yield html_table(_set_name(file), real_pages(file, count), 1)
    real = [(_set_name(file), real_pages(file, count), 1) for file in dumps]
    yield text_table([("samples", sample_pages(".txt"), _ROUNDS), *real])


def _set_name(file: Path) -> str:
    return file.name.split(".")[0]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=100, help="real pages of each set")
    parser.add_argument("--folder", type=Path, default=_ROOT.parent / "shared" / "pages")
    chosen = parser.parse_args()
    logging.disable(logging.ERROR)  # trafilatura reports every page without a story
    for table in tables(chosen.folder, chosen.pages):
        Console(width=120).print(table)


if __name__ == "__main__":
    main()
