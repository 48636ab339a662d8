"""Splits the text of a plain-text dump into blocks.

A block is a line, or a paragraph whose lines were broken to a fixed width. Dumps leave their blocks one
newline apart or with blank lines between, so a line break alone says nothing about what belongs together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, count, pairwise

from extractors.model import Block
from extractors.words import NO_INK

WRAP_MIN, WRAP_MAX = 50, 100  # characters of a full line in text wrapped for mail and terminals
LONG_LINE = 100_000  # characters; from here on folding word by word would cost ten times the line in memory

_WHITE = re.compile(r"\s+")
# White space inside a line that stripping leaves: looking for each is far cheaper than splitting every line.
_UNUSUAL = ("  ", *"\t\x1f\xa0\u1680", *map(chr, range(0x2000, 0x200B)), *"\u202f\u205f\u3000")
_UNUSUAL_ASCII = tuple(white for white in _UNUSUAL if white.isascii())
_WITHOUT_INK = str.maketrans("", "", NO_INK)
_ENDS_SENTENCE = (".", "!", "?", "…", ":", '"', "”", "»", "。", "！", "？", ")", "]")


def split_dump(text: str) -> list[Block]:
    """The blocks of a dump's decoded text, in order; none where it is only white space.

    The spans of the blocks are contiguous and together are the text: white space after a block belongs to
    it, white space before the first block to the first. `text` is folded to single spaces.
    """
    lines = text.splitlines(keepends=True)
    folded = _fold(text, lines)
    ends = list(accumulate(map(len, lines), initial=0))
    inner = _wrapped(folded) if "\n\n" in text or "\r\n\r\n" in text else set()
    heads = [number for number, line in enumerate(folded) if line and number not in inner]
    if not heads:
        return []
    if inner:
        texts = [" ".join(filter(None, folded[a:b])) for a, b in pairwise([*heads, len(folded)])]
    else:
        texts = [folded[number] for number in heads]
    starts = [0, *(ends[number] for number in heads[1:])]
    return list(map(Block, count(), texts, starts, [*starts[1:], len(text)]))


def _fold(text: str, lines: Sequence[str]) -> list[str]:
    """Each line with its white space folded, invisible characters gone."""
    plain = text.isascii()
    if not plain and any(mark in text for mark in NO_INK):
        lines = [line.translate(_WITHOUT_INK) for line in lines]
        text = "".join(lines)  # spaces on both sides of a mark stand side by side now
    if not any(white in text for white in (_UNUSUAL_ASCII if plain else _UNUSUAL)):
        return [line.strip() for line in lines]
    return [
        _WHITE.sub(" ", line).strip() if len(line) > LONG_LINE else " ".join(line.split()) for line in lines
    ]


def _wrapped(folded: Sequence[str]) -> set[int]:
    """The numbers of the lines that go on the line before them: inner lines of wrapped paragraphs."""
    joined: set[int] = set()
    first = 0
    for number in range(len(folded) + 1):
        if number < len(folded) and folded[number]:
            continue
        if number - first > 1 and _is_wrapped(folded[first:number]):
            joined.update(range(first + 1, number))
        first = number + 1
    return joined


def _is_wrapped(paragraph: Sequence[str]) -> bool:
    """True where all lines but the last are full (no next word would fit), most broken in mid sentence."""
    full, following = paragraph[:-1], paragraph[1:]
    longest = max(map(len, paragraph))
    if not WRAP_MIN <= longest <= WRAP_MAX or not any(line[0].islower() for line in following):
        return False
    if any(
        len(line) + 1 + len(then.split(" ", 1)[0]) <= longest
        for line, then in zip(full, following, strict=True)
    ):
        return False
    return 2 * sum(not line.endswith(_ENDS_SENTENCE) for line in full) > len(full)
