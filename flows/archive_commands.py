"""The commands that read the archive: sql, status, explain."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.archive import open_archive
from flows.choices import TableFormat
from flows.formats import print_ledger
from flows.home import Home
from warehouse.errors import QueryError
from warehouse.reader import QueryResult, little_memory, query

_MOST_MEMORY = 2 << 30  # bytes that a query may take: twice DuckDB's limit, for what that does not count


def print_query(
    console: Console, home: Home, sql: str, wanted: TableFormat, *, timeout_s: float, max_rows: int
) -> None:
    """Run one reading statement and print its rows; says so on standard error where rows were left out."""
    with open_archive(home) as connection, little_memory(_MOST_MEMORY):
        result = query(connection, sql, timeout_s=timeout_s, max_rows=max_rows)
    if wanted is TableFormat.TABLE:
        console.print(as_table(result))
    elif wanted is TableFormat.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(result.rows)
    else:
        for row in result.rows:
            values = dict(zip(result.columns, row, strict=True))
            sys.stdout.write(json.dumps(values, ensure_ascii=False, default=str) + "\n")
    if result.truncated:
        sys.stderr.write(f"Only the first {max_rows} rows; --max-rows shows more.\n")


def as_table(result: QueryResult) -> Table:
    """The rows as a table for a terminal; long values are folded."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, kind in zip(result.columns, result.types, strict=True):
        table.add_column(name, justify="right" if kind in _NUMBERS else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*map(_cell, row))
    return table


_NUMBERS = frozenset({"BIGINT", "INTEGER", "DOUBLE", "FLOAT", "HUGEINT", "NUMBER", "DECIMAL", "SMALLINT"})


def _cell(value: Any) -> str:
    if value is None:
        return "[dim]NULL[/]"
    if isinstance(value, list | tuple | dict):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return str(value).replace("[", r"\[")


_HOLDINGS = """
SELECT source, count(DISTINCT page_id) AS pages, count(*) AS captures,
       (SELECT count(*) FROM articles a WHERE a.source = c.source) AS articles,
       (SELECT count(*) FROM rejections r WHERE r.source = c.source) AS rejections,
       strftime(max(captured_at), '%Y-%m-%d %H:%M') AS last_capture_utc
FROM captures c GROUP BY source ORDER BY source
"""
_RUNS = """
SELECT run_id, array_to_string(sources, ', ') AS source, state,
       strftime(started_at, '%Y-%m-%d %H:%M:%S') AS started_utc,
       round(epoch(finished_at - started_at), 1) AS seconds, pages, pages_new AS new, articles,
       coalesce(list_sum(map_values(rejections)), 0)::BIGINT AS rejected
FROM runs ORDER BY started_at DESC LIMIT $most
"""


def print_status(console: Console, home: Home, runs: int) -> None:
    """What the archive holds, by source, and the last runs."""
    connection = open_archive(home)
    snapshot = home.database.resolve()
    console.print(f"[bold]{home.database}[/] ({snapshot.stat().st_size / 1e6:.1f} MB, {snapshot.name})\n")
    console.print(as_table(query(connection, _HOLDINGS)))
    console.print("\n[bold]Last runs[/]")
    console.print(as_table(query(connection, _RUNS, {"most": runs})))


def print_page(console: Console, home: Home, page_id: str) -> None:
    """The ledger of one archived page and what became of it; an unambiguous start of its id will do."""
    connection = open_archive(home)
    found = query(
        connection,
        "SELECT DISTINCT page_id, source, path, url FROM captures WHERE starts_with(page_id, $id) LIMIT 3",
        {"id": page_id},
    ).rows
    _check_one({row[0] for row in found}, page_id)
    page_id, source, path, url = found[0]
    what = query(connection, _VERDICT, {"id": page_id}).rows
    verdict = what[0][0] if what else "not cleaned yet"
    blocks = query(connection, _BLOCKS, {"id": page_id}, max_rows=1_000_000).rows
    print_ledger(console, f"{page_id} · {url or f'{source}/{path}'} · {verdict}", list(_rows(blocks)))


_VERDICT = """
SELECT 'article: ' || coalesce(headline, 'without a headline') FROM articles WHERE page_id = $id
UNION ALL SELECT 'rejected as ' || reason || ': ' || detail FROM rejections WHERE page_id = $id
UNION ALL SELECT 'an article' LIMIT 1
"""
_BLOCKS = "SELECT text, role, rule, confidence, kept FROM blocks WHERE page_id = $id ORDER BY position"


def _check_one(page_ids: set[str], asked: str) -> None:
    if not page_ids:
        raise QueryError(
            f"No page {asked} is archived; `copydesk sql 'SELECT page_id, path FROM captures'` lists them."
        )
    if len(page_ids) > 1:
        raise QueryError(
            f"{asked} is the start of several page ids ({', '.join(sorted(page_ids))}, …); give more of it."
        )


def _rows(blocks: Iterable[tuple[Any, ...]]) -> Iterable[tuple[str, str, str, bool]]:
    for text, role, rule, confidence, kept in blocks:
        yield text, role, f"{rule} {confidence:.2f}", kept
