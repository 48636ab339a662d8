# ruff: noqa: E501  (tables of examples)
"""Bylines, time lines, copyright, notes, topics and language: what a line states, and what it does not."""

from __future__ import annotations

import pytest

from extractors.fields.byline import (
    read_bare_names,
    read_byline,
    read_name_and_outlet,
    read_names_in_time_line,
)
from extractors.fields.dates import iso
from extractors.fields.language import detect, normal
from extractors.fields.notes import is_contributors, is_editors_note, split_topics, topics_lead
from extractors.fields.rights import read_copyright
from extractors.fields.times import is_time_line, read_times, tells_clock


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("by: JANE DOE", ["JANE DOE"]),
        ("By JANE DOE Associated Press", ["JANE DOE"]),
        ("By Jane Doe, John Roe and Max Poe, CNN", ["Jane Doe", "John Roe", "Max Poe"]),
        ("By Jane Doe, Staff Writer", ["Jane Doe"]),
        ("By Jane Doe | Example Media for Example.com", ["Jane Doe"]),
        ("By Jane Doe Fox News", ["Jane Doe"]),
        ("By Jane Doe Dec. 18, 2023 9:00 am EST", ["Jane Doe"]),
        ("By Carlos de la Cruz", ["Carlos de la Cruz"]),
        ("By Dr. Ann Lee, MD", ["Dr. Ann Lee"]),
        ("Par Jeanne Dupont", ["Jeanne Dupont"]),
        ("Von Anna Müller und Jörg Schmidt, Berlin", ["Anna Müller", "Jörg Schmidt"]),
        ("Por María R. Ejemplo", ["María R. Ejemplo"]),
        ("Reporting by Jane Doe in Paris and John Roe; Editing by Max Poe", ["Jane Doe", "John Roe"]),
        ("(Reporting by Jane Doe; editing by Max Poe)", ["Jane Doe"]),
        ("By The Associated Press", ["The Associated Press"]),
        ("By Euroharbor with Agencies", ["Euroharbor"]),
        ("By HARBOR 24 with AFP", ["HARBOR 24"]),
        ("von Karl Beispiel, HAFEN RADIO", ["Karl Beispiel"]),
        ("By JANE DOE, JOHN ROE", ["JANE DOE", "JOHN ROE"]),
        ("By Region", []),
        ("By the way, the bridge is closed.", []),
        ("By Tuesday the water had gone down and the road was open again.", []),
        ("Von den 116 Häusern stehen noch vier.", []),
        ("Par ailleurs, le maire a démissionné.", []),
    ],
)
def test_bylines(line: str, names: list[str]) -> None:
    assert list(read_byline(line)) == names


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("Jane Doe", "Springfield Courier", ["Jane Doe"]),
        ("Jane Doe and John Roe", "USA TODAY", ["Jane Doe", "John Roe"]),
        ("Top Stories", "Springfield Courier", []),
        ("Jane Doe", "The bridge is closed until further notice.", []),
    ],
)
def test_names_above_an_outlet(first: str, second: str, names: list[str]) -> None:
    assert list(read_name_and_outlet(first, second)) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe and John Roe in Lisbon", ["Jane Doe", "John Roe"]),
        ("Jane Doe, 26.04.2024 10:00 Uhr", ["Jane Doe"]),
        ("Karl Beispiel Redakteur", ["Karl Beispiel"]),
        ("Real Estate", []),
        ("New York", []),
        ("Breaking News", []),
    ],
)
def test_names_beside_a_time_line(line: str, names: list[str]) -> None:
    assert list(read_bare_names(line)) == names


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("Posted: Mar 3, 2024 / 09:14 PM CST", "2024-03-03T21:14-06:00", None),
        (
            "Published 5:12 a.m. ET Aug. 9, 2021 | Updated 7:30 p.m. ET Jan. 10, 2022",
            "2021-08-09T05:12-04:00",
            "2022-01-10T19:30-05:00",
        ),
        ("12.09.2023, 16:40 Uhr", "2023-09-12T16:40", None),
        ("Publié le : 14/08/2022 - 18:05", "2022-08-14T18:05", None),
        ("Mis à jour le 3 mai 2024 à 18h05", None, "2024-05-03T18:05"),
        ("Publicado el 7 de noviembre de 2023 a las 18:05", "2023-11-07T18:05", None),
        ("Stand: 12.09.2023 16:40 Uhr", None, "2023-09-12T16:40"),
        ("Veröffentlicht am 3. März 2024 um 12:00 Uhr", "2024-03-03T12:00", None),
        ("March 5, 2024 at 4:00 p.m. EST", "2024-03-05T16:00-05:00", None),
        ("Published: Sep. 12, 2023 at 4:30 PM EDT|Updated: 2 hours ago", "2023-09-12T16:30-04:00", None),
        (
            "Updated Nov 19, 2019, 9:41 AM;Posted Nov 18, 2019, 8:19 PM",
            "2019-11-18T20:19",
            "2019-11-19T09:41",
        ),
        (
            "Lisboa - 15 oct 2024 - 08:22Actualizado: 15 oct 2024 - 17:38CEST",
            "2024-10-15T08:22",
            "2024-10-15T17:38+02:00",
        ),
        ("01/02/2024", None, None),
        ("9/8/2015 12:15 PM PT", "2015-09-08T12:15-07:00", None),
        ("01/02/2024 12:15 PM", None, None),
        ("Last updated: 2023/12/19 at 9:01 PM", None, "2023-12-19T21:01"),
        ("Jane Doe, WXYZDec 22, 2023, 06:21 AM ET", "2023-12-22T06:21-05:00", None),
        ("Jane ODec. 18, 2023 9:00 am EST", "2023-12-18T09:00-05:00", None),
        ("Jane RoeDec 05, 20232 Shares1530 Views", "2023-12-05", None),
        ("Dec 05, 20232 feet", None, None),
        ("2024年4月24日23:52 | 来源：例子", "2024-04-24T23:52", None),
        ("2024년 04월 24일", "2024-04-24", None),
        ("06. 01. 2026, 14:59 Uhr Lesedauer: 4 Minuten", "2026-01-06T14:59", None),
        ("Updated Monday at noon", None, None),
        (
            "Fri 22 Dec 2023 17.47 CETFirst published on Fri 22 Dec 2023 15.21 CET",
            "2023-12-22T15:21+01:00",
            "2023-12-22T17:47+01:00",
        ),
        ("May 3, 2024 Published May 3, 2024", "2024-05-03", None),
        (
            "Published on 06/01/2026 - 13:55 GMT+1 •Updated 14:20",
            "2026-01-06T13:55+01:00",
            "2026-01-06T14:20",
        ),
        ("Innlent | 11.2.2025 | 23:55 | Uppfært 12.2.2025 7:25", "2025-02-11T23:55", "2025-02-12T07:25"),
        ("Der Stand ist 3.5.2024, Band 12.30", None, "2024-05-03"),
        ("Akt.: 29. Juni 2025 - 21.18 Uhr", None, "2025-06-29T21:18"),
        ("公開日：2025/01/30 09:00　更新日：2025/01/31 11:30", "2025-01-30T09:00", "2025-01-31T11:30"),
    ],
)
def test_time_lines(line: str, published: str | None, modified: str | None) -> None:
    times = read_times(line)
    assert (times.published, times.modified) == (published, modified)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-11-07", "2023-11-07"),
        ("2023-11-07T05:00:00.000Z", "2023-11-07T05:00:00+00:00"),
        ("2023-11-07T05:00:00+01:00", "2023-11-07T05:00:00+01:00"),
        ("2023-11-07 05:00:00", "2023-11-07T05:00:00"),
        ("Tue, 07 Nov 2023 05:00:00 GMT", "2023-11-07T05:00:00+00:00"),
        ("Tue Nov 07 05:00:00 CET 2023", "2023-11-07T05:00:00+01:00"),
        ("20231107", None),
        ("yesterday", None),
        ("2023-13-45", None),
        ("", None),
    ],
)
def test_machine_dates(value: str, expected: str | None) -> None:
    assert iso(value) == expected


