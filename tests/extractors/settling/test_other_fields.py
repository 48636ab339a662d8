# ruff: noqa: E501  (examples: a broken line is harder to read than a long one)
"""Notices, dates, datelines and a ticker's entries beside the story."""

from __future__ import annotations

import pytest

from tests.extractors.settling.stories import HEAD, STORY, article


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


def test_a_relative_time_is_no_date() -> None:
    got = article([*HEAD, "By Jane Doe", "Published 2 months ago", *STORY])
    assert (got.date_published, got.date_modified) == (None, None)


def test_when_a_story_was_first_published_stands_far_below_it() -> None:
    links = [f"A teaser of another story, number {i}, about ships" for i in range(20)]
    first = "First published on March 2, 2024 / 12:33 PM EST"
    got = article([*HEAD, "Updated on: March 3, 2024 / 9:51 AM EST", *STORY, *links, first])
    assert (got.date_published, got.date_modified) == ("2024-03-02T12:33-05:00", "2024-03-03T09:51-05:00")
    teased = article([*HEAD, *STORY, *links, "Published on March 2, 2024 / 12:33 PM EST"])
    assert teased.date_published is None


def test_the_entries_of_a_ticker_are_its_story() -> None:
    entries = [f"+++ {hour}:05 Uhr: Die Fähre liegt noch immer am Kai. +++" for hour in (14, 12, 9)]
    assert article([*HEAD, *STORY, *entries]).text == "\n\n".join([*STORY, *entries])
    assert article([*HEAD, *STORY, *entries[:2]]).text == "\n\n".join(STORY)


@pytest.mark.parametrize("line", ["SPRINGFIELD, Ill. —", "CNN —", "SPRINGFIELD (AP) —"])
def test_a_dateline_on_a_line_of_its_own_is_the_storys(line: str) -> None:
    got = article([*HEAD, "Share", line, *STORY])
    assert got.dateline is not None and got.dateline.printed == line
    assert got.text == "\n\n".join([line, *STORY])


def test_other_lines_above_a_story_are_none_of_it() -> None:
    for line in ("BREAKING —", "Share —", "A heading: —"):
        assert article([*HEAD, line, *STORY]).text == "\n\n".join(STORY)


def test_a_german_place_that_papers_often_write_from() -> None:
    told = [
        f"{place}. Der Minister erklärt am Montag im Hafen, warum die Fähre nach siebzig Jahren nicht mehr fährt."
        for place in ("Berlin", "Nein")
    ]
    rest = "Die Fähre wird in der Werft überholt, sagte er, und das Geld dafür ist noch nicht da."
    assert [place for line in told if (place := _german(line, rest))] == ["Berlin"]


def _german(line: str, rest: str) -> str | None:
    found = article(["Die Fähre fährt nicht mehr", line, rest], scores=[0.1, 0.9, 0.9]).dateline
    return found.place if found else None


def test_a_photographers_sign_below_the_story_is_no_notice() -> None:
    assert article([*HEAD, *STORY, "© Example Agency / Jane Doe"]).copyright is None
