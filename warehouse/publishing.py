"""Snapshots of the database for readers, so that nobody ever waits for the writer.

`copydesk.duckdb` is a link to the newest snapshot; readers follow it once and keep what they opened. Each
snapshot is a whole copy under a name of its own, made by another process: if the one that writes opened
its own database file a second time, its lock would vanish.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseError
from warehouse.files import OPEN_SUFFIX, flush_folder, whole_file

_NAME = re.compile(r"copydesk-(\d{6,})\.duckdb")
_LINUX = sys.platform == "linux"
# struct flock, where any process may ask who holds a lock without taking it: (pack, order of the fields)
_FLOCK = "hhqqi" if _LINUX else "qqihh"


def publish(connection: duckdb.DuckDBPyConnection, database: Path, link: Path, *, keep: int = 2) -> Path:
    """Close the writer's connection and make its state what readers see; returns the new snapshot.

    Nobody else may write until this returns. Readers see the old snapshot or the new one, never a part.
    Snapshots before the newest `keep` go, as soon as no reader has them open.
    """
    connection.execute("CHECKPOINT")
    connection.close()
    _remove_unfinished(database.parent)
    snapshots = _snapshots(database.parent)
    number = max(snapshots, default=0) + 1
    target = database.parent / f"copydesk-{number:06d}.duckdb"
    with whole_file(target) as unfinished:
        copy_database(database, unfinished)
        unfinished.chmod(0o444)  # who opens it to write would lock the readers out, and change what they see
    _point(link, target)
    remove_old_snapshots(database.parent, keep=keep)
    return target


def remove_old_snapshots(folder: Path, *, keep: int = 2) -> list[Path]:
    """Remove the snapshots before the newest `keep` that no process has open, and name them."""
    snapshots = _snapshots(folder)
    old = [snapshots[number] for number in sorted(snapshots)[:-keep] if not _is_open(snapshots[number])]
    for path in old:
        path.unlink()
        shutil.rmtree(path.with_name(path.name + ".tmp"), ignore_errors=True)  # a reader's spilled rows
    return old


def _snapshots(folder: Path) -> dict[int, Path]:
    matches = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(match[1]): path for match, path in matches if match}


def _remove_unfinished(folder: Path) -> None:
    for leftover in folder.glob("copydesk-*" + OPEN_SUFFIX):
        leftover.unlink()


def copy_database(source: Path, target: Path) -> None:
    """Copy a database file that this process has open, so in another one: else the lock would vanish.

    Where the file system can, the copy shares its blocks and is instant.
    """
    reflink = ["--reflink=auto"] if _LINUX else []
    command = ["cp", *reflink, str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise WarehouseError(f"{target} could not be written: {done.stderr.strip()}.")


def _point(link: Path, target: Path) -> None:
    """Make `link` lead to `target`, in one step; relative, so that the folder can be moved."""
    fresh = link.with_name(link.name + OPEN_SUFFIX)
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.relative_to(link.parent))
    fresh.replace(link)
    flush_folder(link.parent)


def _is_open(path: Path) -> bool:
    """Whether another process has it open in DuckDB. Only asks: taking the lock would turn readers away."""
    fields = (fcntl.F_WRLCK, 0, 0, 0, 0) if _LINUX else (0, 0, 0, fcntl.F_WRLCK, 0)
    with path.open("rb") as file:
        answer = struct.unpack(_FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(_FLOCK, *fields)))
    return bool(answer[0 if _LINUX else 3] != fcntl.F_UNLCK)
