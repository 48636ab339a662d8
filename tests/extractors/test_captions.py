"""Captions and credits apart, their dates, and every later printing found, whatever its typography."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.assemble import assemble
from extractors.fields.captions import (
    CaptionParts,
    begins_otherwise,
    caption_date,
    find_credit,
    loose_key,
    opens_with_credit,
    split_caption,
)
from extractors.fields.credits import split_where_expected
from extractors.model import Article, Block, Label, LabelledBlock, RawPage, Role
from extractors.rules import claim

CAPTION = "The mayor's ferry “Old Anna” leaves the harbor of Lisbon, Tuesday, May 28, 2024."
CREDIT = "Jane Doe, Pool Photo via AP"
OPENING = (
    "LISBON (AP) — The mayor closed the old harbor on Tuesday after a storm had torn its last pier away."
)
PARAGRAPHS = [
    OPENING,
    "“We will not leave the river,” the oldest of the fishermen said when the boats had been tied up.",
    "The council will meet on Thursday to decide what becomes of the ferry and the people who run it.",
]


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        (
            "The cells of a tiny ferry. Image credit: Doe et al., doi: 10.1000/ferry.2306.",
            "The cells of a tiny ferry.",
            "Doe et al., doi: 10.1000/ferry.2306",
        ),
        ("A ferry leaves. (AP Photo/Jane Doe, File)", "A ferry leaves.", "AP Photo/Jane Doe, File"),
        ("A ferry leaves. (Jane Doe, Pool Photo via AP)", "A ferry leaves.", "Jane Doe, Pool Photo via AP"),
        ("A ferry leaves. Jane Doe/Getty Images", "A ferry leaves.", "Jane Doe/Getty Images"),
        (
            "A ferry in Lisbon, D.C. Jane Doe / Getty Images",
            "A ferry in Lisbon, D.C.",
            "Jane Doe / Getty Images",
        ),
        ("A ferry leaves. REUTERS/Jane Doe/File Photo", "A ferry leaves.", "REUTERS/Jane Doe/File Photo"),
        ("A ferry leaves. Photograph: Jane Doe/AFP", "A ferry leaves.", "Jane Doe/AFP"),
        (
            "A ferry leaves. / Credit: JANE DOE/AFP via Getty Images",
            "A ferry leaves.",
            "JANE DOE/AFP via Getty Images",
        ),
        ("Eine Fähre legt ab. Foto: Karl Beispiel/dpa", "Eine Fähre legt ab.", "Karl Beispiel/dpa"),
        ("Un bac quitte le port. © Jeanne Dupont, AFP", "Un bac quitte le port.", "Jeanne Dupont, AFP"),
        ("Un barco en el puerto.María Ejemplo (EFE)", "Un barco en el puerto.", "María Ejemplo (EFE)"),
        ("2 of 12 | A ferry leaves. (AP Photo/Jane Doe)", "A ferry leaves.", "AP Photo/Jane Doe"),
        ("Image caption A ferry leaves the harbor", "A ferry leaves the harbor", None),
        ("A ferry leaves. AP Photo", "A ferry leaves.", "AP Photo"),
        ("A ferry ... [+] leaves at noon.", "A ferry leaves at noon.", None),
        (
            "A ferry leaves. Photo courtesy of the City of X",
            "A ferry leaves.",
            "Photo courtesy of the City of X",
        ),
        ("배가 떠난다. [사진 출처 = 예시 캠프]", "배가 떠난다.", "예시 캠프"),
        (
            "© Jane Doe The cook waits for the boat at noon.",
            "The cook waits for the boat at noon.",
            "Jane Doe",
        ),
        (
            "A ferry leaves. | Jane Doe/AFP via Getty Images",
            "A ferry leaves.",
            "Jane Doe/AFP via Getty Images",
        ),
        ("A ferry leaves. Photo by - /AFP via Getty Images", "A ferry leaves.", "AFP via Getty Images"),
        ("A ferry leaves. (AP Photo/Jane Doe) AP Photo", "A ferry leaves.", "AP Photo/Jane Doe"),
        ("A ferry leaves. Cartoon by Jane Doe", "A ferry leaves.", "Jane Doe"),
    ],
)
def test_a_caption_and_its_credit(line: str, text: str, credit: str | None) -> None:
    parts = split_caption(line)
    assert (parts.text, parts.credit) == (text, credit)


@pytest.mark.parametrize(
    "line",
    [
        "He admitted the charge (and two others).",
        "The show runs on weekdays (WXYZ).",
        "She told CNN that the harbor was closed.",
        "The figures come from the harbor office, the city and NASA",
        "The firm rose 3% (Reporting by Jane Doe)",
        "Copyright 2024 Jane Doe/Getty Images. All rights reserved.",
        "By Jane Doe, Reuters",
        "The ratio was measured in kilometers (miles/hour).",
    ],
)
def test_no_credit(line: str) -> None:
    assert find_credit(line) is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("A ferry leaves, Tuesday, May 28, 2024.", date(2024, 5, 28)),
        ("A ferry leaves on Feb. 3, 2020.", date(2020, 2, 3)),
        ("Eine Fähre am 12. September 2023.", date(2023, 9, 12)),
        ("Un bac le 14 août 2022.", date(2022, 8, 14)),
        ("Un barco el 1 de agosto de 2024.", date(2024, 8, 1)),
        ("FILE - A ferry, built on May 3, 1999, leaves, Monday, May 6, 2024.", date(2024, 5, 6)),
        ("A ferry leaves on Tuesday, May 28.", None),
        ("A ferry of May 3, 2019 meets one of May 4, 2021.", None),
        ("A ferry of 2019.", None),
    ],
)
def test_the_date_a_caption_states(line: str, day: date | None) -> None:
    assert caption_date(line) == day


def _article(lines: list[str]) -> Article:
    blocks = [Block(position, " ".join(line.split())) for position, line in enumerate(lines)]
    labelled = [
        LabelledBlock(block, label or Label(Role.PARAGRAPH, "stand-in", 0.9))
        for block, label in zip(blocks, claim(blocks, site=None), strict=True)
    ]
    captured = datetime(2026, 1, 1, tzinfo=UTC)
    return assemble(RawPage("s", "p", None, captured, "text/plain", None, b""), labelled, None)


_PRINTINGS = {
    "with credit": f"{CAPTION} ({CREDIT})",
    "without credit": CAPTION,
    "curly quotes": f"{CAPTION.replace(chr(39), '’')} ({CREDIT})",
    "straight quotes": CAPTION.replace("“", '"').replace("”", '"') + f" ({CREDIT})",
    "doubled spaces": f"{CAPTION.replace(' ', '  ')}  ({CREDIT})",
    "FILE": f"FILE - {CAPTION} ({CREDIT}, File)",
    "FILE and no credit": f"FILE – {CAPTION}",
    "gallery": f"3 of 5 | {CAPTION} ({CREDIT})",
    "capitals": f"{CAPTION.upper()} ({CREDIT})",
    "cut off": CAPTION[:60] + "…",
}


@pytest.mark.parametrize("first", ["with credit", "without credit", "FILE", "gallery", "curly quotes"])
@pytest.mark.parametrize("second", _PRINTINGS)
@pytest.mark.parametrize("apart", [0, 1, 3])
def test_a_second_printing_is_a_repeat(first: str, second: str, apart: int) -> None:
    lines = [
        _PRINTINGS[first],
        *PARAGRAPHS[:apart],
        _PRINTINGS[second],
        *PARAGRAPHS[apart:],
        _PRINTINGS["with credit"],
    ]
    article = _article(lines)
    assert [(c.times_seen, c.credit is not None) for c in article.captions] == [(3, True)]
    assert article.text == "\n\n".join(PARAGRAPHS)
    roles = [b.label.role for b in article.blocks if b.block.text not in PARAGRAPHS]
    assert roles == [Role.CAPTION, Role.REPEAT, Role.REPEAT]


@pytest.mark.parametrize("times", [2, 3, 5])
def test_a_caption_without_credit_stands_twice_or_more_before_the_dateline(times: int) -> None:
    article = _article(["Storm closes the harbor of Lisbon", *[CAPTION] * times, *PARAGRAPHS])
    assert [(c.text, c.credit, c.times_seen) for c in article.captions] == [(CAPTION, None, times)]
    assert article.text.endswith("\n\n".join(PARAGRAPHS))


@pytest.mark.parametrize(
    "line",
    [
        "“We will not leave the river,” the oldest of the fishermen said when the boats had been tied up.",
        "We will not leave the river that our mothers kept for us, they sang.",
        "Never again shall the harbor close its gates to those who come by sea.",
    ],
)
@pytest.mark.parametrize("places", [(1, 2), (1, 3), (1, 2, 3)])
def test_refrains_quotes_and_paragraphs_that_repeat_stay(line: str, places: tuple[int, ...]) -> None:
    lines = [f"{CAPTION} ({CREDIT})", *PARAGRAPHS]
    for shift, place in enumerate(places):
        lines.insert(place + 1 + shift, line)
    article = _article(lines)
    assert article.text.count(line) == len(places) + (line in PARAGRAPHS)
    assert [c.times_seen for c in article.captions] == [1]


@given(
    st.lists(st.sampled_from(sorted(set(_PRINTINGS) - {"cut off"})), min_size=1, max_size=5),
    st.lists(st.integers(0, len(PARAGRAPHS)), min_size=5, max_size=5),
)
def test_every_printing_counts_wherever_it_stands(printings: list[str], places: list[int]) -> None:
    lines = list(PARAGRAPHS)
    slots: list[list[str]] = [[] for _ in range(len(PARAGRAPHS) + 1)]
    for printing, place in zip(["with credit", *printings[1:]], places, strict=False):
        slots[place].append(_PRINTINGS[printing])
    lines = [line for slot, p in zip(slots, [*PARAGRAPHS, ""], strict=True) for line in (*slot, p) if line]
    article = _article(lines)
    assert [c.times_seen for c in article.captions] == [len(printings)]
    assert article.text == "\n\n".join(PARAGRAPHS)


def test_two_captions_stay_two() -> None:
    other = "A second ferry waits at the pier for the storm to pass. (AP Photo/John Roe)"
    article = _article([f"{CAPTION} ({CREDIT})", other, *PARAGRAPHS, other])
    assert [c.times_seen for c in article.captions] == [1, 2]


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("The ferry at its pier on Monday. Foto: Jane Doe / AP Vis mer", "Jane Doe / AP"),
        ("The ferry at its pier on Monday. Foto: Jane Doe / AP Show more", "Jane Doe / AP"),
        ("The ferry at its pier on Monday. Bild © Jane Doe (ex)", "Jane Doe (ex)"),
        ("The ferry at its pier on Monday. Photograph courtesy the author", "the author"),
    ],
)
def test_buttons_and_labels_are_no_part_of_a_credit(line: str, credit: str) -> None:
    assert split_where_expected(line) == CaptionParts("The ferry at its pier on Monday.", credit)


def test_a_label_before_a_caption_is_no_credits_label() -> None:
    line = "PHOTO: The ferry lies at its pier in the old harbor on March 1, 2024."
    assert split_where_expected(line) == CaptionParts(line.removeprefix("PHOTO: "), None)
    assert split_where_expected("Am Kai ist es still. Bildrechte: EX/Karl Beispiel") == CaptionParts(
        "Am Kai ist es still.", "EX/Karl Beispiel"
    )


@given(st.text(min_size=1))
def test_the_cheap_look_at_a_beginning_agrees_with_the_key(text: str) -> None:
    assert not begins_otherwise(text, {loose_key(text)[:1]})


def test_the_cheap_look_sees_another_beginning() -> None:
    assert begins_otherwise("Ferry leaves", {"h", "2"}) and not begins_otherwise("“Ferry” leaves", {"h"})


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("Prom w porcie / autor: Jan Przykład", "Prom w porcie", "Jan Przykład"),
        ("A ferry leaves. Photographer: Jane Doe/Bloomberg", "A ferry leaves.", "Jane Doe/Bloomberg"),
        ("Die Fähre im Hafen, Bildquelle: K. Beispiel", "Die Fähre im Hafen", "K. Beispiel"),
        ("Die Fähre im Hafen. - © karl - stock.adobe.com", "Die Fähre im Hafen.", "karl - stock.adobe.com"),
        ("FILE photo: 40 people wait for a boat.", "FILE photo: 40 people wait for a boat.", None),
        ("A ferry leaves. (AP Photo/Jane Doe) - Copyright AP Photo", "A ferry leaves.", "AP Photo/Jane Doe"),
        ("Phà rời bến. Ảnh: Nguyễn Ví Dụ", "Phà rời bến.", "Nguyễn Ví Dụ"),
        ("Die Fähre legt ab (Archivbild)", "Die Fähre legt ab (Archivbild)", None),
        ("Kapitän für die Fähre gesucht (m/w/d)", "Kapitän für die Fähre gesucht (m/w/d)", None),
        ("The ferry is the oldest in the U.S.", "The ferry is the oldest in the U.S.", None),
        ("Did a cook sink the ferry? (VIDEO)", "Did a cook sink the ferry? (VIDEO)", None),
    ],
)
def test_a_credit_of_a_line_that_stands_where_captions_do(line: str, text: str, credit: str | None) -> None:
    parts = split_where_expected(line)
    assert (parts.text, parts.credit) == (text, credit)


def test_a_line_that_opens_with_a_credit() -> None:
    assert opens_with_credit("© Jane Doe The cook waits for the boat at noon.")
    assert not opens_with_credit("© Example Media Group All of its papers in the north")
    assert not opens_with_credit("© Jane Doe The harbor book. All rights reserved by the office.")
