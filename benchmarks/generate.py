"""Makes as many different pages as a benchmark asks for, out of the sample pages or of others."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "seeds" / "samples"
_SMALLEST = 1_200  # bytes; smaller samples are there to be rejected
# A sentence of a story, in markup or not: long, no tags, braces or attributes in it.
_SENTENCE = re.compile(r"[A-ZÄÖÜÉÈÑ“«„][^<>{}\"=\n]{60,}[.!?]")
_ADDRESS = re.compile(r'rel="canonical" href="([^"]+)"')
_WORD = re.compile(r"(?<![\w&])[a-zäöüßéèñ]{5,}(?!\w)")


def templates(ending: str) -> list[str]:
    """The sample pages with that ending that hold a story, in the order of their names."""
    files = sorted(SAMPLES.glob(f"*{ending}"))
    return [f.read_text("utf-8", "replace") for f in files if f.stat().st_size >= _SMALLEST]


def pages(ending: str, count: int) -> Iterator[str]:
    """`count` pages of which no two tell the same: the longer words of their sentences change places.

    Each has an address of its own, so that each is an article and none a version of another.
    """
    found = templates(ending)
    words = sorted(
        {word for page in found for line in _SENTENCE.findall(page) for word in _WORD.findall(line)}
    )
    for number, page in enumerate(islice(cycle(found), count)):
        retold = _SENTENCE.sub(partial(_retold, words=words, chosen=random.Random(number)), page)
        yield _moved(retold, number)


def copies(found: Sequence[str], count: int) -> Iterator[str]:
    """`count` HTML pages, of which many say the same, each at its own address: to clean, not to compare."""
    for number, page in enumerate(islice(cycle(found), count)):
        yield f"{_moved(page, number)}<!-- {number} -->"


def _moved(page: str, number: int) -> str:
    address = _ADDRESS.search(page)
    return page.replace(address[1], f"{address[1]}?edition={number}") if address else page


def _retold(sentence: re.Match[str], words: list[str], chosen: random.Random) -> str:
    return _WORD.sub(lambda _: chosen.choice(words), sentence[0])


def write(folder: Path, ending: str, count: int) -> Path:
    """Write `count` of our `pages` into `folder`; returns the folder."""
    return write_pages(folder, ending, pages(ending, count))


def write_pages(folder: Path, ending: str, made: Iterable[str]) -> Path:
    """Write pages into `folder`, a thousand a sub-folder; returns the folder."""
    for number, page in enumerate(made):
        file = folder / f"{number // 1000:04d}" / f"{number:07d}{ending}"
        if number % 1000 == 0:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    return folder
