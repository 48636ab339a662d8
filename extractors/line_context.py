"""Features of a line among the lines of its page: neighbours, windows, runs, repeats, shared words.

All sums are of whole numbers, so that a page's features are the same to the bit in any batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.line_features import Ints, Kind, Lines, Numbers

FAR = 60  # lines; beyond that a distance tells no more
CORE, LONG_CORE = (
    120,
    300,
)  # characters of a line that is likely story text: with its sentence ended, or anyhow
DENSE_WORTH = 2  # a character of a script without spaces says as much as three of another: this many more
SHORT = 48  # characters of a line that is more likely a label than a sentence
BAG_BITS = 11  # a page's words are kept as marks in 2**BAG_BITS slots
WINDOWS = ((-2, -1), (1, 2), (-6, -1), (1, 6), (-20, -1), (1, 20))

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pages:
    """Where each line's page begins and ends among the lines of the batch."""

    sizes: Ints
    page: Ints
    line: Ints
    low: Ints
    high: Ints

    @classmethod
    def of(cls, lines: Lines) -> Pages:
        ends = np.cumsum(lines.sizes)
        high = ends[lines.page]
        return cls(lines.sizes, lines.page, np.arange(len(lines.page)), high - lines.sizes[lines.page], high)

    def neighbours(self, columns: Ints, shifts: Sequence[int]) -> Ints:
        """Each line's columns at the lines that many places on; -1 beyond the page."""
        padded = np.vstack((columns, np.full((1, columns.shape[1]), -1, columns.dtype)))
        beyond = len(self.line)
        found = []
        for shift in shifts:
            at = self.line + shift
            found.append(padded[np.where((at >= self.low) & (at < self.high), at, beyond)])
        return np.hstack(found)

    def window_sums(self, columns: Ints, windows: Sequence[tuple[int, int]]) -> list[Ints]:
        """Per window (first and last place, relative) the sums of the columns over it, within the page."""
        sums = running(columns)
        return [
            sums[np.clip(self.line + last + 1, self.low, self.high)]
            - sums[np.clip(self.line + first, self.low, self.high)]
            for first, last in windows
        ]

    def before(self, column: Ints) -> Ints:
        """The sum of the column over the page's lines before this one."""
        sums = running(column)
        return sums[self.line] - sums[self.low]

    def total(self, column: Ints) -> Ints:
        """The sum of the column over the page."""
        sums = running(column)
        return sums[self.high] - sums[self.low]

    def since(self, flags: Flags) -> Ints:
        """Lines since the last flagged one before this, at most FAR."""
        last = np.maximum.accumulate(np.where(flags, self.line, -1))
        last = np.concatenate(([-1], last[:-1]))
        return np.where(last >= self.low, np.minimum(self.line - last, FAR), FAR)

    def until(self, flags: Flags) -> Ints:
        """Lines until the next flagged one, at most FAR."""
        following = np.minimum.accumulate(np.where(flags, self.line, len(self.line))[::-1])[::-1]
        following = np.concatenate((following[1:], [len(self.line)]))
        return np.where(following < self.high, np.minimum(following - self.line, FAR), FAR)

    def best_run(self, gains: Ints) -> tuple[Ints, Ints]:
        """The run of lines with the largest sum of gains on each page: its first and last line, per line."""
        sums = running(gains)
        first, last = np.zeros(len(self.sizes), np.int64), np.zeros(len(self.sizes), np.int64)
        low = 0
        for page, size in enumerate(self.sizes.tolist()):
            if size:
                part = sums[low : low + size + 1]
                stop = int((part[1:] - np.minimum.accumulate(part[:-1])).argmax())
                first[page], last[page] = low + int(part[: stop + 1].argmin()), low + stop
            low += size
        return first[self.page], last[self.page]


def running(columns: Ints) -> Ints:
    """Sums of the columns before each line, and of all at the end."""
    return np.concatenate((np.zeros((1, *columns.shape[1:]), np.int64), np.cumsum(columns, axis=0)))


def context_features(lines: Lines, pages: Pages, words: Ints, pairs: Ints) -> list[Numbers]:
    """Features of each line's place among the others, as blocks of lines x some features.

    `words` and `pairs` are spreads of word scores.
    """
    size = weight(lines)
    ended = (lines.last == Kind.STOP) | (lines.last == Kind.QUOTE)
    core = ((size >= CORE) & ended) | (size >= LONG_CORE)
    word_mean = words[:, 0] * 4 // np.maximum(lines.word_count, 1)
    pair_mean = pairs[:, 0] * 4 // np.maximum(lines.word_count, 1)
    near = np.stack((np.minimum(size, 1000), lines.last, lines.first, word_mean, pair_mean), 1)
    return [
        pages.neighbours(near, (-3, -2, -1, 1, 2, 3)),
        *_windows(lines, pages, size, ended, core, word_mean),
        _places(pages, size, core),
        _runs(pages, size, ended, core, word_mean),
        _repeats(lines, pages),
        _shared_words(lines, pages, core),
    ]


