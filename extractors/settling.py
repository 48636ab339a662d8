"""Finds, once the story is known, the field blocks that only their place beside the story gives away.

The headline, bylines without "By", topic tags; and fields that belong to other stories on the page (a rail's
dates and names) are told apart from this one's by their distance from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.fields.byline import read_bare_names, read_name_and_outlet
from extractors.fields.captions import loose_key
from extractors.fields.notes import split_topics, topics_lead
from extractors.fields.people import is_name
from extractors.headline import CERTAIN, STORY_ROLES, guess_headline
from extractors.metadata import Metadata
from extractors.model import Label, LabelledBlock, Role

_ABOVE = 14  # blocks above the story that can still be its own: headline, byline, dates, lead pictures
_BELOW = 12  # and below it
_OVER_HEADLINE = 6  # blocks above the headline that can hold its date or picture
_LEAST_OPENING = 60  # characters of a block that counts as where the story begins
_INTO_STORY = 4  # blocks of the story among which a byline or time line can still stand
_HEADLINE = (12, 220)  # characters
_TYPOGRAPHY = 6  # characters by which two printings of a headline may differ in length: dots, spaces, quotes
_TAG = 45
_MOST_TAGS = 12
_STRAY = {
    Role.BYLINE: "stray-byline",
    Role.TIMELINE: "stray-time",
    Role.CREDIT: "stray-credit",
    Role.CAPTION: "stray-caption",
}
_SOFT = frozenset(
    {
        Role.BOILERPLATE,
        Role.NAVIGATION,
        Role.RAIL,
        Role.PROMOTION,
        Role.SUBHEADING,
        Role.PARAGRAPH,
        Role.LIST_ITEM,
        Role.PLAYER,
    }
)
_BY_ALONE = frozenset(
    {
        "by",
        "by:",
        "by —",
        "von",
        "von:",
        "par",
        "par:",
        "por",
        "por:",
        "author",
        "author:",
        "authors:",
        "written by",
        "written by:",
        "author of the article:",
        "autor",
        "autor:",
        "auteur :",
    }
)
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True)
class Page:
    """A page's blocks while they are settled: `labels` is changed in place, the rest is read."""

    blocks: Sequence[LabelledBlock]
    labels: list[Label]
    first: int  # the block where the story begins
    last: int

    def text(self, position: int) -> str:
        return self.blocks[position].block.text

    def put(self, position: int, role: Role, rule: str, confidence: float = 0.9) -> None:
        self.labels[position] = Label(role, rule, confidence)

    def is_free(self, position: int) -> bool:
        """Whether no rule was certain of the block: the model decided, and what it removed was only named."""
        label = self.labels[position]
        return label.rule not in CERTAIN and label.role in _SOFT


def settle(labelled: Sequence[LabelledBlock], metadata: Metadata | None) -> list[LabelledBlock]:
    """The blocks with their final labels; the same blocks in the same order."""
    story = [i for i, b in enumerate(labelled) if b.label.rule not in CERTAIN and b.label.role in STORY_ROLES]
    if not story:
        return list(labelled)
    first = next((i for i in story if len(labelled[i].block.text) >= _LEAST_OPENING), story[0])
    page = Page(labelled, [b.label for b in labelled], first, story[-1])
    headline = _find_headline(page, metadata)
    if headline is not None:
        _mark_headline(page, headline)
    _mark_bylines(page, headline)
    _mark_tags(page)
    _mark_strays(page, headline)
    return [
        b if b.label is new else LabelledBlock(b.block, new)
        for b, new in zip(labelled, page.labels, strict=True)
    ]


def _find_headline(page: Page, metadata: Metadata | None) -> int | None:
    """The block that prints the headline: as the metadata has it, as marked, or by its place and words."""
    stated = _stated_headline(page, metadata)
    if stated is not None:
        return stated
    if page.blocks[0].block.path is not None and (
        marked := [i for i in range(page.first + 1) if _is_h1(page, i)]
    ):
        return marked[-1]
    return guess_headline(page.blocks, page.first, _story_text(page))


def _stated_headline(page: Page, metadata: Metadata | None) -> int | None:
    if metadata is None:
        return None
    keys = [loose_key(h) for h in (metadata.headline, metadata.title) if h]
    found: list[int] = []
    for position in range(min(len(page.blocks), page.last + 1)):
        text = page.text(position)
        if not _HEADLINE[0] <= len(text) <= _HEADLINE[1]:
            continue
        key = loose_key(text)
        if any(key == k or (len(key) > 20 and k.startswith(key)) for k in keys):
            found.append(position)
    marked = [i for i in found if "h1" in (page.blocks[i].block.path or "")]
    return marked[0] if marked else found[0] if found else None


