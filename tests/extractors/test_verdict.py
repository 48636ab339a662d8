"""A page is rejected for what is missing, never for a phrase alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.clean import clean
from extractors.model import Article, Outcome, RawPage, Reason, Rejection

SEEN = datetime(2024, 1, 1, tzinfo=UTC)
STORY = """{headline}

Posted: Mar 3, 2024 / 09:14 PM CST

SPRINGFIELD (AP) — The bridge was closed for nine weeks after an inspector found a crack in one of its pins.

The council met for three hours before the vote, and most who spoke asked for more time to read the plan.

“We will come back to it in the spring,” said Dana Whitfield, who leads the council. “Nobody is in a hurry.”
"""


def outcome_of(text: str, status: int | None = None) -> Outcome:
    return clean(RawPage("tests", "page.txt", None, SEEN, "text/plain", None, text.encode(), status))


@pytest.mark.parametrize(
    "headline",
    [
        "Bridge number 404 over Mill Creek reopens",
        "404 people ask for a say on the bridge",
        "Cookies and consent: the law that keeps a bridge shut",
        "Subscribers only? Library opens its newspaper room to all",
    ],
)
def test_a_short_story_stays_whatever_its_headline_holds(headline: str) -> None:
    assert isinstance(outcome_of(STORY.format(headline=headline)), Article)


def test_a_news_flash_among_menus_and_cookie_banners_is_an_article() -> None:
    menu = "".join(f"<li><a href=/{name}>{name.title()} news</a></li>" for name in MENU)
    page = (
        "<title>Bridge reopens</title><div class=cookie><p>We use cookies to improve your visit.</p>"
        f"<a href=/privacy>Privacy Policy</a></div><nav><ul>{menu}</ul></nav>"
        "<article><h1>Bridge over Mill Creek reopens</h1>"
        "<p>The bridge over Mill Creek reopened on Monday, two weeks after a barge had struck its pier.</p>"
        "<p>The first to cross was a school bus, the county said.</p></article>"
    )
    got = clean(RawPage("tests", "flash.html", None, SEEN, "text/html", None, page.encode()))
    assert isinstance(got, Article)
    assert got.text.startswith("The bridge over Mill Creek reopened")


MENU = (
    *(
        "local",
        "world",
        "county",
        "weather",
        "business",
        "sports",
        "school",
        "health",
        "travel",
        "garden",
        "music",
    ),
    *("farm", "river", "traffic", "court", "science", "history", "letters", "obituary", "market", "church"),
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("404\n\nThe page moved or never was.", Reason.NOT_FOUND),
        ("Error 404\nHome\nNews", Reason.NOT_FOUND),
        ("404 - Seite nicht gefunden\nStartseite", Reason.NOT_FOUND),
        ("Oops!\nWe couldn’t find that page.\nPage not found\nHome", Reason.NOT_FOUND),
        ("Before you go on\nWe value your privacy\nAccept all\nReject all", Reason.CONSENT_WALL),
        ("Home\nNews\nSports", Reason.TOO_SHORT),
        ("\u200b\n\u00a0\n", Reason.EMPTY),
    ],
)
def test_pages_without_a_story_say_why(text: str, reason: Reason) -> None:
    outcome = outcome_of(text)
    assert isinstance(outcome, Rejection)
    assert outcome.reason is reason


@pytest.mark.parametrize(("status", "reason"), [(404, "not_found"), (410, "not_found"), (503, "http_error")])
def test_the_servers_word_counts(status: int, reason: str) -> None:
    outcome = outcome_of(STORY.format(headline="Bridge reopens"), status)
    assert isinstance(outcome, Rejection)
    assert outcome.reason == reason


TEASERS = (
    ("Library truck returns to three towns", "The truck is green and carries 1,900 books."),
    ("Old carousel in the park turns again", "Thirty-four wooden horses, one of them with a gold tooth."),
    ("Sirens to sound across the valley", "The yearly test starts at ten in the morning."),
    ("Bakery on Main Street reopens after fire", "The oven survived, and so did the recipe."),
    ("County paves four miles of Route 9", "Expect delays until Friday in both directions."),
    ("Wheat harvest starts three weeks early", "Dry weeks brought the combines out before the fair."),
    ("Tennis club looks for its lost trophy", "It was last seen in 1988, in the back of a van."),
)


@pytest.mark.parametrize("time", ["", "<time>2 hours ago</time>", "<time>Feb 14, 2024</time>"])
def test_linked_headlines_with_a_sentence_each_are_a_section_front(time: str) -> None:
    teasers = "".join(
        f'<div class="item"><h3><a href="/{number}">{headline}</a></h3><p>{summary}</p>{time}</div>'
        for number, (headline, summary) in enumerate(TEASERS)
    )
    outcome = _cleaned(f"<html><body><main><h1>Local News</h1>{teasers}</main></body></html>")
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.SECTION_FRONT


def test_a_short_story_told_under_subheadings_is_no_section_front() -> None:
    parts = "".join(f"<h2>{headline}</h2><p>{summary}</p>" for headline, summary in TEASERS)
    page = f"<html><body><main><h1>Seven things that went right</h1>{parts}</main></body></html>"
    assert isinstance(_cleaned(page), Article)


def _cleaned(page: str) -> Outcome:
    seen = datetime(2024, 1, 1, tzinfo=UTC)
    return clean(RawPage("tests", "page.html", None, seen, "text/html", None, page.encode()))
