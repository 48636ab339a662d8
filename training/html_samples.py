"""HTML pages to learn from: their blocks with trafilatura's votes, and what share of each the gold holds.

The weight of a block is its share of the gold's words, since the metric is a mean over pages. Of segment
sets only the blocks that hold a segment count.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.dom import DomPage, split_html
from extractors.html_tree import parse_html
from extractors.html_votes import Votes, cast_votes
from training.gold import WORD, Gold, SetPage, align, read_gold, read_pages

SEGMENT_WEIGHT = 0.1  # a block with a known segment, beside 1 for the whole story of a page with gold text
OPTIONAL_WEIGHT = 0.02
PROCESSES = min(2, os.cpu_count() or 1)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sample:
    """One page to learn from: its blocks' texts and places, votes, shares held by the gold, weights.

    `has_gold`: whether the gold knows the whole story, and not some segments only.
    """

    set_name: str
    page_id: str
    site: str
    page: DomPage
    votes: Votes
    held: Floats
    weight: Floats
    has_gold: bool


def read_samples(folder: Path) -> list[Sample]:
    """The pages of all sets that have HTML and gold, but for those without any text."""
    pairs: list[tuple[SetPage, Gold]] = []
    for path in sorted(folder.glob("*.gold.jsonl.xz")):
        name = path.name.removesuffix(".gold.jsonl.xz")
        golds = read_gold(folder, name)
        pairs += [(page, golds[page.page_id]) for page in read_pages(folder, name, "html")]
    logging.disable(logging.ERROR)  # trafilatura reports every page without text
    with ProcessPoolExecutor(PROCESSES) as pool:
        found = list(pool.map(_sample, *zip(*pairs, strict=True), chunksize=8))
    return [sample for sample in found if sample is not None]


def _sample(page: SetPage, gold: Gold) -> Sample | None:
    tree = parse_html(page.text)
    split = split_html(tree) if tree is not None else None
    if split is None or not split.blocks:
        return None
    held, weight = _targets([block.text for block in split.blocks], gold)
    votes = cast_votes(split)
    split = replace(split, tree=None)  # so that it can be sent between processes
    return Sample(page.set_name, page.page_id, page.site, split, votes, held, weight, bool(gold.paragraphs))


def _targets(texts: Sequence[str], gold: Gold) -> tuple[Floats, Floats]:
    """What share of each block the gold holds, and how much the block counts."""
    if not gold.paragraphs:
        present = [_holds(text, gold.present) for text in texts]
        absent = [_holds(text, gold.absent) for text in texts]
        known = np.array(present, bool) != np.array(absent, bool)
        return np.array(present, np.float32), (known * SEGMENT_WEIGHT).astype(np.float32)
    found = align(texts, gold)
    total = sum(len(WORD.findall(text)) for text, _ in gold.paragraphs)
    weight = np.array([(len(WORD.findall(text)) + 0.5) / max(total, 50) for text in texts], np.float32)
    weight[[held.optional and held.share > 0 for held in found]] *= OPTIONAL_WEIGHT
    return np.array([min(held.share, 1) for held in found], np.float32), weight


def _holds(text: str, segments: Iterable[str]) -> bool:
    return any(" ".join(segment.split()) in text for segment in segments if segment.strip())
