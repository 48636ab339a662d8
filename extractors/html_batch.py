"""The pages whose blocks are measured together: all blocks in one row, all elements in another.

A site's page has some hundred blocks, so that asking numpy about one page at a time costs more than what it
does. Every sum is over one page, or of whole numbers: a page's features are the same to the bit in any batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from extractors.dom import DomPage

Indexes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Column = NDArray[np.float32]
Doubles = NDArray[np.float64]

FAR = 999  # blocks; what is not there at all is as far


@dataclass(frozen=True, slots=True)
class HtmlBatch:
    """Pages, each with at least one block.

    By block: its text, the index of its `page`, of the element that holds it (`owners`), of its page's first
    block (`low`) and of the next page's (`high`). By element: its page (`place_page`), its parent and the
    nearest element that ends a line, itself or above; a root is its own parent. By page: the indexes at which
    blocks and elements begin, and where the last ones end.
    """

    pages: Sequence[DomPage]
    texts: list[str]
    page: Indexes
    owners: Indexes
    low: Indexes
    high: Indexes
    place_page: Indexes
    parents: Indexes
    lines: Indexes
    depths: Indexes
    tags: list[str]
    marks: list[str]
    block_starts: Indexes
    place_starts: Indexes

    @classmethod
    def of(cls, pages: Sequence[DomPage]) -> HtmlBatch:
        block_starts = _starts(len(page.blocks) for page in pages)
        place_starts = _starts(len(page.places.tags) for page in pages)
        page = np.repeat(np.arange(len(pages)), np.diff(block_starts))
        place_page = np.repeat(np.arange(len(pages)), np.diff(place_starts))
        shift = place_starts[place_page]
        parents = _joined(page.places.parents for page in pages)
        return cls(
            pages,
            [block.text for page in pages for block in page.blocks],
            page,
            _joined(page.owners for page in pages) + place_starts[page],
            block_starts[page],
            block_starts[page + 1],
            place_page,
            np.where(parents < 0, np.arange(len(parents)), parents + shift),
            _joined(page.places.lines for page in pages) + shift,
            _joined(page.places.depths for page in pages),
            list(chain.from_iterable(page.places.tags for page in pages)),
            list(chain.from_iterable(page.places.marks for page in pages)),
            block_starts,
            place_starts,
        )

    def by_page(self, quantity: Column | Flags) -> Doubles:
        """The sum over each page of what is a whole number for each block."""
        sums: Doubles = np.bincount(self.page, quantity, len(self.pages)).astype(np.float64)
        return sums

    def before(self, quantity: Column | Flags) -> Doubles:
        """The same over each block and those of its page before it."""
        sums: Doubles = np.concatenate([[0], np.cumsum(quantity, dtype=np.float64)])
        return sums[1:] - sums[self.low]

    def since(self, marked: Flags) -> Column:
        """Blocks since the last marked one before on the page, at most FAR."""
        last = np.concatenate([[-1], self.last(marked)[:-1]])
        away = np.arange(len(marked)) - last
        return np.where(last >= self.low, np.minimum(away, FAR), FAR).astype(np.float32)

    def until(self, marked: Flags) -> Column:
        """Blocks until the next marked one behind on the page, at most FAR."""
        beyond = len(marked)
        following = np.minimum.accumulate(np.where(marked, np.arange(beyond), beyond)[::-1])[::-1]
        following = np.concatenate([following[1:], [beyond]])
        away = following - np.arange(beyond)
        return np.where(following < self.high, np.minimum(away, FAR), FAR).astype(np.float32)

    def last(self, marked: Flags) -> Indexes:
        """The index of the last marked block up to each, whatever page that is on; -1 for none."""
        found: Indexes = np.maximum.accumulate(np.where(marked, np.arange(len(marked)), -1))
        return found

    def from_first(self, marked: Flags) -> Column:
        """How far each block is behind its page's first marked one; NaN where the page has none."""
        beyond = len(marked)
        first = np.minimum.reduceat(np.where(marked, np.arange(beyond), beyond), self.block_starts[:-1])
        return self._distance(first, first < beyond)

    def from_last(self, marked: Flags) -> Column:
        """The same of the last marked one."""
        last = np.maximum.reduceat(np.where(marked, np.arange(len(marked)), -1), self.block_starts[:-1])
        return self._distance(last, last >= 0)

    def _distance(self, places: Indexes, known: Flags) -> Column:
        away = np.arange(len(self.page)) - places[self.page]
        return np.where(known[self.page], away, np.nan).astype(np.float32)


def _starts(sizes: Iterable[int]) -> Indexes:
    return np.fromiter(accumulate(sizes, initial=0), np.int64)


def _joined(columns: Iterable[Sequence[int]]) -> Indexes:
    return np.fromiter(chain.from_iterable(columns), np.int64)