@pytest.mark.parametrize(
    ("line", "holder", "year", "agencies"),
    [
        (
            "Copyright 2023 Example Media Inc. All rights reserved. This material may not be redistributed. AP",
            "Example Media Inc.",
            2023,
            ("AP",),
        ),
        ("© 2022 AFP. Tous droits réservés", "AFP", 2022, ()),
        ("© dpa-infocom, dpa:230912-99-123456/2", "dpa-infocom", None, ()),
        (
            "The-CNN-Wire™ & © 2023 Example Network, Inc., an Example Company. All rights reserved.",
            "Example Network, Inc.",
            2023,
            (),
        ),
        ("© Copyright 1999-2024 Example Corp.", "Example Corp.", 2024, ()),
        ("© Copyright Example Corp. 2014, 2024", "Example Corp.", 2024, ()),
        ("© 2014, 2024 Example Corp.", "Example Corp.", 2024, ()),
        ("© 2024 Example Fund, Inc. is a 501(c)(3) organization.", "Example Fund, Inc.", 2024, ()),
        (
            "Copyright © e-Example.com Ltd. All rights reserved. Reproduction is forbidden.",
            "e-Example.com Ltd.",
            None,
            (),
        ),
        ("Copyright © 2002-2024 - Designed by Example Digital - Powered by Example", None, 2024, ()),
        ("Example Verlag GmbH © 2024", "Example Verlag GmbH", 2024, ()),
        ("Copyright © 2024, Example Times | Terms of Service | Privacy", "Example Times", 2024, ()),
    ],
)
def test_copyright(line: str, holder: str, year: int | None, agencies: tuple[str, ...]) -> None:
    found = read_copyright(line)
    assert found is not None
    assert (found.holder, found.year, found.agencies) == (holder, year, agencies)
    assert found.notice == line


