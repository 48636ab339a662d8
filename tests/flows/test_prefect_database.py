"""Prefect's empty database: made once, lent to new homes, never in the place of one that is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows import prefect_database
from flows.prefect_database import keep, lend, missing_database


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the installation keeps the empty database: nothing is there yet."""
    place = tmp_path / "installation" / "empty.db"
    monkeypatch.setattr(prefect_database, "EMPTY", place)
    return place


def opened(database: Path, word: str) -> sqlite3.Connection:
    """A database with one word in it, open as a server has it: the word stands in the log beside it."""
    database.parent.mkdir(exist_ok=True)
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE said (word)")
    connection.execute("INSERT INTO said VALUES (?)", [word])
    connection.commit()
    return connection


def make(database: Path, word: str) -> Path:
    """A database with one word in it, closed."""
    opened(database, word).close()
    return database


def word(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT word FROM said").fetchone()[0])


def test_what_one_home_made_is_lent_to_the_next(tmp_path: Path, empty: Path) -> None:
    first = tmp_path / "first" / "prefect.db"
    with closing(opened(first, "made")):
        assert first.with_name("prefect.db-wal").stat().st_size
        keep(first)
    (tmp_path / "second").mkdir()
    lend(tmp_path / "second" / "prefect.db")
    assert word(tmp_path / "second" / "prefect.db") == "made"
    assert [file.name for file in (tmp_path / "second").iterdir()] == ["prefect.db"]
    assert list(empty.parent.iterdir()) == [empty]


def test_none_is_lent_in_the_place_of_another_nor_kept_twice(tmp_path: Path, empty: Path) -> None:
    keep(make(tmp_path / "first" / "prefect.db", "first"))
    second = make(tmp_path / "second" / "prefect.db", "second")
    lend(second)
    keep(second)
    assert (word(second), word(empty)) == ("second", "first")


def test_where_none_is_kept_or_can_be_nothing_happens(tmp_path: Path, empty: Path) -> None:
    (tmp_path / "home").mkdir()
    lend(tmp_path / "home" / "prefect.db")
    assert not list((tmp_path / "home").iterdir())
    empty.parent.write_text("no folder")
    keep(make(tmp_path / "first" / "prefect.db", "made"))
    assert empty.parent.read_text() == "no folder"


def test_a_kept_one_that_is_no_database_is_not_lent(tmp_path: Path, empty: Path) -> None:
    empty.parent.mkdir()
    empty.write_bytes(b"\0" * 50 + b"damaged" * 1000)
    lend(tmp_path / "prefect.db")
    assert list(tmp_path.iterdir()) == [empty.parent]


@pytest.mark.parametrize(
    ("url", "missing"),
    [
        ("sqlite+aiosqlite:///{home}/new.db", "new.db"),
        ("sqlite+aiosqlite:///{home}/old.db", None),
        ("sqlite+aiosqlite:///:memory:", None),
        ("postgresql+asyncpg://archive@127.0.0.1/prefect", None),
    ],
)
def test_only_an_sqlite_file_can_be_missing(tmp_path: Path, url: str, missing: str | None) -> None:
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, temporary_settings

    make(tmp_path / "old.db", "old")
    with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: url.format(home=tmp_path)}):
        assert missing_database() == (tmp_path / missing if missing else None)


@pytest.mark.prefect
def test_the_kept_one_is_up_to_date_and_without_runs(prefect_server: str) -> None:
    release = "SELECT version_num FROM alembic_version"
    with closing(sqlite3.connect(Path(os.environ["PREFECT_HOME"]) / "prefect.db")) as server:
        current = server.execute(release).fetchall()
    with closing(sqlite3.connect(prefect_database.EMPTY)) as kept:
        assert current and kept.execute(release).fetchall() == current
        tables = {row[0] for row in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        used = {
            table
            for table in ("flow", "flow_run", "task_run", "log", "events", "configuration")
            if kept.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        }
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {"flow_run", "block_type"} <= tables and not used
