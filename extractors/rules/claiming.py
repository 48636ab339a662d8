"""Claims blocks that are certainly not the story's: a cheap look at each line, then at its neighbours.

A dump has some 150 lines and half a millisecond in all, so a line is first looked up whole, then by its first
three letters, then by its end; only what these let through meets a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from extractors.fields.captions import begins_as_caption
from extractors.fields.notes import is_contributors
from extractors.fields.times import is_time_line
from extractors.model import Block, Label
from extractors.rules.lines import (
    AGENCY_ENDS,
    FIELD_SHAPES,
    ends_with_copyright,
    forbids_copies,
    is_credit_or_caption,
    may_end_with_credit,
)
from extractors.rules.registry import LABELS, PHRASES
from extractors.rules.repeats import claim_repeats
from extractors.rules.shapes import COMMENTS, COUNTER, RELATIVE_TIME, SEPARATOR, SHAPES, SLOT, Shape
from extractors.site_rules import rules_for

_EDGES = ' :.…»›>⇩•|·«*+–-—"“”(){}[]▼▾↓→!'
_EDGE_SET = frozenset(_EDGES)
_LONGEST_PHRASE = 100
_LONGEST_LINE = 900  # beyond it a line is a paragraph: captions, credits and notes end before
_PLAIN = 60  # characters up to which a line of letters alone is mostly a menu's


_CONTRIBUTED = re.compile("ontributed|contribuy|contribué| produced | reported from | reports from ")


def _index() -> dict[str, tuple[Shape, ...]]:
    """Shapes by the first three characters of their heads; a head of one character by that."""
    table: dict[str, tuple[Shape, ...]] = {}
    for shape in (*FIELD_SHAPES, *SHAPES):
        for head in dict.fromkeys(h[:3] for h in shape.heads):
            table[head] = (*table.get(head, ()), shape)
    return table


_BY_HEAD = _index()


def claim(
    blocks: Sequence[Block],
    *,
    site: str | None,
    disabled: frozenset[str] = frozenset(),
    on: date | None = None,
) -> list[Label | None]:
    """For each block the label of the rule that is certain of it, or None.

    `site` is the host of the page's URL where it is known; `disabled` holds ids of rules to leave out;
    `on` is the day of the page, for site rules that held for a time only.
    """
    labels: list[Label | None] = [None] * len(blocks)
    for position, block in enumerate(blocks):
        rule = _by_line(block.text, disabled)
        if rule is None and block.path is not None:
            rule = _by_markup(block.path, disabled)
        if rule is not None:
            labels[position] = LABELS[rule]
    for site_rule in rules_for(site, on):
        if site_rule.id not in disabled:
            site_rule.apply(blocks, labels)
    claim_repeats(blocks, labels, disabled)
    return labels


_LINK_OR_LIST = re.compile(r"/figcaption[^/]*(?:/[^/]*)*/(?:a|li|header)(?![\w-])")
_AGO = frozenset({"vor ", "il y", "hace"})


def _by_line(text: str, disabled: frozenset[str]) -> str | None:
    if "\u200b" in text:  # a space of no width, which some editors set before a line's first word
        text = text.replace("\u200b", "")
    if len(text) <= _LONGEST_PHRASE and not disabled:
        return _by_short_line(text)
    return _look_at(text, disabled)


@lru_cache(maxsize=8192)  # menus, buttons and footers are the same on all pages of a site
def _by_short_line(text: str) -> str | None:
    return _look_at(text, frozenset())


def _look_at(text: str, disabled: frozenset[str]) -> str | None:
    length = len(text)
    if length > _LONGEST_LINE or not length:
        return None
    if length <= _LONGEST_PHRASE:
        key = text.lower()
        rule = PHRASES.get(key)
        if rule is None and (key[0] in _EDGE_SET or key[-1] in _EDGE_SET):
            rule = PHRASES.get(key.strip(_EDGES))
        if rule is not None and rule not in disabled:
            return rule
    else:
        key = text[:24].lower()
    for shape in _BY_HEAD.get(key[:3]) or _BY_HEAD.get(key[0], ()):
        if (
            length <= shape.longest
            and key.startswith(shape.heads)
            and shape.rule not in disabled
            and shape.holds(text)
        ):
            return shape.rule
    if length <= _PLAIN and text.replace(" ", "").isalpha() and not _speaks(text):
        return None
    rule = _by_rest(text, length)
    return rule if rule not in disabled else None


def _speaks(text: str) -> bool:
    """Whether a line of letters alone can be more than a menu item: by its end or a word in it."""
    return (
        text[-4:] in AGENCY_ENDS
        or text[-4:] == " ago"
        or "hoto" in text
        or "one" in text
        or "ourtesy" in text
        or "ONE" in text
        or "ontribut" in text
        or "所有" in text
        or "禁" in text
        or "금지" in text
    )


def _by_rest(text: str, length: int) -> str | None:
    """What neither the whole line nor its head gives away: its end, or a word inside it."""
    if length <= _LONGEST_PHRASE:
        if not text[0].isalpha() and length <= 40:
            if SEPARATOR.match(text):
                return "separator"
            if COMMENTS.match(text):
                return "comment-count"
            if COUNTER.match(text):
                return "player-counter"
        if ("ago" in text or text[:4].lower() in _AGO) and RELATIVE_TIME.match(text):
            return "relative-time"
        if ("20" in text or "19" in text) and is_time_line(text):
            return "time-line"
        if (
            "zone" in text or "ZONE" in text or "SLOT" in text or "AREA" in text or "PLACEH" in text
        ) and SLOT.match(text):
            return "slot-marker"
    if may_end_with_credit(text) and (rule := is_credit_or_caption(text)) is not None:
        return rule
    if _CONTRIBUTED.search(text) is not None and is_contributors(text):
        return "contributors-line"
    if ("©" in text or "ⓒ" in text or "opyright" in text) and ends_with_copyright(text):
        return "copyright-line"
    if not text.isascii() and forbids_copies(text):
        return "copyright-line"
    return "caption-credit" if text[0].isdigit() and length > 30 and begins_as_caption(text) else None


def is_beside_picture(path: str) -> bool:
    """Whether a line in a `figcaption` leads elsewhere, or is one of a list or a gallery's heading."""
    return _LINK_OR_LIST.search(path) is not None


def _by_markup(path: str, disabled: frozenset[str]) -> str | None:
    """What the publisher's own markup says beyond doubt."""
    rule = None
    if "nlp-ignore" in path:
        rule = "publisher-ignore"
    elif "article-copyright" in path:
        rule = "publisher-copyright"
    elif "figcaption" in path and not is_beside_picture(path):
        rule = "figcaption"
    return rule if rule not in disabled else None
