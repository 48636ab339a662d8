"""Which of a page's lines is its headline, and when the one it states is no line of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.clean import clean
from extractors.headline import slug_of
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


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://example.com/2024/the-ferry-is-late-1234?a=b-c-d-e", {"the", "ferry", "late"}),
        ("https://example.com/zeitung/F%C3%A4hre-f%C3%A4llt-aus", {"faehre", "faellt", "aus"}),
        ("https://example.com/news/81348547", set()),
        ("https://[example/a-b", set()),
        ("mailto:ferry-late-again@example.com", set()),
        (None, set()),
    ],
)  # fmt: skip
def test_the_words_that_an_address_spells(url: str | None, words: set[str]) -> None:
    assert slug_of(url) == words


def test_the_address_tells_which_line_is_the_headline() -> None:
    first, second = "The ferry of Estevo comes late once more", "Boats that the board has seen in the harbor"
    story = STORY.replace("<p>", "").replace("</p>", "\n\n")
    body = f"{first}\n\n{second}\n\n{story}".encode()

    def headline(url: str) -> str | None:
        outcome = clean(
            RawPage("s", "p.txt", url, datetime(2026, 1, 1, tzinfo=UTC), "text/plain", None, body)
        )
        assert isinstance(outcome, Article)
        return outcome.headline

    told = headline("https://example.com/news/boats-the-board-has-seen-2")
    assert (told, headline("https://example.com/ferry-of-estevo-comes-late")) == (second, first)
