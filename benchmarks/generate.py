"""Makes as many different pages as a benchmark asks for, out of the sample pages of this project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "seeds" / "samples"
_SMALLEST = 2_000  # bytes; smaller samples are there to be rejected
_SENTENCE_END = re.compile(r"(?<=[a-zäöüéèñ]{3})\. (?=[A-ZÄÖÜÉÈÑ])")


def templates(ending: str) -> list[str]:
    """The sample pages with that ending that hold a story, in the order of their names."""
    files = sorted(SAMPLES.glob(f"*{ending}"))
    return [f.read_text("utf-8", "replace") for f in files if f.stat().st_size >= _SMALLEST]


def pages(ending: str, count: int) -> Iterator[str]:
    """`count` pages of which no two are alike: in each, every sentence ends with the page's own number."""
    for number, page in enumerate(islice(cycle(templates(ending)), count)):
        yield _SENTENCE_END.sub(f" {number}. ", page)


def write(folder: Path, ending: str, count: int) -> Path:
    """Write `count` pages into `folder`, a thousand a sub-folder; returns the folder."""
    for number, page in enumerate(pages(ending, count)):
        file = folder / f"{number // 1000:04d}" / f"{number:07d}{ending}"
        if number % 1000 == 0:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
    return folder
