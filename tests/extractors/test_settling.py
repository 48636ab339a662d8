# ruff: noqa: E501  (examples: a broken line is harder to read than a long one)
"""Fields that their place beside the story gives away: each family in an example of its own, and what it spares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from extractors.assemble import assemble
from extractors.html_tree import parse_html
from extractors.label import Judgement, label_blocks
from extractors.marks import marks_of
from extractors.metadata import Metadata
from extractors.model import Article, Block, RawPage, Role
from extractors.tag_links import printed_tags

STORY = [
    "The ferry stopped at noon on Monday, and by one the harbor was as quiet as it had been in 1974.",
    "“Nobody told us,” said the cook, who had forty eggs on the stove and a queue that reached the pier.",
    "The harbor office will decide on Friday whether the boat sails again before the end of the season.",
]
HEAD = ["Springfield ferry leaves its harbor for good after seventy years"]


def article(
    lines: list[str], paths: Sequence[str] | None = None, metadata: Metadata | None = None
) -> Article:
    """The page's article where exactly STORY is judged to be story."""
    blocks = [Block(i, text, path=paths[i] if paths else None) for i, text in enumerate(lines)]
    scores = np.array([0.9 if text in STORY else 0.1 for text in lines], np.float32)
    judgement = Judgement(scores, [Role.PARAGRAPH] * len(lines), 0.5, "stand-in")
    labelled = label_blocks(blocks, judgement, site=None, disabled=frozenset())
    page = RawPage("tests", "page", None, datetime(2024, 1, 1, tzinfo=UTC), "text/plain", None, b"")
    return assemble(page, labelled, metadata)


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("The ferry at its pier on Monday. JANE DOE, Springfield Courier", "The ferry at its pier on Monday.", "JANE DOE, Springfield Courier"),
        ("The ferry at its pier on Monday. Jane Doe/Springfield Courier", "The ferry at its pier on Monday.", "Jane Doe/Springfield Courier"),
        ("The ferry at its pier on Monday. COURTESY PHOTO", "The ferry at its pier on Monday.", "COURTESY PHOTO"),
        ("The ferry at its pier on Monday. Provided by the Harbor Trust", "The ferry at its pier on Monday.", "Provided by the Harbor Trust"),
        ("The ferry at its pier Jane Doe jdoe@courier.example", "The ferry at its pier", "Jane Doe jdoe@courier.example"),
        ("The ferry at its pier on Monday. (Harbor Historical Society)", "The ferry at its pier on Monday.", "Harbor Historical Society"),
        ("Die Fähre liegt am Montag am Kai. | dpa", "Die Fähre liegt am Montag am Kai.", "dpa"),
        ("Die Fähre liegt am Montag am Kai. © Quelle: Karl Beispiel", "Die Fähre liegt am Montag am Kai.", "Karl Beispiel"),
        ("Le bac au quai des Lilas, lundi © Jeanne Dupont / AFP", "Le bac au quai des Lilas, lundi", "Jeanne Dupont / AFP"),
        ("Le bac reste à quai depuis lundi. (Photo JMD)", "Le bac reste à quai depuis lundi.", "JMD"),
        ("El barco sigue amarrado en el muelle. - AYUNTAMIENTO DE EJEMPLO", "El barco sigue amarrado en el muelle.", "AYUNTAMIENTO DE EJEMPLO"),
        ("El barco sigue amarrado en el muelle. MARÍA EJEMPLO / DM", "El barco sigue amarrado en el muelle.", "MARÍA EJEMPLO / DM"),
    ],
)  # fmt: skip
def test_a_caption_above_the_story_is_told_by_its_credit(line: str, text: str, credit: str) -> None:
    got = article([*HEAD, "By Mary Major", line, *STORY])
    assert [(c.text, c.credit, c.times_seen) for c in got.captions] == [(text, credit, 1)]
    assert got.headline == HEAD[0]


