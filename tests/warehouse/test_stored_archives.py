"""Archives that earlier releases made open, upgrade, and say what they said."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.warehouse.archive import Archive
from tests.warehouse.generated import START, page_and_outcome
from tests.warehouse.store_archive import FOLDER, fill, pages, rows_of, told
from warehouse.database import open_writer
from warehouse.migrate import FOLDER as MIGRATIONS
from warehouse.verify import verify_storage, verify_tables

WITHOUT_SKETCHES = ("schema-0001", "schema-0003")
STORED = sorted(path.name.removesuffix(".json") for path in FOLDER.glob("*.json"))


def unpacked(name: str, folder: Path) -> Archive:
    archive = Archive(folder)
    archive.database.parent.mkdir()
    archive.database.write_bytes(gzip.decompress((FOLDER / f"{name}.duckdb.gz").read_bytes()))
    return archive


@pytest.mark.parametrize("name", STORED)
def test_a_stored_archive_upgrades_and_says_what_it_said(tmp_path: Path, name: str) -> None:
    archive = unpacked(name, tmp_path)
    with open_writer(archive.database) as connection:
        applied = connection.execute("SELECT count(*) FROM migration_rows").fetchall()
        assert applied == [(len(list(MIGRATIONS.glob("*.sql"))),)]
        for view, then in json.loads((FOLDER / f"{name}.json").read_text("utf-8")).items():
            now = rows_of(connection, view, then["columns"])
            assert now == {"rows": then["rows"], "sha256": then["sha256"]}, view
        assert list(verify_tables(connection)) == []
    assert list(verify_storage(archive.database)) == []


@pytest.mark.parametrize("name", STORED)
def test_an_upgraded_archive_takes_new_pages(tmp_path: Path, name: str) -> None:
    archive = unpacked(name, tmp_path)
    counts = archive.load(archive.stage("new", [page_and_outcome(n) for n in range(2, 30)]))
    assert (counts.pages, counts.articles) == (28, 27)
    with open_writer(archive.database) as connection:
        assert list(verify_tables(connection)) == []
        copies = None if name in WITHOUT_SKETCHES else 2
        assert connection.execute("SELECT max(copies) FROM clusters").fetchall() == [(copies,)]


@pytest.mark.parametrize("name", WITHOUT_SKETCHES)
def test_copies_in_an_archive_older_than_clusters_are_found_by_cleaning_again(
    tmp_path: Path, name: str
) -> None:
    archive = unpacked(name, tmp_path)
    first, later = pages()
    archive.load(archive.stage("again", [*first, *later], cleaner="3", cleaned_at=START + timedelta(days=9)))
    assert archive.rows("SELECT copies, len(article_ids) FROM clusters") == [(2, 2)]


def test_a_stored_archive_holds_what_can_go_wrong(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    fill(archive)
    with open_writer(archive.database) as connection:
        said = told(connection)
    empty = {view for view, rows in said.items() if not rows["rows"]}
    assert empty <= {"drift_alerts", "page_statuses"}
    assert {
        "articles",
        "blocks",
        "captures",
        "changes",
        "cleanings",
        "clusters",
        "runs",
        "web_urls",
    } <= said.keys()
