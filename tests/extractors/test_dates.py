"""Dates in a text: the short way to them finds what the expression finds in the whole of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields import dates

_PIECES = st.sampled_from(
    [
        *(
            "12",
            "3",
            "31st",
            "3.",
            "2024",
            "1999",
            "192024",
            "2024-03-02",
            "3/4/2021",
            "03.04.2021",
            "2024年3月4日",
        ),
        *("May", "may.", "Sept.", "September", "märz", "de", "of", "del", ",", " ", "  ", "-", " - ", "\n"),
        *("Updated", "UPDATEDMay", "the fishers of the harbour said", "x" * 45),
    ]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_nothing_is_missed_by_looking_near_the_years_only(text: str) -> None:
    assert [m.span() for m in dates._dates(text)] == [m.span() for m in dates._DATE.finditer(text)]


def test_a_date_far_into_a_text_and_one_spread_over_spaces_are_found() -> None:
    text = f"{'word ' * 40}May 3, 2024, and 12{' ' * 60}May{' ' * 60}2023"
    assert [stated.day.isoformat() for stated in dates.stated_dates(text)] == ["2024-05-03", "2023-05-12"]
