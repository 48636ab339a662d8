"""Prefect's empty database, kept by the installation and lent to each home that has none.

Prefect makes it by a hundred migrations, which take 5 s, half of a first start. What they make is the same
for every home, so it is made once; a server that is lent it still looks whether it is up to date.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing, suppress
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
    """Put a copy of the kept database where there is none; without one Prefect makes its own."""
    _copy(EMPTY, database)


def keep(database: Path) -> None:
    """Keep a copy of what a server has just made and not used yet, unless one is kept already."""
    _copy(database, EMPTY)


def _copy(source: Path, target: Path) -> None:
    """Make `target` a whole copy of a database, open or not; one that is there by then stays.

    Where the disk refuses, or `source` is missing or no database, nothing happens.
    """
    if target.exists():
        return
    with suppress(OSError, sqlite3.Error):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            unfinished = Path(folder) / target.name
            with (
                closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as read,
                closing(sqlite3.connect(unfinished)) as written,
            ):
                read.backup(written)
                written.execute(
                    "PRAGMA journal_mode = DELETE"
                )  # one file, which no reader lays others beside
            flush_file(unfinished)
            target.hardlink_to(unfinished)  # a rename would replace one that is in use
