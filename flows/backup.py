"""`copydesk backup` and `restore-backup`: a whole archive in another folder, and back.

A backup is a folder: `copydesk.duckdb`, `raw/…`, `copydesk.toml` where there is one, and `backup.json` with
every file's digest. It is made under a name ending in ".open" and renamed when it is whole; a killed one goes
on where it ended. Runs may go on meanwhile: the database is the newest snapshot, which never changes, and raw
files are only added. Those that are younger than the snapshot are backed up too, and loaded by the next run
of their source after the backup is put back.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import duckdb

from flows.archive import open_archive
from flows.home import Home
from flows.settings import NAME as SETTINGS
from warehouse.copies import MANIFEST, Copied, copy, digest, read_manifest, write_manifest
from warehouse.database import open_writer, publish
from warehouse.errors import BackupRefused
from warehouse.files import OPEN_SUFFIX, flush_folder, whole_file
from warehouse.publishing import copy_database
from warehouse.raw import SUFFIX
from warehouse.verify import verify_storage

_DATABASE, _RAW = "copydesk.duckdb", "raw"
_OURS = frozenset({_DATABASE, _RAW, SETTINGS, MANIFEST})
Tell = Callable[[str], None]


def back_up(home: Home, target: Path, tell: Tell) -> Mapping[str, Copied]:
    """Back the archive up into the new folder `target`; returns its files. `tell` is told what is done.

    `BackupRefused` where `target` exists, or the archive lacks raw pages; BusyError while another is made.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists; name a folder that does not.")
    work = target.with_name(target.name + OPEN_SUFFIX)
    if work.exists() and (others := {file.name.removesuffix(OPEN_SUFFIX) for file in work.iterdir()} - _OURS):
        raise BackupRefused(f"{work} holds what is of no backup: {', '.join(sorted(others))}.")
    with open_archive(home), home.lock("backup", wait_seconds=0):  # the snapshot stays meanwhile
        work.mkdir(parents=True, exist_ok=True)
        files = {_DATABASE: _database(home.database.resolve(), work / _DATABASE, tell)}
        for source in sorted(home.raw.rglob("*" + SUFFIX)):
            name = source.relative_to(home.root).as_posix()
            tell(name)
            files[name] = copy(source, work / name)
        if (home.root / SETTINGS).exists():
            files[SETTINGS] = copy(home.root / SETTINGS, work / SETTINGS)
        _check_complete(work / _DATABASE, files)
        write_manifest(work, files)
        work.rename(target)
        flush_folder(target.parent)
    return files


def _database(snapshot: Path, target: Path, tell: Tell) -> Copied:
    """The snapshot's copy, by another process, since this one has it open; that of a killed backup stays."""
    tell(_DATABASE)
    if not target.exists():
        with whole_file(target) as unfinished:
            copy_database(snapshot, unfinished)
    for problem in verify_storage(target):
        target.unlink()
        raise BackupRefused(f"The database's copy is damaged ({problem.what}); run `copydesk verify`.")
    return digest(target)


def _check_complete(database: Path, files: Mapping[str, Copied]) -> None:
    """Whether every page of the database lies in a raw file that is long enough."""
    with duckdb.connect(str(database), read_only=True) as connection:
        needed = connection.execute(
            "SELECT warc_file, max(warc_offset + warc_length) FROM page_rows GROUP BY warc_file ORDER BY 1"
        ).fetchall()
    for name, length in needed:
        held = files.get(f"{_RAW}/{name}")
        if held is None or held.size < length:
            raise BackupRefused(f"The raw file {name} is missing or cut off; run `copydesk verify`.")


def restore_backup(backup: Path, home: Home, tell: Tell) -> Mapping[str, Copied]:
    """Make the new home from a backup; returns the backup's files.

    `BackupRefused` where the home holds anything, or a file of the backup is not what it was.
    """
    files = read_manifest(backup)
    if home.root.exists() and any(home.root.iterdir()):
        raise BackupRefused(f"{home.root} is not empty; name a home that does not exist yet.")
    work = Home(home.root.with_name(home.root.name + OPEN_SUFFIX))
    with work.lock("restore", wait_seconds=0):
        for name, expected in files.items():
            tell(name)
            _put_back(backup / name, _place(work, name), expected)
        connection = open_writer(work.writer)
        _stage_unloaded(connection, work)
        publish(connection, work.writer, work.database)
        with suppress(FileNotFoundError):
            home.root.rmdir()
        work.root.rename(home.root)
        flush_folder(home.root.parent)
    return files


def _place(home: Home, name: str) -> Path:
    return home.writer if name == _DATABASE else home.root / name


def _put_back(source: Path, target: Path, expected: Copied) -> None:
    target.with_name(target.name + ".wal").unlink(missing_ok=True)  # of a restore that was killed
    try:
        same = copy(source, target) == expected
    except FileNotFoundError:
        same = False
    if not same:
        target.unlink(missing_ok=True)
        raise BackupRefused(f"{source} is not what was backed up: it is missing or its bytes differ.")


def _stage_unloaded(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Let the next run of a source find the raw files that were not loaded when the backup was made."""
    shutil.rmtree(home.staging, ignore_errors=True)
    loaded = {row[0] for row in connection.execute("SELECT batch_id FROM load_rows").fetchall()}
    for file in home.raw.rglob("*" + SUFFIX):
        batch = file.name.removesuffix(SUFFIX)
        if batch not in loaded:
            (home.staging / file.parent.relative_to(home.raw) / batch).mkdir(parents=True)
