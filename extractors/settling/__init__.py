"""Finds, once the story is known, the field blocks that only their place beside the story gives away.

The headline, captions without a known credit, bylines without "By", topic tags; and fields that belong to
other stories on the page (a rail's dates and names) are told apart from this one's by their distance from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.fields.dateline import is_dateline_alone, parse_dateline
from extractors.headline import CERTAIN
from extractors.metadata import Metadata
from extractors.model import LabelledBlock, Role
from extractors.settling.bylines import mark_bylines
from extractors.settling.captions import mark_captions
from extractors.settling.figures import mark_figures
from extractors.settling.headlines import find_headline, mark_headline
from extractors.settling.page import ABOVE, BELOW, Page
from extractors.settling.rights import mark_rights
from extractors.settling.tags import mark_tags
from extractors.settling.tickers import mark_tickers

_OVER_HEADLINE = 6  # blocks above the headline that can hold its date or picture
# Said at a story's foot, however far below it; teasers only say "published".
_FIRST_PRINTED = re.compile(r"(?:first|originally) published\b", re.IGNORECASE)
_GALLERY = re.compile(
    r"(?:lightbox[^/]*gallery|gallery[^/]*lightbox|image-gallery)(?!.*/(?:header|h\d)(?![\w-]))",
    re.IGNORECASE,
)
_PICTURES = frozenset({Role.CAPTION, Role.CREDIT})
_STRAY = {
    Role.BYLINE: "stray-byline",
    Role.TIMELINE: "stray-time",
    Role.CREDIT: "stray-credit",
    Role.CAPTION: "stray-caption",
}


def settle(
    labelled: Sequence[LabelledBlock],
    metadata: Metadata | None,
    disabled: frozenset[str],
    url: str | None = None,
) -> list[LabelledBlock]:
    """The blocks with their final labels; the same blocks in the same order. `url` is the page's address."""
    page = Page(labelled, [b.label for b in labelled], disabled=disabled)
    mark_tickers(page)
    if not page.find_story():
        return list(labelled)
    _mark_dateline(page)
    mark_figures(page)
    mark_captions(page)
    headline = find_headline(page, metadata, url)
    if headline is not None:
        mark_headline(page, headline)
    mark_bylines(page, headline)
    mark_rights(page)
    mark_tags(page, metadata.printed_tags if metadata else ())
    _mark_strays(page, headline)
    return page.settled()


def _mark_dateline(page: Page) -> None:
    """A dateline on a line of its own is the story's first."""
    above = page.first - 1
    if above < 0 or page.is_story(above) or not page.is_free(above):
        return
    if is_dateline_alone(page.text(above)) and parse_dateline(page.text(page.first)) is None:
        page.put(above, Role.PARAGRAPH, "dateline-alone")


def _mark_strays(page: Page, headline: int | None) -> None:
    top = min(page.first - ABOVE, headline - _OVER_HEADLINE if headline is not None else page.first)
    bottom = page.last + BELOW
    for position in [*range(max(0, top)), *range(bottom + 1, len(page.labels))]:
        label = page.labels[position]
        if position > page.last and _FIRST_PRINTED.match(page.text(position)):
            continue
        if position > page.last and label.role in _PICTURES and _GALLERY.search(page.path(position)):
            continue  # the story's pictures once more, in a box that opens over it
        if label.rule in CERTAIN and label.role in _STRAY:
            page.put(position, Role.RAIL, _STRAY[label.role], label.confidence)
