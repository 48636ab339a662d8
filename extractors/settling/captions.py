# ruff: noqa: E501  (tables and patterns: a broken line is harder to read than a long one)
"""Captions that their place gives away: above the story or left out of it, closed by a name, beside a credit,
printed twice; and every later printing of a caption."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.fields.byline import read_names_with_role
from extractors.fields.captions import loose_key, may_begin_as_caption, opens_with_credit
from extractors.fields.credit_lines import (
    is_bracketed_desk,
    is_caption_label,
    is_credit_beside_caption,
    is_labelled_credit,
    is_sure_credit_line,
)
from extractors.fields.credits import has_sure_credit, printing_key, split_where_expected
from extractors.headline import words_of
from extractors.model import Role
from extractors.settling.figures import figure_of
from extractors.settling.page import Page

_REACH = 24  # lines above the story among which its pictures stand
_INTO = 3  # lines of the story that may be a picture's words, where their credit is beyond doubt
_LENGTH = (22, 520)  # characters of a caption with its credit
_LONGEST_IN_STORY = 320
_STOPS = frozenset('.…”"')
_SHORT = 160  # characters of a line that the model took for story, above "Source: Jane Doe"
_WHERE = re.compile(
    r"\((?:l|r|m|li|re|c|g|d|links|rechts|mitte|left|right|centre|center|pictured|à gauche|à droite|izq|der)\.?\)",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"all rights reserved|may not be (?:published|reproduced)", re.IGNORECASE)
_LABEL = 20  # characters of "Image caption," and the like
_DOUBTFUL = 0.95  # of eleven such lines on real pages ten were captions, of the surer ones none
_BRACKETED = re.compile(r"\((?!(?:Image )?[Cc]redit)[^()]+\)$")  # "(Jane Doe / Example Times)"
_APART = 3  # lines at most between two printings, one of them without a credit or under another picture
_LEAST_BARE = 30  # characters of a caption that only its second printing gives away
_OVER_TIMES = 4  # lines above a byline or time line among which the headline stands
_LEAST_WORDS = 5
_SMALL = re.compile(r"(?<!\w)[^\W\d_A-ZÀ-Þ]\w+")
_TIMES = frozenset({Role.BYLINE, Role.TIMELINE})


def mark_captions(page: Page) -> None:
    """Marks captions and their credits, then the later printings; finds the story's beginning anew."""
    top = max(0, page.first - _REACH)
    for position in range(top, page.last + 1):
        if _closes_with_credit(page, position):
            page.put(position, Role.CAPTION, "caption-by-place")
        elif (
            page.text(position).startswith("© ")
            and page.is_story(position)
            and opens_with_credit(page.text(position))
        ):
            page.put(position, Role.CAPTION, "caption-led")
    _mark_labelled(page)
    _mark_twice(page, top)
    _mark_beside_credits(page, top)
    _mark_credits(page)
    _mark_printings(page)
    page.find_story()


def _closes_with_credit(page: Page, position: int) -> bool:
    text = page.text(position)
    if not _LENGTH[0] <= len(text) <= _LENGTH[1] or not page.is_free(position):
        return False
    if page.is_story(position) and (position > page.first + _INTO or len(text) > _LONGEST_IN_STORY):
        return False
    if page.is_story(position) and text.endswith((")", "]")):
        return False  # sources of what a story states stand in brackets too
    if _RESERVED.search(text):
        return False
    return has_sure_credit(text) and _SMALL.search(text) is not None


def _mark_labelled(page: Page) -> None:
    """The line below "Image caption," alone."""
    for position, labelled in enumerate(page.blocks[:-1]):
        if (
            len(labelled.block.text) <= _LABEL
            and is_caption_label(labelled.block.text)
            and page.is_free(position + 1)
        ):
            page.put(position, Role.NAVIGATION, "caption-label")
            page.put(position + 1, Role.CAPTION, "caption-below-label")


def _mark_twice(page: Page, top: int) -> None:
    """Lines printed twice above the story, or just inside it: a picture's text and the line under it."""
    near = _alike_nearby(page, top)
    if not near:
        return
    seen: dict[str, int] = {}
    timed = False
    for position in range(top, min(page.first + _INTO + 1, page.last + 1)):
        if page.labels[position].role in _TIMES:
            timed = timed or _has_headline_above(page, position)
        if position not in near:
            continue
        text = page.text(position)
        if text[-1] == "?":
            continue  # a headline, in the bread crumbs too
        key = printing_key(text)
        if key not in seen and page.is_story(position):
            continue
        earlier = seen.setdefault(key, position)
        if earlier != position and position - earlier <= _APART and (timed or text[-1] == "."):
            page.put(earlier, Role.CAPTION, "caption-printed-twice")