@pytest.mark.parametrize(
    "line",
    [
        "All rights reserved.",
        "The copyright was sold.",
        "Copyright",
        "Copyright AP Photo",
        "jane @ 2024 harbor days",
    ],
)
def test_a_notice_without_holder_and_year_is_none(line: str) -> None:
    assert read_copyright(line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Associated Press writers Jane Doe and John Roe in Lisbon contributed to this report.", True),
        ("Doe reported from Lisbon. Roe reported from Porto.", True),
        ("Contributing: Jane Doe, Example Network", True),
        ("Additional reporting by Jane Doe", True),
        ("With files from The Associated Press and Jane Doe", True),
        ("Contributions from Jane Doe, John Roe", True),
        ("Contributions from readers are welcome.", False),
        ("The minister contributed to this debate with a long speech about nothing.", False),
        ("Smoking contributed to the fire.", False),
        ("The soldiers reported from Kyiv that all was quiet.", False),
    ],
)
def test_contributors(line: str, expected: bool) -> None:
    assert is_contributors(line) is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Editor's note: A figure was corrected on Monday.", True),
        ("This story has been updated with new figures.", True),
        ("An earlier version of this article misstated the year.", True),
        ("Anmerkung der Redaktion: Der Name wurde berichtigt.", True),
        ("This story is about a bridge.", False),
        ("Corrections officers went on strike.", False),
    ],
)
def test_editors_notes(line: str, expected: bool) -> None:
    assert is_editors_note(line) is expected


