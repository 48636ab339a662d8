"""What is measured of each block of an HTML page, as one row of numbers.

Features are versioned with this code: a model trained on other ones is refused (`FEATURES`).
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from extractors.dom import DomPage
from extractors.html_places import article_columns, mark_columns, markup_columns, region_columns
from extractors.html_text import Column, Columns, Vocabulary, text_columns, word_columns
from extractors.html_votes import Votes

FEATURES = "html-features-2"


def block_matrix(page: DomPage, cast: Votes, vocabulary: Vocabulary) -> NDArray[np.float32]:
    """What the model sees of a page: blocks x features; `cast` are trafilatura's votes."""
    columns: Columns = {}
    votes = np.maximum(cast.fast, cast.wide)
    columns["votes"] = np.stack([cast.fast, cast.wide, np.full(len(votes), cast.again, np.float32)])
    texts = [block.text for block in page.blocks]
    owners = np.array(page.owners, np.int64)
    text_columns(columns, texts)
    word_columns(columns, texts, page, vocabulary)
    markup_columns(columns, page)
    mark_columns(columns, page.places, owners, vocabulary)
    region_columns(columns, page.places, owners, votes)
    _group_columns(columns, page, votes)
    _order_columns(columns, votes)
    article_columns(columns, page.places, owners)
    return np.ascontiguousarray(np.vstack(list(columns.values())).T)


def _group_columns(columns: Columns, page: DomPage, votes: Column) -> None:
    """The other blocks of the page at the same kind of place, and other printings of the same text."""
    paths = [block.path or "" for block in page.blocks]
    for name, keys in (("path", paths), ("outer", [path.rpartition("/")[0] for path in paths])):
        numbers: dict[str, int] = {}
        groups = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
        size = np.bincount(groups).astype(np.float32)
        columns[f"{name}_size"] = size[groups]
        for of, values in (
            ("words", columns["words"]),
            ("linked", columns["linked"]),
            ("prose", columns["prose"]),
            ("kept", votes),
        ):
            columns[f"{name}_{of}"] = (np.bincount(groups, values) / size).astype(np.float32)[groups]
    seen: Counter[str] = Counter()
    times = Counter(block.text for block in page.blocks)
    printings = []
    for block in page.blocks:
        printings.append((times[block.text], seen[block.text]))
        seen[block.text] += 1
    columns["printings"], columns["printing"] = np.array(printings, np.float32).reshape(-1, 2).T


def _order_columns(columns: Columns, votes: Column) -> None:
    """Where the block stands: in the page, to the headline, to the kept blocks, to the last heading."""
    count = len(votes)
    positions = np.arange(count).astype(np.float32)
    columns["position"] = (positions / count).astype(np.float32)
    columns["from_end"] = count - positions
    before = np.cumsum(columns["chars"])
    columns["chars_before"] = before / before[-1]
    columns["vote"] = votes
    overlap = columns["of_title"] * (1 + columns["heading"])
    headline = int(np.argmax(overlap)) if overlap.max() > 0.5 else -1
    columns["to_headline"] = positions - headline if headline >= 0 else np.full(count, np.nan, np.float32)
    kept = votes >= 0.5
    for name, marked in (
        ("kept", kept),
        ("prose", columns["prose"] > 0),
        ("heading", columns["heading"] > 0),
    ):
        columns[f"since_{name}"] = _since(marked)
        columns[f"until_{name}"] = _since(marked[::-1])[::-1]
    where = np.flatnonzero(kept)
    columns["from_first"] = positions - where[0] if len(where) else np.full(count, np.nan, np.float32)
    columns["from_last"] = positions - where[-1] if len(where) else np.full(count, np.nan, np.float32)
    last = np.maximum.accumulate(np.where(columns["heading"] > 0, np.arange(count), -1))
    for of in ("word_mean", "word_least", "vote"):
        columns[f"heading_{of}"] = np.where(last >= 0, columns[of][last], np.nan).astype(np.float32)


def _since(marked: NDArray[np.bool_]) -> Column:
    """Blocks since the last marked one before (999 where there is none)."""
    positions = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, positions, -999))
    shifted = np.concatenate([[-999], last[:-1]])
    since: Column = np.minimum(positions - shifted, 999).astype(np.float32)
    return since
