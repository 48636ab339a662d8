"""Raw bytes come back, versions are told apart word by word, and pages can be cleaned anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner, Result

from extractors.clean import clean
from extractors.model import Article, Reason, Rejection
from flows import reclean as recleaning
from flows.cli import app
from flows.diff import Kind, print_diff, word_changes
from flows.home import Home
from flows.reclean import RecleanReport, reclean
from flows.settings import Cleaning, SettingsError, read_cleaning
from tests.flows.archives import bring_in, dump, written
from tests.flows.conftest import story, write_stories
from tests.warehouse.archive import Archive
from warehouse.database import content_digest
from warehouse.errors import WarehouseError
from warehouse.locating import State
from warehouse.reader import open_reader

RULE = "copyright-line"  # what switching it off does to a page does not matter here, only that it fires


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def copydesk(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--home", str(home.root)])


def rows(home: Home, sql: str) -> list[tuple[object, ...]]:
    with open_reader(home.database) as connection:
        return connection.execute(sql).fetchall()


def digest(home: Home) -> str:
    with open_reader(home.database) as connection:
        return content_digest(connection)


def test_a_page_is_restored_byte_for_byte(home: Home, tmp_path: Path) -> None:
    odd = replace(dump(1, []), body=b"\xff\xfeO\x00d\x00d\x00\r\n\x00 \x80\x81")
    bring_in(home, [odd, dump(2, ["x"])])
    assert copydesk(home, "restore", odd.page_id[:10]).stdout_bytes == odd.body
    target = tmp_path / "page"
    assert copydesk(home, "restore", odd.page_id, "-o", str(target)).exit_code == 0
    assert target.read_bytes() == odd.body
    missing = copydesk(home, "restore", "ffffffff")
    assert isinstance(missing.exception, WarehouseError)
    assert "No page ffffffff is archived" in str(missing.exception)


def test_versions_and_their_differences_are_shown(home: Home) -> None:
    told = story("Bridge over Mill Creek reopens").splitlines()
    edited = [line.replace("three hours", "five hours") for line in told]
    first = dump(1, told)
    bring_in(home, [first, dump(1, edited, at=first.captured_at + timedelta(days=1))])
    listed = copydesk(home, "versions", "https://site.example/news/1?utm_source=x").stdout
    assert "text edited" in listed
    shown = copydesk(home, "diff", "https://www.site.example/news/1").stdout
    assert "for [-three-]{+five+} hours" in shown
    assert "for [-five-]{+three+} hours" in copydesk(home, "diff", first.page_id, "2", "1").stdout
    wrong = copydesk(home, "diff", first.page_id, "1", "7")
    assert "versions 1 to 2, not 7" in str(wrong.exception)


TEXTS = st.text(st.sampled_from("ab cé日本.’\n"), max_size=60)


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.CAME) == old
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.GONE) == new


def test_a_difference_names_no_more_than_the_word() -> None:
    text = "The council met.\n\nIt voted to close the old bridge for good.\n\nNobody spoke."
    pieces = word_changes(text, text.replace("old", "new"))
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind is not Kind.SAME] == [
        (Kind.GONE, "old"),
        (Kind.CAME, "new"),
    ]


def test_a_difference_is_coloured_on_a_terminal_and_marked_elsewhere() -> None:
    fields = (("headline", "Bridge closed"),)
    old = State(1, "2024-05-30 12:00:00", "p1", fields, "It met for three hours.\n\nNobody spoke.")
    text = old.text.replace("three", "five")
    new = State(2, "2024-05-31 12:00:00", "p2", (("headline", "Bridge open"),), text)
    coloured, marked = StringIO(), StringIO()
    print_diff(Console(file=coloured, force_terminal=True, color_system="standard", width=100), old, new)
    print_diff(Console(file=marked, width=100), old, new)
    assert "for \x1b[9;31mthree\x1b[0m\x1b[32mfive\x1b[0m hours" in coloured.getvalue()
    assert "9;31mclosed\x1b[0m" in coloured.getvalue()
    assert "for [-three-]{+five+} hours" in marked.getvalue()


def clean_again(home: Home, rule: str | None = None) -> RecleanReport:
    return reclean(home, rule, workers=1, page_timeout=20, tell=lambda done, total: None)


@pytest.fixture
def stories(home: Home, tmp_path: Path) -> Home:
    """60 stories of which every other one has a copyright line."""
    pages = written(write_stories(tmp_path / "dumps", 60))
    without = [replace(page, body=page.body.rpartition(b"\n\nCopyright")[0]) for page in pages]
    bring_in(home, [without[n] if n % 2 else pages[n] for n in range(60)])
    return home


def switch_off(home: Home, *rules: str) -> None:
    (home.root / "copydesk.toml").write_text(f"disabled_rules = {list(rules)}", "utf-8")


def test_a_rule_is_switched_off_and_on_again(stories: Home) -> None:
    before = digest(stories)
    fired = f"SELECT count(DISTINCT page_id) FROM blocks WHERE rule = '{RULE}'"
    assert rows(stories, fired) == [(30,)]
    assert clean_again(stories).pages == 0
    switch_off(stories, RULE)
    assert clean_again(stories, RULE).pages == 30, "only what it touched is cleaned anew"
    assert rows(stories, fired) == [(0,)]
    assert rows(stories, "SELECT count(*) FROM cleanings WHERE NOT in_use") == [(30,)]
    assert digest(stories) != before
    (stories.root / "copydesk.toml").unlink()
    assert clean_again(stories).pages == 0, "what that version made of the pages is still there"
    assert digest(stories) == before


def test_the_reclean_command_ends_with_a_report(home: Home) -> None:
    pages = [
        dump(n, story(f"Bridge {n} over Mill Creek reopens").splitlines(), site=f"{name}.example")
        for n, name in enumerate(("short", "long", "same", "gone"))
    ]
    short, long, same, gone = (clean(page) for page in pages)
    assert isinstance(short, Article) and isinstance(long, Article) and isinstance(gone, Article)
    kept, _, paragraph = short.text.rpartition("\n\n")
    older = [  # an older cleaner lost a paragraph, took four words for story, and took a story for none
        replace(short, text=kept),
        replace(long, text=long.text + "\n\nSign up right here."),
        same,
        Rejection(gone.page_id, Reason.TOO_SHORT, "3 words", gone.blocks),
    ]
    archive = Archive(home.root)
    archive.load(archive.stage("a", list(zip(pages, older, strict=True)), cleaner="0"))
    archive.publish()

    done = copydesk(home, "reclean", "--workers", "1")
    assert done.exit_code == 0, done.exception
    assert "4 of 4 pages cleaned" in done.stderr
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]
    lost, missed = len(paragraph.split()), len(gone.text.split())
    assert told[0].startswith(f"4 pages cleaned by {read_cleaning(home).version}; 3 of ")
    assert "too_short → article: 1" in told[1]
    sites, largest = told.index("site words gained words lost"), told.index("The largest changes")
    assert told[sites + 1 : sites + 4] == [
        f"gone.example {missed} 0",
        f"short.example {lost} 0",
        "long.example 0 4",
    ]
    for line, start, end in zip(
        told[largest + 2 :],
        (f"+{missed} -0 too_short → article {gone.page_id[:12]}", f"+{lost} -0 ", "+0 -4 "),
        (gone.headline, short.headline, long.headline),
        strict=True,
    ):
        assert end
        assert line.startswith(start) and line.endswith(end)
    assert rows(home, "SELECT count(*), min(versions) FROM articles") == [(4, 1)]


def test_a_reclean_goes_on_where_it_was_killed(stories: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recleaning, "BATCH_PAGES", 5)
    monkeypatch.setattr(recleaning, "_LOAD_BATCHES", 2)
    switch_off(stories, RULE)

    class KilledError(BaseException):
        """Stands for a kill: nothing handles it."""

    def die(done: int, total: int) -> None:
        if done == 20:
            raise KilledError

    with pytest.raises(KilledError):
        reclean(stories, None, workers=1, page_timeout=20, tell=die)
    assert rows(
        stories, "SELECT count(*) FROM cleanings WHERE in_use AND cleaner_version LIKE '%without%'"
    ) == [(0,)], "readers see nothing of it before it is done"
    report = clean_again(stories)
    assert report.pages == 40, "20 had been committed"
    assert rows(
        stories, "SELECT count(*) FROM cleanings WHERE in_use AND cleaner_version LIKE '%without%'"
    ) == [(60,)]


def test_rules_that_are_none_are_refused(home: Home) -> None:
    home.root.mkdir()
    switch_off(home, "no-such-rule")
    with pytest.raises(SettingsError, match="no-such-rule, which is no rule"):
        read_cleaning(home)
    (home.root / "copydesk.toml").write_text("disabled = []", "utf-8")
    with pytest.raises(SettingsError, match="may set disabled_rules only"):
        read_cleaning(home)


def test_a_cleaner_without_rules_is_another_version() -> None:
    versions = {Cleaning(frozenset(off)).version for off in ((), ("a",), ("b",), ("a", "b"))}
    assert len(versions) == 4


def test_a_rule_that_is_none_is_told(stories: Home) -> None:
    assert "There is no rule nonsense" in str(copydesk(stories, "rules", "nonsense").exception)


def test_rules_are_listed_with_counts_and_samples(stories: Home) -> None:
    switch_off(stories, RULE)
    listed = copydesk(stories, "rules").stdout
    line = next(line for line in listed.splitlines() if line.strip().startswith(RULE))
    assert "(off)" in line
    assert line.split()[2:6] == ["copyright", "30", "30", "1"]
    assert "Example Media" in line
    assert "30" in copydesk(stories, "rules", RULE).stdout
