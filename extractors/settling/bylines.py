"""Bylines without "By": below "By" alone, above an outlet's line, beside a time line; agencies alone."""

from __future__ import annotations

from extractors.fields.byline import is_agency_alone, read_bare_names, read_name_and_outlet
from extractors.fields.people import is_name
from extractors.model import Role
from extractors.settling.page import ABOVE, INTO_STORY, Page

_NEAR = 3  # lines between a byline and the time line beside it
_BY_ALONE = frozenset(
    {
        *("by", "by:", "by —", "von", "von:", "par", "par:", "par :", "por", "por:", "author", "author:"),
        *("authors:", "written by", "written by:", "author of the article:", "autor", "autor:", "auteur :"),
    }
)


def mark_bylines(page: Page, headline: int | None) -> None:
    """Marks bylines between headline and story; none by their place alone where one says "By"."""
    start = headline + 1 if headline is not None else max(0, page.first - ABOVE)
    end = min(page.first + INTO_STORY, len(page.blocks) - 1)
    said = any(page.labels[i].role is Role.BYLINE for i in range(start, end))
    for position in range(start, end):
        text = page.text(position)
        if len(text) <= 24 and text.lower() in _BY_ALONE and is_name(page.text(position + 1)):
            page.put(position, Role.BYLINE, "byline-lead")
            page.put(position + 1, Role.BYLINE, "byline-below")
        elif page.labels[position].rule == "outlet-below-byline":
            continue
        elif not said and len(text) <= 120 and page.is_free(position) and text[-1] not in ".?!:":
            _mark_bare(page, position, start)


def _mark_bare(page: Page, position: int, start: int) -> None:
    text = page.text(position)
    if read_name_and_outlet(text, page.text(position + 1)):
        page.put(position, Role.BYLINE, "byline-outlet")
        page.put(position + 1, Role.NAVIGATION, "outlet-below-byline")
    elif _beside_time(page, position, start):
        if read_bare_names(text):
            page.put(position, Role.BYLINE, "byline-by-time")
        elif is_agency_alone(text):
            page.put(position, Role.BYLINE, "agency-by-time")


def _beside_time(page: Page, position: int, start: int) -> bool:
    """Whether one of the lines nearby is the story's time line."""
    low, high = max(start, position - _NEAR), min(position + _NEAR + 1, len(page.labels))
    return any(page.labels[i].role is Role.TIMELINE for i in range(low, high))
