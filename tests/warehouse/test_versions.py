"""A version is made when the article changed, and only then; what changed can be read off a view."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from extractors.model import (
    Article,
    Block,
    Copyright,
    Label,
    LabelledBlock,
    Outcome,
    PageStatus,
    RawPage,
    Role,
    Standing,
)
from tests.warehouse.archive import Archive
from tests.warehouse.generated import page_and_outcome

RECAPTURES = 1_000
Pair = tuple[RawPage, Outcome]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def first_capture(number: int) -> tuple[RawPage, Article]:
    page, outcome = page_and_outcome(number, paragraphs=5)
    assert isinstance(outcome, Article)
    return page, outcome


def seen_again(page: RawPage, article: Article, day: int) -> tuple[RawPage, Article]:
    """The same story a day or more later, under a new rail, footer, tags and copyright line."""
    later = replace(
        page, captured_at=page.captured_at + timedelta(days=day), body=page.body + b"\nRail %d" % day
    )
    rail = LabelledBlock(
        Block(len(article.blocks), f"Trending today: {day}"), Label(Role.RAIL, "rail-heading", 1.0)
    )
    return later, replace(
        article,
        page_id=later.page_id,
        blocks=(*article.blocks, rail),
        keywords=(f"Tag {day}",),
        date_modified=f"2024-06-{1 + day % 28:02}",
        copyright=Copyright("Example Media", 2025, f"Copyright {2000 + day} Example Media"),
        captions=tuple(replace(caption, times_seen=day) for caption in article.captions),
    )


def test_recaptures_that_differ_in_boilerplate_make_no_version(archive: Archive) -> None:
    firsts = [first_capture(number) for number in (1, 2, 3, 4)]
    again = [
        seen_again(*firsts[day % 4], day=1 + day) for day in range(RECAPTURES)
    ]  # 250 re-captures of each
    archive.load(archive.stage("a", firsts))
    before = archive.rows(
        "SELECT article_id, version_id, headline, text, versions FROM articles ORDER BY ALL"
    )
    counts = archive.load(archive.stage("b", again))
    assert (counts.pages, counts.captures, counts.versions) == (RECAPTURES, RECAPTURES, 0)
    after = archive.rows("SELECT article_id, version_id, headline, text, versions FROM articles ORDER BY ALL")
    assert after == before
    assert archive.rows("SELECT count(*) FROM changes") == [(0,)]
    assert archive.rows("SELECT count(*) FROM captures") == [(RECAPTURES + 4,)]


def one_word_edits(page: RawPage, article: Article) -> Iterator[tuple[RawPage, Article, bool]]:
    """State after state of one article, each one word away from the last; True for the headline."""
    rng = random.Random(7)
    for day in range(1, RECAPTURES + 1):
        in_headline = rng.random() < 0.3
        words = (article.headline or "" if in_headline else article.text).split(" ")
        place = rng.choice([n for n, word in enumerate(words) if "\n" not in word])
        words[place] = f"edit{day}"
        edited = {"headline" if in_headline else "text": " ".join(words)}
        article = replace(article, **edited)  # type: ignore[arg-type]
        yield *seen_again(page, article, day), in_headline


def test_every_single_word_edit_makes_exactly_one_version(archive: Archive) -> None:
    page, article = first_capture(1)
    edits = list(one_word_edits(page, article))
    archive.load(archive.stage("a", [(page, article)]))
    assert archive.load(archive.stage("b", [edit[:2] for edit in edits])).versions == RECAPTURES
    told = archive.rows("SELECT version, field, change, before, after FROM changes ORDER BY version")
    assert len(told) == RECAPTURES, "one change for each version"
    for number, (row, (_, _, in_headline)) in enumerate(zip(told, edits, strict=True), start=2):
        version, field, change, old, new = row
        assert (version, field, change) == (number, "headline" if in_headline else "text", "edited")
        assert isinstance(old, str)
        assert isinstance(new, str)
        pairs = zip(old.split(" "), new.split(" "), strict=True)
        assert len([1 for a, b in pairs if a != b]) == 1
    last = archive.rows("SELECT text, versions FROM articles")
    assert last == [(edits[-1][1].text, RECAPTURES + 1)]


def test_changes_tell_fields_and_paragraphs_added_removed_and_edited(archive: Archive) -> None:
    page, article = first_capture(1)
    start = replace(article, text="One two three four.\n\nSame line.\n\nSame line.\n\nGoes away entirely.")
    text = "Wholly other words came.\n\nOne two three five.\n\nSame line."
    then = replace(start, text=text, authors=("Ann Author",), editors_note="Correction: a name.")
    later, then = seen_again(page, then, 3)
    archive.load(archive.stage("a", [(page, start)]), archive.stage("b", [(later, then)]))
    assert archive.rows("SELECT field, change, before, after FROM changes ORDER BY ALL") == [
        ("authors", "edited", "Ann Author, Bo Writer", "Ann Author"),
        ("editors_note", "edited", None, "Correction: a name."),
        ("text", "added", None, "Wholly other words came."),
        ("text", "edited", "One two three four.", "One two three five."),
        ("text", "removed", "Goes away entirely.", None),
        ("text", "removed", "Same line.", None),
    ]


def test_words_are_counted_without_spaces_too(archive: Archive) -> None:
    page, article = first_capture(1)
    archive.load(archive.stage("a", [(page, replace(article, text="政府は東京で会議を開いた"))]))
    assert archive.rows("SELECT word_count FROM articles") == [(6,)]


def test_a_state_that_comes_back_is_the_version_it_was(archive: Archive) -> None:
    page, article = first_capture(1)
    edited = replace(article, headline="Another headline altogether")
    pairs = [(page, article), seen_again(page, edited, 1), seen_again(page, article, 2)]
    archive.load(archive.stage("a", pairs))
    assert archive.rows("SELECT version, headline, pages FROM article_versions ORDER BY version") == [
        (1, article.headline, 2),
        (2, edited.headline, 1),
    ]
    assert archive.rows("SELECT headline, versions FROM articles") == [(article.headline, 2)]


def stub_of(article: Article) -> Article:
    """The article as one sees it who has read the last free story of the month."""
    offer = PageStatus(Standing.PAYWALL_STUB, "the page says “Subscribe to continue reading”")
    return replace(article, text=article.text.partition("\n\n")[0], status=offer)


def test_a_stub_is_no_state_of_a_story_that_was_seen_whole(archive: Archive) -> None:
    page, article = first_capture(1)
    stub = seen_again(page, stub_of(article), 1)
    archive.load(archive.stage("a", [(page, article)]), archive.stage("b", [stub]))
    told = "SELECT text, versions, page_id, last_captured_at = first_captured_at FROM articles"
    assert archive.rows(told) == [(article.text, 1, page.page_id, True)]
    assert archive.rows("SELECT count(*) FROM article_versions") == [(1,)]
    assert archive.rows("SELECT count(*) FROM changes") == [(0,)]
    assert archive.rows("SELECT page_id, page_status FROM page_statuses") == [
        (stub[0].page_id, "paywall_stub")
    ]
    assert archive.rows("SELECT count(*) FROM captures") == [(2,)]
    text = archive.rows(f"SELECT text FROM cleanings WHERE page_id = '{stub[0].page_id}'")
    assert text == [(stub[1].text,)], "what the stub said is kept"

    edited = replace(article, headline="Another headline altogether")
    archive.load(archive.stage("c", [seen_again(page, edited, 2)]))
    assert archive.rows("SELECT headline, versions FROM articles") == [(edited.headline, 2)]
    assert archive.rows("SELECT field FROM changes") == [("headline",)]


def test_stubs_are_all_there_is_until_the_story_is_seen_whole(archive: Archive) -> None:
    page, article = first_capture(1)
    shorter = stub_of(article)
    longer = replace(shorter, text=article.text.rpartition("\n\n")[0])
    stubs = [(page, replace(shorter, page_id=page.page_id)), seen_again(page, longer, 1)]
    archive.load(archive.stage("a", stubs))
    assert archive.rows("SELECT text, versions FROM articles") == [(longer.text, 2)]
    archive.load(archive.stage("b", [seen_again(page, article, 2)]))
    assert archive.rows("SELECT text, versions FROM articles") == [(article.text, 1)]
