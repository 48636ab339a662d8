"""Finds the headline of a dump by its place and words.

A linear score over the lines above the story, highest wins. The weights were fitted (multinomial logistic
regression over the lines of a page) on 769 public pages whose HTML states the headline; cross-validated over
sites, the line chosen is the stated headline on 91 of 100 news pages, 90 of 100 of all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from extractors.model import Fate, Label, LabelledBlock, Role

REACH = 60  # lines above the story in which a headline is looked for
SHORTEST, LONGEST = 12, 220  # characters
STORY_ROLES = frozenset(role for role in Role if role.fate is Fate.STORY)
_SENTENCE_ENDS = frozenset('.!?:;,"”’)')
_LONGEST_IN_STORY = 140  # characters of a headline that the model took for story
_STORY_SAMPLE = 3000  # characters of the story whose words are compared
_START = 25  # characters by which a line printed again, with a site's name after it, is known
_WORD = re.compile(r"\w{4,}")
_WEIGHTS = (
    2.76, 1.30, -0.22, -0.30, -1.23, -1.04, -2.70, -1.31, -2.84, -1.45,
    1.94, 0.83, 0.87, -1.28, -0.65, -1.50, -1.61, 0.51, -3.78,
)  # fmt: skip
_WITHIN = 1.51  # the weight of being part of a longer line (a share button's, a bread crumb's)


def guess_headline(blocks: Sequence[LabelledBlock], first: int, story: str) -> int | None:
    """The position of the likeliest headline: above `first`, where the story begins, or at it."""
    candidates = [i for i in range(max(0, first - REACH), first + 1) if may_be_headline(blocks[i])]
    if not candidates:
        return None
    words = words_of(story[:_STORY_SAMPLE])
    scored = []
    for rank, position in enumerate(reversed(candidates)):
        weighed = zip(_WEIGHTS, features(blocks, position, first, rank, words), strict=True)
        scored.append((sum(weight * value for weight, value in weighed), position))
    best = max(scored)[0]
    rivals = [(score, position) for score, position in scored if score >= best - _WITHIN]
    if len(rivals) > 1:
        page = "\n".join(["", *(b.block.text.lower() for b in blocks), ""])
        rivals = [(score + _WITHIN * is_within(page, blocks[i].block.text), i) for score, i in rivals]
    return max(rivals)[1]


def is_within(page: str, text: str) -> bool:
    """Whether a longer line of `page` (lower case, lines between line breaks) holds the line."""
    lower = text.lower()
    return len(text) >= _START and page.count(lower) > page.count(f"\n{lower}\n")


def words_of(text: str) -> frozenset[str]:
    """Words of four characters or more, lower case."""
    return frozenset(_WORD.findall(text.lower()))


def may_be_headline(labelled: LabelledBlock) -> bool:
    """Two words or more, of a headline's length, not claimed by a rule, and no sentence of the story."""
    text = labelled.block.text
    if labelled.label.role in STORY_ROLES and (text[-1] in _SENTENCE_ENDS or len(text) > _LONGEST_IN_STORY):
        return False
    return SHORTEST <= len(text) <= LONGEST and labelled.label.confidence < 1.0 and " " in text


def features(
    blocks: Sequence[LabelledBlock],
    position: int,
    first: int,
    rank: int,
    words: frozenset[str],
) -> list[float]:
    """What is weighed, in the order of the weights; `rank` is how many candidates stand below the line."""
    text = blocks[position].block.text
    length = len(text)
    own = words_of(text)
    shared = len(own & words)
    above = blocks[position - 1].block.text if position else ""
    below = [b.label for b in blocks[position + 1 : min(first, position + 5)]]
    following = len(blocks[position + 1].block.text) if position + 1 < len(blocks) else 0
    return [
        shared / max(1, len(own)),
        math.log1p(shared),
        math.log1p(first - position),
        rank / 10,
        float(length < 25),
        float(length < 40),
        float(length > 110),
        float(length > 150),
        float(text[-1] == "."),
        float(text[-1] in ":,;"),
        float(any(_is_claimed(label, (Role.BYLINE, Role.TIMELINE)) for label in below)),
        float(any(_is_claimed(label, (Role.SHARE, Role.PLAYER)) for label in below)),
        float(any(map(str.isdigit, text))),
        float(25 < len(above) <= LONGEST and len(words_of(above) & words) >= 3),
        float(text.count(" ") < 2),
        float(text.isupper()),
        float(" | " in text or " » " in text or " > " in text),
        float(following > 60 and following > 1.3 * length),
        float(position == first),
    ]


def _is_claimed(label: Label, roles: tuple[Role, ...]) -> bool:
    return label.confidence == 1.0 and label.role in roles
