"""A page is rejected for what is missing, never for a phrase alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.clean import clean
from extractors.model import Article, Outcome, RawPage, Reason, Rejection

STORY = """{headline}

Posted: Mar 3, 2024 / 09:14 PM CST

SPRINGFIELD (AP) — The bridge was closed for nine weeks after an inspector found a crack in one of its pins.

The council met for three hours before the vote, and most who spoke asked for more time to read the plan.

“We will come back to it in the spring,” said Dana Whitfield, who leads the council. “Nobody is in a hurry.”
"""


def outcome_of(text: str, status: int | None = None) -> Outcome:
    seen = datetime(2024, 1, 1, tzinfo=UTC)
    return clean(RawPage("tests", "page.txt", None, seen, "text/plain", None, text.encode(), status))


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
