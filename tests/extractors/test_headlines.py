"""Which of a page's lines is its headline, and when the one it states is no line of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.clean import clean
from extractors.model import Article, RawPage

STORY = "".join(
    f"<p>The harbor board met on {day} and talked of the pier, the ferry and what both of them will cost.</p>"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
)
STATED = "Board wants a new pier for the ferry"


def _headline(body: str, stated: str = STATED) -> str | None:
    head = f'<head><meta property="og:title" content="{stated}"></head>'
    page = f'<html lang="en">{head}<body>{body}<article>{STORY}</article></body></html>'
    raw = RawPage("s", "p.html", None, datetime(2026, 1, 1, tzinfo=UTC), "text/html", "utf-8", page.encode())
    outcome = clean(raw)
    assert isinstance(outcome, Article)
    return outcome.headline


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        pytest.param(f"<h1>{STATED}</h1>", STATED, id="printed as stated"),
        pytest.param("<h1>A pier that costs too much</h1>", "A pier that costs too much", id="printed anew"),
        pytest.param(
            "<div>New pier for the ferry wanted</div>", "New pier for the ferry wanted", id="without a mark"
        ),
        pytest.param("<div>Our seven favourite walks of spring</div>", STATED, id="another story's"),
        pytest.param("<h1><button>Open menu Close menu</button></h1>", STATED, id="a menu's"),
        pytest.param("", STATED, id="not printed"),
    ],
)
def test_the_headline_is_what_is_printed_or_else_what_is_stated(body: str, headline: str) -> None:
    assert _headline(body) == headline