@pytest.mark.parametrize(
    "line",
    [
        "Ferries, bridges and tunnels: what Springfield plans for next year",
        "“A boat is a promise that somebody else has to keep.” — Jane Doe",
        "The harbor trust has spent its reserves (and two years of patience).",
        "Start your day with the harbor briefing. SIGN UP",
        "Startseite / Regionales / Springfield",
    ],
)
def test_other_lines_above_the_story_are_no_captions(line: str) -> None:
    assert article([*HEAD, "By Mary Major", line, *STORY]).captions == ()


def test_a_caption_with_its_credit_on_the_next_line() -> None:
    got = article([*HEAD, "The ferry at its pier on Monday.", "Jane Doe/CNN", *STORY])
    assert [(c.text, c.credit) for c in got.captions] == [
        ("The ferry at its pier on Monday.", "Jane Doe/CNN")
    ]


def test_a_caption_printed_twice_without_any_credit() -> None:
    caption = "Passengers wait for the last ferry of the season on the north pier"
    got = article([*HEAD, "By Mary Major", "May 3, 2024", caption, caption, *STORY])
    assert [(c.text, c.times_seen) for c in got.captions] == [(caption, 2)]
    assert got.headline == HEAD[0]


def test_printings_with_other_prefixes_and_credits_count_as_one() -> None:
    got = article(
        [
            *HEAD,
            "El barco en el muelle de Ejemplo el lunes. (AP Foto/María Ejemplo)",
            "ARCHIVO - El barco en el muelle de Ejemplo el lunes. (AP Foto/María Ejemplo)",
            "El barco en el muelle de Ejemplo el lunes.",
            *STORY,
        ]
    )
    assert [(c.credit, c.times_seen) for c in got.captions] == [("AP Foto/María Ejemplo", 3)]


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["Jane Doe", "Springfield Courier", "May 3, 2024"], ("Jane Doe",)),
        (["Jane Doe and John Roe", "Published May 3, 2024"], ("Jane Doe", "John Roe")),
        (["dpa", "12.09.2023, 16:40 Uhr"], ("dpa",)),
        (["Von dpa", "12.09.2023, 16:40 Uhr"], ("dpa",)),
        (["EFE", "12/03/2024 a las 13:21h."], ("EFE",)),
        (["Karla Muster, Karl Beispiel und dpa", "03.10.2023, 06:00 Uhr"], ("Karla Muster", "Karl Beispiel", "dpa")),
        (["From staff reports", "May 7, 2023 8:45 PM"], ("staff reports",)),
        (["Propos recueillis par Jeanne Dupont", "Publié le 21 janvier 2024 à 09h00"], ("Jeanne Dupont",)),
        (["Por María Ejemplo", "Publicado el 7 de noviembre de 2023"], ("María Ejemplo",)),
        (["WhatsApp Telegram Guardar", "7 de noviembre de 2023"], ()),
        (["Real Estate", "May 3, 2024"], ()),
        (["ByJane Doe", "May 3, 2024"], ("Jane Doe",)),
        (["von Karla Muster", "Stand: 26.02.2024 17:38 Uhr"], ("Karla Muster",)),
        (["By Jane DoeCity Columnist", "May 3, 2024"], ("Jane Doe",)),
        (["Jane Doe | The Springfield Courier"], ("Jane Doe",)),
        (["Jane Doe and John Roe | Guest Columnists"], ("Jane Doe", "John Roe")),
        (["Jane Doe, Print Managing Editor"], ("Jane Doe",)),
        (["May 3, 2024 / Jane Doe"], ("Jane Doe",)),
        (["May 3, 2024 by Jane Doe"], ("Jane Doe",)),
        (["Jane Doe · CNN News · Posted: May 03, 2024 4:00 AM EDT | Last Updated: May 4"], ("Jane Doe",)),
        (["Jane Doe", "May 3, 2024", "Product Analytics Expert"], ("Jane Doe",)),
        (["Jane Doe", "May 3, 2024", "Getty Images"], ("Jane Doe",)),
        (["by Jane Doe, U.S. National Institute of Tides"], ("Jane Doe",)),
        (["Jane Doe@@jdoeFeatured Columnist IVMay 3, 2024"], ("Jane Doe",)),
        (["Jane-Mary DoeMay 3, 20242 Shares1530 Views"], ("Jane-Mary Doe",)),
        (["Jane Doe, WXYZMay 3, 2024, 06:21 AM ET"], ("Jane Doe",)),
        (["Jane Doe 2 months"], ("Jane Doe",)),
        (["By Jane Doe On 11/20/19 at 9:30 AM EST"], ("Jane Doe",)),
        (["Jane DoePublished May 3, 2024"], ("Jane Doe",)),
        (["Jane Doe, M.D.", "Senior Research Fellow, Center for Tides"], ("Jane Doe, M.D.",)),
        (["Jane Doe", "Senior Writer", "John Roe", "WXYZ News"], ("Jane Doe", "John Roe")),
        (["By —", "Jane Doe, Associated Press Jane Doe, Associated Press"], ("Jane Doe",)),
        (["By", "Harbor Media", "May 3, 2024"], ("Harbor Media",)),
        (["By Jane Doe, a reporter who covers the harbor and its boats. Doe joined the paper in 2019 and lives by the old pier."], ("Jane Doe",)),
        (["By Jane Doe May 2, 2024", "The other boat is back", "By John Roe May 3, 2024"], ("John Roe",)),
        (["Market Street 2 days ago"], ()),
        (["STOP FERRY STRIKES", "May 3, 2024"], ()),
        (["TABLE OF CONTENTS", "May 3, 2024"], ()),
        (["Plan Your Legacy", "Springfield Courier"], ()),
        (["Jane Doe"], ()),
        (["Food and Drink | Jane Doe Kitchen"], ()),
    ],
)  # fmt: skip
def test_bylines_with_and_without_by(lines: list[str], authors: tuple[str, ...]) -> None:
    assert article([*HEAD, *lines, *STORY]).authors == authors


