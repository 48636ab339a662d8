"""The drift sentinel: when do a site's pages stop being like the site's own past?

Each trait of a page (it names an author, it was rejected, a rule removed something on it) and each measure
(words, share of the page's words that were kept) is watched page by page by cumulative sums (`rises.py`):
"as before" against "changed as a broken layout changes it". `benchmarks/drift_years.py` tries it on years.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np

from warehouse.rises import BASELINE_PAGES, LEAST_PAGES, Floats, Score, as_if, first_rises, yes_or_no

# Logarithms of how much likelier the change must be than the past. Each of many rules must be surer, and so
# must words: what shortens the text, and leaves the share of the page that is kept, is seldom the layout.
_TRAIT, _SHARE, _WORDS = 14.0, 15.0, 22.0
_SHORTER = 0.6  # the change that is looked for: extraction 40 % shorter, or as much longer
_LOST, _GAINED = 0.15, 0.4  # of a trait's pages, what is left; of the others, what joins
_LINE_WINDOW, _LINE_PAGES, _LINE_BEFORE = 20, 14, 0.02  # a series of a day recurs on fewer of the pages


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the sentinel knows of one page, in the order in which pages came.

    `words` is None for a rejection; `kept_share` in 0..1, None where the page has no words; `lines` are
    digests of the lines that were kept as story.
    """

    page_id: str
    seen_at: datetime
    traits: frozenset[str]
    words: int | None
    kept_share: float | None
    lines: frozenset[int]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A site's metric left its past: at the page `index`, after a change that began `pages` pages before.

    `usual` and `observed` are shares for a trait or a line, medians for a measure;
    `line` is the digest of the line that a "repeated line" is about.
    """

    metric: str
    index: int
    pages: int
    usual: float
    observed: float
    line: int | None = None


_FIELDS = ("author", "date", "dateline", "caption")
_CHANGES: Mapping[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "words": (lambda words: _SHORTER * words, lambda words: words / _SHORTER),
    # as much of the words around the story is kept too
    "kept share": (lambda share: _SHORTER * share, lambda share: 1 - _SHORTER * (1 - share)),
}


def alarms(pages: Sequence[PageFacts], fresh: int, muted: Mapping[str, int]) -> list[Alarm]:
    """The alarms at the pages from index `fresh` on; the ones before are known and were judged before.

    `muted` says from which index on a metric's own past counts: from its last alarm, as it may have found
    a new normal. At most one alarm for each metric.
    """
    articles = [index for index, page in enumerate(pages) if page.words is not None]
    watched = _Watched(pages, articles, fresh, muted)
    rules = sorted({trait for page in pages for trait in page.traits} - {*_FIELDS, "rejected"})
    found = _Watched(pages, range(len(pages)), fresh, muted).traits(["rejected"], _TRAIT)
    found += watched.traits(_FIELDS, _TRAIT)
    found += watched.traits(rules, _TRAIT + math.log(max(len(rules), 1)))
    found += watched.measure("words", _WORDS, [page.words or 0 for page in pages])
    found += watched.measure("kept share", _SHARE, [page.kept_share or 0 for page in pages])
    found += watched.lines()
    return found


class _Watched:
    """Some of a site's pages, at their `places` among all; the ones from `fresh` on are new."""

    def __init__(
        self, pages: Sequence[PageFacts], places: Sequence[int], fresh: int, muted: Mapping[str, int]
    ) -> None:
        self._pages, self._places, self._muted = pages, places, muted
        self._fresh = bisect_left(places, fresh)

    def traits(self, names: Sequence[str], threshold: float) -> list[Alarm]:
        """The alarms of traits, each of which a page has or has not."""
        found = []
        for start, group in groupby(sorted(names, key=self._start), key=self._start):
            listed = list(group)
            rows = [[trait in self._pages[place].traits for place in self._places] for trait in listed]
            found += self._alarms(listed, np.array(rows, float), start, threshold, _lost_or_gained)
        return found

    def measure(self, metric: str, threshold: float, numbers: Sequence[float]) -> list[Alarm]:
        """The alarm of a measure, given for all the site's pages."""
        row = np.array([[numbers[place] for place in self._places]], float)

        def sides(past: Floats) -> list[Score]:
            return [as_if(past, change) for change in _CHANGES[metric]]

        return self._alarms([metric], row, self._start(metric), threshold, sides)

    def _start(self, metric: str) -> int:
        return bisect_left(self._places, self._muted.get(metric, 0))

    def _alarms(
        self,
        metrics: Sequence[str],
        values: Floats,
        start: int,
        threshold: float,
        sides: Callable[[Floats], list[Score]],
    ) -> list[Alarm]:
        middle = np.median if metrics[0] in _CHANGES else np.mean
        found = []
        for metric, row, rise in zip(
            metrics, values, first_rises(values, self._fresh, start, threshold, sides), strict=True
        ):
            if rise:
                usual, observed = float(middle(rise.past)), float(middle(row[rise.since : rise.index + 1]))
                found.append(self._alarm(metric, rise.since, rise.index, usual, observed))
        return found

    def _alarm(
        self, metric: str, since: int, index: int, usual: float, observed: float, line: int | None = None
    ) -> Alarm:
        first, last = self._places[since], self._places[index]
        return Alarm(metric, last, last - first + 1, usual, observed, line)

    def lines(self) -> list[Alarm]:
        """A line kept on many of the last pages and on none before: a footer slips through."""
        lines = [self._pages[place].lines for place in self._places]
        start = self._start("repeated line")
        window, past = _Span(lines), _Span(lines)
        for index in range(max(self._fresh, start + LEAST_PAGES + _LINE_WINDOW), len(lines)):
            begins = index - _LINE_WINDOW + 1
            window.move(begins, index + 1)
            past.move(max(start, index - BASELINE_PAGES), begins)
            for line in lines[index]:
                usual = past.counts[line] / len(past)
                if window.counts[line] >= _LINE_PAGES and usual <= _LINE_BEFORE:
                    since = next(i for i in range(begins, index) if line in lines[i])
                    observed = window.counts[line] / (index + 1 - since)
                    return [self._alarm("repeated line", since, index, usual, observed, line)]
        return []


class _Span:
    """Some pages in a row, which move forwards: on how many of them each line stands."""

    def __init__(self, pages: Sequence[frozenset[int]]) -> None:
        self._pages, self._start, self._stop = pages, 0, 0
        self.counts = Counter[int]()

    def __len__(self) -> int:
        return self._stop - self._start

    def move(self, start: int, stop: int) -> None:
        for page in self._pages[self._stop : stop]:
            self.counts.update(page)
        for page in self._pages[self._start : start]:
            self.counts.subtract(page)
        self._start, self._stop = start, stop


def _lost_or_gained(past: Floats) -> list[Score]:
    """The past's share is drawn towards a half and towards the change: a small past proves little."""
    usual = (past.sum(axis=1) + 2) / (past.shape[1] + 4)
    doubt = np.sqrt(usual * (1 - usual) / past.shape[1])
    return [
        yes_or_no(_within(usual - doubt), _within(usual) * _LOST),
        yes_or_no(_within(usual + doubt), usual + (1 - usual) * _GAINED),
    ]


def _within(share: Floats) -> Floats:
    return np.clip(share, 0.03, 0.97)
