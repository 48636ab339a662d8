"""The drift sentinel: when do a site's pages stop being like the site's own past?

Each trait of a page (it names an author, it was rejected, a rule removed something on it, …) and each measure
(words, share of the page's words that were kept) is watched page by page with Page's cumulative sum of
log-likelihood ratios: "as before" against "changed as a broken layout changes it". It alarms when the changed
hypothesis is e^15 times as likely; by Wald's bound a false alarm then comes once in more than three million
pages that behave as the baseline says. The baseline is the site's own past, up to 40 pages ago, so that what
is just happening is not yet in it. Pure arithmetic; tests/warehouse/test_drift.py simulates years of sites.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median, pstdev

# Logarithms of how much likelier the change must be than the past. The kept share hardly depends on the day;
# words do (busy days and weekends run shorter, and pages of a day go together), so they must be surer.
_TRAIT, _SHARE, _WORDS = 15.0, 15.0, 24.0
BASELINE_PAGES = 400  # at most: some weeks of a site, so that slow change becomes the new past
LEAST_PAGES = 60  # of baseline, before a site is watched at all
LAG_PAGES = 40  # twice what an alarm may take
_REFRESH_PAGES = 10
_SHORTER = -math.log(0.6)  # the shift that is looked for: extraction 40 % shorter, or as much longer
_LOST, _GAINED = 0.25, 0.4  # of a trait's pages, what is left; of the others, what joins
_WINSOR = 3.0  # one odd page counts as three standard deviations at most
_LINE_WINDOW, _LINE_PAGES, _LINE_BEFORE = 20, 12, 0.02  # a series of a day recurs on fewer of the pages


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


# A page's log-likelihood ratio: how much likelier it is after the change than before; None says nothing.
_Value = Callable[[PageFacts], float | None]
_Score = _Value


def alarms(pages: Sequence[PageFacts], fresh: int, muted: Mapping[str, int]) -> list[Alarm]:
    """The alarms at the pages from index `fresh` on; the ones before are known and were judged before.

    `muted` says from which index on a metric's own past counts: from its last alarm, as it may have found
    a new normal. At most one alarm for each metric.
    """
    traits = sorted({trait for page in pages for trait in page.traits} | set(_FIELDS))
    found = [_watch_trait(pages, fresh, muted.get(trait, 0), trait) for trait in traits]
    for metric, value in _MEASURES.items():
        found.append(_watch_measure(pages, fresh, muted.get(metric, 0), metric, value))
    found.append(_watch_lines(pages, fresh, muted.get("repeated line", 0)))
    return [alarm for alarm in found if alarm]


_FIELDS = ("author", "date", "dateline", "caption", "rejected")


def _watch_trait(pages: Sequence[PageFacts], fresh: int, start: int, trait: str) -> Alarm | None:
    def scores(past: Sequence[PageFacts]) -> list[_Score]:
        usual = _share(past, trait)
        return [
            _bernoulli(trait, usual, usual * _LOST),
            _bernoulli(trait, usual, usual + (1 - usual) * _GAINED),
        ]

    hit = _first_hit(pages, fresh, start, _TRAIT, scores)
    if hit is None:
        return None
    index, since, past = hit
    return Alarm(trait, index, index - since + 1, _raw(past, trait), _raw(pages[since : index + 1], trait))


def _share(pages: Sequence[PageFacts], trait: str) -> float:
    """The share of pages with a trait, drawn towards a half and never certain: few pages prove little."""
    return min(0.97, max(0.03, (sum(trait in page.traits for page in pages) + 2) / (len(pages) + 4)))


def _raw(pages: Sequence[PageFacts], trait: str) -> float:
    return sum(trait in page.traits for page in pages) / max(len(pages), 1)


def _bernoulli(trait: str, before: float, after: float) -> _Score:
    present, absent = math.log(after / before), math.log((1 - after) / (1 - before))
    return lambda page: present if trait in page.traits else absent


def _watch_measure(
    pages: Sequence[PageFacts],
    fresh: int,
    start: int,
    metric: str,
    value: _Value,
) -> Alarm | None:
    threshold, change, back = _SCALES[metric]

    def scores(past: Sequence[PageFacts]) -> list[_Score]:
        known = [v for page in past if (v := value(page)) is not None]
        if len(known) < LEAST_PAGES // 2:
            return []
        centre, spread = _centre_and_spread(known)
        return [_gaussian(value, centre, spread, sign * change(centre) / spread) for sign in (-1, 1)]

    hit = _first_hit(pages, fresh, start, threshold, scores)
    if hit is None:
        return None
    index, since, past = hit
    usual, observed = (_middle(part, value) for part in (past, pages[since : index + 1]))
    return Alarm(metric, index, index - since + 1, back(usual), back(observed))


def _centre_and_spread(known: Sequence[float]) -> tuple[float, float]:
    """Median and a standard deviation that neither odd pages nor a narrow middle can make too small."""
    centre = median(known)
    robust = 1.4826 * median(abs(v - centre) for v in known)
    clipped = [min(max(v, centre - _WINSOR * robust), centre + _WINSOR * robust) for v in known]
    return centre, max(robust, pstdev(clipped), 0.15)


def _gaussian(value: _Value, centre: float, spread: float, shift: float) -> _Score:
    shift = math.copysign(min(abs(shift), 2.0), shift)  # a steady site: a smaller change is worth telling too

    def score(page: PageFacts) -> float | None:
        known = value(page)
        if known is None:
            return None
        z = min(max((known - centre) / spread, -_WINSOR), _WINSOR)
        return shift * z - shift * shift / 2

    return score


def _middle(pages: Sequence[PageFacts], value: _Value) -> float:
    return median([v for page in pages if (v := value(page)) is not None] or [0.0])


def _log_words(page: PageFacts) -> float | None:
    return None if page.words is None else math.log1p(page.words)


def _logit_share(page: PageFacts) -> float | None:
    if page.kept_share is None or page.words is None:
        return None
    share = min(max(page.kept_share, 0.01), 0.99)
    return math.log(share / (1 - share))


_MEASURES: dict[str, _Value] = {
    "words": _log_words,
    "kept share": _logit_share,
}


def _share_lost(centre: float) -> float:
    """Three quarters of how far the logit of the kept share falls when 40 % of the story is lost.

    So a smaller loss is seen too, and the noise of days stays below.
    """
    share = 1 / (1 + math.exp(-centre))
    return 0.75 * (centre - math.log(0.6 * share / (1 - 0.6 * share)))


# For each measure: the threshold, the change that is looked for, and the way back to its own unit.
_SCALES: dict[str, tuple[float, Callable[[float], float], Callable[[float], float]]] = {
    "words": (_WORDS, lambda _: _SHORTER, math.expm1),
    "kept share": (_SHARE, _share_lost, lambda logit: 1 / (1 + math.exp(-logit))),
}


def _first_hit(
    pages: Sequence[PageFacts],
    fresh: int,
    start: int,
    threshold: float,
    scores: Callable[[Sequence[PageFacts]], list[_Score]],
) -> tuple[int, int, Sequence[PageFacts]] | None:
    """The first fresh page at which a sum passes the threshold, where it began to rise, and the baseline."""
    first = max(start + LEAST_PAGES + LAG_PAGES, fresh - LAG_PAGES)
    watched: list[_Score] = []
    past: Sequence[PageFacts] = ()
    sums, began = [0.0, 0.0], [first, first]
    for index in range(first, len(pages)):
        if (index - first) % _REFRESH_PAGES == 0:
            past = pages[max(start, index - LAG_PAGES - BASELINE_PAGES) : index - LAG_PAGES]
            watched = scores(past)
        for side, score in enumerate(watched):
            gained = score(pages[index])
            if gained is None:
                continue
            if sums[side] + gained <= 0:
                sums[side], began[side] = 0.0, index + 1
                continue
            sums[side] += gained
            if sums[side] >= threshold:
                if index >= fresh:
                    return index, began[side], past
                sums[side], began[side] = 0.0, index + 1
    return None


def _watch_lines(pages: Sequence[PageFacts], fresh: int, start: int) -> Alarm | None:
    """A line kept on many of the last pages that the site's past does not know: a footer slips through."""
    for index in range(max(fresh, start + LEAST_PAGES + _LINE_WINDOW), len(pages)):
        window = pages[index - _LINE_WINDOW + 1 : index + 1]
        counts = Counter(line for page in window for line in page.lines)
        often = [
            line for line, count in counts.items() if count >= _LINE_PAGES and line in pages[index].lines
        ]
        past = pages[max(start, index - BASELINE_PAGES) : index - _LINE_WINDOW + 1]
        for line in often:
            usual = fmean(line in page.lines for page in past)
            if usual <= _LINE_BEFORE:
                since = next(i for i, page in enumerate(window) if line in page.lines)
                observed = counts[line] / (_LINE_WINDOW - since)
                return Alarm("repeated line", index, _LINE_WINDOW - since, usual, observed, line)
    return None