def weight(lines: Lines) -> Ints:
    """The length of each line in characters, as if all scripts had spaces."""
    return lines.length + DENSE_WORTH * lines.kinds[:, Kind.DENSE]


def _windows(
    lines: Lines, pages: Pages, size: Ints, ended: Flags, core: Flags, word_mean: Ints
) -> list[Numbers]:
    short = size < SHORT
    capped = np.minimum(size, 600)
    columns = np.stack(
        (
            capped,
            capped * core,
            capped * ended,
            short,
            short * word_mean,
            short & (lines.kinds[:, Kind.DIGIT] > 0),
            lines.upper_count,
            lines.word_count,
            word_mean,
        ),
        1,
    )
    found: list[Numbers] = []
    for sums in pages.window_sums(columns, WINDOWS):
        shares = sums[:, [1, 2]] / np.maximum(sums[:, [0]], 1)
        labels = sums[:, [4]] / np.maximum(sums[:, [3]], 1)
        upper = sums[:, [6]] / np.maximum(sums[:, [7]], 1)
        found.append(np.hstack((sums[:, [0, 1, 3, 5, 8]], shares, labels, upper)))
    return found


def _places(pages: Pages, size: Ints, core: Flags) -> NDArray[np.float64]:
    count = pages.high - pages.low
    all_size, core_size = pages.total(size), pages.total(size * core)
    before, core_before = pages.before(size), pages.before(size * core)
    return np.stack(
        (
            count,
            all_size,
            core_size,
            core_size / np.maximum(all_size, 1),
            pages.line - pages.low,
            pages.high - pages.line,
            (pages.line - pages.low) / count,
            before / np.maximum(all_size, 1),
            core_before / np.maximum(core_size, 1),
            core_size - core_before,
        ),
        1,
    )


def _runs(pages: Pages, size: Ints, ended: Flags, core: Flags, word_mean: Ints) -> Ints:
    """Distances to story-like lines and others, and the place in the page's best run of story-like lines."""
    first, last = pages.best_run(np.where(core, size, np.where(ended, 0, -SHORT)))
    gap = pages.since(core)
    opens = core & (gap > 4)  # a new group of paragraphs, with more than a heading and a label before it
    group = np.cumsum(opens | (pages.line == pages.low)) - 1
    group_size = running(size * core)
    starts = np.flatnonzero(opens | (pages.line == pages.low))
    sizes = np.diff(group_size[np.concatenate((starts, [len(group)]))])[group]
    doubt = np.clip(-word_mean - 32, 0, 128) * (size < 150)
    sums = running(doubt)
    return np.stack(
        (
            gap,
            pages.until(core),
            pages.since(~core),
            pages.until(~core),
            np.clip(pages.line - first, -FAR, FAR),
            np.clip(last - pages.line, -FAR, FAR),
            sizes,
            pages.before(opens.astype(np.int64)) + opens,
            np.where(pages.line > first, sums[pages.line] - sums[np.minimum(first, pages.line)], 0),
            np.where(pages.line < last, sums[last] - sums[np.minimum(last, pages.line)], 0),
        ),
        1,
    )


def _repeats(lines: Lines, pages: Pages) -> Ints:
    """How often the line is on its page, whether it is there before, how many begin and end like it."""
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(lines.words)))
    whole = sums[lines.word_first + lines.word_count] - sums[lines.word_first]
    keys = (whole ^ (pages.page.astype(np.uint64) << np.uint64(40))) * np.uint64(0x9E3779B97F4A7C15)
    _, first, inverse, count = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    known = np.append(lines.words, np.uint64(0))
    columns = [np.minimum(count[inverse], 6), first[inverse] < pages.line]
    for at in (lines.word_first, lines.word_first + np.maximum(lines.word_count, 1) - 1):
        slot = (known[at] >> np.uint64(52)).astype(np.int64) + (pages.page << 12)
        columns.append(np.minimum(np.bincount(slot)[slot], 20))
    return np.stack(columns, 1)


def _shared_words(lines: Lines, pages: Pages, core: Flags) -> NDArray[np.float64]:
    """The share of a line's longer words, and of its capitalised ones, found in other story-like lines."""
    chosen = lines.word_length >= 4
    line, upper = lines.word_line[chosen], lines.word_upper[chosen]
    slot = (lines.words[chosen] >> np.uint64(64 - BAG_BITS)).astype(np.int64) + (pages.page[line] << BAG_BITS)
    in_core = core[line]
    bag = np.bincount(slot[in_core], minlength=len(pages.sizes) << BAG_BITS)
    shared = bag[slot] > in_core
    count = len(core)
    columns = []
    for some in (np.ones_like(upper), upper):
        held = np.bincount(line[some], minlength=count)
        hits = np.bincount(line[some & shared], minlength=count)
        columns.append(np.where(held > 0, hits / np.maximum(held, 1), -1.0))
    return np.stack(columns, 1)