def test_names_over_the_headline_below_by() -> None:
    above = ["By —", "Jane Doe", "By —", "John Roe", "Share"]
    assert article([*above, *HEAD, "By Mary Major", *STORY]).authors == ("Mary Major",)
    assert article([*above, *HEAD, "May 3, 2024", *STORY]).authors == ("Jane Doe", "John Roe")


def test_a_note_on_the_one_author_names_whom_no_byline_does() -> None:
    jane = "Jane Doe is a senior reporter at the Springfield Courier, where she covers the harbor."
    john = "John Roe is a writer who lives in Springfield and covers the markets of its region."
    assert article([*HEAD, *STORY, jane]).authors == ("Jane Doe",)
    assert article([*HEAD, "By Max Poe", *STORY, jane]).authors == ("Max Poe",)
    assert article([*HEAD, *STORY, jane, john]).authors == ()


def test_a_heading_of_the_story_below_its_first_paragraph_is_no_byline() -> None:
    assert article([*HEAD, "May 3, 2024", STORY[0], "Monthly Tickets", *STORY[1:]]).authors == ()


def test_the_writer_below_the_story() -> None:
    assert article([*HEAD, *STORY, "Published by", "Jane Doe", "All posts"]).authors == ("Jane Doe",)
    assert article([*HEAD, *STORY, "The other boat is back", "By", "Jane Doe"]).authors == ()


def test_a_lone_name_is_a_byline_where_the_page_knows_it() -> None:
    assert article([*HEAD, "Jane Doe", *STORY]).authors == ()
    assert article([*HEAD, "Jane Doe", *STORY, "Jane Doe"]).authors == ("Jane Doe",)


