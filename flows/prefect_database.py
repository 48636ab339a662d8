"""Prefect's empty database, kept by the installation and lent to each home that has none.

Prefect makes it by a hundred migrations, which take 5 s, half of a first start. What they make is the same
for every home, so it is made once; a server that is lent it still looks whether it is up to date.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import prefect
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL
from sqlalchemy.engine import make_url

from warehouse.files import flush_file

EMPTY = Path(sys.prefix) / "var" / "copydesk" / f"prefect-{prefect.__version__}.db"


def missing_database() -> Path | None:
    """The SQLite file that Prefect is set to use, where there is none yet."""
    url = make_url(PREFECT_API_DATABASE_CONNECTION_URL.value())
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    database = Path(url.database)
    return None if database.exists() else database


def lend(database: Path) -> None:
    """Put a copy of the kept database where there is none; one that another server made meanwhile stays.

    Without a kept one, or where the disk refuses, nothing happens: Prefect then makes its own.
    """
    with suppress(OSError), _placed(database) as copy:
        shutil.copyfile(EMPTY, copy)


def keep(database: Path) -> None:
    """Keep a copy of what a server has just made and not used yet; where that cannot be written, none."""
    if EMPTY.exists():
        return
    with (
        suppress(OSError, sqlite3.Error),
        _placed(EMPTY) as copy,
        closing(sqlite3.connect(database)) as made,
        closing(sqlite3.connect(copy)) as kept,
    ):
        made.backup(kept)


@contextmanager
def _placed(target: Path) -> Iterator[Path]:
    """Lend a name; what is written there becomes `target`, or FileExistsError where there is one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy = Path(folder) / target.name
        yield copy
        flush_file(copy)
        target.hardlink_to(copy)  # a rename would replace one that is in use
