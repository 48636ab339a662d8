"""Whoever updates Copydesk asks the archive at once, before any run has written to it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.archive import open_archive
from flows.cli import app
from flows.home import Home
from warehouse.migrate import lacking
from warehouse.reader import open_reader

ARCHIVES = Path(__file__).parents[1] / "warehouse" / "archives"


@pytest.fixture(params=sorted(ARCHIVES.glob("*.duckdb.gz")), ids=lambda path: path.name.split(".")[0])
def old_home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A home as an earlier release left it: the writer's database and what was published of it."""
    home = Home(tmp_path)
    home.writer.parent.mkdir()
    for path in (home.writer, home.writer.with_name("copydesk-000001.duckdb")):
        path.write_bytes(gzip.decompress(request.param.read_bytes()))
    home.database.symlink_to(Path("warehouse") / "copydesk-000001.duckdb")
    return home


def test_an_archive_of_an_earlier_release_is_upgraded_when_it_is_read(old_home: Home) -> None:
    with open_reader(old_home.database) as before:
        assert lacking(before)
        articles = before.execute("SELECT count(*) FROM articles").fetchall()
    with open_archive(old_home) as upgraded:
        assert lacking(upgraded) == []
        assert upgraded.execute("SELECT count(*) FROM articles").fetchall() == articles
        samples = upgraded.execute("SELECT DISTINCT len(samples) > 0 FROM rules").fetchall()
    assert samples == [(True,)]
    assert old_home.database.resolve().name == "copydesk-000002.duckdb"


def test_a_snapshot_without_the_writer_s_database_is_read_as_it_is(old_home: Home) -> None:
    """Else an empty database would be made and published in its place."""
    old_home.writer.unlink()
    with open_archive(old_home) as archive:
        assert archive.execute("SELECT count(*) > 0 FROM articles").fetchall() == [(True,)]
    assert old_home.database.resolve().name == "copydesk-000001.duckdb"


@pytest.mark.parametrize("command", ["rules", "status", "search san"])
def test_commands_answer_on_it(old_home: Home, command: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--home", str(old_home.root)])
    assert done.exit_code == 0, done.exception
    assert done.output.strip()