def test_who_led_a_conversation_stands_below_it() -> None:
    got = article([*HEAD, "Stand: 26.02.2024 17:38 Uhr", *STORY, "Das Gespräch führte Karl Beispiel."])
    assert got.authors == ("Karl Beispiel",)
    assert (got.date_published, got.date_modified) == ("2024-02-26T17:38", None)
    assert "date_published" in {origin.field for origin in got.origins}


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
    ("line", "holder", "year"),
    [
        ("© Beispiel-Kurier", "Beispiel-Kurier", None),
        ("© dpa-infocom, dpa:210712-99-352013/2", "dpa-infocom", None),
        ("© Copyright 2023 Example Argus, PO Box 1, Springfield, NE", "Example Argus", 2023),
        ("This material may not be published. ©2023 Example Network, LLC. All rights reserved.", "Example Network, LLC", 2023),
        ("Derechos de autor 2021 Example Press. Todos los derechos reservados.", "Example Press", 2021),
        ("© Ediciones Ejemplo S.L. 2024", "Ediciones Ejemplo S.L.", 2024),
    ],
)  # fmt: skip
def test_notices_after_the_story(line: str, holder: str, year: int | None) -> None:
    got = article([*HEAD, "By Mary Major", *STORY, line]).copyright
    assert got is not None
    assert (got.holder, got.year) == (holder, year)


FIGURE = "html/body/article/figure"


@pytest.mark.parametrize(
    ("blocks", "text", "credit"),
    [
        ([("The ferry at its pier.", f"{FIGURE}/figcaption/p"), ("JANE DOE, COURIER", f"{FIGURE}/figcaption")], "The ferry at its pier.", "JANE DOE, COURIER"),
        ([("WXYZ", f"{FIGURE}/div"), ("The ferry at its pier.", f"{FIGURE}/figcaption")], "The ferry at its pier.", "WXYZ"),
        ([("The ferry at its pier.", "html/body/div/div.image/div.image__caption"), ("Jane Doe for CNN", "html/body/div/div.image/div.image__credit")], "The ferry at its pier.", "Jane Doe for CNN"),
        ([("The ferry at its pier. Jane Doe", f"{FIGURE}/figcaption")], "The ferry at its pier.", "Jane Doe"),
    ],
)  # fmt: skip
def test_captions_and_credits_of_one_figure(blocks: list[tuple[str, str]], text: str, credit: str) -> None:
    lines = [*HEAD, *(t for t, _ in blocks), *STORY]
    paths = ["html/body/article/h1", *(p for _, p in blocks), *(["html/body/article/p"] * len(STORY))]
    got = article(lines, paths, Metadata(headline=HEAD[0]))
    assert [(c.text, c.credit) for c in got.captions] == [(text, credit)]


def test_a_heading_that_holds_a_kicker_too_gives_the_stated_headline() -> None:
    lines = ["Harbors " + HEAD[0], *STORY]
    paths = ["html/body/article/h1", *(["html/body/article/p"] * len(STORY))]
    assert article(lines, paths, Metadata(headline=HEAD[0])).headline == HEAD[0]


def test_a_live_blogs_posts_are_no_headline() -> None:
    got = article([*HEAD, "By Mary Major", "20:50 h. The last boat has left", *STORY])
    assert got.headline == HEAD[0]


def test_a_byline_that_names_more_than_the_metadata_is_believed() -> None:
    stated = Metadata(authors=("Jane Doe",))
    assert article([*HEAD, "By John Roe and Jane Doe", *STORY], metadata=stated).authors == (
        "John Roe",
        "Jane Doe",
    )
    doctor = Metadata(authors=("Jane Doe, MD",))
    assert article([*HEAD, "By Jane Doe", *STORY], metadata=doctor).authors == ("Jane Doe, MD",)


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["Author:", "Harbor Monthly Editorial Staff"], ("Harbor Monthly Editorial Staff",)),
        (["Harbor Staff", "March 3, 2024"], ("Harbor Staff",)),
        (["Jane Doe | Published 3 hours ago"], ("Jane Doe",)),
        (["Staff", "March 3, 2024"], ()),
    ],
)
def test_newsrooms_and_names_with_a_relative_time(lines: list[str], authors: tuple[str, ...]) -> None:
    got = article([*HEAD, *lines, *STORY])
    assert got.authors == authors