def test_topics_on_the_line_and_below_it() -> None:
    assert topics_lead("Filed under: Bridges, Harbors") == "Bridges, Harbors"
    assert topics_lead("Topics") == topics_lead("Schlagwörter zu diesem Artikel") == ""
    assert topics_lead("Tag") is None, "a day"
    assert topics_lead("Topics of the day were many and all of them were discussed at length.") is None
    assert split_topics("Bridges, Harbors | #Lisbon") == ("Bridges", "Harbors", "Lisbon")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "The council said that it would close the bridge and that the ferry will run from the old pier with two boats.",
            "en",
        ),
        (
            "Der Rat hat die Brücke für den Verkehr gesperrt, und die Fähre ist nach der Sturmnacht nicht mit dem Fahrplan auf dem Stand.",
            "de",
        ),
        (
            "Le conseil a fermé le pont et les bateaux du port ne sont pas sortis dans la nuit pour des raisons qui sont connues par tous.",
            "fr",
        ),
        (
            "El consejo cerró el puente y los barcos del puerto no salieron en la noche, según las fuentes que han hablado para este diario.",
            "es",
        ),
        ("Совет закрыл мост, и паром больше не ходит через реку, сообщили вечером эксперты.", "ru"),
        ("市議会は橋を閉鎖し、フェリーは運航を停止したと発表した。", "ja"),
        ("Thành phố đã đóng cửa cây cầu sau cơn bão, và phà không còn chạy qua sông nữa.", "vi"),
        ("Miestas po audros uždarė tiltą, o keltas per upę nebeplaukia, pranešė uosto tarnyba.", "lt"),
        ("Belediye fırtınadan sonra köprüyü kapattı ve feribot artık nehri geçmiyor.", "tr"),
        ("市政府在暴風雨後關閉了橋樑，渡輪也不再過河。", "zh"),
        ("Bridge 2024", None),
        ("", None),
    ],
)
def test_languages(text: str, code: str | None) -> None:
    assert detect(text) == code


def test_declared_languages() -> None:
    assert [normal(c) for c in ("en-US", "de_DE", "EN", "deu", "", None, "x-default")] == [
        "en",
        "de",
        "en",
        "de",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("line", "holder", "year"),
    [
        ("2024 Example Patterns. All rights reserved.", "Example Patterns", 2024),
        ("© example.de Alle Rechte vorbehalten", "example.de", None),
        ("COPYRIGHT © 2016-2024 · JANE DOE, LLC. | TERMS", "JANE DOE, LLC", 2024),
        ("All rights reserved © 2024 ·Terms & Conditions·Privacy Policy", None, 2024),
        ("© ℗ 2012-2021 Przykład Sp. z o.o. Wszelkie prawa zastrzeżone.", "Przykład Sp. z o.o.", 2021),
        ("Copyright © 2019, Example Media, Inc., Contact Us", "Example Media, Inc.", 2019),
        ("© 2023 Beispiel Welle Datenschutz Impressum", "Beispiel Welle", 2023),
        ("© 2021 Beispielverband e.V...", "Beispielverband e.V.", 2021),
        ("© 2026 Jane Doe • Built with Example Press · Log in", "Jane Doe", 2026),
        ("© Example Talks, LLC Powered by Example", "Example Talks, LLC", None),
        ("© 27 Example AB|Build: 3.1", "27 Example AB", None),
        ("All Rights Reserved © exampleTM 2026", "example", 2026),
        ("Copyright 2025 © Jane Doe. All Rights Reserved.", "Jane Doe", 2025),
        ("Example University©2025University Privacy", "Example University", 2025),
        ("Privacy PolicyEEO© 2024 Example, Inc.", "Example, Inc.", 2024),
        ("2010 - 2022 Example Partners©. All Rights Reserved.", "Example Partners", 2022),
        ("example.is/Example hf. © 2025 | Harbor Street 2, 110 Springfield", "example.is/Example hf", 2025),
        ("The paper of the harbor | © Copyright 2020 | Example Media Srl", "Example Media Srl", 2020),
        ("Copyright © 2023-24 Example Corp ltd., All Rights Reserved", "Example Corp ltd.", 2024),
        (
            "© Example Publishing Limited Quay House, The Harbor, Bath BA1 1UA.",
            "Example Publishing Limited",
            None,
        ),
        ("© 2024 Example Brands, LLC THESTREET is a registered trademark.", "Example Brands, LLC", 2024),
        ("© 2024 Example Media Pvt. Ltd. All rights reserved.", "Example Media Pvt. Ltd.", 2024),
        ("Copyright 2024|Tüm Hakları Saklıdır.", None, 2024),
        ("Tous droits réservés - Le Courrier 2024", "Le Courrier", 2024),
        ("@ 1997 - 2025 Beispiel Medien GmbH & Co. KG", "Beispiel Medien GmbH & Co. KG", 2025),
        ("저작권자 © 예시일보 무단전재 및 재배포 금지", "예시일보", None),
        ("© 2019 Bei\u00adspiel\u00adamt Im\u00adpres\u00adsum", "Beispielamt", 2019),
    ],
)
def test_notices_of_other_forms(line: str, holder: str | None, year: int | None) -> None:
    found = read_copyright(line)
    assert found is not None
    assert (found.holder, found.year) == (holder, year)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-3-4 21:14:00", "2024-03-04T21:14:00"),
        ("2024/3/14", "2024-03-14"),
        ("nightly-2024-03-04", None),
        ("2024-3", None),
        ("2 months ago", None),
    ],
)
def test_machine_dates_without_zeros_and_what_only_holds_one(value: str, expected: str | None) -> None:
    assert iso(value) == expected


