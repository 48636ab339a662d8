"""Files that are either not there or whole: written beside their name, flushed to disk, renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPEN_SUFFIX = ".open"


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Lend a name beside `target`; when the block ends well, what was written there becomes `target`.

    A kill at any point leaves either no `target` or all of it, and at most a file ending in ".open".
    When the block raises, the unfinished file is removed.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + OPEN_SUFFIX)
    try:
        yield unfinished
        flush_file(unfinished)
        unfinished.replace(target)
        flush_folder(target.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def flush_file(path: Path) -> None:
    """Return when the file's bytes are on the disk, not merely with the kernel."""
    with path.open("rb") as file:  # to flush a file needs no right to write it
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make renames within `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
