"""Giant and broken pages in a process of their own: each ends as one clear outcome, in bounded memory."""

from __future__ import annotations

import pytest

from tests.extractors.giants import clean_giant
from tests.peak import alone

# What comes of each page, and the megabytes that its process may hold at most, libraries with it.
BOUNDS = [
    ("nothing but a page", "too_short", 120),
    ("a line of 100 MB", "too_large", 250),
    ("a line of 100 MB without a space", "too_large", 250),
    ("a line of 100 MB in other letters", "too_large", 250),
    ("a paragraph of 100 MB", "too_large", 400),
    ("a tag of 100 MB", "too_large", 400),
    ("a million tags deep", "too_large", 200),
    ("a million tags of many kinds deep", "too_large", 200),
    ("a million tags deep and closed", "too_large", 200),
    ("the most lines", "too_short", 600),
    ("broken surrogates", "too_large", 800),
    ("broken surrogates in markup", "too_large", 400),
    ("broken surrogates in UTF-16", "article", 300),
    ("the longest line", "article", 1000),
    ("the longest word", "too_short", 400),
    pytest.param("the longest paragraph", "article", 2500, marks=pytest.mark.soak),
]


@pytest.mark.parametrize(("name", "came", "most"), BOUNDS)
def test_a_giant_ends_clearly_in_bounded_memory(name: str, came: str, most: int) -> None:
    (told, detail), peak = alone(clean_giant, name)
    assert told == came, detail
    assert 30 < peak < most, "megabytes"
