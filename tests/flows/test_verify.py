"""What is damaged is found and named; what is whole is left in peace."""

from __future__ import annotations

import random
import shutil
import zlib
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.home import Home
from flows.verify import verify
from tests.flows.archives import bring_in, written
from tests.flows.conftest import write_stories
from warehouse.database import content_digest
from warehouse.raw import read_batch
from warehouse.reader import open_reader
from warehouse.verify import Problem, verify_raw, verify_storage, verify_tables
from warehouse.warc import members

pytestmark = pytest.mark.slow

FLIPS = [40, pytest.param(200, marks=pytest.mark.soak)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An archive of 60 pages in three WARC files."""
    home = Home(tmp_path_factory.mktemp("whole"))
    pages = written(write_stories(home.root / "dumps", 60))
    for number in range(3):
        bring_in(home, pages[20 * number : 20 * number + 20], f"run{number}")
    return home


@pytest.fixture
def home(whole: Home, tmp_path: Path) -> Home:
    """A copy to be spoilt."""
    return Home(shutil.copytree(whole.root, tmp_path / "home", symlinks=True))


def problems(home: Home, sample: int | None = 0, left: list[int] | None = None) -> list[Problem]:
    leave = left.append if left is not None else lambda others: None
    checked = verify(home, sample=sample, workers=1, page_timeout=20, tell=lambda what: None, leave=leave)
    return list(checked)


def test_a_whole_archive_has_no_problem_down_to_cleaning_it_again(whole: Home) -> None:
    assert problems(whole, sample=None) == []


def flipped(path: Path, rng: random.Random) -> tuple[int, bytes]:
    """Change one byte; returns its place and the file as it was."""
    was = path.read_bytes()
    place = rng.randrange(len(was))
    path.write_bytes(was[:place] + bytes([was[place] ^ (1 << rng.randrange(8))]) + was[place + 1 :])
    return place, was


def content_of(path: Path) -> list[tuple[int, int, bytes]] | None:
    try:
        with path.open("rb") as file:
            return list(members(file, str(path)))
    except Exception:
        return None


@pytest.mark.parametrize("flips", FLIPS)
def test_a_flipped_byte_of_a_raw_file_is_found_and_named(home: Home, flips: int) -> None:
    rng, silent = random.Random(1), 0
    files = sorted(home.raw.rglob("*.warc.gz"))
    whole = {path: content_of(path) for path in files}
    with open_reader(home.database) as connection:
        for _ in range(flips):
            path = rng.choice(files)
            place, was = flipped(path, rng)
            found = list(verify_raw(connection, home.raw))
            if found:
                at = int(found[0].where.rpartition(" ")[2])
                assert found[0].where.startswith(str(path))
                assert at <= place, "the record named begins at or before the flipped byte"
                assert all(not at < offset <= place for offset, _, _ in whole[path] or [])
            else:
                silent += 1
                assert content_of(path) == whole[path], "only what changes nothing goes unnamed"
            path.write_bytes(was)
        assert list(verify_raw(connection, home.raw)) == []
    assert silent < flips / 10


@pytest.mark.parametrize("flips", FLIPS)
def test_a_flipped_byte_of_the_database_is_found(home: Home, flips: int) -> None:
    rng, found = random.Random(2), 0
    snapshot = home.database.resolve()
    with open_reader(home.database) as connection:
        whole = content_digest(connection)
    for _ in range(flips):
        place, was = flipped(snapshot, rng)
        if list(verify_storage(snapshot)):
            found += 1
        else:
            with open_reader(home.database) as connection:
                assert content_digest(connection) == whole, f"byte {place} changes content unnoticed"
        snapshot.write_bytes(was)
    assert found > flips / 4
    assert problems(home) == []


def test_missing_cut_and_lengthened_files_are_named(home: Home) -> None:
    first, second, third = sorted(home.raw.rglob("*.warc.gz"))
    first.unlink()
    offsets = [record.offset for _, record in read_batch(second, home.raw)]
    second.write_bytes(second.read_bytes()[: offsets[15]])  # between two records: no tool calls it torn
    third.write_bytes(third.read_bytes() + b"more")
    said = [problem.what for problem in problems(home)]
    assert said[0] == "The file is missing, and with it 20 raw pages."
    assert sum("does not begin there" in what for what in said) == 5
    assert sum(str(third) in what for what in said) == 1


def test_another_page_in_a_pages_place_is_named(home: Home) -> None:
    path = sorted(home.raw.rglob("*.warc.gz"))[0]
    records = [record for _, record in read_batch(path, home.raw)]
    whole = path.read_bytes()
    last = records[-1]
    other = zlib.decompress(whole[last.offset :], wbits=31).replace(b"Bridge", b"Tunnel")
    squeeze = zlib.compressobj(wbits=31)
    path.write_bytes(whole[: last.offset] + squeeze.compress(other) + squeeze.flush())
    assert [problem.what for problem in problems(home)] == [f"It is not page {last.page_id} any more."]


@pytest.mark.parametrize(
    ("spoil", "invariant"),
    [
        ("INSERT INTO page_rows FROM page_rows LIMIT 1", "page_once"),
        ("INSERT INTO capture_rows FROM capture_rows LIMIT 1", "capture_once"),
        ("INSERT INTO version_rows FROM version_rows LIMIT 1", "version_once"),
        ("INSERT INTO outcome_rows FROM outcome_rows LIMIT 1", "outcome_once"),
        ("INSERT INTO load_rows FROM load_rows LIMIT 1", "load_once"),
        ("UPDATE capture_rows SET page_id = 'gone' WHERE path = '3.txt'", "capture_of_page"),
        ("DELETE FROM capture_rows WHERE path = '3.txt'", "page_captured"),
        ("UPDATE outcome_rows SET page_id = 'gone' WHERE url LIKE '%/3'", "outcome_of_page"),
        ("DELETE FROM outcome_rows WHERE url LIKE '%/3'", "page_cleaned"),
        ("UPDATE outcome_rows SET reason = 'boredom' WHERE url LIKE '%/3'", "outcome_is_one"),
        ("UPDATE outcome_rows SET article_id = 'other' WHERE url LIKE '%/3'", "outcome_version"),
        ("DELETE FROM version_rows WHERE headline LIKE '%number 3 %'", "outcome_version"),
        ("UPDATE outcome_rows SET batch_id = 'other' WHERE url LIKE '%/3'", "outcome_loaded"),
        ("UPDATE ledger_rows SET cleaner_version = 'x' WHERE position = 2", "ledger_of_outcome"),
        ("DELETE FROM ledger_rows WHERE position = 1", "ledger_gapless"),
        ("DELETE FROM ledger_rows", "ledger_of_article"),
        ("UPDATE ledger_rows SET role = 'prose' WHERE position = 1", "ledger_roles"),
        ("UPDATE ledger_rows SET kept = NOT kept WHERE position = 1", "ledger_roles"),
        ("UPDATE ledger_rows SET paragraph = 99 WHERE paragraph = 1", "ledger_paragraphs"),
        ("UPDATE outcome_rows SET ledger_version = 'x' WHERE url LIKE '%/3'", "outcome_ledger"),
    ],
)
def test_a_broken_invariant_is_named(home: Home, spoil: str, invariant: str) -> None:
    with duckdb.connect(str(home.database.resolve())) as connection:
        connection.execute(spoil)
        named = {problem.where for problem in verify_tables(connection)}
    assert f"invariant {invariant}" in named


def test_content_that_is_not_what_its_name_says_is_named(home: Home) -> None:
    with duckdb.connect(str(home.database.resolve())) as connection:
        connection.execute("UPDATE version_rows SET text = text || '!' WHERE headline LIKE '%number 3 %'")
        assert [problem.what for problem in verify_tables(connection)] == [
            "Its content is not what its name is the digest of."
        ]


def test_what_cleaning_again_would_not_give_is_named(home: Home) -> None:
    with duckdb.connect(str(home.database.resolve())) as connection:
        connection.execute("UPDATE outcome_rows SET site = 'Another' WHERE url LIKE '%/3'")
        connection.execute(
            "UPDATE ledger_rows SET rule = 'another' WHERE position = 0 AND page = "
            "(SELECT page_id::UUID FROM page_rows WHERE url LIKE '%/5')"
        )
    assert sorted(problem.what for problem in problems(home, sample=None)) == [
        "Cleaned again it has another ledger.",
        "Cleaned again it has another outcome.",
    ]


def test_pages_of_another_cleaner_version_are_counted_and_their_texts_checked(home: Home) -> None:
    (home.root / "copydesk.toml").write_text('disabled_rules = ["separator"]', "utf-8")
    left: list[int] = []
    assert problems(home, sample=None, left=left) == []
    assert left == [60]
    said = CliRunner().invoke(app, ["verify", "--home", str(home.root)])
    assert said.exit_code == 0
    assert "60 pages were cleaned by another cleaner version" in said.stdout
    assert "copydesk reclean" in said.stdout
    with duckdb.connect(str(home.database.resolve())) as connection:
        page = "(SELECT page_id FROM page_rows WHERE url LIKE '%/5')"
        connection.execute(
            f"UPDATE ledger_rows SET paragraph = 1 WHERE paragraph = 2 AND page = {page}::UUID"
        )
        assert list(verify_tables(connection)) == [], "no invariant sees it"
    assert [problem.what for problem in problems(home)] == [
        "The blocks of its story do not make up its article's text."
    ]


def test_the_command_says_so_by_its_exit_code(home: Home) -> None:
    command = ["verify", "--home", str(home.root), "--sample", "5"]
    assert CliRunner().invoke(app, command).exit_code == 0
    flipped(max(home.raw.rglob("*.warc.gz")), random.Random(3))
    spoilt = CliRunner().invoke(app, command)
    assert spoilt.exit_code == 1
    assert ".warc.gz" in spoilt.stdout
