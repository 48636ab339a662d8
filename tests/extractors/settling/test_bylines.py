# ruff: noqa: E501  (examples: a broken line is harder to read than a long one)
"""Bylines with and without "by", above the story, over the headline and below it."""

from __future__ import annotations

import pytest

from extractors.metadata import Metadata
from tests.extractors.settling.stories import HEAD, STORY, article


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


def test_the_names_of_a_menu_are_no_byline() -> None:
    lines = [*HEAD, "Trade Program", *STORY, "Trade Program"]
    paths = ["body/main/h1", "body/main/ul.menu/li", *["body/main/p"] * 3, "body/footer/ul/li"]
    assert article(lines, paths).authors == ()


def test_a_byline_printed_twice_is_no_caption() -> None:
    byline = "Jane Catherine Doe as told to John Roe"
    got = article(
        [*HEAD, byline, "May 3, 2024 • 6 min read", "The cook had eggs on the stove", byline, *STORY]
    )
    assert got.authors == ("Jane Catherine Doe", "John Roe") and got.captions == ()


def test_who_signs_a_story_is_believed_before_who_posted_it() -> None:
    posted = Metadata(authors=("Max Poe",), site="Example")
    assert article([*HEAD, "By Jane Doe", *STORY], metadata=posted).authors == ("Jane Doe",)
    assert article([*HEAD, "By Max Poe Jr.", *STORY], metadata=posted).authors == ("Max Poe",)
    assert article([*HEAD, "By Example Editors", *STORY], metadata=posted).authors == ("Max Poe",)


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
