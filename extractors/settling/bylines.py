"""Bylines without "By": below "By" alone, above an outlet's line, beside a time line; agencies alone."""

from __future__ import annotations

import re

from extractors.fields.byline import (
    is_agency_alone,
    is_dated,
    read_bare_names,
    read_byline,
    read_name_and_outlet,
    read_name_and_role,
    read_names_with_role,
)
from extractors.fields.people import is_name, is_organisation, is_section
from extractors.fields.times import is_marked, tells_clock
from extractors.model import Role
from extractors.settling.page import ABOVE, BELOW, INTO_STORY, Page

_GLUED = re.compile(r"(?:[Ww]ritten )?[Bb]y(?=[A-ZÀ-Þ])|von ")
_MENU = re.compile(r"(?:^|[/.#_-])(?:nav|footer|menu|submenu)\w*", re.IGNORECASE)
_BELOW_BYLINE = frozenset({"outlet-below-byline", "role-below-byline"})
_SIGNED = re.compile(r" @\w{3,}$|\b(?:Senior |Former )?Contributor$|\bContributing Writer$")
_LONGEST_CLOCK = 60  # characters of a time of day without a date
_NEAR = 3  # lines between a byline and the time line beside it
_BY = ("by", "by:", "by —", "von", "von:", "par", "par:", "par :", "por", "por:")
_WRITTEN_BY = ("written by", "written by:", "commentary by", "reviewed by", "author of the article:")
_AUTHOR = ("author", "author:", "authors:", "autor", "autor:", "auteur :")
_BY_ALONE = frozenset((*_BY, *_WRITTEN_BY, *_AUTHOR))
# How a story's foot names its writer; "By" alone there belongs to another story's teaser.
_AT_FOOT = frozenset(
    {"published by", "posted by", "written by", "written by:", "author", "author:", "about the author"}
)


def mark_bylines(page: Page, headline: int | None) -> None:
    """Marks bylines between headline and story; none by their place alone where one says "By"."""
    start = headline + 1 if headline is not None else max(0, page.first - ABOVE)
    end = min(page.first + INTO_STORY, len(page.blocks) - 1)
    _mark_below_by(page, start, end)
    glued = _mark_glued(page, start, end)
    said = glued or any(page.labels[i].role is Role.BYLINE for i in range(start, end))
    paired = False  # a name above its outlet or role: such pairs come one a writer
    for position in range(start, end):
        text = page.text(position)
        if page.labels[position].rule in _BELOW_BYLINE or len(text) > 120 or not page.is_free(position):
            continue
        if _MENU.search(page.path(position)) is not None:
            continue
        if (not said or (paired and "Edit" not in page.text(position + 1))) and _mark_pair(page, position):
            said = paired = True
        elif not said and (text[-1] not in ".?!:" or is_name(text)):
            said = _mark_bare(page, position, start) and not _is_bare_name(page.text(position + 1))
    if any(page.labels[i].role is Role.BYLINE for i in range(start, end)):
        return
    if headline is not None:
        _mark_known(page, start, min(end, page.first))
    _mark_below_by(page, max(0, start - 2 * ABOVE), start)
    _mark_below_by(page, page.last + 1, page.last + BELOW, _AT_FOOT)


def _mark_below_by(page: Page, start: int, end: int, leads: frozenset[str] = _BY_ALONE) -> None:
    """Marks names or an outlet on the line below "By" alone; some templates print them over the headline."""
    end = min(end, len(page.blocks) - 1)
    for position in range(start, end):
        text, below = page.text(position), page.text(position + 1)
        if len(text) > 24 or text.lower() not in leads:
            continue
        if _is_whole_byline(below) or (is_organisation(below) and len(below.split()) <= 5):
            page.put(position, Role.BYLINE, "byline-lead")
            page.put(position + 1, Role.BYLINE, "byline-below")


def _is_whole_byline(text: str) -> bool:
    return is_name(text) or is_agency_alone(text) is not None or bool(read_names_with_role(text))


def _is_bare_name(text: str) -> bool:
    """Whether a line continues a byline of one name a line; anything else ends it."""
    return is_name(text) and not is_section(text)


def _mark_glued(page: Page, start: int, end: int) -> bool:
    """Marks "ByJane Doe" and "von Karl Beispiel", whose heads are too common to be claimed anywhere."""
    found = [i for i in range(start, end) if _is_glued(page, i)]
    for position in found:
        page.put(position, Role.BYLINE, "byline-glued")
    return any(page.labels[position].role is Role.BYLINE for position in found)


def _is_glued(page: Page, position: int) -> bool:
    text = page.text(position)
    if len(text) > 120 or text[-1] in ".?!:" or not page.is_free(position):
        return False
    return _GLUED.match(text) is not None and bool(read_byline(text))


def _mark_known(page: Page, start: int, end: int) -> None:
    """A name alone between headline and story that the page prints alone again below, or introduces there."""
    for position in range(start, end):
        name = page.text(position)
        alone = len(name) <= 40 and page.is_free(position) and is_name(name) and not is_section(name)
        alone = alone and _MENU.search(page.path(position)) is None
        if alone and _is_known(page, name):
            page.put(position, Role.BYLINE, "byline-known")
            return


def _is_known(page: Page, name: str) -> bool:
    for position in range(page.last + 1, len(page.blocks)):
        text = page.text(position)
        if _MENU.search(page.path(position)) is not None:
            continue
        if text == name or (text.startswith(f"{name} ") and page.labels[position].role is Role.AUTHOR_BIO):
            return True
    return False


def _mark_pair(page: Page, position: int) -> bool:
    """Marks names above the line of their outlet, or of what they are for the paper; True where it did."""
    text, below = page.text(position), page.text(position + 1)
    if read_name_and_outlet(text, below):
        page.put(position, Role.BYLINE, "byline-outlet")
        page.put(position + 1, Role.NAVIGATION, "outlet-below-byline")
    elif not page.is_story(position) and read_name_and_role(text, below):
        page.put(position, Role.BYLINE, "byline-role")
        page.put(position + 1, Role.AUTHOR_BIO, "role-below-byline")
    return page.labels[position].role is Role.BYLINE


def _mark_bare(page: Page, position: int, start: int) -> bool:
    """Marks one bare byline; True where it did, since what follows it is another thing."""
    text = page.text(position)
    if read_names_with_role(text):
        page.put(position, Role.BYLINE, "byline-role")
    elif (
        (is_marked(text) or is_dated(text) or _SIGNED.search(text))
        and not page.is_story(position)
        and read_bare_names(text)
    ):
        page.put(position, Role.BYLINE, "byline-by-time")  # "Jane Doe | Published 3 hours ago"
    elif _beside_time(page, position, start):
        if read_bare_names(text):
            page.put(position, Role.BYLINE, "byline-by-time")
        elif is_agency_alone(text):
            page.put(position, Role.BYLINE, "agency-by-time")
    return page.labels[position].role is Role.BYLINE


def _beside_time(page: Page, position: int, start: int) -> bool:
    """Whether one of the lines nearby, of the next ones inside the story, is the story's time line."""
    near = _NEAR if position < page.first else 1  # inside it names may be headings
    low, high = max(start, position - near), min(position + near + 1, len(page.labels))
    if any(page.labels[i].role is Role.TIMELINE for i in range(low, high)):
        return True
    below = page.text(position + 1)
    clock = position < page.first and len(below) <= _LONGEST_CLOCK and tells_clock(below)
    return clock and not page.is_story(position + 1)
