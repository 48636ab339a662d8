"""Archives are compacted, backed up and put back; a kill in the middle costs nothing but time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.backup import back_up, restore_backup
from flows.batches import clean_batches, leftovers
from flows.cli import app
from flows.compact import compact
from flows.home import BusyError, Home
from flows.pool import Workers
from flows.pulling import Pull
from tests.flows.archives import NOON, bring_in, written
from tests.flows.conftest import write_stories
from tests.warehouse.archive import Archive
from tests.warehouse.generated import pages_and_outcomes
from warehouse.compacting import compact as compact_database
from warehouse.content import content_digest
from warehouse.database import load, open_writer, publish
from warehouse.errors import BackupRefused
from warehouse.reader import open_reader

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Generated pages in 20 loads, so in 20 WARC files, and a setting."""
    archive = Archive(tmp_path_factory.mktemp("whole") / "home")
    pairs = list(pages_and_outcomes(range(200)))
    for n in range(20):
        archive.load(archive.stage(f"b{n:02d}", pairs[10 * n : 10 * n + 10]))
    archive.publish()
    shutil.rmtree(archive.staging_dir)
    (archive.home / "copydesk.toml").write_text('disabled_rules = ["separator"]', "utf-8")
    return Home(archive.home)


@pytest.fixture
def home(whole: Home, tmp_path: Path) -> Home:
    return Home(shutil.copytree(whole.root, tmp_path / "home", symlinks=True))


def digest(home: Home) -> str:
    with open_reader(home.database) as connection:
        return content_digest(connection)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def quiet(what: str) -> None:
    """Nobody is told."""


def killed(code: str, name: str, times: int) -> int:
    """Run `code` in a process that is killed when the function `name` is called the `times`-th time."""
    module, _, function = name.rpartition(".")
    die = (
        "import importlib, os, signal, sys\n"
        f"module = importlib.import_module({module!r}); real = module.{function}; calls = []\n"
        "def dying(*given, **named):\n"
        "    calls.append(1)\n"
        f"    if len(calls) == {times}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(*given, **named)\n"
        f"module.{function} = dying\n"
    )
    return subprocess.run([sys.executable, "-c", die + code], cwd=ROOT, check=False).returncode


def test_compacting_frees_room_and_changes_nothing(home: Home) -> None:
    before = digest(home)
    with open_reader(home.database) as old:
        done = compact(home)
        assert content_digest(old) == before, "a reader keeps what it has open"
    assert done.after < done.before
    assert digest(home) == before
    with open_writer(home.writer) as connection:
        assert content_digest(connection) == before
        kinds = connection.execute(
            "SELECT DISTINCT compression FROM pragma_storage_info('version_rows') "
            "WHERE column_name = 'text' AND segment_type = 'VARCHAR'"
        ).fetchall()
    assert ("ZSTD",) in kinds


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("warehouse.compacting._compare", 1),
        ("warehouse.compacting.flush_file", 1),
        ("warehouse.compacting.flush_folder", 1),
        ("flows.compact.publish", 1),
    ],
)
def test_a_killed_compacting_leaves_a_whole_database(home: Home, name: str, times: int) -> None:
    before = digest(home)
    code = "from pathlib import Path\nfrom flows import compact\nfrom flows.home import Home\n"
    code += f"compact.compact(Home(Path({str(home.root)!r})))\n"
    assert killed(code, name, times) == -signal.SIGKILL
    assert digest(home) == before
    with open_writer(home.writer) as connection:
        assert content_digest(connection) == before
    compact(home)
    assert digest(home) == before
    assert list(home.writer.parent.glob("*.open*")) == []


