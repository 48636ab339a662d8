"""What is exported says what the archive says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.choices import ExportFormat
from flows.cli import app
from flows.export import export
from flows.home import Home
from tests.warehouse.archive import Archive
from tests.warehouse.generated import pages_and_outcomes
from warehouse.errors import QueryError
from warehouse.reader import open_reader

Texts = dict[str, str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    archive = Archive(tmp_path_factory.mktemp("home"))
    archive.load(archive.stage("a", list(pages_and_outcomes(range(60)))))
    archive.publish()
    return Home(archive.home)


@pytest.fixture(scope="module")
def texts(home: Home) -> Texts:
    with open_reader(home.database) as connection:
        return dict(connection.execute("SELECT article_id, text FROM articles").fetchall())


def test_jsonl_and_csv_hold_every_article(home: Home, texts: Texts, tmp_path: Path) -> None:
    assert export(home, ExportFormat.JSONL, tmp_path / "a.jsonl") == len(texts)
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert {row["article_id"]: row["text"] for row in lines} == texts
    assert lines[0]["captions"][0]["times_seen"] == 2
    export(home, ExportFormat.CSV, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        assert {row["article_id"]: row["text"] for row in csv.DictReader(file)} == texts


def test_parquet_is_parted_by_host(home: Home, texts: Texts, tmp_path: Path) -> None:
    export(home, ExportFormat.PARQUET, tmp_path / "p")
    rows = duckdb.execute(
        "SELECT article_id, text, host, authors[1], captions[1].times_seen FROM "
        f"read_parquet('{tmp_path}/p/*/*.parquet', hive_partitioning = true)"
    ).fetchall()
    assert {row[0]: row[1] for row in rows} == texts
    assert {row[3:] for row in rows} == {("Ann Author", 2)}
    assert len({row[2] for row in rows}) > 10


def test_markdown_is_a_file_for_each_article(home: Home, texts: Texts, tmp_path: Path) -> None:
    export(home, ExportFormat.MARKDOWN, tmp_path / "m")
    files = {file.stem: file.read_text("utf-8") for file in (tmp_path / "m").rglob("*.md")}
    assert files.keys() == texts.keys()
    assert all(story.endswith(texts[name] + "\n") for name, story in files.items())


def test_a_site_alone_and_nothing_overwritten(home: Home, tmp_path: Path) -> None:
    assert export(home, ExportFormat.JSONL, tmp_path / "a.jsonl", "site3.example") == 2
    with pytest.raises(QueryError, match="exists"):
        export(home, ExportFormat.JSONL, tmp_path / "a.jsonl")


def test_the_command_writes_the_format_and_the_site_it_is_asked_for(
    home: Home, texts: Texts, tmp_path: Path
) -> None:
    def exported(name: str, *options: str) -> list[dict[str, str]]:
        target = tmp_path / name
        result = CliRunner().invoke(app, ["export", str(target), "--home", str(home.root), *options])
        assert result.exit_code == 0, result.stderr
        with target.open(newline="", encoding="utf-8") as file:
            rows = [*csv.DictReader(file)] if "csv" in options else [json.loads(line) for line in file]
        assert f"{len(rows)} articles written to {target}." in result.stderr
        return rows

    assert {row["article_id"]: row["text"] for row in exported("a.jsonl")} == texts
    assert {row["article_id"]: row["text"] for row in exported("a.csv", "--format", "csv")} == texts
    of_a_site = exported("b.csv", "--format", "csv", "--site", "site3.example")
    assert len(of_a_site) == 2
    assert {row["site"] for row in of_a_site} == {"Site 3"}