def test_a_relative_time_is_no_date() -> None:
    got = article([*HEAD, "By Jane Doe", "Published 2 months ago", *STORY])
    assert (got.date_published, got.date_modified) == (None, None)


def test_the_names_of_a_menu_are_no_byline() -> None:
    lines = [*HEAD, "Trade Program", *STORY, "Trade Program"]
    paths = ["body/main/h1", "body/main/ul.menu/li", *["body/main/p"] * 3, "body/footer/ul/li"]
    assert article(lines, paths).authors == ()


def test_when_a_story_was_first_published_stands_far_below_it() -> None:
    links = [f"A teaser of another story, number {i}, about ships" for i in range(20)]
    first = "First published on March 2, 2024 / 12:33 PM EST"
    got = article([*HEAD, "Updated on: March 3, 2024 / 9:51 AM EST", *STORY, *links, first])
    assert (got.date_published, got.date_modified) == ("2024-03-02T12:33-05:00", "2024-03-03T09:51-05:00")
    teased = article([*HEAD, *STORY, *links, "Published on March 2, 2024 / 12:33 PM EST"])
    assert teased.date_published is None


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


def test_a_headline_that_only_a_sharing_button_names() -> None:
    assert article([f"Share All sharing options for: {HEAD[0]}", *STORY]).headline == HEAD[0]


def test_the_entries_of_a_ticker_are_its_story() -> None:
    entries = [f"+++ {hour}:05 Uhr: Die Fähre liegt noch immer am Kai. +++" for hour in (14, 12, 9)]
    assert article([*HEAD, *STORY, *entries]).text == "\n\n".join([*STORY, *entries])
    assert article([*HEAD, *STORY, *entries[:2]]).text == "\n\n".join(STORY)


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


def test_a_byline_printed_twice_is_no_caption() -> None:
    byline = "Jane Catherine Doe as told to John Roe"
    got = article(
        [*HEAD, byline, "May 3, 2024 • 6 min read", "The cook had eggs on the stove", byline, *STORY]
    )
    assert got.authors == ("Jane Catherine Doe", "John Roe") and got.captions == ()


@pytest.mark.parametrize("line", ["SPRINGFIELD, Ill. —", "CNN —", "SPRINGFIELD (AP) —"])
def test_a_dateline_on_a_line_of_its_own_is_the_storys(line: str) -> None:
    got = article([*HEAD, "Share", line, *STORY])
    assert got.dateline is not None and got.dateline.printed == line
    assert got.text == "\n\n".join([line, *STORY])


def test_other_lines_above_a_story_are_none_of_it() -> None:
    for line in ("BREAKING —", "Share —", "A heading: —"):
        assert article([*HEAD, line, *STORY]).text == "\n\n".join(STORY)


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


def test_a_caption_below_its_label_and_its_credit_above() -> None:
    words = "Jane Doe of the harbor office waits for the boat"
    lines = ["Image source, Getty Images", "Image caption,", words]
    got = article([*HEAD, *lines, *STORY])
    assert [(c.text, c.credit) for c in got.captions] == [(words, "Getty Images")] and got.headline == HEAD[0]


