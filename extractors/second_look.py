"""A second look at a dump's doubtful lines: what the first model's votes say of the page together.

The first model sees a line and its surroundings as they are written. Whether a line belongs to the story also
depends on where the story is: readers' comments, a second article and teasers are written like stories, but
stand beyond the main run of votes, below a heading of comments or related stories, in runs of their own. All
votes are whole steps and all sums whole numbers, so that a page's features are the same in any batch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from extractors.line_context import Flags, Pages, running, weight
from extractors.line_features import TABLE_BITS, Floats, Ints, Kind, Lines, read_lines, word_slots

VOTE_STEPS = 32  # of a vote to a unit of log odds
LEAST_VOTE, MOST_VOTE = -2.2, 6.0  # a line at the least is settled: it gets no second look
NEAR = ((-4, -1), (1, 4), (-10, -1), (1, 10), (-30, -1), (1, 30))
GAP = 3  # lines without a vote for the story that end a run of it
LONGEST = 900  # characters from which on all lines weigh the same
BEYOND = 100  # lines; a distance beyond tells no more


@dataclass(frozen=True, slots=True)
class Family:
    """Words that say what a line of at most `longest` words is about, anywhere in it or opening it.

    `numbered`: only where a digit stands in the line too.
    """

    words: str
    longest: int
    opens: bool = False
    numbered: bool = False


_FAMILIES = (
    Family(
        "comment comments kommentar kommentare commentaire commentaires comentario comentarios discussion"
        " conversation says wrote writes reply replies upvote report antworten répondre responder",
        6,
    ),
    Family(
        "ago jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july"
        " august september october november december am pm gmt utc est uhr",
        9,
        numbered=True,
    ),
    Family(
        "related more most trending popular recommended read you up latest also top editor from don share tag"
        " tags topics filed newsletter sign subscribe about mehr auch lire à lee ver",
        8,
        opens=True,
    ),
    Family("copyright reserved rechte réservés reservados", 40),
    Family(
        "cookie cookies browser privacy newsroom donate donation contribute contributing contribution"
        " subscribe subscriber subscribers subscription email sign agree agreeing support journalism",
        10_000,
    ),
)


def votes_of(margins: Floats) -> Ints:
    """Log odds of the first model as whole steps between the least and the most."""
    votes: Ints = np.rint(np.clip(margins, LEAST_VOTE, MOST_VOTE) * VOTE_STEPS).astype(np.int64)
    return votes


def doubtful(votes: Ints) -> Ints:
    """The lines that get a second look."""
    return np.flatnonzero(votes > round(LEAST_VOTE * VOTE_STEPS))


def second_features(
    lines: Lines, pages: Pages, votes: Ints, slots: Ints, own: Floats, rows: Ints
) -> NDArray[np.float32]:
    """Rows x features; `slots` are the words' and `own` the first model's features of each line."""
    size = np.minimum(weight(lines), LONGEST) + 18
    kept = votes > 0
    told = size * _chances()[votes - round(LEAST_VOTE * VOTE_STEPS)] // 256
    first, last = pages.best_run(np.where(kept, told, -np.minimum(size, 60)))
    blocks = (
        pages.neighbours(votes[:, None], (-2, -1, 1, 2)),
        *_around(pages, votes, size, told),
        *_runs(pages, size, told, kept, first, last),
        *_spoken(lines, pages, slots, first),
    )
    found = np.concatenate([votes[rows, None], *(block[rows] for block in blocks), own[rows, :10]], axis=1)
    return found.astype(np.float32)


def _around(pages: Pages, votes: Ints, size: Ints, told: Ints) -> list[NDArray[np.float64]]:
    sums = pages.window_sums(np.stack((told, size, votes), 1), NEAR)
    return [
        np.stack((total[:, 0] / np.maximum(total[:, 1], 1), total[:, 2].astype(np.float64)), 1)
        for total in sums
    ]


def _runs(
    pages: Pages, size: Ints, told: Ints, kept: Flags, first: Ints, last: Ints
) -> list[NDArray[np.float64]]:
    """Where the line stands to the page's best run of votes and to its largest unbroken run."""
    total, before = pages.total(told), pages.before(told)
    sums = running(told)
    inside = sums[last + 1] - sums[first]
    gap = pages.since(kept)
    opens = kept & ((gap > GAP) | (pages.before(kept.astype(np.int64)) == 0))
    starts = np.flatnonzero(opens | (pages.line == pages.low))
    group = np.cumsum(opens | (pages.line == pages.low)) - 1
    kept_sums = running(told * kept)
    runs = np.diff(kept_sums[np.append(starts, len(group))])
    largest, place = _largest(pages, starts, runs)
    own_run, best = runs[group], largest[pages.page]
    columns = (
        total,
        total / np.maximum(pages.total(size), 1),
        before / np.maximum(total, 1),
        total - before - told,
        np.clip(pages.line - first, -BEYOND, BEYOND),
        np.clip(last - pages.line, -BEYOND, BEYOND),
        inside,
        inside / np.maximum(total, 1),
        own_run,
        own_run / np.maximum(best, 1),
        np.clip(pages.line - place[pages.page], -BEYOND, BEYOND),
        gap,
        pages.until(kept),
        pages.before(opens.astype(np.int64)),
    )
    return [np.stack(columns, 1)]


def _largest(pages: Pages, starts: Ints, runs: Ints) -> tuple[Ints, Ints]:
    """For each page the size of its largest run and the line where it begins."""
    page = pages.page[starts]
    order = np.lexsort((-starts, runs, page))
    largest, place = np.zeros(len(pages.sizes), np.int64), np.zeros(len(pages.sizes), np.int64)
    largest[page[order]], place[page[order]] = runs[order], starts[order]
    return largest, place


def _spoken(lines: Lines, pages: Pages, slots: Ints, first: Ints) -> list[Ints]:
    """Per family of words: where lines speak of it, how many on the page and since the story began."""
    some = np.flatnonzero(lines.word_count)
    spoken, opening = np.zeros(len(first), np.uint8), np.zeros(len(first), np.uint8)
    if len(some):
        said = _family_table()[slots]
        spoken[some] = np.bitwise_or.reduceat(said, lines.word_first[some])
        opening[some] = said[lines.word_first[some]]
    found = []
    for number, family in enumerate(_FAMILIES):
        where = opening if family.opens else spoken
        speaks = ((where >> number) & 1).astype(bool) & (lines.word_count <= family.longest)
        if family.numbered:
            speaks &= lines.kinds[:, Kind.DIGIT] > 0
        flag = speaks.astype(np.int64)
        sums = running(flag)
        since_first = np.where(pages.line > first, sums[pages.line] - sums[np.minimum(first, pages.line)], -1)
        near = sums[np.minimum(pages.line + 6, pages.high)] - sums[np.maximum(pages.line - 5, pages.low)]
        columns = (flag, sums[pages.high] - sums[pages.low], since_first, pages.since(speaks), near)
        found.append(np.stack(columns, 1))
    return found


@cache
def _chances() -> Ints:
    """The chance of each vote, in 256ths."""
    steps = np.arange(round(LEAST_VOTE * VOTE_STEPS), round(MOST_VOTE * VOTE_STEPS) + 1)
    chances: Ints = np.rint(256 / (1 + np.exp(-steps / VOTE_STEPS))).astype(np.int64)
    return chances


@cache
def _family_table() -> NDArray[np.uint8]:
    table = np.zeros(1 << TABLE_BITS, np.uint8)
    for number, family in enumerate(_FAMILIES):
        slots, _pairs = word_slots(read_lines([family.words.split()]))
        table[slots] |= np.uint8(1 << number)
    return table