def test_a_copy_that_differs_is_not_taken(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    import warehouse.compacting as module

    was = home.writer.read_bytes()
    real = module._compare

    def spoilt(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("DELETE FROM new.capture_rows WHERE rowid = 0")
        real(connection)

    monkeypatch.setattr(module, "_compare", spoilt)
    with pytest.raises(Exception, match="capture_rows differs"):
        compact_database(home.writer)
    assert home.writer.read_bytes() == was
    assert list(home.writer.parent.glob("*.open*")) == []


def test_a_backup_put_back_is_the_archive(home: Home, tmp_path: Path) -> None:
    held = back_up(home, tmp_path / "backup", quiet)
    assert len(held) == 22
    again = Home(tmp_path / "again")
    restore_backup(tmp_path / "backup", again, quiet)
    assert digest(again) == digest(home)
    assert files(again.raw) == files(home.raw)
    assert (again.root / "copydesk.toml").read_bytes() == (home.root / "copydesk.toml").read_bytes()
    shutil.move(again.root, tmp_path / "moved")
    assert digest(Home(tmp_path / "moved")) == digest(home), "the folder can be moved"


def test_nothing_is_overwritten(home: Home, tmp_path: Path) -> None:
    back_up(home, tmp_path / "backup", quiet)
    was = files(tmp_path / "backup")
    with pytest.raises(BackupRefused, match="exists"):
        back_up(home, tmp_path / "backup", quiet)
    with pytest.raises(BackupRefused, match="is not empty"):
        restore_backup(tmp_path / "backup", home, quiet)
    (tmp_path / "other.open").mkdir()
    (tmp_path / "other.open" / "letters.txt").write_text("mine")
    with pytest.raises(BackupRefused, match=r"no backup: letters\.txt"):
        back_up(home, tmp_path / "other", quiet)
    assert files(tmp_path / "backup") == was


@pytest.mark.parametrize("name", ["raw/source/b07.warc.gz", "copydesk.duckdb", "copydesk.toml"])
def test_a_backup_with_another_byte_is_refused(home: Home, tmp_path: Path, name: str) -> None:
    backup = tmp_path / "backup"
    back_up(home, backup, quiet)
    spoilt = bytearray((backup / name).read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    (backup / name).chmod(0o644)  # a snapshot's copy is write-protected as it is
    (backup / name).write_bytes(spoilt)
    with pytest.raises(BackupRefused, match="is not what was backed up"):
        restore_backup(backup, Home(tmp_path / "again"), quiet)
    assert not (tmp_path / "again").exists()
    (backup / name).unlink()
    with pytest.raises(BackupRefused, match="is not what was backed up"):
        restore_backup(backup, Home(tmp_path / "again"), quiet)


def test_an_archive_that_lacks_pages_is_not_called_backed_up(home: Home, tmp_path: Path) -> None:
    (home.raw / "source" / "b07.warc.gz").unlink()
    with pytest.raises(BackupRefused, match="b07"):
        back_up(home, tmp_path / "backup", quiet)
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("flows.backup.verify_storage", 1),
        ("flows.backup.copy", 1),
        ("flows.backup.copy", 11),
        ("warehouse.copies._write", 5),
        ("flows.backup.write_manifest", 1),
        ("flows.backup.flush_folder", 1),
    ],
)
def test_a_killed_backup_goes_on_where_it_ended(home: Home, tmp_path: Path, name: str, times: int) -> None:
    target = tmp_path / "backup"
    code = "from pathlib import Path\nfrom flows.backup import back_up\nfrom flows.home import Home\n"
    code += f"back_up(Home(Path({str(home.root)!r})), Path({str(target)!r}), print)\n"
    assert killed(code, name, times) == -signal.SIGKILL
    if name != "flows.backup.flush_folder":
        assert not target.exists(), "half a backup bears no backup's name"
        back_up(home, target, quiet)
    restore_backup(target, Home(tmp_path / "again"), quiet)
    assert digest(Home(tmp_path / "again")) == digest(home)
    assert files(tmp_path / "again" / "raw") == files(home.raw)
    assert not (tmp_path / "backup.open").exists()


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("flows.backup.copy", 1),
        ("flows.backup.copy", 13),
        ("flows.backup._stage_unloaded", 1),
        ("flows.backup.publish", 1),
        ("warehouse.publishing._point", 1),
        ("flows.backup.flush_folder", 1),
    ],
)
def test_a_killed_restore_goes_on_where_it_ended(home: Home, tmp_path: Path, name: str, times: int) -> None:
    backup, again = tmp_path / "backup", Home(tmp_path / "again")
    back_up(home, backup, quiet)
    code = "from pathlib import Path\nfrom flows.backup import restore_backup\nfrom flows.home import Home\n"
    code += f"restore_backup(Path({str(backup)!r}), Home(Path({str(again.root)!r})), print)\n"
    assert killed(code, name, times) == -signal.SIGKILL
    if name != "flows.backup.flush_folder":
        assert not again.root.exists(), "half an archive bears no archive's name"
        restore_backup(backup, again, quiet)
    assert digest(again) == digest(home)
    assert files(again.raw) == files(home.raw)


def test_what_was_pulled_and_not_loaded_is_loaded_after_putting_back(tmp_path: Path) -> None:
    home, again = Home(tmp_path / "home"), Home(tmp_path / "again")
    pages = written(write_stories(tmp_path / "dumps", 8))
    bring_in(home, pages[:4])
    with Pull(home, "dumps", "later", iter(pages[4:]), []) as pull:
        assert pull.next_batch() is not None
    back_up(home, tmp_path / "backup", quiet)
    restore_backup(tmp_path / "backup", again, quiet)
    left = leftovers(again, "dumps")
    with Workers(1, 20) as pool:
        clean_batches(again, left, pool, NOON)
    connection = open_writer(again.writer)
    assert load(connection, left, loaded_at=NOON).pages == 4
    publish(connection, again.writer, again.database)
    with open_reader(again.database) as reader:
        assert reader.execute("SELECT count(*) FROM captures").fetchall() == [(8,)]


def test_a_backup_is_whole_while_runs_load(home: Home, tmp_path: Path) -> None:
    """Loads and publishes come between the files of the backup."""
    archive = Archive(home.root)
    before = digest(home)
    batches = [archive.stage(f"new{n}", list(pages_and_outcomes(range(900 + n, 901 + n)))) for n in range(3)]

    def load_one(what: str) -> None:
        if batches:
            archive.load(batches.pop())
            archive.publish()

    back_up(home, tmp_path / "backup", load_one)
    again = Home(tmp_path / "again")
    restore_backup(tmp_path / "backup", again, quiet)
    assert digest(again) == before != digest(home)


def test_the_commands_say_what_they_did(home: Home, tmp_path: Path) -> None:
    def copydesk(*arguments: str, at: Home = home) -> str:
        done = CliRunner().invoke(app, [*arguments, "--home", str(at.root)])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "MB now" in copydesk("compact")
    assert "22 files" in copydesk("backup", str(tmp_path / "backup"))
    again = Home(tmp_path / "again")
    assert "22 files" in copydesk("restore-backup", str(tmp_path / "backup"), at=again)
    assert digest(again) == digest(home)
    with home.lock("backup", wait_seconds=0):
        busy = CliRunner().invoke(app, ["backup", str(tmp_path / "two"), "--home", str(home.root)])
    assert isinstance(busy.exception, BusyError)
    assert not os.path.lexists(tmp_path / "two")