def test_captions_of_the_story_itself_that_say_so() -> None:
    led = "© Jane Doe The cook waits for the boat at noon."
    legend = "Legende: Der Koch wartet am Mittag auf das Boot. SRF"
    got = article([*HEAD, STORY[0], legend, *STORY[1:]])
    assert [(c.text, c.credit) for c in got.captions] == [("Der Koch wartet am Mittag auf das Boot.", "SRF")]
    blocks = [Block(i, text) for i, text in enumerate([*HEAD, STORY[0], led, *STORY[1:]])]
    judgement = Judgement(np.array([0.1, *[0.9] * 4], np.float32), [Role.PARAGRAPH] * 5, 0.5, "stand-in")
    labelled = label_blocks(blocks, judgement, site=None, disabled=frozenset())
    page = RawPage("tests", "page", None, datetime(2024, 1, 1, tzinfo=UTC), "text/plain", None, b"")
    told = assemble(page, labelled, None)
    assert [(c.text, c.credit) for c in told.captions] == [
        ("The cook waits for the boat at noon.", "Jane Doe")
    ]
    assert told.text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("body/figure/figcaption/a.live/p", "Watch the harbor live"),
        ("body/figure/figcaption/ul/li", "with scripts switched on"),
        ("body/figure/figcaption", "Ford"),
        ("body/figure/figcaption", "Image credit: Jane Doe"),
    ],
)
def test_what_a_figure_says_beside_its_pictures_words(path: str, line: str) -> None:
    assert article([*HEAD, line, *STORY], ["body/h1", path, *["body/p"] * 3]).captions == ()


def test_one_word_with_its_credit_is_a_caption() -> None:
    got = article(
        [*HEAD, "Braunkohle © Jane Doe / Example", *STORY],
        ["body/h1", "body/figure/figcaption", *["body/p"] * 3],
    )
    assert [(c.text, c.credit) for c in got.captions] == [("Braunkohle", "Jane Doe / Example")]


def test_an_offer_on_a_card_below_the_story_is_no_caption() -> None:
    card = "body/section.card/div/div.image/div.mediaCaption-x.caption"
    got = article([*HEAD, *STORY, "Brighten your inbox every morning"], ["body/h1", *["body/p"] * 3, card])
    assert got.captions == ()


def test_the_storys_gallery_opens_far_below_it() -> None:
    words = "Jane Doe waits for the boat. (AP Photo/John Roe)"
    menu = [f"Menu line {n}" for n in range(20)]
    box = "body/div#auto-image-gallery.lightbox/figure/figcaption"
    paths = ["body/h1", *["body/p"] * 3, *["body/nav/a"] * 20]
    assert len(article([*HEAD, *STORY, *menu, words], [*paths, f"{box}/p"]).captions) == 1
    assert article([*HEAD, *STORY, *menu, words], [*paths, f"{box}/header/h3"]).captions == ()
    assert article([*HEAD, *STORY, *menu, words], [*paths, "body/aside/figure/figcaption"]).captions == ()


def test_who_signs_a_story_is_believed_before_who_posted_it() -> None:
    posted = Metadata(authors=("Max Poe",), site="Example")
    assert article([*HEAD, "By Jane Doe", *STORY], metadata=posted).authors == ("Jane Doe",)
    assert article([*HEAD, "By Max Poe Jr.", *STORY], metadata=posted).authors == ("Max Poe",)
    assert article([*HEAD, "By Example Editors", *STORY], metadata=posted).authors == ("Max Poe",)


def test_a_line_of_which_the_model_doubts_above_a_credit_in_brackets() -> None:
    words, credit = "The cook waits for the boat at noon.", "(Jane Doe / Example Times)"

    def told(sure: float, line: str) -> Article:
        lines = [*HEAD, STORY[0], words, line, *STORY[1:]]
        scores = np.array([0.1, 0.99, sure, 0.1, 0.99, 0.99], np.float32)
        labelled = label_blocks(
            [Block(i, text) for i, text in enumerate(lines)],
            Judgement(scores, [Role.PARAGRAPH] * 6, 0.5, "stand-in"),
            site=None,
            disabled=frozenset(),
        )
        page = RawPage("tests", "page", None, datetime(2024, 1, 1, tzinfo=UTC), "text/plain", None, b"")
        return assemble(page, labelled, None)

    assert [(c.text, c.credit) for c in told(0.7, credit).captions] == [(words, credit[1:-1])]
    assert told(0.99, credit).captions == () and words in told(0.99, credit).text
    assert told(0.7, "(Image credit: Jane Doe)").captions == ()


