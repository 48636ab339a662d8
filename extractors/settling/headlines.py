"""Which block prints the headline: as the metadata has it, as marked, or by its place and words."""

from __future__ import annotations

from extractors.fields.captions import begins_otherwise, loose_key
from extractors.headline import guess_headline, words_of
from extractors.metadata import Metadata
from extractors.model import Role
from extractors.settling.page import Page

_HEADLINE = (12, 220)  # characters
_TYPOGRAPHY = 6  # characters by which two printings of a headline may differ: dots, spaces, quotes


def find_headline(page: Page, metadata: Metadata | None, url: str | None) -> int | None:
    """The position of the headline, or None where no line can be it; `url` is the page's address."""
    stated = _stated(page, metadata)
    if stated is not None:
        return stated
    if page.blocks[0].block.path is not None and (
        marked := [i for i in range(page.first + 1) if _is_h1(page, i)]
    ):
        return marked[-1]
    guessed = guess_headline(page.settled(), page.first, page.story_text(), url)
    if guessed is not None and metadata is not None and metadata.headline:
        return guessed if _says(page.text(guessed), metadata.headline) else None
    return guessed


def _says(text: str, stated: str) -> bool:
    """Whether a line is a form of the stated headline: many pages that state one print none."""
    own = words_of(text)
    return loose_key(text) in loose_key(stated) or 2 * len(own & words_of(stated)) >= max(1, len(own))


def mark_headline(page: Page, position: int) -> None:
    """The headline, and each later printing of it."""
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


def _stated(page: Page, metadata: Metadata | None) -> int | None:
    if metadata is None:
        return None
    keys = [loose_key(h) for h in (metadata.headline, metadata.title) if h]
    initials = {key[:1] for key in keys}
    found: list[int] = []
    for position in range(min(len(page.blocks), page.last + 1)):
        text = page.text(position)
        if not _HEADLINE[0] <= len(text) <= _HEADLINE[1] or begins_otherwise(text, initials):
            continue
        key = loose_key(text)
        if key not in keys and "breadcrumb" in page.path(position).lower():
            continue  # where the page is on its site, in fewer words
        if any(key == k or (len(key) > 20 and k.startswith(key)) for k in keys):
            found.append(position)
    found = [i for i in found if "/li" not in page.path(i)] or found  # one may be a bread crumb
    marked = [i for i in found if "h1" in page.path(i)]
    return marked[0] if marked else found[0] if found else None


def _is_h1(page: Page, position: int) -> bool:
    path = page.path(position)
    if not path or not page.is_free(position):
        return False
    steps = path.split("/")
    return (
        not steps[-1].startswith("button")  # of a menu
        and any(step == "h1" or step.startswith(("h1.", "h1#")) for step in steps[-3:])
        and len(page.text(position).split()) >= 3
    )
