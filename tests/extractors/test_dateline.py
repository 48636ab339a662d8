"""Datelines of every form, and the openings that only look like one."""

from __future__ import annotations

import pytest

from extractors.fields.dateline import parse_dateline


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("WASHINGTON (AP) — The council met.", "WASHINGTON", "AP"),
        ("ST. JOSEPH, Mich. (AP) — The council met.", "ST. JOSEPH, Mich.", "AP"),
        ("McALLEN, Texas (Example Central) – The council met.", "McALLEN, Texas", "Example Central"),
        ("NEW YORK, Nov 7 (Reuters) - Stocks rose.", "NEW YORK", "Reuters"),
        ("LONDON, Feb. 3, 2024 (Reuters) - Stocks rose.", "LONDON", "Reuters"),
        ("Nov. 7 (UPI) -- Stocks rose.", None, "UPI"),
        ("GENEVA (January 24, 2017) — A bridge was closed.", "GENEVA", None),
        ("New York, NY – A bridge was closed.", "New York, NY", None),
        ("新华社北京4月24日电 桥梁关闭。", "北京", "新华社"),
        ("Santa Barbara, California—A bridge was closed.", "Santa Barbara, California", None),
        ("AUSTIN (KXAN) — A bridge was closed.", "AUSTIN", "KXAN"),
        ("COLUMBUS, Ohio (WCMH) – A bridge was closed.", "COLUMBUS, Ohio", "WCMH"),
        ("(KXAN) — A bridge was closed.", None, "KXAN"),
        ("(CNN) — A bridge was closed.", None, "CNN"),
        ("Washington CNN — A bridge was closed.", "Washington", "CNN"),
        ("(CNN)A bridge was closed.", None, "CNN"),
        ("Hong Kong (CNN Business)A bridge was closed.", "Hong Kong", "CNN Business"),
        ("(Reuters) - A bridge was closed.", None, "Reuters"),
        ("BEIJING, Nov. 7 (Xinhua) -- A bridge was closed.", "BEIJING", "Xinhua"),
        ("MOSCOW, November 7. /TASS/. A bridge was closed.", "MOSCOW", "TASS"),
        ("Grünow (dpa) – Eine Brücke ist gesperrt.", "Grünow", "dpa"),
        ("Frankfurt/Main (dpa/lhe) - Eine Brücke ist gesperrt.", "Frankfurt/Main", "dpa/lhe"),
        ("Paris (AFP) – Un pont est fermé.", "Paris", "AFP"),
        ("Madrid, 12 nov (EFE).- Un puente cerrado.", "Madrid", "EFE"),
        ("SÃO PAULO (Reuters) - A ponte fechou.", "SÃO PAULO", "Reuters"),
        ("(ANSA) - ROMA, 12 NOV - Un ponte chiuso.", "ROMA", "ANSA"),
        ("JERUSALEM/GAZA, Oct 7 (Reuters) - A bridge was closed.", "JERUSALEM/GAZA", "Reuters"),
        ("GENEVA — A bridge was closed.", "GENEVA", None),
        ("AUBURN, Wash. — A bridge was closed.", "AUBURN, Wash.", None),
        ("TOKYO -- A bridge was closed.", "TOKYO", None),
        ("WASHINGTON (AP) ― A bridge was closed.", "WASHINGTON", "AP"),
    ],
)
def test_datelines(text: str, place: str | None, agency: str | None) -> None:
    found = parse_dateline(text)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert text.startswith(found.printed)


@pytest.mark.parametrize(
    "text",
    [
        "Search Engine Marketing (SEM) — paid results — is growing.",
        "SEARCH ENGINE OPTIMIZATION (SEO) — why it matters.",
        "Large Language Models (LLMs) — like the ones in phones — are big.",
        "Frosthaven (2022) – This game takes longer.",
        "NASA — which runs the program — declined to comment.",
        "BREAKING — The bridge is closed.",
        "UPDATE: The bridge is closed.",
        "US-made weapons — some of them old — were found.",
        "IT WAS — and this is the point — a mistake.",
        "The mayor (right) — a former sailor — waved.",
        "A bridge (the oldest) - it was built in 1880 - is closed.",
        "AI — the new thing",
        "Jane Doe, MD – the bridge's doctor – waved.",
        "Springfield, once – A bridge was closed.",
        "Jane Doe (CNN) asked about the bridge.",
        "(See the map) — The bridge is closed.",
        "The council met in WASHINGTON (AP) — and left.",
        "",
    ],
)
def test_what_only_looks_like_a_dateline(text: str) -> None:
    assert parse_dateline(text) is None


def test_a_bare_place_counts_only_near_the_opening() -> None:
    assert parse_dateline("GENEVA — A bridge was closed.", opening=False) is None
