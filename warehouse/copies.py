"""Files copied byte for byte, each proven by its digest: what backups are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.errors import BackupRefused
from warehouse.files import whole_file

MANIFEST = "backup.json"
_FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """A file's size in bytes and the 64 hex digits of its SHA-256."""

    size: int
    sha256: str


def copy(source: Path, target: Path) -> Copied:
    """Copy a file that nobody changes, and read the copy back; a whole one that lies there already stays.

    `BackupRefused` where the copy's bytes are not the source's: the disk does not keep what it is given.
    """
    read = digest(source)
    if not (target.exists() and digest(target) == read):
        with whole_file(target) as unfinished:
            _write(source, unfinished)
        if digest(target) != read:
            raise BackupRefused(f"{target} is not what was read from {source}: one of the two disks fails.")
    return read


def digest(path: Path) -> Copied:
    """Read a whole file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Copied(path.stat().st_size, sha256)


def _write(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(_CHUNK):
            written.write(chunk)


def write_manifest(folder: Path, files: Mapping[str, Copied]) -> None:
    """State what the folder holds, by relative path."""
    told = {"format": _FORMAT, "files": {name: asdict(copied) for name, copied in sorted(files.items())}}
    with whole_file(folder / MANIFEST) as unfinished:
        unfinished.write_text(json.dumps(told, indent=1), "utf-8")


def read_manifest(folder: Path) -> dict[str, Copied]:
    """What a backup holds; `BackupRefused` where the folder is none, or one of a later release."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        if told["format"] != _FORMAT:
            raise BackupRefused(f"{folder} was made by a newer release: update Copydesk first.")
        files = {name: Copied(**copied) for name, copied in told["files"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{folder} is no whole backup: its {MANIFEST} cannot be read.") from error
    if wrong := [name for name in files if Path(name).is_absolute() or ".." in Path(name).parts]:
        raise BackupRefused(f"{folder} names files outside itself: {', '.join(wrong)}.")
    return files
