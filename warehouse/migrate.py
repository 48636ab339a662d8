"""Numbered SQL files make the schema; each is applied once, together with the record that it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from warehouse.errors import MigrationRefused

FOLDER = Path(__file__).parent / "migrations"
# Digests of migrations as they were before a comment in them was reworded (0026 says what it says now).
_REWORDED = frozenset(
    {
        ("0001_archive.sql", "sha256:a8b862cfa5ed403a532f86eedbf2a6cc403dc78aca1004cfa292ba579e85938d"),
        ("0003_web.sql", "sha256:2562adf3c3f33453136f0df2baa2256b5b12402e86f39ec8c9b484c214122ad3"),
    }
)
_RECORDS = "CREATE TABLE IF NOT EXISTS migration_rows (name VARCHAR NOT NULL, digest VARCHAR NOT NULL)"


def migrate(connection: duckdb.DuckDBPyConnection, folder: Path = FOLDER) -> list[str]:
    """Apply the migrations that the database lacks, in order, and name them.

    `MigrationRefused` where an applied one was edited since, or the database knows one that is not here
    (it was made by a newer release).
    """
    connection.execute(_RECORDS)
    applied = dict(connection.execute("SELECT name, digest FROM migration_rows").fetchall())
    files = {path.name: path for path in sorted(folder.glob("[0-9]*.sql"))}
    if unknown := sorted(applied.keys() - files.keys()):
        raise MigrationRefused(
            f"The archive was made by a newer release (it has {', '.join(unknown)}): update Copydesk first."
        )
    for name, path in files.items():
        edited = name in applied and applied[name] != _digest(path)
        if edited and (name, applied[name]) not in _REWORDED:
            raise MigrationRefused(
                f"Migration {name} was edited after it was applied to this archive. "
                "Restore the file and put the change into a new, higher-numbered one."
            )
    missing = [path for name, path in files.items() if name not in applied]
    for path in missing:
        _apply(connection, path)
    return [path.name for path in missing]


def lacking(connection: duckdb.DuckDBPyConnection, folder: Path = FOLDER) -> list[str]:
    """The migrations that a database has not seen, as one of an earlier release; nothing is written."""
    applied = {row[0] for row in connection.execute("SELECT name FROM migration_rows").fetchall()}
    return sorted({path.name for path in folder.glob("[0-9]*.sql")} - applied)


def _apply(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute("BEGIN")
    try:
        connection.execute(path.read_text(encoding="utf-8"))
        connection.execute("INSERT INTO migration_rows VALUES (?, ?)", [path.name, _digest(path)])
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _digest(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
