"""Page's cumulative sums: from which page on do the values of a site no longer look like its own past?

Each page adds how much likelier its value is after a change than before it, as a logarithm; what falls below
zero is forgotten. By Wald's bound a sum reaches h once in e^h pages that behave as before, if pages know
nothing of one another. They do: those of a day go together. So h is raised by what the site's own past says
of that. Rows are metrics, columns pages; pure arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Score = Callable[[Floats], Floats]  # values to log-likelihood ratios, one for one

BASELINE_PAGES = 400  # at most: some weeks of a site, so that slow change becomes the new past
LEAST_PAGES = 60  # of baseline, before a site is watched at all
LAG_PAGES = 40  # twice what an alarm may take: what is just happening is not in the baseline
_REFRESH_PAGES = 10
_TOGETHER = 20  # pages in a row: as many as an alarm may take
_BELIEF = 20  # groups of pages that knew nothing of one another, believed in before any was seen
_BINS = 8


@dataclass(frozen=True, slots=True)
class Rise:
    """A sum reached its threshold at the page `index`, having risen since the page `since`."""

    index: int
    since: int
    past: Floats


def first_rises(
    values: Floats, fresh: int, start: int, threshold: float, sides: Callable[[Floats], list[Score]]
) -> list[Rise | None]:
    """For each row the first rise at a page from `fresh` on, None without one; its past begins at `start`.

    `sides` makes of a row's past (metrics, pages) the scores of the changes that are looked for.
    """
    first = max(start + LEAST_PAGES + LAG_PAGES, fresh - LAG_PAGES)
    found: list[Rise | None] = [None] * len(values)
    if first >= values.shape[1]:
        return found
    blocks = list(_scored(values, first, start, threshold, sides))
    for side in zip(*blocks, strict=True):
        sums = np.cumsum(np.concatenate(side, axis=1), axis=1)
        before = np.concatenate([np.zeros((len(values), 1)), sums[:, :-1]], axis=1)
        lowest = np.minimum.accumulate(before, axis=1)
        high = sums - lowest >= 1
        high[:, : fresh - first] = False
        for row in np.flatnonzero(high.any(axis=1)):
            at = int(high[row].argmax())
            since = int(np.flatnonzero(before[row, : at + 1] == lowest[row, at])[-1])
            known = found[row]
            if known is None or first + at < known.index:
                found[row] = Rise(first + at, first + since, _past(values, start, first + at)[row])
    return found


def _scored(
    values: Floats, first: int, start: int, threshold: float, sides: Callable[[Floats], list[Score]]
) -> Iterator[list[Floats]]:
    """The scores of a few pages at a time, each side's, in parts of what is enough."""
    for at in range(first, values.shape[1], _REFRESH_PAGES):
        past = _past(values, start, at)
        block = values[:, at : at + _REFRESH_PAGES]
        yield [score(block) / (threshold * _togetherness(score(past))) for score in sides(past)]


def _past(values: Floats, start: int, index: int) -> Floats:
    return values[:, max(start, index - LAG_PAGES - BASELINE_PAGES) : index - LAG_PAGES]


def _togetherness(scores: Floats) -> Floats:
    """How much more the scores of 20 pages in a row vary together than single pages do; 1 where they do not.

    Drawn towards 1, since a past of 400 pages has only 20 such groups.
    """
    groups = scores.shape[1] // _TOGETHER
    means = scores[:, : groups * _TOGETHER].reshape(len(scores), groups, _TOGETHER).mean(axis=2)
    single = np.maximum(scores.var(axis=1), 1e-9)
    observed = _TOGETHER * means.var(axis=1, ddof=1) / single
    drawn = (groups * observed + _BELIEF) / (groups + _BELIEF)
    raised: Floats = np.maximum(drawn, 1.0)[:, None]
    return raised


def yes_or_no(before: Floats, after: Floats) -> Score:
    """Scores of values 0 and 1: the shares of ones (metrics,) before a change and after it."""
    present: Floats = np.log(after / before)[:, None]
    absent: Floats = np.log((1 - after) / (1 - before))[:, None]
    return lambda values: np.where(values > 0, present, absent)


def as_if(past: Floats, change: Callable[[Floats], Floats]) -> Score:
    """Scores of one metric's values (1, pages): are they of its past, or of its past with each value changed?

    Both are counted in bins, so that no form is assumed: a site's briefs and long reads are in both.
    """
    both = np.sort(np.concatenate([past, change(past)], axis=1)[0])
    edges = both[np.arange(1, _BINS) * len(both) // _BINS]

    def counts(values: Floats) -> Floats:
        return np.bincount(np.searchsorted(edges, values[0]), minlength=_BINS).astype(np.float64) + 1

    scores = np.log(counts(change(past)) / counts(past)).astype(np.float64)
    return lambda values: scores[np.searchsorted(edges, values)]
