"""Trafilatura's decision about a page, block by block.

Every text of the tree is given a mark of its own, one character of a private-use plane, before trafilatura
reads it; the marks that come out say exactly which texts it kept, however often a text is repeated.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import trafilatura
from lxml import etree
from numpy.typing import NDArray
from trafilatura.settings import MANUALLY_CLEANED

from extractors.dom import LINKED, DomPage

_FIRST, _LAST = 0xF0000, 0xFFFFD
_MARK = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
# trafilatura takes some 15 µs an element; a page with more than these (a minute) is left to the model alone.
MAX_PLACES = 60_000
# What trafilatura deletes first of all; without it, it is a quarter faster. Forms and figures it looks into.
_NEVER_KEPT = tuple(tag for tag in MANUALLY_CLEANED if tag not in {"form", "figure"})
LITTLE = 0.4  # of the prose: below this the fast mode's F1 was 0.35 on such pages, with the fallbacks 0.56
PROSE_CHARS = 70
_ENDS = frozenset(".!?…。\"”»’'")


@dataclass(frozen=True, slots=True)
class Votes:
    """For each block the share of its characters that trafilatura keeps, 0..1.

    `fast` without its fallbacks, `wide` with them; the same unless it was asked `again`.
    """

    fast: NDArray[np.float32]
    wide: NDArray[np.float32]
    again: bool


def cast_votes(page: DomPage) -> Votes:
    """What trafilatura keeps of a page: nothing where it fails, as it may on pages that are no articles.

    Its fallbacks are asked only where its fast mode keeps little of the page's prose (5 % of pages).
    """
    sizes = np.array([len(node.text.strip()) for node in page.nodes], np.float32)
    blocks = np.array([node.block for node in page.nodes], np.int64)
    count = len(page.blocks)
    total = np.maximum(np.bincount(blocks, sizes, count), 1)

    def shares(kept: NDArray[np.bool_]) -> NDArray[np.float32]:
        return (np.bincount(blocks, sizes * kept, count) / total).astype(np.float32)

    fast = _kept(page, fast=True)
    again = bool((sizes * fast).sum() < LITTLE * _prose(page))
    wide = _kept(page, fast=False) if again else fast
    return Votes(shares(fast), shares(wide), again)


def _prose(page: DomPage) -> int:
    """Characters in blocks that read like running text and hold few links."""
    linked = [0] * len(page.blocks)
    for node in page.nodes:
        if page.places.flags[node.place] & LINKED:
            linked[node.block] += len(node.text)
    return sum(
        len(block.text)
        for block, link in zip(page.blocks, linked, strict=True)
        if len(block.text) > PROSE_CHARS and link < 0.4 * len(block.text) and block.text[-1] in _ENDS
    )


def _kept(page: DomPage, *, fast: bool) -> NDArray[np.bool_]:
    """Which texts of the page trafilatura keeps."""
    kept = np.zeros(len(page.nodes), np.bool_)
    if len(page.places.tags) > MAX_PLACES or len(page.nodes) > _LAST - _FIRST:
        return kept
    _set_texts(page, marked=True)
    marked = deepcopy(page.tree)
    _set_texts(page, marked=False)
    etree.strip_elements(marked, *_NEVER_KEPT, with_tail=False)
    try:
        # It works on a copy. Comments and metadata off; never `deduplicate`, which remembers earlier pages.
        found = trafilatura.bare_extraction(
            marked, fast=fast, include_comments=False, with_metadata=False, output_format="txt"
        )
    except Exception:  # its errors on hostile trees are many; none of them may cost the page
        return kept
    if found is not None and not isinstance(found, dict):
        kept[[ord(mark) - _FIRST for mark in _MARK.findall("".join(found.body.itertext()))]] = True
    return kept


def _set_texts(page: DomPage, *, marked: bool) -> None:
    for number, node in enumerate(page.nodes):
        text = chr(_FIRST + number) + _MARK.sub("", node.text) if marked else node.text
        if node.is_tail:
            node.element.tail = text
        else:
            node.element.text = text
