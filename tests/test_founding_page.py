"""The founding page dump comes out exactly as the careful archivist says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.clean import clean
from extractors.model import Article, RawPage, Role

SEED = Path(__file__).parents[2] / "shared" / "seed"
# What the archivist's list of removed lines leaves out: repeats are merged into their caption, and a
# separator is no line of words. The copyright line is on it: it leaves the text and becomes a field.
NOT_LISTED = {Role.REPEAT, Role.SEPARATOR}


@pytest.mark.skipif(not SEED.is_dir(), reason="the founding page is not beside this checkout")
@pytest.mark.parametrize("ending", ["as it is", "CRLF", "single newlines", "NBSP", "BOM"])
def test_the_founding_page(ending: str) -> None:
    expected: dict[str, Any] = json.loads((SEED / "newsnation.expected.json").read_text("utf-8"))
    assert as_expected(clean(page_with(ending))) == expected


def page_with(ending: str) -> RawPage:
    text = (SEED / "newsnation.txt").read_text("utf-8")
    changed = {
        "CRLF": text.replace("\n", "\r\n"),
        "single newlines": text.replace("\n\n", "\n"),
        "NBSP": text.replace("WASHINGTON (AP) — ", "WASHINGTON (AP)\u00a0—\u00a0"),
        "BOM": "\ufeff" + text,
    }.get(ending, text)
    seen = datetime(2024, 5, 31, tzinfo=UTC)
    return RawPage("tests", "page.txt", None, seen, "text/plain", None, changed.encode())


def as_expected(outcome: object) -> dict[str, Any]:
    """The article in the archivist's own form: dateline apart from the first paragraph."""
    assert isinstance(outcome, Article)
    assert outcome.dateline is not None and outcome.copyright is not None
    removed = [
        b.block.text
        for b in outcome.blocks
        if (not b.label.role.kept and b.label.role not in NOT_LISTED) or b.label.role is Role.COPYRIGHT
    ]
    return {
        "title": outcome.headline,
        "dateline": {"place": outcome.dateline.place, "agency": outcome.dateline.agency},
        "captions": [
            {
                "text": c.text,
                "credit": c.credit,
                "date": c.date.isoformat() if c.date else None,
                "times_seen": c.times_seen,
            }
            for c in outcome.captions
        ],
        "paragraphs": outcome.text.removeprefix(outcome.dateline.printed).lstrip().split("\n\n"),
        "contributors": outcome.contributors,
        "tags": list(outcome.keywords),
        "copyright": {
            "year": outcome.copyright.year,
            "holder": outcome.copyright.holder,
            "agencies": list(outcome.copyright.agencies),
        },
        "site": outcome.site,
        "language": outcome.language,
        "removed": sorted(removed, key=expected_order),
    }


def expected_order(line: str) -> int:
    order = json.loads((SEED / "newsnation.expected.json").read_text("utf-8"))["removed"]
    return order.index(line) if line in order else len(order)