def test_time_lines_of_the_north() -> None:
    assert read_times("Publisert 3. mars 2024 09:14").published == "2024-03-03T09:14"
    assert read_times("Senast uppdaterad 3 maj 2024").modified == "2024-05-03"


def test_what_trails_a_holder_a_newsroom_and_an_original_time() -> None:
    assert (
        found := read_copyright("© 2024 Beispiel Verlag GmbH & Co. KG")
    ) and found.holder == "Beispiel Verlag GmbH & Co. KG"
    assert (
        found := read_copyright("© 2024 The Courier unless otherwise noted. All rights reserved.")
    ) and found.holder == "The Courier"
    assert read_byline("By Staff Reports -") == ("Staff Reports",)
    times = read_times("Updated Nov. 19, 2024 8:21 am ET / Original Nov. 18, 2024 8:02 am ET")
    assert (times.published, times.modified) == ("2024-11-18T08:02-05:00", "2024-11-19T08:21-05:00")


@pytest.mark.parametrize(
    ("line", "published", "names"),
    [
        ("Posted on December 29, 2021December 30, 2021", "2021-12-29", ()),
        ("Publié le 20 janvier 202021 janvier 2020", "2020-01-20", ()),
        ("Jane Doe, General Editor, F1Dec 19, 2023, 05:30 PM", "2023-12-19T17:30", ("Jane Doe",)),
        ("11.12.2019 - Jane Doe", "2019-12-11", ("Jane Doe",)),
        ("30.01.202430. Januar 2024", "2024-01-30", ()),
        ("17.04.2024, 12:24Lesezeit: 5 Min.", "2024-04-17T12:24", ()),
        ("Nov 18, 2019 @17:19 PM", "2019-11-18T17:19", ()),
        (
            "Posted by Jane Mary Doe on November 19, 2019, 6:21 AM EST",
            "2019-11-19T06:21-05:00",
            ("Jane Mary Doe",),
        ),
        ("May 3, 2024 / 10:07 AM / CBS News", "2024-05-03T10:07", ("CBS News",)),
        ("15 августа 2016, 13:43", "2016-08-15T13:43", ()),
        ("Czwartek, 16 marca 2021", "2021-03-16", ()),
        ("20 Nisan 2026•Güncelleme: 21 Nisan 2026", "2026-04-20", ()),
    ],
)
def test_lines_that_templates_glue(line: str, published: str, names: tuple[str, ...]) -> None:
    assert is_time_line(line)
    assert (read_times(line).published, read_names_in_time_line(line)) == (published, names)


def test_a_section_glued_to_a_date_makes_a_teaser() -> None:
    assert not is_time_line("Wissenschaft27.02.2016 9 Bilder")
    assert is_time_line("有料記事2025年1月13日")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Publicerad 14.14", True),
        ("mandag 5. august kl. 14:47", True),
        ("Doors open at 19:30 for all who hold a ticket of the harbor", False),
        ("Version 14.14.2", False),
    ],
)
def test_times_of_day_without_a_date(line: str, told: bool) -> None:
    assert tells_clock(line) is told