def _is_h1(page: Page, position: int) -> bool:
    path = page.blocks[position].block.path
    if path is None or not page.is_free(position):
        return False
    steps = path.split("/")
    return (
        any(step == "h1" or step.startswith(("h1.", "h1#")) for step in steps[-3:])
        and len(page.text(position).split()) >= 3
    )


def _story_text(page: Page) -> str:
    texts = [b.block.text for b in page.blocks[page.first : page.last + 1] if b.label.role in STORY_ROLES]
    return "\n".join(texts[:12])


def _mark_headline(page: Page, position: int) -> None:
    page.put(position, Role.HEADLINE, "headline")
    key = loose_key(page.text(position))
    length = len(page.text(position))
    low, high, start = length - _TYPOGRAPHY, length + _TYPOGRAPHY, key[:2]
    for other, labelled in enumerate(page.blocks):
        text = labelled.block.text
        if (
            low <= len(text) <= high
            and start in text[:4].casefold()
            and other != position
            and loose_key(text) == key
        ):
            page.put(other, Role.REPEAT, "headline-repeat")


def _mark_bylines(page: Page, headline: int | None) -> None:
    """Bylines without "By" on the line: below "By" alone, above an outlet's line, beside a time line."""
    start = headline + 1 if headline is not None else max(0, page.first - _ABOVE)
    end = min(page.first + _INTO_STORY, len(page.blocks) - 1)
    for position in range(start, end):
        text = page.text(position)
        if len(text) <= 24 and text.lower() in _BY_ALONE and is_name(page.text(position + 1)):
            page.put(position, Role.BYLINE, "byline-lead")
            page.put(position + 1, Role.BYLINE, "byline-below")
        elif len(text) <= 120 and page.is_free(position) and not text.endswith((".", "?", "!", ":")):
            if read_name_and_outlet(text, page.text(position + 1)):
                page.put(position, Role.BYLINE, "byline-outlet")
            elif _beside_time(page, position, start) and read_bare_names(text):
                page.put(position, Role.BYLINE, "byline-by-time")


def _beside_time(page: Page, position: int, start: int) -> bool:
    """Whether one of the next three lines, or the one before, is the story's time line."""
    near = [
        *range(position + 1, min(position + 4, len(page.labels))),
        *([position - 1] if position > start else []),
    ]
    return any(page.labels[i].role is Role.TIMELINE for i in near)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text[:4000].lower()))


def _mark_tags(page: Page) -> None:
    """Tags behind or below "Topics:", and short lines between the story's end and its copyright line."""
    words: frozenset[str] | None = None
    for position in range(page.last + 1, min(len(page.blocks), page.last + 40)):
        text = page.text(position)
        if (
            len(text) <= 240
            and page.labels[position].role is not Role.CAPTION
            and (rest := topics_lead(text)) is not None
        ):
            if rest:
                if len(split_topics(rest)) > 0:
                    page.put(position, Role.TAG, "topics-line")
                continue
            words = words or _words(_story_text(page))
            _mark_run(page, position + 1, words, "topics-below")
            return
    for position in range(page.last + 1, min(len(page.blocks), page.last + _BELOW)):
        if page.labels[position].role is Role.COPYRIGHT:
            _mark_before_copyright(page, position)
            return


def _mark_run(page: Page, start: int, words: frozenset[str], rule: str) -> None:
    for position in range(start, min(len(page.blocks), start + _MOST_TAGS)):
        if not _is_tag(page, position, words):
            return
        page.put(position, Role.TAG, rule)


def _mark_before_copyright(page: Page, copyright_line: int) -> None:
    start = copyright_line
    words = _words(_story_text(page))
    while start - 1 > page.last and _is_tag(page, start - 1, words):
        start -= 1
    if copyright_line - start <= _MOST_TAGS:
        for position in range(start, copyright_line):
            page.put(position, Role.TAG, "tag-before-copyright")


def _is_tag(page: Page, position: int, words: frozenset[str]) -> bool:
    """A short capitalised line of the story's own words."""
    text = page.text(position)
    if (
        len(text) > _TAG
        or text.count(" ") > 5
        or (not page.is_free(position) and page.labels[position].role is not Role.TAG)
    ):
        return False
    if not (text[:1].isupper() or text[:1] == "#") or text.endswith((".", ":", "!", "?")):
        return False
    return not words.isdisjoint(_WORD.findall(text.lower()))


def _mark_strays(page: Page, headline: int | None) -> None:
    top = min(page.first - _ABOVE, headline - _OVER_HEADLINE if headline is not None else page.first)
    bottom = page.last + _BELOW
    for position in [*range(max(0, top)), *range(bottom + 1, len(page.labels))]:
        label = page.labels[position]
        if label.rule in CERTAIN and label.role in _STRAY:
            page.put(position, Role.RAIL, _STRAY[label.role], label.confidence)