def test_a_summary_over_a_picture_is_no_caption() -> None:
    paths = ["body/h1", "body/header/p", "body/figure/figcaption/span.credit", *["body/p"] * 3]
    lines = [
        *HEAD,
        "The cook has waited for the boat since noon.",
        "Photographer: Jane Doe/Bloomberg",
        *STORY,
    ]
    assert article(lines, paths).captions == ()


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


def test_a_german_place_that_papers_often_write_from() -> None:
    told = [
        f"{place}. Der Minister erklärt am Montag im Hafen, warum die Fähre nach siebzig Jahren nicht mehr fährt."
        for place in ("Berlin", "Nein")
    ]
    rest = "Die Fähre wird in der Werft überholt, sagte er, und das Geld dafür ist noch nicht da."
    assert [place for line in told if (place := _german(line, rest))] == ["Berlin"]


def _german(line: str, rest: str) -> str | None:
    lines = ["Die Fähre fährt nicht mehr", line, rest]
    judgement = Judgement(np.array([0.1, 0.9, 0.9], np.float32), [Role.PARAGRAPH] * 3, 0.5, "stand-in")
    blocks = [Block(i, text) for i, text in enumerate(lines)]
    labelled = label_blocks(blocks, judgement, site=None, disabled=frozenset())
    page = RawPage("tests", "page", None, datetime(2024, 1, 1, tzinfo=UTC), "text/plain", None, b"")
    found = assemble(page, labelled, None).dateline
    return found.place if found else None


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


def test_who_said_what_a_figure_quotes_is_no_caption() -> None:
    figure = "body/div/figure"
    paths = ["body/h1", "body/p", f"{figure}/blockquote.b", f"{figure}/figcaption/p", *["body/p"] * 2]
    quote = ["Everyone is waiting for the boat to come back to us.", "Jane Doe of the harbor office"]
    got = article([*HEAD, STORY[0], *quote, *STORY[1:]], paths)
    assert got.captions == () and got.blocks[3].label.rule == "quotation-in-figure"
    assert got.blocks[3].label.role is got.blocks[2].label.role
    kept = article([*HEAD, STORY[0], STORY[1], quote[1], STORY[2]], paths[:5])
    assert kept.blocks[3].label.role is Role.QUOTE and quote[1] in kept.text


def test_a_gallerys_counter_is_no_caption() -> None:
    paths = ["body/h1", "body/figure/figcaption", "body/figure/figcaption", *["body/p"] * 3]
    got = article([*HEAD, "Image 1 of 9", "The cook has forty eggs on the stove.", *STORY], paths)
    assert [c.text for c in got.captions] == ["The cook has forty eggs on the stove."]


def test_a_cartoons_credit_in_an_element_of_captions() -> None:
    figure = "body/figure.caption"
    paths = [
        "body/h1",
        "body/p",
        f"{figure}/div.caption",
        f"{figure}/div.caption.CartoonCredit-x",
        *["body/p"] * 2,
    ]
    lines = [*HEAD, STORY[0], "“We were told that there would be eggs.”", "Cartoon by Jane Doe", *STORY[1:]]
    got = article(lines, paths)
    assert [(c.text, c.credit) for c in got.captions] == [
        ("“We were told that there would be eggs.”", "Jane Doe")
    ]


def test_a_credits_element_that_holds_the_caption_too() -> None:
    line = "The cook, who had forty eggs on the stove, on Monday. Photos via Jane Doe."
    paths = ["body/h1", "body/div.image/p.credit", *["body/p"] * 3]
    got = article([*HEAD, line, *STORY], paths)
    assert [(c.text, c.credit) for c in got.captions] == [
        ("The cook, who had forty eggs on the stove, on Monday.", "Jane Doe")
    ]


