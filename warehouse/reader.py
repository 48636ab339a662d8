"""Reading the archive: the newest snapshot, read-only, for SQL that nobody vouches for."""

from __future__ import annotations

import re
import resource
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.errors import ArchiveDamaged, ArchiveMissing, QueryError

_ATTEMPTS = 5  # a snapshot may be removed between following the link and opening, if two were published since
_READING = frozenset({"SELECT", "EXPLAIN"})  # DESCRIBE, SHOW, SUMMARIZE, VALUES and FROM are SELECTs too


def open_reader(
    link: Path, *, memory_limit: str = "1GB", spill_limit: str = "4GB", threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the snapshot that `link` leads to: no writing, no files, no network, no settings.

    Use one cursor for each thread. `ArchiveMissing` when nothing has been published yet.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,  # or a query reads this program's variables as tables
        "memory_limit": memory_limit,
        "max_temp_directory_size": spill_limit,
    }
    if threads is not None:
        config["threads"] = threads
    connection = _connect(link, config)
    (locked,) = connection.execute("SELECT current_setting('lock_configuration')").fetchone() or (False,)
    if not locked:  # a second reader in one process shares the first one's database, and its settings
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
    return connection


def _connect(
    link: Path, config: dict[str, str | bool | int | float | list[str]]
) -> duckdb.DuckDBPyConnection:
    for _ in range(_ATTEMPTS):
        snapshot = link.resolve()
        try:
            return duckdb.connect(str(snapshot), read_only=True, config=config)
        except duckdb.IOException as error:
            if re.search("not a valid DuckDB|corrupt", str(error), re.IGNORECASE):
                raise ArchiveDamaged(
                    f"{snapshot} is damaged: `copydesk verify` says what is wrong; `copydesk restore-backup` "
                    "makes a new home from a backup."
                ) from error
            if snapshot.exists():
                raise
    raise ArchiveMissing(f"There is no archive at {link} yet: it is made by the first run.")


@contextmanager
def little_memory(more: int) -> Iterator[None]:
    """Let this process take at most `more` bytes than it has now; only Linux limits that.

    DuckDB's own limit does not count the strings of an expression, nor the rows that are handed over:
    `repeat('x', 4e9)` takes 4 GB under a limit of one.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("utf-8").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Names and DuckDB types of the columns, the rows, and whether more rows were left out."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool


def query(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: Sequence[object] | Mapping[str, object] | None = None,
    *,
    timeout_s: float = 60.0,
    max_rows: int = 10_000,
) -> QueryResult:
    """Run exactly one reading statement; `QueryError` where it is another, fails, or takes too long."""
    cursor = connection.cursor()
    _check(cursor, sql)
    expired = threading.Event()

    def interrupt() -> None:
        expired.set()
        cursor.interrupt()

    timer = threading.Timer(timeout_s, interrupt)
    timer.start()
    try:
        cursor.execute(sql, parameters)
        rows = cursor.fetchmany(max_rows + 1)
    except (duckdb.Error, MemoryError) as error:
        raise QueryError(_sentence(error, timeout_s if expired.is_set() else None)) from error
    finally:
        timer.cancel()
    described = cursor.description or []
    names, types = tuple(str(c[0]) for c in described), tuple(str(c[1]) for c in described)
    return QueryResult(names, types, rows[:max_rows], len(rows) > max_rows)


def _check(cursor: duckdb.DuckDBPyConnection, sql: str) -> None:
    try:
        statements = cursor.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(_sentence(error, None)) from error
    if len(statements) != 1:
        raise QueryError(f"Give exactly one SQL statement; these are {len(statements)}.")
    kind = statements[0].type.name
    if kind not in _READING:
        raise QueryError(
            f"The archive is read with SELECT (or EXPLAIN, DESCRIBE, SUMMARIZE); this is {kind}."
        )


def _sentence(error: duckdb.Error | MemoryError, timeout_s: float | None) -> str:
    if timeout_s is not None:
        return f"The query was stopped after {timeout_s:g} seconds; narrow it down or allow more time."
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return "The query needs more memory than it is allowed; narrow it down."
    return str(error).strip()
