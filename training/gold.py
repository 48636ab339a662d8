"""Reads page sets with their gold text, and says which blocks of a page the gold holds.

A page set NAME in a folder is `NAME.jsonl.xz` (pages as HTML), `NAME.dumps.jsonl.xz` (the same pages as
text dumps) and `NAME.gold.jsonl.xz`. Sets whose gold is segments only (`with`, `without`) have no text.
"""

from __future__ import annotations

import bisect
import hashlib
import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

WORD = re.compile(r"\w+")
GRAM = 4  # words in a shingle, as in the metric
LONG = 8  # a run of this many words is the same text wherever it stands
FOLDS = 5  # parts of the sites, for validation
CANDIDATES = 8  # places in the gold tried for one block; more are repeats that tell nothing


@dataclass(frozen=True, slots=True)
class Gold:
    """What a page should give: its paragraphs, each with whether it may also be left out.

    For a set of segments `paragraphs` is empty, and `present` and `absent` are what the output must and
    must not hold.
    """

    page_id: str
    site: str
    paragraphs: tuple[tuple[str, bool], ...]
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetPage:
    """One page of a set: HTML or the text of a dump (`style`: how the dump leaves its blocks, else None)."""

    set_name: str
    page_id: str
    url: str
    site: str
    text: str
    style: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """How much of a block the gold holds: the share of its words (0..1), and whether as optional text."""

    share: float
    optional: bool


def read_gold(folder: Path, name: str) -> dict[str, Gold]:
    """The gold of a set by page id."""
    return {row["id"]: _gold(row) for row in _rows(folder / f"{name}.gold.jsonl.xz")}


def read_pages(folder: Path, name: str, kind: Literal["html", "dumps"]) -> Iterator[SetPage]:
    """The pages of a set, in the order of its file."""
    suffix, field = ("jsonl.xz", "html") if kind == "html" else ("dumps.jsonl.xz", "text")
    for row in _rows(folder / f"{name}.{suffix}"):
        yield SetPage(name, row["id"], row["url"], row["site"], row[field], row.get("style"))


def fold_of(site: str, folds: int = FOLDS) -> int:
    """The validation fold of a site: by its digest, so that it is the same in every set and run."""
    return int.from_bytes(hashlib.sha256(site.encode()).digest()[:4], "big") % folds


def align(blocks: Sequence[str], gold: Gold) -> list[Held]:
    """For each block of a page, in page order, how much of it the gold holds.

    Blocks are matched where their words stand in the gold, as a chain that keeps the order of both; a
    block outside the chain counts only where it is long and not a second printing of matched text.
    """
    words, optional = _gold_words(gold)
    index = _index(words)
    runs = [_best_runs(WORD.findall(text), words, index) for text in blocks]
    chained = _chain(runs)
    taken: set[int] = set()
    for spot in chained.values():
        taken.update(spot.places)
    return [_held(n, text, runs[n], chained, taken, optional) for n, text in enumerate(blocks)]


@dataclass(frozen=True, slots=True)
class _Run:
    """A block laid at one place of the gold: which gold words it covers, and with how many of its own."""

    start: int
    stop: int
    matched: int
    places: frozenset[int]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _gold(row: dict[str, Any]) -> Gold:
    gold = row["gold"]
    parts = gold.get("parts") or [[line, False] for line in gold.get("text", "").split("\n") if line.strip()]
    paragraphs = tuple((str(text), bool(optional)) for text, optional in parts)
    present, absent = tuple(gold.get("with", ())), tuple(gold.get("without", ()))
    return Gold(row["id"], row["site"], paragraphs, present, absent)


def _gold_words(gold: Gold) -> tuple[list[str], list[bool]]:
    words: list[str] = []
    optional: list[bool] = []
    for text, is_optional in gold.paragraphs:
        found = WORD.findall(text)
        words += found
        optional += [is_optional] * len(found)
    return words, optional


def _index(words: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    places: dict[tuple[str, ...], list[int]] = {}
    for size in range(1, GRAM + 1):
        for at in range(len(words) - size + 1):
            places.setdefault(tuple(words[at : at + size]), []).append(at)
    return places


def _best_runs(
    block: Sequence[str], words: Sequence[str], index: dict[tuple[str, ...], list[int]]
) -> list[_Run]:
    """The places of the gold where the block may lie, by its shingles (a short block whole)."""
    if not block:
        return []
    size = min(GRAM, len(block))
    hits: dict[int, set[int]] = {}
    for at in range(len(block) - size + 1):
        found = index.get(tuple(block[at : at + size]), ())
        for place in found if len(found) <= CANDIDATES * 4 else ():
            # the same offset, to within a few inserted or lost words, is the same lay
            hits.setdefault((place - at) // LONG, set()).update((place + n) for n in range(size))
    merged = [hits[key] | hits.get(key + 1, set()) | hits.get(key - 1, set()) for key in hits]
    merged.sort(key=lambda places: (-len(places), min(places)))
    return [_Run(min(p), max(p) + 1, min(len(p), len(block)), frozenset(p)) for p in merged[:CANDIDATES]]


def _chain(runs: Sequence[list[_Run]]) -> dict[int, _Run]:
    """The heaviest set of lays, at most one a block, in the order of page and gold alike."""
    ends: list[int] = []  # gold positions, rising; beside them the best weight of a chain ending there
    states: list[tuple[float, tuple[int, _Run, Any] | None]] = []
    for number, candidates in enumerate(runs):
        fresh: list[tuple[int, float, tuple[int, _Run, Any]]] = []
        for run in candidates:
            before = bisect.bisect_right(ends, run.start + 1) - 1
            weight, tail = states[before] if before >= 0 else (0.0, None)
            fresh.append((run.stop, weight + run.matched, (number, run, tail)))
        for stop, weight, tail in fresh:
            _insert(ends, states, stop, weight, tail)
    link = states[-1][1] if states else None
    chained: dict[int, _Run] = {}
    while link is not None:
        chained[link[0]] = link[1]
        link = link[2]
    return chained


def _insert(
    ends: list[int],
    states: list[tuple[float, tuple[int, _Run, Any] | None]],
    stop: int,
    weight: float,
    tail: tuple[int, _Run, Any],
) -> None:
    """Keep the chains that no shorter-reaching one outweighs."""
    at = bisect.bisect_right(ends, stop)
    if at and states[at - 1][0] >= weight:
        return
    last = at
    while last < len(ends) and states[last][0] <= weight:
        last += 1
    first = at - 1 if at and ends[at - 1] == stop else at
    ends[first:last] = [stop]
    states[first:last] = [(weight, tail)]


def _held(
    number: int,
    text: str,
    runs: Sequence[_Run],
    chained: dict[int, _Run],
    taken: set[int],
    optional: Sequence[bool],
) -> Held:
    count = len(WORD.findall(text))
    run = chained.get(number)
    if (
        run is None
        and runs
        and runs[0].matched >= LONG
        and len(runs[0].places - taken) > 0.5 * runs[0].matched
    ):
        run = runs[0]
        taken.update(run.places)
    if run is None or not count:
        return Held(0.0, False)
    return Held(run.matched / count, 2 * sum(optional[place] for place in run.places) > len(run.places))
