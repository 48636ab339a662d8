"""The public views explain themselves, and migrations cannot be changed behind an archive's back."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.archive import Archive
from warehouse.database import open_writer
from warehouse.errors import MigrationRefused
from warehouse.migrate import FOLDER, migrate

PUBLIC = {
    "articles": "article_id page_id url site source headline text authors date_published date_modified "
    "dateline_place agency captions contributors keywords copyright_holder copyright_year copyright_notice "
    "language word_count first_captured_at last_captured_at versions cleaner_version",
    "captions": "page_id article_id position text credit date times_seen",
    "blocks": "page_id position text role kept rule confidence",
    "rejections": "page_id url site source reason detail",
    "captures": "page_id captured_at source path run_id",
    "runs": "run_id sources started_at finished_at state",
    "article_versions": "article_id version version_id first_captured_at page_id headline text word_count",
    "changes": "article_id version captured_at field change before after",
    "cleanings": "page_id cleaner_version in_use version_id reason",
    "rules": "rule role blocks pages sites samples",
    "clusters": "cluster_id copies sites earliest_article_id headlines agency article_ids",
    "site_repeats": "site text pages site_pages share pages_kept role rule",
    "page_statuses": "page_id page_status evidence article_id reason url site source first_captured_at "
    "last_captured_at",
    "fetches": "source kind url fetched_at outcome detail status tries redirects size ip final_url page_id "
    "run_id",
    "web_urls": "source url_key url outcome detail status found_at first_fetched_at fetched_at next_due_at "
    "failures page_id",
    "web_hosts": "host fetched_at answered_at failures paused_until",
    "drift_alerts": "site metric raised_at run_id page_id pages usual observed sentence evidence",
}


@pytest.fixture
def connection(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    return open_writer(tmp_path / "writer.duckdb")


@pytest.mark.parametrize("view", PUBLIC)
def test_a_public_view_has_its_columns_and_explains_each(
    connection: duckdb.DuckDBPyConnection, view: str
) -> None:
    columns = dict(
        connection.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
            [view],
        ).fetchall()
    )
    assert set(PUBLIC[view].split()) <= columns.keys()
    assert [name for name, comment in columns.items() if not comment] == []


def test_every_table_and_view_explains_itself(connection: duckdb.DuckDBPyConnection) -> None:
    silent = connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND comment IS NULL "
        "UNION ALL SELECT table_name FROM duckdb_tables() "
        "WHERE comment IS NULL AND table_name <> 'migration_rows'"
    ).fetchall()
    assert silent == []


def test_the_file_is_written_for_both_supported_releases(connection: duckdb.DuckDBPyConnection) -> None:
    tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert [str(tag["storage_version"])[:6] for (tag,) in tags] == ["v1.5.0"]


def test_opening_again_changes_nothing(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    assert migrate(connection) == []
    connection.close()
    with open_writer(tmp_path / "writer.duckdb") as again:
        assert again.execute("SELECT count(*) FROM migration_rows").fetchall() == [
            (len(list(FOLDER.glob("*.sql"))),)
        ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "migrations"))


def test_an_edited_migration_is_refused(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    first = min(folder.glob("*.sql"))
    first.write_text(first.read_text(encoding="utf-8") + "-- edited\n", encoding="utf-8")
    with pytest.raises(MigrationRefused, match="was edited after it was applied"):
        migrate(connection, folder)


def test_an_archive_of_a_newer_release_is_refused(
    connection: duckdb.DuckDBPyConnection, folder: Path
) -> None:
    (folder / "9000_later.sql").write_text("CREATE TABLE later (a INTEGER)", encoding="utf-8")
    assert migrate(connection, folder) == ["9000_later.sql"]
    with pytest.raises(MigrationRefused, match="newer release"):
        migrate(connection)


def test_a_failing_migration_leaves_nothing(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    broken = folder / "9000_broken.sql"
    broken.write_text("CREATE TABLE later (a INTEGER); SELECT no_such_thing;", encoding="utf-8")
    with pytest.raises(duckdb.Error):
        migrate(connection, folder)
    assert connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'later'"
    ).fetchall() == [(0,)]
    broken.write_text("CREATE TABLE later (a INTEGER);", encoding="utf-8")
    assert migrate(connection, folder) == ["9000_broken.sql"]


def test_what_an_archive_says_of_no_pages_is_empty(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert [archive.rows(f"SELECT count(*) FROM {view}") for view in PUBLIC] == [[(0,)]] * len(PUBLIC)
