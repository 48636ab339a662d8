"""What is measured of each block of HTML pages, as one row of numbers.

Features are versioned with this code: a model trained on other ones is refused (`FEATURES`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.dom import DomPage
from extractors.html_batch import Column, HtmlBatch
from extractors.html_places import article_columns, mark_columns, markup_columns, region_columns
from extractors.html_text import Columns, Vocabulary, text_columns, word_columns
from extractors.html_votes import Votes

FEATURES = "html-features-2"


def block_matrices(
    pages: Sequence[DomPage], cast: Sequence[Votes], vocabulary: Vocabulary
) -> list[NDArray[np.float32]]:
    """What the model sees of each page: blocks x features; `cast` are trafilatura's votes on each.

    Every page has blocks.
    """
    batch = HtmlBatch.of(pages)
    columns: Columns = {}
    again = np.repeat(np.array([vote.again for vote in cast], np.float32), np.diff(batch.block_starts))
    columns["votes"] = np.stack(
        [np.concatenate([vote.fast for vote in cast]), np.concatenate([vote.wide for vote in cast]), again]
    )
    votes = columns["votes"][:2].max(0)
    text_columns(columns, batch.texts)
    word_columns(columns, batch, vocabulary)
    markup_columns(columns, batch)
    mark_columns(columns, batch, vocabulary)
    region_columns(columns, batch, votes)
    _group_columns(columns, batch, votes)
    _order_columns(columns, batch, votes)
    article_columns(columns, batch)
    matrix = np.ascontiguousarray(np.vstack(list(columns.values())).T)
    return np.split(matrix, batch.block_starts[1:-1])


def _group_columns(columns: Columns, batch: HtmlBatch, votes: Column) -> None:
    """The other blocks of the page at the same kind of place, and other printings of the same text."""
    paths = [[block.path or "" for block in page.blocks] for page in batch.pages]
    outer = [[path.rpartition("/")[0] for path in of_page] for of_page in paths]
    for name, keys in (("path", paths), ("outer", outer)):
        groups = _numbered(keys)
        size = np.bincount(groups).astype(np.float32)
        columns[f"{name}_size"] = size[groups]
        for of, values in (
            ("words", columns["words"]),
            ("linked", columns["linked"]),
            ("prose", columns["prose"]),
            ("kept", votes),
        ):
            columns[f"{name}_{of}"] = (np.bincount(groups, values) / size).astype(np.float32)[groups]
    printings = _numbered([[block.text for block in page.blocks] for page in batch.pages])
    columns["printings"] = np.bincount(printings)[printings].astype(np.float32)
    seen = [0] * len(printings)
    before = []
    for number in printings.tolist():
        before.append(seen[number])
        seen[number] += 1
    columns["printing"] = np.array(before, np.float32)


def _numbered(keys: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """For each block of each page a number that it shares with those of its page that have the same key."""
    numbers: list[int] = []
    first = 0
    for of_page in keys:
        known: dict[str, int] = {}
        numbers += [known.setdefault(key, first + len(known)) for key in of_page]
        first += len(known)
    return np.array(numbers, np.int64)


def _order_columns(columns: Columns, batch: HtmlBatch, votes: Column) -> None:
    """Where the block stands: in the page, to the headline, to the kept blocks, to the last heading."""
    count = len(votes)
    position = np.arange(count) - batch.low
    columns["position"] = (position.astype(np.float32) / (batch.high - batch.low)).astype(np.float32)
    columns["from_end"] = (batch.high - np.arange(count)).astype(np.float32)
    before = batch.before(columns["chars"]).astype(np.float32)
    columns["chars_before"] = before / before[batch.high - 1]
    columns["vote"] = votes
    overlap = columns["of_title"] * (1 + columns["heading"])
    most = np.maximum.reduceat(overlap, batch.block_starts[:-1])[batch.page]
    columns["to_headline"] = batch.from_first((overlap == most) & (most > 0.5))
    kept, headed = votes >= 0.5, columns["heading"] > 0
    for name, marked in (("kept", kept), ("prose", columns["prose"] > 0), ("heading", headed)):
        columns[f"since_{name}"] = batch.since(marked)
        columns[f"until_{name}"] = batch.until(marked)
    columns["from_first"] = batch.from_first(kept)
    columns["from_last"] = batch.from_last(kept)
    last = batch.last(headed)
    for of in ("word_mean", "word_least", "vote"):
        columns[f"heading_{of}"] = np.where(last >= batch.low, columns[of][last], np.nan).astype(np.float32)
