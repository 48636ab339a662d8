"""Copies of a story on other sites are found, whenever they come; other stories are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.clusters import MOST_BYTES, MOST_SECONDS, cost, exactness
from extractors.model import Article, RawPage
from tests.warehouse.archive import Archive
from tests.warehouse.generated import START, page_and_outcome
from warehouse.sketch import sketch


def test_copies_are_told_from_stories_on_one_event(tmp_path: Path) -> None:
    _, pairs, precision, recall = exactness(tmp_path, 100)
    assert pairs > 500
    assert precision >= 0.99
    assert recall >= 0.95


@pytest.mark.soak
def test_copies_are_told_from_stories_on_many_events(tmp_path: Path) -> None:
    _, pairs, precision, recall = exactness(tmp_path, 2_000)
    assert pairs > 10_000
    assert precision >= 0.99
    assert recall >= 0.95


def test_a_load_finds_the_copies_of_what_is_stored_in_little_memory(tmp_path: Path) -> None:
    met = cost(tmp_path, 1_000, 100)
    assert met.pairs == 10
    assert 10e6 < met.peak < MOST_BYTES


@pytest.mark.soak
def test_a_load_beside_a_million_stored_takes_under_a_minute_and_4_gb(tmp_path: Path) -> None:
    met = cost(tmp_path, 1_000_000, 5_000)
    assert met.seconds < MOST_SECONDS
    assert met.peak < MOST_BYTES
    assert met.pairs == 500


def copy(number: int, original: Article, *, headline: str, published: str) -> tuple[RawPage, Article]:
    """The story as another site prints it."""
    page, outcome = page_and_outcome(number)
    assert isinstance(outcome, Article)
    text = original.text.rpartition("\n\n")[0] + "\n\nLocal officials had no word on it."
    return page, replace(outcome, headline=headline, text=text, date_published=published)


@pytest.mark.parametrize("together", [True, False])
def test_a_cluster_tells_its_copies(tmp_path: Path, together: bool) -> None:
    page, original = page_and_outcome(1)
    assert isinstance(original, Article)
    original = replace(original, headline="One", date_published="2024-05-30T12:00:00Z")
    pairs = [
        (page, original),
        copy(2, original, headline="Two", published="2024-05-30T11:00:00Z"),
        copy(3, original, headline="Two", published="2024-05-31"),
        page_and_outcome(4),
    ]
    archive = Archive(tmp_path)
    batches = [archive.stage(f"b{n}", [pair]) for n, pair in enumerate(pairs)]
    if together:
        archive.load(*batches)
    else:
        for batch in reversed(batches):
            archive.load(batch)
    found = archive.rows("SELECT copies, sites, earliest_url, agency, headlines FROM clusters")
    assert found == [(3, 3, "https://www.site2.example/news/2?utm_source=feed", "AP", ["One", "Two"])]


def test_versions_of_one_article_are_no_cluster(tmp_path: Path) -> None:
    page, article = page_and_outcome(1)
    assert isinstance(article, Article)
    later = replace(page, captured_at=START + timedelta(days=1), body=page.body + b"!")
    edited = replace(article, page_id=later.page_id, headline="Another")
    archive = Archive(tmp_path)
    archive.load(archive.stage("a", [(page, article), (later, edited)]))
    assert archive.rows("SELECT count(*) FROM version_rows") == [(2,)]
    assert archive.rows("SELECT count(*) FROM alike_rows") == [(0,)]


def test_a_sketch_is_the_same_for_ever() -> None:
    text = " ".join(f"word{n}" for n in range(60))
    made = sketch(text)
    assert made is not None
    assert made[:3] == sketch(text.upper())[:3]  # type: ignore[index]
    assert sketch("too short to tell") is None
