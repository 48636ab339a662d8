"""The writer's database written anew, without the room that many loads leave empty in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.database import STORAGE, open_writer
from warehouse.errors import WarehouseError
from warehouse.files import OPEN_SUFFIX, flush_file, flush_folder
from warehouse.parameters import quoted

_WHOLE = "SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0) FROM {}.{} AS t"
_NAMES = (
    "SELECT {name}, comment FROM {function}() WHERE database_name = $database AND NOT internal ORDER BY ALL"
)
_CATALOG = {"duckdb_tables": "table_name", "duckdb_views": "view_name", "duckdb_columns": "column_name"}


@dataclass(frozen=True, slots=True)
class Compacted:
    """Bytes of the file before and after."""

    before: int
    after: int


def compact(database: Path, *, memory_limit: str = "400MB") -> Compacted:
    """Write the database anew beside itself, compare the two, and put the new file in the old one's place.

    Nobody else may write until this returns. The file is the old one or the new one at any moment, whatever
    is killed; what was left half is removed by the next call. `WarehouseError` where the two are not alike.
    """
    open_writer(database).close()  # migrated, and nothing left in a log beside it
    before = database.stat().st_size
    fresh = database.with_name(database.name + OPEN_SUFFIX)
    _remove(fresh)
    try:
        with duckdb.connect(config={"memory_limit": memory_limit}) as connection:
            connection.execute(f"ATTACH {quoted(database)} AS old (READ_ONLY)")  # and locked until the end
            connection.execute(f"ATTACH {quoted(fresh)} AS new (STORAGE_VERSION '{STORAGE}')")
            connection.execute("COPY FROM DATABASE old TO new")
            _compare(connection)
            connection.execute("CHECKPOINT new")
            connection.execute("DETACH new")
            flush_file(fresh)
            fresh.replace(database)
            flush_folder(database.parent)
    finally:
        _remove(fresh)
    return Compacted(before, database.stat().st_size)


def _remove(fresh: Path) -> None:
    for leftover in (fresh, fresh.with_name(fresh.name + ".wal")):
        leftover.unlink(missing_ok=True)


def _compare(connection: duckdb.DuckDBPyConnection) -> None:
    """Whether both hold the same tables, views and comments, and each table the same rows."""
    for function, name in _CATALOG.items():
        asked = _NAMES.format(name=name, function=function)
        old, new = (
            connection.execute(asked, {"database": database}).fetchall() for database in ("old", "new")
        )
        if old != new:
            raise WarehouseError(f"Compacting left the database as it was: {function} differ in the copy.")
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'old' ORDER BY 1"
    ).fetchall()
    for (table,) in tables:
        old, new = (connection.execute(_WHOLE.format(side, table)).fetchall() for side in ("old", "new"))
        if old != new:
            raise WarehouseError(f"Compacting left the database as it was: {table} differs in the copy.")
