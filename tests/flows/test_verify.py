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
from warehouse.raw import read_batch
from warehouse.reader import open_reader
from warehouse.verify import Problem, verify_raw, verify_tables
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
    copy = Home(shutil.copytree(whole.root, tmp_path / "home", symlinks=True))
    copy.database.resolve().chmod(0o644)  # readers' snapshots may not be written
    return copy


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


def everything_in(database: Path) -> list[tuple[object, ...]]:
    """Every view's meaning, and of every table the number of its rows and the sum of their hashes."""
    with duckdb.connect(str(database), read_only=True) as connection:
        views = connection.execute(
            "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY 1"
        ).fetchall()
        tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
        hashed = "SELECT '{0}', count(*), sum(hash(t)::HUGEINT) FROM {0} AS t"
        counts = connection.execute(" UNION ALL ".join(hashed.format(*table) for table in tables)).fetchall()
    return [*views, *counts]


@pytest.mark.parametrize("flips", FLIPS)
def test_a_flipped_byte_of_the_database_is_found(home: Home, flips: int) -> None:
    rng, named = random.Random(2), 0
    snapshot = home.database.resolve()
    whole = everything_in(snapshot)
    for _ in range(flips):
        place, was = flipped(snapshot, rng)
        if found := problems(home):
            named += 1
            wrong = [problem for problem in found if not problem.where.startswith(str(snapshot))]
            assert wrong == [], f"byte {place} is in no other file"
        else:
            assert everything_in(snapshot) == whole, f"byte {place} changes content unnoticed"
        snapshot.write_bytes(was)
    assert named > flips / 4
    assert problems(home) == []


def test_beside_a_damaged_database_a_missing_raw_file_is_named(home: Home) -> None:
    snapshot = home.database.resolve()
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        ((block,),) = connection.execute(
            "SELECT max(block_id) FROM pragma_storage_info('alike_rows')"
        ).fetchall()
    with snapshot.open("r+b") as file:
        file.seek(3 * 4096 + block * 262_144)  # blocks come after three headers
        file.write(b"another checksum")
    missing = min(home.raw.rglob("*.warc.gz"))
    missing.unlink()
    assert [problem.where for problem in problems(home)] == [f"{snapshot}, table alike_rows", str(missing)]


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


# What the archive of dumps brought in without a run has none of: one row each, with nothing wrong about it.
RUN = (
    "INSERT INTO run_rows BY NAME SELECT 'run' AS run_id, ['web'] AS sources, "
    "TIMESTAMPTZ '2024-05-30 12:00:00Z' AS started_at, NULL AS finished_at, 'running' AS state, "
    "'1' AS cleaner_version, 60 AS pages, 60 AS pages_new, 60 AS articles, 60 AS versions, "
    "MAP {} AS rejections, 10 AS blocks, MAP {'boilerplate': 9} AS removed, 2 AS captions_seen, "
    "1 AS captions_kept"
)
FETCH = (
    "INSERT INTO fetch_rows BY NAME SELECT 'web-1' AS batch_id, 'run' AS run_id, 'web' AS source, "
    "'page' AS kind, url, url AS url_key, host, TIMESTAMPTZ '2024-05-30 12:00:00Z' AS fetched_at, "
    "fetched_at AS first_fetched_at, 'new' AS outcome, '' AS detail, 1 AS tries, 0 AS redirects, "
    "0 AS failures, size, page_id FROM page_rows WHERE url LIKE '%/3'"
)
FOUND = (
    "INSERT INTO found_rows BY NAME SELECT 'web-1' AS batch_id, 'web' AS source, url, url AS url_key, "
    "'feed' AS found_in, TIMESTAMPTZ '2024-05-30 12:00:00Z' AS found_at FROM page_rows WHERE url LIKE '%/3'"
)
ALERT = (
    "INSERT INTO drift_alert_rows BY NAME SELECT 'Site' AS site, 'author' AS metric, "
    "TIMESTAMPTZ '2024-05-30 12:00:00Z' AS raised_at, 'run' AS run_id, page_id, 30 AS pages, 1 AS usual, "
    "0 AS observed, 'Site: no authors.' AS sentence, [page_id] AS evidence "
    "FROM page_rows WHERE url LIKE '%/3'"
)


def test_runs_fetches_and_alerts_break_no_invariant(home: Home) -> None:
    with duckdb.connect(str(home.database.resolve())) as connection:
        connection.execute(f"{RUN}; {FETCH}; {FOUND}; {ALERT}")
        assert list(verify_tables(connection)) == []


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
        ("UPDATE outcome_rows SET version_id = NULL WHERE url LIKE '%/3'", "version_shown"),
        ("INSERT INTO sketch_rows FROM sketch_rows LIMIT 1", "sketch_once"),
        ("UPDATE sketch_rows SET version = uuid()", "sketch_of_version"),
        ("UPDATE sketch_rows SET article = uuid()", "sketch_of_version"),
        ("UPDATE alike_rows SET one = uuid()", "alike_of_version"),
        ("UPDATE alike_rows SET article_other = uuid()", "alike_of_version"),
        ("UPDATE alike_rows SET article_other = article_one", "alike_articles"),
        ("UPDATE alike_rows SET likeness = 1.5", "alike_articles"),
        (f"{RUN}; {RUN.replace('12:00', '11:00')}", "run_once"),
        (RUN.replace("running", "walking"), "run_state"),
        (RUN.replace("running", "completed"), "run_state"),
        (RUN.replace("60 AS pages,", "-1 AS pages,"), "run_counts"),
        (RUN.replace("{'boilerplate': 9}", "{'boilerplate': 11}"), "run_counts"),
        (f"{FETCH}; {FETCH}", "fetch_once"),
        (f"{FETCH}; UPDATE fetch_rows SET page_id = 'gone'", "fetch_of_page"),
        (f"{FETCH}; UPDATE fetch_rows SET size = -1", "fetch_counts"),
        (f"{FETCH}; {FOUND.replace('web-1', 'web-2')}", "found_of_fetch"),
        (f"{RUN}; {ALERT}; {ALERT}", "alert_once"),
        (ALERT, "alert_of_run"),
        (f"{RUN}; {ALERT}; UPDATE drift_alert_rows SET page_id = 'gone'", "alert_of_page"),
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
