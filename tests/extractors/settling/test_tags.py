# ruff: noqa: E501  (examples: a broken line is harder to read than a long one)
"""Tags below the story, and the menus and rails that are none."""

from __future__ import annotations

import pytest

from extractors.html_tree import parse_html
from extractors.marks import marks_of
from extractors.metadata import Metadata
from extractors.tag_links import printed_tags
from tests.extractors.settling.stories import HEAD, STORY, article


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        (["Themen:", "Fähren", "Häfen", "Das könnte Sie auch interessieren", "Neue Brücke für die Stadt geplant"], ("Fähren", "Häfen")),
        (["Mots-clés : bac, port"], ("bac", "port")),
        (["Temas", "Barcos", "Puertos"], ("Barcos", "Puertos")),
        (["Mehr lesen über", "Fähren", "Häfen"], ("Fähren", "Häfen")),
        (["Mehr zum Thema: Warum die Brücke drei Jahre später kommt"], ()),
        (["Ferry", "Harbor", "Copyright 2024 Example Media Inc. All rights reserved."], ("Ferry", "Harbor")),
        (["Read more", "About us", "Contact"], ()),
    ],
)  # fmt: skip
def test_topic_tags_after_the_story(below: list[str], tags: tuple[str, ...]) -> None:
    assert article([*HEAD, "By Mary Major", *STORY, *below]).keywords == tags


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        (["About Springfield", "Ferry", "Harbor", "Contact us"], ()),  # a menu, whose other words are no tags
        (["Ferry Rentals", "Harbor Tours", "Pricing", "About us", "About the harbor"], ()),
        (["Jane Doe", "jane.doe@harbor.example", "Harbor"], ()),
        (["In this article:", "ferry", "harbor"], ("ferry", "harbor")),
        (["Related Terms", "Ferry", "Harbor office"], ("Ferry", "Harbor office")),
        (["Published in", "Harbor", "Tagged as", "ferry"], ("Harbor", "ferry")),
        (["US harbors", "Ferry", "Harbor office"], ("US harbors", "Ferry", "Harbor office")),
    ],
)
def test_tags_and_the_pieces_of_a_menu(below: list[str], tags: tuple[str, ...]) -> None:
    assert (
        article([*HEAD, *STORY, *below, "The longest summer that the north pier has seen"]).keywords == tags
    )


def test_an_index_of_letters_and_links_under_a_rail_are_no_tags() -> None:
    assert article([*HEAD, *STORY, "Tags", *"abcdefgh"]).keywords == ()
    below = ["Related content", "Ferry harbor guides", "Harbor office news", "Springfield season tips"]
    assert article([*HEAD, *STORY, *below, "© 2024 Example Media"]).keywords == ()


def test_who_wrote_a_story_is_none_of_its_topics() -> None:
    stated = Metadata(authors=("Jane Doe",), keywords=("harbors", "jane doe"))
    assert article([*HEAD, *STORY], metadata=stated).keywords == ("harbors",)
    printed = [*HEAD, "By Jane Doe", *STORY, "Follow related topics", "Topics:", "Jane Doe", "Harbors"]
    assert article(printed).keywords == ("Harbors",)


def test_a_list_of_tags_with_commas_ends_with_the_first_that_has_none() -> None:
    got = article([*HEAD, *STORY, "Topics:", "Harbors,", "Ferries", "Example Media", "Subscribe"])
    assert got.keywords == ("Harbors", "Ferries")


def test_a_menu_of_all_topics_are_no_tags() -> None:
    menu = [f"Topic {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(30)]
    assert article([*HEAD, *STORY, "Topics", *menu, "Contact us today for more."]).keywords == ()
    assert article([*HEAD, *STORY, "Topics", *menu[:12], "Contact us today for more."]).keywords == tuple(
        menu[:12]
    )


def test_topics_under_a_turkish_heading() -> None:
    assert article([*HEAD, *STORY, "İlgili Konular:", "Harbors", "Ferries"]).keywords == (
        "Harbors",
        "Ferries",
    )


def test_a_run_of_tags_ends_with_its_box() -> None:
    box, other = "body/div.tags", "body/aside.more"
    paths = [
        "body/h1",
        *["body/p"] * 3,
        f"{box}/h4",
        f"{box}/ul/li.a",
        f"{box}/ul/li.b",
        f"{other}/h3",
        "body/div",
    ]
    got = article([*HEAD, *STORY, "Topics", "Harbors", "Ferries", "Harbor Partners", "Sign up today."], paths)
    assert got.keywords == ("Harbors", "Ferries")


@pytest.mark.parametrize("line", ["FerriesHarborsPiers", "FerriesJane Doe"])
def test_tags_that_were_printed_as_one_are_none(line: str) -> None:
    assert article([*HEAD, *STORY, "More about", line, "Join our forum"]).keywords == ()
    assert article([*HEAD, *STORY, "Topics", "YouTube", "Join our forum"]).keywords == ("YouTube",)


def test_tags_of_the_pages_own_footer_are_not_the_storys() -> None:
    links = "".join(f'<a href="/t/{n}">Topic {n}</a>' for n in "abc")
    footer = f'<footer><div class="topics">{links}</div></footer>'

    def tags(page: str) -> tuple[str, ...]:
        tree = parse_html(page)
        assert tree is not None
        return printed_tags(tree, marks_of(tree))

    assert tags(f"<body><article><p>x</p></article>{footer}</body>") == ()
    assert tags(f"<body><article><p>x</p>{footer}</article></body>") == ("Topic a", "Topic b", "Topic c")


def test_the_united_states_are_a_topic() -> None:
    assert article([*HEAD, *STORY, "Topics:", "Harbors", "US", "Ferries"]).keywords == (
        "Harbors",
        "US",
        "Ferries",
    )
