"""What is in a story's way is said with the page's own words, and no story is lost for such words."""

from __future__ import annotations

import pytest

from extractors.model import Article, Rejection, Standing
from tests.extractors.test_verdict import STORY, outcome_of

BEGUN = STORY.format(headline="Bridge reopens")


@pytest.mark.parametrize(
    "offer",
    [
        "Subscribe to continue reading",
        "Create a free account to keep reading this story.",
        "This article is for subscribers only.",
        "You have read your last of three free articles this month.",
        "Jetzt weiterlesen mit dem Monatsabo",
        "Dieser Artikel ist unseren Abonnentinnen vorbehalten",
        "Il vous reste 62.5% de cet article à lire.",
        "Article réservé aux abonnés",
        "Suscríbete para seguir leyendo",
    ],
)
def test_a_story_that_breaks_off_at_an_offer_is_an_article_with_a_status(offer: str) -> None:
    outcome = outcome_of(f"{BEGUN}\n{offer}\n\nAlready a subscriber? Log in\n\nHome\n")
    assert isinstance(outcome, Article) and "nine weeks" in outcome.text
    assert outcome.status and outcome.status.standing is Standing.PAYWALL_STUB
    assert offer in outcome.status.evidence


@pytest.mark.parametrize(
    "menu",
    [
        "Subscribe\nLog in\nSubscribe to our newsletter",
        "Sign up for the morning briefing\nAccept all cookies\nPrivacy policy",
        "Continue reading the main story\nRead more",
        "Members of the council may read the plan at the library.",
    ],
)
def test_a_menu_that_speaks_of_subscribing_is_nothing_in_the_way(menu: str) -> None:
    for page in (f"{BEGUN}\n{menu}\n", f"{menu}\n\nSubscribe to continue reading\n\n{BEGUN}"):
        outcome = outcome_of(page)
        assert isinstance(outcome, Article) and outcome.status is None, page


def test_few_words_before_an_offer_are_an_article_and_none_are_a_wall() -> None:
    begun = (
        "The bridge was closed for nine weeks after an inspector found a crack in one of its pins, and on "
        "Tuesday the council voted to open it again before the winter comes."
    )
    offer = "Subscribe to continue reading\n\nAlready a subscriber? Log in to read\n"
    stub, wall = outcome_of(f"{begun}\n\n{offer}"), outcome_of(offer)
    assert isinstance(stub, Article) and stub.status
    assert stub.status.standing is Standing.PAYWALL_STUB
    assert isinstance(wall, Rejection) and wall.status
    assert wall.status.standing is Standing.LOGIN_WALL


@pytest.mark.parametrize(
    ("text", "status", "standing"),
    [
        ("We value your privacy\nAccept all\nReject all", 200, Standing.CONSENT_WALL),
        ("Just a moment...\nVerify you are human by completing the action below.", 200, Standing.BOT_WALL),
        ("Access denied\nYou may not see this page on this server.", 403, Standing.BOT_WALL),
        ("Please enable JS and disable any ad blocker", 401, Standing.BOT_WALL),
        ("Log in to continue\nAlready a subscriber? Log in to read", 402, Standing.LOGIN_WALL),
        ("Page not found\nThe page moved or never was.", 200, Standing.SOFT_404),
        ("Page not found\nThe page moved or never was.", 404, None),
        ("Something went wrong on our side.", 500, None),
        ("You need to enable JavaScript to run this app.", 200, None),
        ("Home\nNews\nSports", 200, None),
    ],
)
def test_what_stands_instead_of_a_story_is_named(text: str, status: int, standing: Standing | None) -> None:
    outcome = outcome_of(text, status)
    assert isinstance(outcome, Rejection)
    assert (outcome.status and outcome.status.standing) is standing
    assert outcome.status is None or any(line in outcome.status.evidence for line in text.split("\n"))