def _alike_nearby(page: Page, top: int) -> set[int]:
    """Lines that share two adjacent words with a line near them: only these can be one caption's printings."""
    near: set[int] = set()
    before: list[tuple[int, set[tuple[str, str]]]] = []
    for position in range(top, min(page.first + _INTO + 1, page.last + 1)):
        text = page.text(position)
        if len(text) < _LEAST_BARE or text.count(" ") < _LEAST_WORDS - 1 or not page.is_free(position):
            continue
        if " as told to " in text and read_names_with_role(text):
            continue  # a byline, which pages print twice as well
        words = text.split()
        pairs = set(pairwise(words))
        alike = [other for other, known in before[-_APART:] if not pairs.isdisjoint(known)]
        near.update(alike, [position] if alike else [])
        before.append((position, pairs))
    return near


def _has_headline_above(page: Page, times: int) -> bool:
    """Whether a headline can stand above a byline or time line: what is printed twice below it is none then."""
    words = words_of(page.story_text())
    for position in range(max(0, times - _OVER_TIMES), times):
        text = page.text(position)
        if len(text) >= _LEAST_BARE and page.is_free(position) and len(words & words_of(text)) >= 2:
            return True
    return False


def _mark_beside_credits(page: Page, top: int) -> None:
    """A sentence that the story leaves out, right above a line that is a picture's credit and nothing else."""
    for position in range(top + 1, page.last + 1):
        above = position - 1
        text = page.text(above)
        if not _is_credit_line(page, position) or not page.is_free(above):
            continue
        if page.is_story(above) and not _may_be_captions(page, above):
            continue
        figure = figure_of(page.path(position)) if page.path(position) else None
        if figure is not None and not page.path(above).startswith(figure):
            continue  # the summary over a picture
        bracketed = is_bracketed_desk(page.text(position))
        if (
            _LENGTH[0] <= len(text) <= _LENGTH[1]
            and text.count(" ") >= 3
            and (bracketed or _reads_as_caption(text))
        ):
            page.put(above, Role.CAPTION, "caption-above-credit")


def _may_be_captions(page: Page, above: int) -> bool:
    """Whether a line that the model took for story can be the words of the credit below it."""
    text, credit = page.text(above), page.text(above + 1)
    if is_labelled_credit(credit):
        return len(text) <= _SHORT
    doubtful = page.labels[above].confidence < _DOUBTFUL and not text[0].isdigit()
    return doubtful and len(text) <= _LONGEST_IN_STORY and _BRACKETED.match(credit) is not None


def _reads_as_caption(text: str) -> bool:
    """Whether a line is a sentence, or says where in the picture somebody stands."""
    return text[-1] in _STOPS or _WHERE.search(text) is not None


def _is_credit_line(page: Page, position: int) -> bool:
    if page.labels[position].role is Role.CREDIT:
        return True
    return page.is_free(position) and not page.is_story(position) and is_sure_credit_line(page.text(position))


def _mark_credits(page: Page) -> None:
    """Names, agencies and stations right below a caption."""
    for position, label in enumerate(page.labels[:-1]):
        below = position + 1
        if label.role is not Role.CAPTION or page.labels[below].role is Role.CREDIT:
            continue
        if split_where_expected(page.text(position)).credit is not None:
            continue
        if page.is_free(below) and not page.is_story(below) and is_credit_beside_caption(page.text(below)):
            page.put(below, Role.CREDIT, "credit-below-caption")


def _mark_printings(page: Page) -> None:
    """The first printing of each caption is the caption, every other one a repeat."""
    keys: dict[str, list[int]] = {}
    for position, label in enumerate(page.labels):
        if label.role is Role.CAPTION:
            key = printing_key(page.text(position))
            if len(key) >= 20 and key.count(" ") >= 3:
                keys.setdefault(key, []).append(position)
    if not keys:
        return
    heads = {key[:8] for key in keys}
    for position, label in enumerate(page.labels):
        if label.role is Role.CAPTION or label.rule == "caption-repeat" or not page.is_free(position):
            continue
        text = page.text(position)
        if may_begin_as_caption(text) or loose_key(text[:40])[:8] in heads:
            key = printing_key(text)
            told_first = page.is_story(position) and page.first <= position < keys.get(key, [0])[0]
            if key in keys and not told_first:
                keys[key].append(position)
    for positions in keys.values():
        positions.sort()
        if page.labels[positions[0]].role is not Role.CAPTION:
            page.put(positions[0], Role.CAPTION, "caption-again")
        if page.labels[positions[0]].role is not Role.CAPTION:
            continue  # switched off: the printing that is a caption stays it
        for position in positions[1:]:
            page.put(position, Role.REPEAT, "caption-repeat", 1.0)
