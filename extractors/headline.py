"""Finds the headline of a dump by its place and words.

A linear score over the lines above the story, highest wins. The weights are fitted (multinomial logistic
regression over the lines of a page) on 932 public pages that print the headline of their HTML;
cross-validated over sites, the line chosen is that headline on 89 of 100 news pages, 87 of 100 of all
(`python -m training headline`). Where the page's address is known, 840 of 922 instead of 803 were that
headline; `_SPELLED` may be anything from 4 to 8. What the model thinks of a line, its case and what stands
right below it added nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p
from operator import mul
from unicodedata import normalize
from urllib.parse import unquote

from extractors.fields.byline import is_agency_alone
from extractors.model import Fate, LabelledBlock, Role
from extractors.rules.registry import LABELS
from extractors.site_rules import SITE_RULES
from extractors.words import IDEOGRAPHS

REACH = 60  # lines above the story in which a headline is looked for
SHORTEST, LONGEST = 12, 220  # characters
CERTAIN = frozenset([*LABELS, *(rule.id for rule in SITE_RULES)])  # what a rule claimed is no headline
_TIMES = frozenset({Role.BYLINE, Role.TIMELINE})
_TOOLS = frozenset({Role.SHARE, Role.PLAYER})
_FIELDS = frozenset({Role.CAPTION, Role.CREDIT, Role.BYLINE, Role.TIMELINE, Role.REPEAT})
_CLOCK_FIRST = re.compile(r"\W{0,4}\d{1,2}[:.h]\d{2}(?!\d)")  # the time of a live blog's post
_CRUMB_ENDS = frozenset("/>")  # a step of a bread crumb
# How lines of a page's tools begin, whose words are no menu's: where one is, what to skip, share or close.
_TOOL = re.compile(
    r"you are here|du befindest dich hier|sie (?:sind|befinden sich) hier|vous êtes ici|est[áa]s aquí|"
    r"home\s?[»›>/▸|]|(?-i:Home(?=[A-Z]))|skip to\b|share this\b|copy (?:link|url)\b|"
    r"close\b.*\b(?:menu|options|alert|popup)$|link (?:wurde )?(?:kopiert|copied)|"
    r"table of contents|something went wrong|this article is more than",
    re.IGNORECASE,
)
_CLIP = re.compile(r"\(\d{1,2}:\d\d\)$|\s\d\d:\d\d$")  # a film's length behind its name
_DIGIT = re.compile(r"\d")
STORY_ROLES = frozenset(role for role in Role if role.fate is Fate.STORY)
_SENTENCE_ENDS = frozenset('.!:;,"”’)')  # and no question mark: few stories open with a question
_LONGEST_IN_STORY = 140  # characters of a headline that the model took for story
_STORY_SAMPLE = 3000  # characters of the story whose words are compared
_START = 25  # characters by which a line printed again, with a site's name after it, is known
_WORD = re.compile(r"\w{4,}")
_SPELT = re.compile(r"[a-z0-9]{3,}")
_LEAST_SPELLED = 3  # words
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "’": None, "'": None}
)
_WEIGHTS = (
    2.10, 1.34, -0.21, -0.29, -0.98, -0.88, -1.90, -1.46, -2.71, -1.35,
    2.41, 0.72, 0.67, -1.99, -0.85, -0.56, -1.31, 0.81, -4.26,
)  # fmt: skip
_SPELLED = 6.0  # the weight of all the words that the address spells
_WITHIN = 1.31  # the weight of being part of a longer line (a share button's, a bread crumb's)


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


def guess_headline(
    blocks: Sequence[LabelledBlock], first: int, story: str, url: str | None = None
) -> int | None:
    """The position of the likeliest headline: above `first`, where the story begins, or at it.

    The page's address, where it is known, often spells the headline.
    """
    positions = candidates(blocks, first)
    if not positions:
        return None
    around, slug = look_around(blocks, first, story), slug_of(url)
    scored = [
        (
            sum(map(mul, _WEIGHTS, features(around, position, rank)))
            + (_SPELLED * spelled(blocks[position].block.text, slug) if slug else 0),
            position,
        )
        for rank, position in enumerate(positions)
    ]
    best = max(scored)[0]
    rivals = [(score, position) for score, position in scored if score >= best - _WITHIN]
    if len(rivals) > 1:
        page = whole_page(blocks)
        rivals = [(score + _WITHIN * is_within(page, blocks[i].block.text), i) for score, i in rivals]
    return max(rivals)[1]


def slug_of(url: str | None) -> frozenset[str]:
    """The words that one step of an address's path spells; none where they are too few for a headline."""
    steps = unquote(re.split(r"[?#]", url)[0]).split("/")[3:] if url else []
    found = [frozenset(w for w in _SPELT.findall(_folded(step)) if not w.isdigit()) for step in steps]
    slug = max(found, key=len, default=frozenset())
    return slug if len(slug) >= _LEAST_SPELLED else frozenset()


def spelled(text: str, slug: frozenset[str]) -> float:
    """The share of an address's words that a line has."""
    return len(slug.intersection(_SPELT.findall(_folded(text)))) / len(slug)


def _folded(text: str) -> str:
    """Text as addresses spell it: small letters without accents, umlauts as two."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return normalize("NFKD", lower.translate(_UMLAUTS)).encode("ascii", "ignore").decode()


def candidates(blocks: Sequence[LabelledBlock], first: int) -> list[int]:
    """The positions of the lines that may be the headline, the nearest to the story first."""
    return [i for i in range(first, max(0, first - REACH) - 1, -1) if may_be_headline(blocks[i])]


def whole_page(blocks: Sequence[LabelledBlock]) -> str:
    """The page in lower case, each line between line breaks."""
    return "\n".join(["", *[b.block.text for b in blocks], ""]).lower()


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
    if not SHORTEST <= _length(text) <= LONGEST or labelled.label.rule in CERTAIN:
        return False
    if " " not in text and IDEOGRAPHS.search(text) is None:
        return False
    if (
        is_agency_alone(text) is not None
        or _TOOL.match(text) is not None
        or labelled.label.role in _FIELDS
        or _CLOCK_FIRST.match(text) is not None
    ):
        return False
    if text[-1] in _CRUMB_ENDS or _CLIP.search(text) is not None:
        return False
    if text[-1] not in _SENTENCE_ENDS and len(text) <= _LONGEST_IN_STORY:
        return True
    return labelled.label.role not in STORY_ROLES


def _length(text: str) -> int:
    """Characters, where they are ideographs twice as many."""
    return len(text) + len(IDEOGRAPHS.findall(text))


def features(around: Surroundings, position: int, rank: int) -> list[float]:
    """What is weighed, in the order of the weights; `rank` is how many candidates stand below the line."""
    blocks, first = around.blocks, around.first
    text = blocks[position].block.text
    length = _length(text)
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
