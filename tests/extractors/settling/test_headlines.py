"""The headline among kickers, bread crumbs and a page's tools."""

from __future__ import annotations

import pytest

from extractors.metadata import Metadata
from tests.extractors.settling.stories import HEAD, STORY, article


def test_a_heading_that_holds_a_kicker_too_gives_the_stated_headline() -> None:
    lines = ["Harbors " + HEAD[0], *STORY]
    paths = ["html/body/article/h1", *(["html/body/article/p"] * len(STORY))]
    assert article(lines, paths, Metadata(headline=HEAD[0])).headline == HEAD[0]


def test_a_live_blogs_posts_are_no_headline() -> None:
    got = article([*HEAD, "By Mary Major", "20:50 h. The last boat has left", *STORY])
    assert got.headline == HEAD[0]


@pytest.mark.parametrize(
    "tool",
    [
        "You are here: Home » Harbor",
        "Close extra sharing options",
        "Link wurde kopiert",
        "Something went wrong",
    ],
)
def test_the_lines_of_a_pages_tools_are_no_headline(tool: str) -> None:
    assert article([*HEAD, tool, *STORY]).headline == HEAD[0]


def test_a_headline_without_spaces() -> None:
    headline = "スプリングフィールドの渡し船が七十年の歴史に幕"
    assert article(["ニュース", headline, *STORY]).headline == headline


def test_a_bread_crumb_and_a_films_name_are_no_headline() -> None:
    got = article(["Springfield harbor /", *HEAD, "Harbor office closes ferry in Springfield (1:39)", *STORY])
    assert got.headline == HEAD[0]


def test_a_bread_crumb_in_other_words_is_no_headline() -> None:
    paths = ["body/h1", "body/nav/ol.breadcrumb/li", *["body/p"] * 3]
    stated = Metadata(headline="Springfield ferry leaves its harbor - Example")
    assert article([*HEAD, "Springfield ferry leaves its harbor", *STORY], paths, stated).headline == HEAD[0]


def test_a_kicker_before_a_spaced_colon_is_no_part_of_the_headline() -> None:
    assert (
        article(["Local boats : Ferry leaves its harbor for good", *STORY]).headline
        == "Ferry leaves its harbor for good"
    )
    french = "Transports : le bac quitte le port pour toujours après soixante-dix ans"
    assert article([french, *STORY]).headline == french


def test_a_heading_is_believed_before_a_bread_crumb() -> None:
    stated = Metadata(headline=HEAD[0], title="Springfield: Ferry leaves its harbor for good")
    paths = ["body/ul/li/h1", "body/hgroup/h2", *["body/p"] * 3]
    lines = ["Springfield: Ferry leaves its harbor for good", *HEAD, *STORY]
    assert article(lines, paths, stated).headline == HEAD[0]
    kicker = Metadata(headline="After seventy years: Ferry leaves its harbor")
    glued = article(
        ["After seventy years Ferry leaves its harbor", *STORY], ["body/h1", *["body/p"] * 3], kicker
    )
    assert glued.headline == kicker.headline


def test_a_headline_that_only_a_sharing_button_names() -> None:
    assert article([f"Share All sharing options for: {HEAD[0]}", *STORY]).headline == HEAD[0]
