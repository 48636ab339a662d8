"""The entries of a live ticker: written like teasers, each with its time, but the story itself."""

from __future__ import annotations

import re

from extractors.model import Role
from extractors.settling.page import Page

_ENTRY = re.compile(r"\+{2,3}\s?(?:Update\s)?\d{1,2}[:.]\d\d\b")
_LEAST = 3  # entries by which a page is a ticker


def mark_tickers(page: Page) -> None:
    """Marks the lines that open with "+++ 14:05 Uhr:" as paragraphs, where a page has several of them."""
    entries = [i for i, one in enumerate(page.blocks) if _ENTRY.match(one.block.text) and page.is_free(i)]
    if len(entries) >= _LEAST:
        for position in entries:
            page.put(position, Role.PARAGRAPH, "ticker-entry")
