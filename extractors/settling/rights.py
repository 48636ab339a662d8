# ruff: noqa: E501  (patterns: a broken line is harder to read than a long one)
"""Copyright notices after the story that their place gives away: "© Holder" alone, or inside a longer line."""

from __future__ import annotations

import re

from extractors.fields.rights import read_copyright, with_sign
from extractors.model import Role
from extractors.settling.page import Page

_OPENS = re.compile(r"\W{0,3}(?:(?:19|20)\d\d )?(?:©|copyright\b|\(c\)\s|derechos de autor\b)", re.IGNORECASE)
_SAYS = re.compile(
    r"(?:©|copyright)\s*(?:19|20)\d\d|(?:©|copyright)[^.]{2,60}\b(?:19|20)\d\d|todos los derechos|tous droits|alle rechte vorbehalten|all rights reserved",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:law|act|infringement|photo|foto|image|bild|policy|notice:?$|agent)\b", re.IGNORECASE
)
_PICTURE = re.compile(
    r"^(?!.*(?:19|20)\d\d).*(?:\s/\s|\w/[A-Z]|\bIn: )"
)  # a photographer and an agency, no year
_WORDS = ("©", "ight", "IGHT", "droits", "erechos")
_LONGEST = 900
_ROLES = frozenset({Role.CREDIT, Role.CAPTION})


def mark_rights(page: Page) -> None:
    """Marks notices after the story; a credit or caption with the sign there is one too."""
    for position in range(page.last + 1, len(page.blocks)):
        label, text = page.labels[position], with_sign(page.text(position))
        if len(text) > _LONGEST or not (page.is_free(position) or label.role in _ROLES):
            continue
        if label.role in _ROLES and _PICTURE.search(text):
            continue
        if not any(word in text for word in _WORDS):
            continue
        opens = _OPENS.match(text) is not None and not _ABOUT.search(text[:60])
        if (opens or _SAYS.search(text)) and (notice := read_copyright(text)) and notice.holder:
            page.put(position, Role.COPYRIGHT, "copyright-by-place")
