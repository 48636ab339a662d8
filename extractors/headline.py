"""Finds the headline of a dump by its place and words.

A linear score over the lines above the story, highest wins. The weights were fitted (multinomial logistic
regression over the lines of a page) on 769 public pages whose HTML states the headline; cross-validated over
sites, the line chosen is the stated headline on 91 of 100 news pages, 90 of 100 of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p
from operator import mul

from extractors.fields.byline import is_agency_alone
from extractors.model import Fate, LabelledBlock, Role
from extractors.rules.registry import LABELS
from extractors.site_rules import SITE_RULES

REACH = 60  # lines above the story in which a headline is looked for
SHORTEST, LONGEST = 12, 220  # characters
CERTAIN = frozenset([*LABELS, *(rule.id for rule in SITE_RULES)])  # what a rule claimed is no headline
_TIMES = frozenset({Role.BYLINE, Role.TIMELINE})
_TOOLS = frozenset({Role.SHARE, Role.PLAYER})
_FIELDS = frozenset({Role.CAPTION, Role.CREDIT, Role.BYLINE, Role.TIMELINE, Role.REPEAT})
_CLOCK_FIRST = re.compile(r"\W{0,4}\d{1,2}[:.h]\d{2}(?!\d)")  # the time of a live blog's post
_CRUMB_ENDS = frozenset("/>")  # a step of a bread crumb
_CLIP = re.compile(r"\(\d{1,2}:\d\d\)$|\s\d\d:\d\d$")  # a film's length behind its name
_DIGIT = re.compile(r"\d")
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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lines above a story are weighed against; `times`, `tools` are positions of claimed blocks."""

    blocks: Sequence[LabelledBlock]
    first: int
    words: frozenset[str]
    times: frozenset[int]
    tools: frozenset[int]
    shared: dict[
        int, tuple[int, int]
    ]  # words of a line, and how many of them the story shares; filled as asked

    def count(self, position: int) -> tuple[int, int]:
        """How many words the line has, and how many of them the story's opening shares."""
        counted = self.shared.get(position)
        if counted is None:
            own = words_of(self.blocks[position].block.text)
            counted = self.shared[position] = (len(own), len(own & self.words))
        return counted


def look_around(blocks: Sequence[LabelledBlock], first: int, story: str) -> Surroundings:
    """The surroundings of the story that begins at `first` and reads `story`."""
    start = max(0, first - REACH)
    times, tools = [], []
    for position in range(start, first):
        label = blocks[position].label
        if label.rule in CERTAIN:
            if label.role in _TIMES:
                times.append(position)
            elif label.role in _TOOLS:
                tools.append(position)
    words = words_of(story[:_STORY_SAMPLE])
    return Surroundings(blocks, first, words, frozenset(times), frozenset(tools), {})


def guess_headline(blocks: Sequence[LabelledBlock], first: int, story: str) -> int | None:
    """The position of the likeliest headline: above `first`, where the story begins, or at it."""
    candidates = [i for i in range(max(0, first - REACH), first + 1) if may_be_headline(blocks[i])]
    if not candidates:
        return None
    around = look_around(blocks, first, story)
    scored = [
        (sum(map(mul, _WEIGHTS, features(around, position, rank))), position)
        for rank, position in enumerate(reversed(candidates))
    ]
    best = max(scored)[0]
    rivals = [(score, position) for score, position in scored if score >= best - _WITHIN]
    if len(rivals) > 1:
        page = "\n".join(["", *[b.block.text for b in blocks], ""]).lower()
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
    if not SHORTEST <= len(text) <= LONGEST or " " not in text or labelled.label.rule in CERTAIN:
        return False
    if (
        is_agency_alone(text) is not None
        or labelled.label.role in _FIELDS
        or _CLOCK_FIRST.match(text) is not None
    ):
        return False
    if text[-1] in _CRUMB_ENDS or _CLIP.search(text) is not None:
        return False
    if text[-1] not in _SENTENCE_ENDS and len(text) <= _LONGEST_IN_STORY:
        return True
    return labelled.label.role not in STORY_ROLES


def features(around: Surroundings, position: int, rank: int) -> list[float]:
    """What is weighed, in the order of the weights; `rank` is how many candidates stand below the line."""
    blocks, first = around.blocks, around.first
    text = blocks[position].block.text
    length = len(text)
    own, shared = around.count(position)
    above = len(blocks[position - 1].block.text) if position else 0
    below = range(position + 1, min(first, position + 5))
    following = len(blocks[position + 1].block.text) if position + 1 < len(blocks) else 0
    return [
        shared / max(1, own),
        log1p(shared),
        log1p(first - position),
        rank / 10,
        length < 25,
        length < 40,
        length > 110,
        length > 150,
        text[-1] == ".",
        text[-1] in ":,;",
        not around.times.isdisjoint(below),
        not around.tools.isdisjoint(below),
        _DIGIT.search(text) is not None,
        25 < above <= LONGEST and around.count(position - 1)[1] >= 3,
        text.count(" ") < 2,
        text.isupper(),
        " | " in text or " » " in text or " > " in text,
        following > 60 and following > 1.3 * length,
        position == first,
    ]
