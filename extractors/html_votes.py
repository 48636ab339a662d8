"""Trafilatura's decision about a page, block by block.

Every text of the tree is led by a mark of its own when trafilatura reads it; the marks that come out say
exactly which texts it kept, however often a text is repeated.
"""

from __future__ import annotations

import logging
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from lxml import etree
from numpy.typing import NDArray
from trafilatura import bare_extraction, html2txt
from trafilatura.core import ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.settings import MANUALLY_CLEANED, Extractor
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

from extractors.dom import FIRST_MARK, LAST_MARK, MARK, DomPage
from extractors.main_text import extract_main
from extractors.places import LINKED

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every page that has no story

# trafilatura takes some 15 µs an element; a page with more than these (a minute) is left to the model alone.
MAX_PLACES = 60_000
# What trafilatura deletes first of all; without it, it is a quarter faster. Forms and figures it looks into.
_NEVER_KEPT = tuple(tag for tag in MANUALLY_CLEANED if tag not in {"form", "figure"})
# Without one of these in a class or id, the expressions that cut appended articles and comments find nothing.
_APPENDED_SIGNS = ("mvp-post-add", "infinite", "elementor-share-buttons")
_COMMENT_SIGNS = ("omment", "comol", "disqus_thread", "dsq-comments")
_FAST = Extractor(output_format="txt", fast=True, comments=False)
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
    _prune(page)
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


def _prune(page: DomPage) -> None:
    """Cut from the tree what trafilatura deletes first of all."""
    etree.strip_elements(page.tree, *_NEVER_KEPT, with_tail=False)
    marks = " ".join(page.places.marks)
    if any(sign in marks for sign in _APPENDED_SIGNS):
        prune_unwanted_nodes(page.tree, RAW_TREE_PRUNE_XPATH)
    if any(sign in marks for sign in _COMMENT_SIGNS):
        prune_unwanted_nodes(page.tree, REMOVE_COMMENTS_AND_LISTS_XPATH)


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
    if len(page.places.tags) > MAX_PLACES or len(page.nodes) > LAST_MARK - FIRST_MARK:
        return kept
    try:
        body = _main_text(page) if fast else None
        if body is None:
            body = _asked(page, fast=fast)
    except Exception:  # its errors on hostile trees are many; none of them may cost the page
        return kept
    if body is not None:
        kept[[ord(mark) - FIRST_MARK for mark in MARK.findall("".join(body.itertext()))]] = True
    return kept


def _main_text(page: DomPage) -> etree._Element | None:
    """What trafilatura's fast mode finds, by its first step alone; None where that needs its later ones.

    Its own sequence copies the tree three times more, and looks for what most pages do not have.
    """
    body, text = extract_main(lambda: convert_tags(tree_cleaning(deepcopy(page.tree), _FAST), _FAST), _FAST)
    if len(text) < _FAST.min_extracted_size:
        return None
    if len(text) < ESCALATION_MAX_LENGTH:
        visible = sum(len(node.text) + 2 for node in page.nodes)  # each with its mark and a space
        least = len(text) / ESCALATION_PAGE_SHARE
        if visible > least and len(html2txt(page.tree)) > least:
            return None
    return body


def _asked(page: DomPage, *, fast: bool) -> etree._Element | None:
    """What trafilatura finds by its whole sequence; it works on a copy."""
    # Comments and metadata off; never `deduplicate`, which remembers earlier pages.
    found = bare_extraction(
        page.tree, fast=fast, include_comments=False, with_metadata=False, output_format="txt"
    )
    return None if found is None or isinstance(found, dict) else found.body
