"""Fields against what the sets' makers noted of their pages: title, authors, day.

These notes are no gold: they were read by tools, often name the day of the last change for that of
publication, and some belong to another state of the page. They show where to look; what is pinned are the
golden pages (`benchmarks.golden`).
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.quality.sets import Cleaned
from extractors.model import Article

NOTED = ("naeb", "wcxb")  # sets whose makers noted something of every page
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class FieldTally:
    """How many values agree, how many were claimed and how many noted; the disagreements in words."""

    right: int = 0
    claimed: int = 0
    noted: int = 0
    differing: list[str] = field(default_factory=list)

    def add(self, where: str, noted: frozenset[str], got: frozenset[str]) -> None:
        if not noted:
            return
        self.right += len(noted & got)
        self.claimed += len(got)
        self.noted += len(noted)
        if noted != got:
            self.differing.append(f"{where}: noted {sorted(noted)}, got {sorted(got)}")


def read_notes(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """What the makers of a set noted, by page id."""
    with lzma.open(folder / f"{name}.gold.jsonl.xz", "rt", encoding="utf-8") as lines:
        return {row["id"]: row["meta"] for row in map(json.loads, lines)}


def tally_fields(pages: Sequence[Cleaned], notes: Mapping[str, Mapping[str, str]]) -> dict[str, FieldTally]:
    """Counts of headline, authors and day over the pages that came out as articles."""
    tallies = {name: FieldTally() for name in _NOTED}
    for page in pages:
        if isinstance(page.outcome, Article):
            for name, read in _NOTED.items():
                tallies[name].add(page.url, read(notes[page.page_id]), _GOT[name](page.outcome))
    return {name: tally for name, tally in tallies.items() if tally.noted}


def _plain(values: Sequence[str]) -> frozenset[str]:
    return frozenset({" ".join(_WORD.findall(value.casefold())) for value in values} - {""})


_NOTED: dict[str, Callable[[Mapping[str, str]], frozenset[str]]] = {
    "headline": lambda note: _plain([note.get("title") or ""]),
    "authors": lambda note: _plain(re.split("[,;]", note.get("authors") or "")),
    "day": lambda note: frozenset({note.get("date") or ""} - {""}),
}
_GOT: dict[str, Callable[[Article], frozenset[str]]] = {
    "headline": lambda article: _plain([article.headline or ""]),
    "authors": lambda article: _plain(article.authors),
    "day": lambda article: frozenset({(article.date_published or "")[:10]} - {""}),
}
