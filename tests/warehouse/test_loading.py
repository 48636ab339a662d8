"""A load adds what is new, once, whatever way it comes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from extractors.model import Article, Block, Label, LabelledBlock, Outcome, RawPage, Role
from tests.warehouse.archive import Archive, Pairs
from tests.warehouse.generated import START, page_and_outcome, pages_and_outcomes
from warehouse import staging
from warehouse.database import Run, RunState, known_pages, open_writer, record_run
from warehouse.errors import StagingIncomplete
from warehouse.known import capture_of
from warehouse.staging import BatchState
from warehouse.verify import verify_tables

PAIRS = list(pages_and_outcomes(range(60)))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def captured_again(pair: tuple[RawPage, Outcome], *, days: int, **changes: object) -> tuple[RawPage, Outcome]:
    """The page seen later with another footer, and its article with `changes`."""
    page, outcome = pair
    later = replace(page, captured_at=page.captured_at + timedelta(days=days), body=page.body + b" %d" % days)
    return later, replace(outcome, page_id=later.page_id, **changes)  # type: ignore[arg-type]


def test_what_went_in_comes_out(archive: Archive) -> None:
    counts = archive.load(archive.stage("a", PAIRS))
    articles = {outcome.page_id: outcome for _, outcome in PAIRS if isinstance(outcome, Article)}
    assert (counts.pages, counts.captures, counts.articles) == (60, 60, len(articles))
    assert counts.rejections == {"too_short": 60 - len(articles)}
    assert counts.blocks == sum(len(outcome.blocks) for _, outcome in PAIRS)
    assert (counts.captions_seen, counts.captions_kept) == (2 * len(articles), len(articles))
    for page_id, headline, text, authors, agency, captions, origins in archive.rows(
        "SELECT page_id, headline, text, authors, agency, captions, origins FROM articles"
    ):
        article = articles.pop(str(page_id))
        assert (headline, text, authors, agency) == (
            article.headline,
            article.text,
            list(article.authors),
            "AP",
        )
        caption = article.captions[0]
        assert captions == [
            {"text": caption.text, "credit": caption.credit, "date": caption.date, "times_seen": 2}
        ]
        assert origins == {"headline": "text", "site": "meta"}
    assert articles == {}


def test_the_ledger_holds_every_block_in_order(archive: Archive) -> None:
    archive.load(archive.stage("a", PAIRS))
    told = [
        (outcome.page_id, b.block.position, b.block.text, b.label.role.value, b.label.role.kept, b.label.rule)
        for _, outcome in PAIRS
        for b in outcome.blocks
    ]
    rows = archive.rows("SELECT page_id, position, text, role, kept, rule FROM blocks ORDER BY ALL")
    assert rows == sorted(told)
    assert archive.rows("SELECT count(*) FROM ledger_rows WHERE role = 'paragraph' AND text IS NOT NULL") == [
        (0,)
    ]


def test_story_blocks_that_are_no_paragraph_of_the_text_keep_their_own(archive: Archive) -> None:
    page, outcome = PAIRS[0]
    assert isinstance(outcome, Article)
    texts = ["Ruhe.", "Ça va — “oui”.", "Ruhe.", "Not in the text.", "", "日本語の段落。", "Ruhe."]
    blocks = tuple(
        LabelledBlock(Block(n, text), Label(Role.PARAGRAPH, "r", 0.5)) for n, text in enumerate(texts)
    )
    text = "Ruhe.\n\nÇa va — “oui”.\n\nRuhe.\n\n日本語の段落。"
    archive.load(archive.stage("a", [(page, replace(outcome, text=text, blocks=blocks))]))
    assert archive.rows("SELECT text FROM blocks ORDER BY position") == [(text,) for text in texts]
    assert archive.rows("SELECT list(paragraph ORDER BY position) FROM ledger_rows") == [
        ([1, 2, 3, None, None, 4, None],)
    ]


def test_a_repeated_load_changes_nothing(archive: Archive) -> None:
    batches = [archive.stage("a", PAIRS[:40]), archive.stage("b", PAIRS[20:])]
    archive.load(*batches)
    digest = archive.digest()
    again = archive.load(*batches)
    assert (again.batches, again.pages, again.captures, again.articles, again.blocks) == (0, 0, 0, 0, 0)
    renamed = archive.load(archive.stage("c", PAIRS))
    assert (renamed.batches, renamed.pages, renamed.captures, renamed.articles) == (1, 0, 0, 0)
    assert archive.digest() == digest
    assert archive.rows("SELECT count(*) FROM blocks") == [(sum(len(o.blocks) for _, o in PAIRS),)]


@pytest.mark.parametrize("size", [13, 70])
def test_batches_and_their_order_do_not_show(tmp_path: Path, size: int) -> None:
    pairs = [*PAIRS, *(captured_again(pair, days=2, headline="New") for pair in PAIRS[:5])]
    one, many = Archive(tmp_path / "one"), Archive(tmp_path / "many")
    one.load(one.stage("all", pairs))
    random.Random(size).shuffle(pairs)
    batches = [many.stage(f"b{n}", pairs[n : n + size]) for n in range(0, len(pairs), size)]
    for batch in reversed(batches):
        many.load(batch)
    assert many.digest() == one.digest()
    archive_of_fewer = Archive(tmp_path / "fewer")
    archive_of_fewer.load(archive_of_fewer.stage("all", pairs[1:]))
    assert archive_of_fewer.digest() != one.digest()


def test_boilerplate_makes_no_version_and_each_edit_makes_one(archive: Archive) -> None:
    first = PAIRS[1]
    assert isinstance(first[1], Article)
    words = first[1].text.split(" ")
    story = [captured_again(first, days=day) for day in range(1, 51)]
    for day in range(51, 101):
        words[day] = "edited"
        story.append(captured_again(first, days=day, text=" ".join(words)))
    counts = archive.load(archive.stage("a", [first, *story]))
    assert (counts.articles, counts.versions) == (101, 51)
    newest = story[-1][0]
    assert archive.rows("SELECT page_id, versions, first_captured_at, last_captured_at FROM articles") == [
        (newest.page_id, 51, first[0].captured_at, newest.captured_at)
    ]


def test_the_version_seen_last_is_current_however_they_were_loaded(archive: Archive) -> None:
    old, new = (
        captured_again(PAIRS[1], days=1, headline="Old"),
        captured_again(PAIRS[1], days=2, headline="New"),
    )
    back = (replace(old[0], captured_at=START + timedelta(days=3)), old[1])
    archive.load(archive.stage("a", [new]))
    archive.load(archive.stage("b", [old]))
    assert archive.rows("SELECT headline, versions FROM articles") == [("New", 2)]
    archive.load(archive.stage("c", [back]))
    assert archive.rows("SELECT headline, versions FROM articles") == [("Old", 2)]


def test_the_cleaner_used_last_speaks_for_a_page(archive: Archive) -> None:
    page, outcome = PAIRS[1]
    assert isinstance(outcome, Article)
    recleaned = [(page, replace(outcome, headline="Two"))]
    day = timedelta(days=1)
    archive.load(archive.stage("b", recleaned, cleaner="2", cleaned_at=START + day))
    archive.load(archive.stage("a", [(page, outcome)], cleaner="1", cleaned_at=START))
    assert archive.rows("SELECT headline, versions, cleaner_version FROM articles") == [("Two", 1, "2")]
    assert archive.rows("SELECT count(*), min(cleaner_version) FROM blocks") == [(len(outcome.blocks), "2")]
    archive.load(archive.stage("c", PAIRS[2:3], cleaner="1", cleaned_at=START + 2 * day))
    assert archive.rows(f"SELECT cleaner_version FROM articles WHERE page_id = '{page.page_id}'") == [("1",)]
    assert archive.rows("SELECT count(*) FROM version_rows") == [(3,)]


def test_blocks_that_stay_the_same_are_stored_once(archive: Archive) -> None:
    archive.load(archive.stage("a", PAIRS))
    before = archive.rows("SELECT * EXCLUDE (cleaner_version) FROM blocks ORDER BY ALL")
    stored = sum(len(outcome.blocks) for _, outcome in PAIRS)
    page, changed = PAIRS[1]
    assert isinstance(changed, Article)
    one = replace(changed.blocks[0], label=Label(Role.RAIL, "another", 0.5))
    again = [pair for pair in PAIRS if pair[0] != page]
    titled = [(p, replace(o, headline="New") if isinstance(o, Article) else o) for p, o in again]
    edited = replace(changed, blocks=(one, *changed.blocks[1:]))
    archive.load(archive.stage("b", [*titled, (page, edited)], cleaner="2", cleaned_at=START + timedelta(1)))
    assert archive.rows("SELECT count(*) FROM ledger_rows") == [(stored + len(edited.blocks),)]
    after = archive.rows("SELECT * EXCLUDE (cleaner_version) FROM blocks ORDER BY ALL")
    assert [row for row in after if row[0] != page.page_id] == [
        row for row in before if row[0] != page.page_id
    ]
    assert archive.rows("SELECT DISTINCT cleaner_version FROM blocks") == [("2",)]
    assert archive.rows(f"SELECT role FROM blocks WHERE page_id = '{page.page_id}' AND position = 0") == [
        ("rail",)
    ]
    archive.load(archive.stage("c", PAIRS, cleaner="3", cleaned_at=START + timedelta(2)))
    assert archive.rows("SELECT count(*) FROM ledger_rows") == [(stored + len(edited.blocks),)]
    assert archive.rows("SELECT * EXCLUDE (cleaner_version) FROM blocks ORDER BY ALL") == before
    with open_writer(archive.database) as connection:
        assert list(verify_tables(connection)) == []


@pytest.mark.parametrize("spared", [0, 30])
def test_blocks_of_which_one_is_gone_are_others(archive: Archive, spared: int) -> None:
    archive.load(archive.stage("a", PAIRS[:1]))
    page, outcome = PAIRS[0]
    fewer = replace(outcome, blocks=outcome.blocks[:spared])
    archive.load(archive.stage("b", [(page, fewer)], cleaner="2", cleaned_at=START + timedelta(1)))
    assert archive.rows("SELECT count(*) FROM ledger_rows") == [(len(outcome.blocks) + spared,)]
    assert archive.rows("SELECT count(*) FROM blocks") == [(spared,)]


def test_lone_surrogates_and_nul_are_stored(archive: Archive) -> None:
    page, outcome = PAIRS[1]
    assert isinstance(outcome, Article)
    odd = replace(page, path="na\udcffme", url=None)
    odd_outcome = replace(outcome, page_id=odd.page_id, url=None, headline="a\ud800b\x00c", text="\udfff")
    archive.load(archive.stage("a", [(odd, odd_outcome)]))
    assert archive.rows("SELECT headline, text FROM articles") == [("a�b\x00c", "�")]
    with open_writer(archive.database) as connection:
        assert capture_of(odd) in known_pages(connection, [odd]).captures


def test_known_pages_tells_stored_and_captured_apart(archive: Archive) -> None:
    archive.load(archive.stage("a", PAIRS[:10]))
    page = PAIRS[3][0]
    later = replace(page, captured_at=START + timedelta(days=9))
    with open_writer(archive.database) as connection:
        known = known_pages(connection, [page, later, PAIRS[50][0]])
    assert known.stored == {page.page_id}
    assert known.captures == {capture_of(page)}


def test_only_the_capture_of_a_known_page_is_staged(archive: Archive) -> None:
    archive.load(archive.stage("a", PAIRS[:2]))
    later = replace(PAIRS[1][0], captured_at=START + timedelta(days=9))
    batch = archive.staging_dir / "source" / "b"
    staging.write_manifest(batch, [later], [], run_id="run")
    assert list(staging.staged_pages(batch, archive.raw_dir)) == []
    staging.write_outcomes(batch, [], cleaner_version="1", cleaned_at=START)
    counts = archive.load(batch)
    assert (counts.pages, counts.captures, counts.articles) == (0, 1, 0)
    assert archive.rows("SELECT count(*) FROM captures") == [(3,)]


def test_a_batch_says_how_far_it_has_come(archive: Archive) -> None:
    batch = archive.staging_dir / "source" / "a"
    assert staging.batch_state(batch) is BatchState.ABSENT
    archive.stage("a", PAIRS[:3])
    assert staging.batch_state(batch) is BatchState.CLEANED
    (batch / staging.OUTCOMES).unlink()
    assert staging.batch_state(batch) is BatchState.PULLED
    assert list(staging.staged_pages(batch, archive.raw_dir)) == [page for page, _ in PAIRS[:3]]
    with pytest.raises(StagingIncomplete, match="only cleaned"):
        archive.load(batch)
    archive.stage("a", PAIRS[:3])
    staging.mark_loaded(batch)
    assert staging.batch_state(batch) is BatchState.LOADED
    assert staging.remove_loaded(archive.staging_dir) == 1
    assert staging.batches(archive.staging_dir) == []


def test_a_manifest_can_be_made_from_the_raw_file(archive: Archive) -> None:
    batch = archive.stage("a", PAIRS)
    before = (batch / staging.MANIFEST).read_bytes()
    (batch / staging.MANIFEST).unlink()
    staging.adopt(batch, archive.raw_dir / "source" / "a.warc.gz", archive.raw_dir, run_id="run")
    assert (batch / staging.MANIFEST).read_bytes() == before


def test_the_files_of_a_batch_do_not_tell_who_was_first(archive: Archive) -> None:
    batch = archive.stage("a", PAIRS)
    before = {path.name: path.read_bytes() for path in batch.iterdir()}
    outcomes = [outcome for _, outcome in reversed(PAIRS)]
    staging.write_outcomes(batch, outcomes, cleaner_version="1", cleaned_at=START)
    assert {path.name: path.read_bytes() for path in batch.iterdir()} == before


def test_outcomes_of_other_pages_are_refused(archive: Archive) -> None:
    batch = archive.stage("a", PAIRS[:3])
    with pytest.raises(StagingIncomplete, match="never pulled"):
        staging.write_outcomes(batch, [page_and_outcome(99)[1]], cleaner_version="1", cleaned_at=START)


def test_a_failed_load_leaves_nothing(archive: Archive) -> None:
    good: Pairs = PAIRS[:5]
    batches = [archive.stage("a", good), archive.stage("b", PAIRS[5:9])]
    ledger = batches[1] / staging.LEDGER
    ledger.write_bytes(ledger.read_bytes()[:-20])
    with pytest.raises(Exception, match="parquet"):
        archive.load(*batches)
    assert archive.rows("SELECT count(*) FROM page_rows") == [(0,)]
    assert archive.load(batches[0]).pages == 5


def test_a_runs_last_word_counts(archive: Archive) -> None:
    counts = archive.load(archive.stage("a", PAIRS))
    begun = Run("r1", ("samples",), START, None, RunState.RUNNING, "1", 0, type(counts)())
    ended = replace(begun, finished_at=START, state=RunState.COMPLETED, pages=60, counts=counts)
    with open_writer(archive.database) as connection:
        record_run(connection, begun)
        record_run(connection, ended)
        record_run(connection, replace(begun, run_id="r2"))
    assert archive.rows(
        "SELECT run_id, state, pages, pages_new, rejections, removed['rail'] FROM runs ORDER BY run_id"
    ) == [
        ("r1", "completed", 60, 60, dict(counts.rejections), counts.removed["rail"]),
        ("r2", "running", 0, 0, {}, None),
    ]
