"""Lines that say what they belong to: readers' comments, dates, teasers, copyright, cookies and support."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from extractors.line_features import TABLE_BITS, Ints, Kind, Lines, read_lines, word_slots


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


def family_features(lines: Lines, slots: Ints) -> NDArray[np.bool_]:
    """Lines x families: whether the line speaks of the family. `slots` are those of the lines' words."""
    some = np.flatnonzero(lines.word_count)
    spoken, opening = np.zeros(len(lines.length), np.uint8), np.zeros(len(lines.length), np.uint8)
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
        found.append(speaks)
    return np.stack(found, 1)


@cache
def _family_table() -> NDArray[np.uint8]:
    table = np.zeros(1 << TABLE_BITS, np.uint8)
    for number, family in enumerate(_FAMILIES):
        slots, _pairs = word_slots(read_lines([family.words.split()]))
        table[slots] |= np.uint8(1 << number)
    return table
