"""The state of URLs and hosts: staged beside a batch's manifest, loaded with it, and asked for by pulls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.archived import Archived
from warehouse.fetch import Fetch, Found, fetch_from_row
from warehouse.files import whole_file
from warehouse.parameters import as_lines
from warehouse.rows import storable

FETCHES, FOUND = "fetches.parquet", "found.parquet"
_MOMENT = pa.timestamp("us", tz="UTC")
_WHOLE = {"status", "tries", "redirects", "failures", "size"}
_MOMENTS = {"fetched_at", "first_fetched_at", "payload_at", "next_due_at", "retry_at"}
_FETCH_COLUMNS = ["batch_id", "run_id", *Fetch.__dataclass_fields__, "robots"]
_FOUND_COLUMNS = ["batch_id", "source", *Found.__dataclass_fields__]


def _kind(name: str) -> pa.DataType:
    if name in _MOMENTS or name in ("found_at", "modified_at"):
        return _MOMENT
    return pa.int64() if name in _WHOLE else pa.string()


def stage_web(batch: Path, archived: Archived, *, run_id: str) -> None:
    """Write the state that a finished WARC file tells into the batch's folder.

    A file without fetches, one of pages from dumps, leaves nothing.
    """
    if not archived.fetches:
        return
    same = {"batch_id": batch.name, "run_id": run_id, "source": archived.fetches[0][0].source}
    rows = [
        {**_fields(f), **same, "robots": None if robots is None else storable(robots)}
        for f, robots in archived.fetches
    ]
    found = [{**_fields(one), **same} for one in archived.found]
    _write(batch / FOUND, found, _FOUND_COLUMNS)
    _write(batch / FETCHES, rows, _FETCH_COLUMNS)


def _fields(value: Fetch | Found) -> dict[str, Any]:
    row = {name: getattr(value, name) for name in type(value).__dataclass_fields__}
    return {name: storable(v) if isinstance(v, str) else v for name, v in row.items()}


def _write(target: Path, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    schema = pa.schema([(name, _kind(name)) for name in columns])
    with whole_file(target) as unfinished:
        pq.write_table(pa.Table.from_pylist(list(rows), schema), unfinished, compression="zstd")


def staged_fetches(batch: Path) -> list[Fetch]:
    """The fetches of a batch that is not loaded yet; none for a batch of dumps."""
    if not (batch / FETCHES).exists():
        return []
    return [fetch_from_row(row) for row in pq.read_table(batch / FETCHES).to_pylist()]


def staged_found(batch: Path) -> list[Found]:
    """The addresses that were found in a batch that is not loaded yet."""
    if not (batch / FOUND).exists():
        return []
    rows = pq.read_table(batch / FOUND, columns=list(Found.__dataclass_fields__)).to_pylist()
    return [Found(**row) for row in rows]


def load_web(connection: duckdb.DuckDBPyConnection, batches: Iterable[Path]) -> None:
    """Load the staged state of these batches, none of which is loaded yet, within the open transaction."""
    for name, table in ((FETCHES, "fetch_rows"), (FOUND, "found_rows")):
        files = [str(batch / name) for batch in batches if (batch / name).exists()]
        if files:
            connection.execute(
                f"INSERT INTO {table} BY NAME FROM read_parquet($files) AS staged "
                f"WHERE batch_id NOT IN (SELECT DISTINCT batch_id FROM {table})",
                {"files": files},
            )


_LAST = """
FROM fetch_rows WHERE source = $source AND {condition}
QUALIFY row_number() OVER (PARTITION BY kind, url_key ORDER BY fetched_at DESC) = 1
"""


def _fetches(cursor: duckdb.DuckDBPyConnection) -> list[Fetch]:
    names = [column[0] for column in cursor.description or []]
    return [fetch_from_row(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def due_pages(connection: duckdb.DuckDBPyConnection, source: str, now: datetime) -> list[Fetch]:
    """The last fetch of each of the source's pages that is to be seen again by `now`, longest due first."""
    last = _LAST.format(condition="kind = 'page'")
    query = f"FROM ({last}) WHERE next_due_at <= $now ORDER BY next_due_at"
    return _fetches(connection.execute(query, {"source": source, "now": now}))


def last_fetches(connection: duckdb.DuckDBPyConnection, source: str, keys: Sequence[str]) -> list[Fetch]:
    """The last fetch of each of these addresses, for each kind that it was fetched as."""
    query = "SELECT * " + _LAST.format(condition="url_key IN (SELECT unnest(string_split($keys, chr(10))))")
    return _fetches(connection.execute(query, {"source": source, "keys": as_lines(keys)}))


def known_keys(connection: duckdb.DuckDBPyConnection, source: str, keys: Sequence[str]) -> set[str]:
    """Which of these addresses the source has found before."""
    rows = connection.execute(
        "SELECT DISTINCT url_key FROM found_rows "
        "WHERE source = $source AND url_key IN (SELECT unnest(string_split($keys, chr(10))))",
        {"source": source, "keys": as_lines(keys)},
    ).fetchall()
    return {row[0] for row in rows}


def waiting_pages(connection: duckdb.DuckDBPyConnection, source: str) -> list[Found]:
    """What the source found and never asked for, newest first."""
    rows = connection.execute(
        "SELECT DISTINCT ON (url_key) url, url_key, found_in, found_at, modified_at FROM found_rows AS named "
        "WHERE source = $source AND NOT EXISTS (FROM fetch_rows AS asked WHERE asked.source = named.source "
        "AND asked.url_key = named.url_key AND kind = 'page') ORDER BY found_at DESC",
        {"source": source},
    ).fetchall()
    return [Found(*row) for row in rows]


def failing_hosts(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, datetime | None]]:
    """Hosts with passing faults in a row: how many, and until when they are given a rest."""
    rows = connection.execute(
        "SELECT host, failures, paused_until FROM web_hosts WHERE failures > 0"
    ).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def robots_texts(connection: duckdb.DuckDBPyConnection, since: datetime) -> dict[str, str]:
    """The robots.txt read last since then, by its URL."""
    rows = connection.execute(
        "SELECT url, max_by(robots, fetched_at) FROM fetch_rows "
        "WHERE kind = 'robots' AND robots IS NOT NULL AND fetched_at >= $since GROUP BY url",
        {"since": since},
    ).fetchall()
    return dict(rows)
