"""The writer's database: opening it, asking what it knows, and noting runs in it.

Only one process may have it open, and that process must never open or copy the file by other means: the
lock would vanish, and another writer's commit with it. Readers use the published snapshots.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import duckdb

from warehouse.content import content_digest
from warehouse.errors import WriterBusy
from warehouse.known import Known, known_pages
from warehouse.loading import LoadCounts, load, loaded_batches
from warehouse.migrate import migrate
from warehouse.publishing import publish
from warehouse.runs import Run, RunState, record_run

__all__ = [
    "Known",
    "LoadCounts",
    "Run",
    "RunState",
    "content_digest",
    "known_pages",
    "load",
    "loaded_batches",
    "open_writer",
    "publish",
    "record_run",
]

# Written so that DuckDB 1.5 and 2.0 both read it; older formats leave long text uncompressed.
STORAGE = "v1.5.0"


def open_writer(path: Path, *, memory_limit: str = "400MB", threads: int = 1) -> duckdb.DuckDBPyConnection:
    """Open the writer's database, made and migrated where needed; `WriterBusy` if another process has it.

    `memory_limit` is DuckDB's own; a process that loads 10,000 pages at a time stays below 700 MB with it.
    With one thread 1,000 pages are loaded as fast as with two, for three quarters of the CPU time and in
    less memory; 10,000 are loaded faster by all cores.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    config: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE,
        "memory_limit": memory_limit,
        "threads": threads,
        "preserve_insertion_order": False,  # or a load holds all its rows in memory
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        connection = duckdb.connect(str(path), config=config)
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        raise WriterBusy(f"Another process is writing to {path}; wait until it has finished.") from error
    shutil.rmtree(path.with_name(path.name + ".tmp"), ignore_errors=True)  # of a killed writer
    connection.execute("SET TimeZone = 'UTC'")
    migrate(connection)
    return connection


def _make(path: Path) -> None:
    """Make an empty database whole or not at all: one that a full disk cut short cannot be opened again."""
    fresh = path.with_name(path.name + ".new")
    for leftover in (fresh, fresh.with_name(fresh.name + ".wal")):
        leftover.unlink(missing_ok=True)
    duckdb.connect(str(fresh), config={"storage_compatibility_version": STORAGE}).close()
    with suppress(FileExistsError):  # made by another process meanwhile
        path.hardlink_to(fresh)
    fresh.unlink()