def test_a_line_that_says_where_somebody_stands_above_a_credit() -> None:
    got = article([*HEAD, "Jane Doe (r.) will lead, John Roe looks on", "Foto: Getty Images", *STORY])
    assert [(c.text, c.credit) for c in got.captions] == [
        ("Jane Doe (r.) will lead, John Roe looks on", "Getty Images")
    ]


def test_a_line_above_an_agency_in_brackets_is_its_caption() -> None:
    got = article([*HEAD, *STORY[:1], "Jane Doe and John Roe wave at the quay", "(EPA)", *STORY[1:]])
    assert [(c.text, c.credit) for c in got.captions] == [("Jane Doe and John Roe wave at the quay", "EPA")]


def test_a_photographers_sign_below_the_story_is_no_notice() -> None:
    assert article([*HEAD, *STORY, "© Example Agency / Jane Doe"]).copyright is None


def test_a_label_alone_is_no_caption_and_parts_no_caption_from_its_credit() -> None:
    figure = "body/figure/figcaption"
    paths = ["body/h1", f"{figure}/span", f"{figure}/span", f"{figure}/span", *["body/p"] * 3]
    got = article(
        [*HEAD, "The cook had forty eggs on the stove on Monday.", "Foto:", "Jane Doe / AP", *STORY], paths
    )
    assert [(c.text, c.credit) for c in got.captions] == [
        ("The cook had forty eggs on the stove on Monday.", "Jane Doe / AP")
    ]
    alone = article([*HEAD, "Photo:", "Jane Doe", *STORY], ["body/h1", figure, figure, *["body/p"] * 3])
    assert alone.captions == ()
    powered = article([*HEAD, "Powered by", "May 3, 2024", *STORY], ["body/h1", figure, *["body/p"] * 4])
    assert powered.captions == ()


def test_a_notice_that_closes_like_a_caption_is_none() -> None:
    notice = "This material may not be published or rewritten. ©2024 Example Network, LLC. All rights reserved. Quotes by Jane Doe. FAQ - Example"
    got = article([notice, *HEAD, *STORY, notice])
    assert got.captions == ()


def test_a_word_of_the_menu_is_no_outlet() -> None:
    assert article([*HEAD, "Harbor Opportunities", "News", *STORY]).authors == ()


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["By", "Field Level Media"], ("Field Level Media",)),
        (["Anna Exempel", "Uppdaterad 15.59 | Publicerad 14.14"], ("Anna Exempel",)),
        (["Jane Doe @janewrites"], ("Jane Doe",)),
        (["Jane B. Doe Senior Contributor"], ("Jane B. Doe",)),
        (["Jane Doe", "BBC"], ("Jane Doe",)),
        (["배윤경 기자"], ("배윤경",)),
        (["배윤경 칼럼니스트 jane@example.kr"], ("배윤경",)),
        (["칼럼니스트 배윤경 jane@example.kr"], ("배윤경",)),
        (["Associated Press November 19, 2019, 9:02 AM"], ("Associated Press",)),
        (["May 3, 2024 | by Catherine"], ("Catherine",)),
        (["Jane Doe as told to John Roe"], ("Jane Doe", "John Roe")),
        (["By", "Example Press Example Press"], ("Example Press",)),
        (["By Jane Doe, one of the authors of a letter on harbors. Doe has covered ferries, piers, the weather at sea, and the towns that live with them for more than a decade."], ("Jane Doe",)),
    ],
)  # fmt: skip
def test_newsrooms_below_by_and_bylines_that_introduce(lines: list[str], authors: tuple[str, ...]) -> None:
    assert article([*HEAD[:1], *lines, *STORY]).authors == authors
