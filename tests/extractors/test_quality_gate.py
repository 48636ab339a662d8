"""What cleaning reaches on the golden pages may only rise.

Lowering a floor is an explicit act: it says why in its commit. Floors are pinned with the digest of the
pages they were measured on; a changed or new one asks for a new measurement (`python -m benchmarks.golden`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest

from benchmarks.golden import FIELDS, Scores, score
from tests.golden_pages import GoldenPage, load

MEASURED_ON = "ad4287ae409f"
# field: (precision, recall) as measured over all golden pages, cut to two digits
FLOORS: Mapping[str, tuple[float, float]] = {
    "headline": (1.0, 1.0),
    "authors": (1.0, 0.99),
    "date_published": (0.99, 0.99),
    "date_modified": (1.0, 1.0),
    "dateline": (1.0, 0.98),
    "captions": (1.0, 0.97),
    "contributors": (1.0, 1.0),
    "editors_note": (1.0, 1.0),
    "keywords": (1.0, 0.95),
    "copyright": (1.0, 0.97),
    "site": (1.0, 0.97),
    "language": (1.0, 1.0),
}
STORY_FLOOR = 0.97  # mean F1 over shingles of four words


@pytest.fixture(scope="module")
def pages() -> list[GoldenPage]:
    return load()


@pytest.fixture(scope="module")
def scores(pages: list[GoldenPage]) -> Scores:
    return score(pages)


def digest(pages: list[GoldenPage]) -> str:
    """12 hex digits over names, addresses, bytes and expected outcomes."""
    sha = hashlib.sha256()
    for page in sorted(pages, key=lambda page: page.name):
        sha.update(f"{page.name}\0{page.url}\0{sorted(page.expected.items())!r}\0".encode())
        sha.update(page.body)
    return sha.hexdigest()[:12]


def test_the_floors_were_measured_on_these_pages(pages: list[GoldenPage]) -> None:
    assert digest(pages) == MEASURED_ON, "golden pages changed: measure again and pin floors and digest anew"


def test_every_field_has_a_floor() -> None:
    assert set(FLOORS) == set(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_keeps_its_precision_and_recall(scores: Scores, field: str) -> None:
    tally = scores.fields[field]
    precision, recall = FLOORS[field]
    assert tally.precision >= precision, tally.errors
    assert tally.recall >= recall, tally.errors


def test_stories_keep_their_quality(scores: Scores) -> None:
    assert sum(scores.story.values()) / len(scores.story) >= STORY_FLOOR


def test_every_verdict_is_right(scores: Scores) -> None:
    assert not scores.verdicts.errors
