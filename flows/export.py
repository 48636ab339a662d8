"""`copydesk export`: the articles of the archive in other formats."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.archive import open_archive
from flows.choices import ExportFormat
from flows.home import Home
from flows.ninjs import ninjs
from warehouse.conversion import Conversion, write_conversions
from warehouse.errors import QueryError
from warehouse.files import whole_file
from warehouse.raw import RawRecord

_ROWS = 1_000
Row = dict[str, Any]


def export(home: Home, wanted: ExportFormat, target: Path, site: str | None = None) -> int:
    """Write all articles (of one site) to `target`, in the order of their ids; returns how many.

    `QueryError` where `target` exists: nothing is overwritten.
    """
    if target.exists():
        raise QueryError(f"{target} exists; name a file or folder that does not.")
    with open_archive(home) as connection:
        if wanted is ExportFormat.WARC:
            articles = _articles(connection, site, _PLACES)
            return write_conversions(home.raw, _conversions(articles), target)
        if wanted is ExportFormat.NINJS:
            return _lines(_articles(connection, site, _STATES), target, ninjs)
        return _WRITERS[wanted](_articles(connection, site), target)


# What stands beside a row of `articles`: columns, and a join that gives them.
_HOST = ("p.host", "")
_PLACES = ("p.digest, p.size, p.warc_file, p.warc_offset, p.warc_length", "")
_STATES = (
    "s.version, s.first_captured_at AS version_captured_at",
    "JOIN version_order AS s ON s.article_id = a.article_id AND s.version_id = a.version_id",
)


def _articles(
    connection: duckdb.DuckDBPyConnection, site: str | None, beside: tuple[str, str] = _HOST
) -> Iterator[list[Row]]:
    columns, join = beside
    cursor = connection.cursor()
    cursor.execute(
        f"SELECT a.*, {columns} FROM articles AS a JOIN page_rows AS p USING (page_id) {join} "
        "WHERE $site IS NULL OR p.host = $site OR a.site = $site ORDER BY a.article_id",
        {"site": site},
    )
    names = [str(column[0]) for column in cursor.description or []]
    while rows := cursor.fetchmany(_ROWS):
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _lines(articles: Iterator[list[Row]], target: Path, shaped: Callable[[Row], Row] = dict) -> int:
    written = 0
    with whole_file(target) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        for rows in articles:
            for row in rows:
                file.write(json.dumps(shaped(row), ensure_ascii=False, default=str) + "\n")
            written += len(rows)
    return written


def _conversions(articles: Iterator[list[Row]]) -> Iterator[Conversion]:
    for rows in articles:
        for row in rows:
            place = (row[name] for name in ("digest", "size", "warc_file", "warc_offset", "warc_length"))
            named = (
                row[name] for name in ("article_id", "version_id", "cleaner_version", "headline", "text")
            )
            yield Conversion(RawRecord(row["page_id"], *place), *named)


def _csv(articles: Iterator[list[Row]], target: Path) -> int:
    written = 0
    with whole_file(target) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for rows in articles:
            if not written:
                writer.writerow(rows[0])
            writer.writerows([[_flat(value) for value in row.values()] for row in rows])
            written += len(rows)
    return written


def _flat(value: Any) -> Any:
    structured = isinstance(value, list | dict)
    return json.dumps(value, ensure_ascii=False, default=str) if structured else value


def _parquet(articles: Iterator[list[Row]], target: Path) -> int:
    """One folder for each host, as Hive names it: `host=example.com/`."""
    written = 0
    for rows in articles:
        for row in rows:
            row["origins"] = json.dumps(row["origins"])
        table = pa.Table.from_pylist(rows, _parquet_schema())
        name = f"part-{written:09d}-{{i}}.parquet"
        pq.write_to_dataset(
            table, target, partition_cols=["host"], basename_template=name, compression="zstd"
        )
        written += len(rows)
    return written


_COLUMNS = """
article_id page_id url site source headline text authors date_published date_modified dateline_place agency
captions contributors keywords copyright_holder copyright_year copyright_notice language word_count
first_captured_at last_captured_at versions cleaner_version editors_note canonical_url version_id origins host
"""


def _parquet_schema() -> pa.Schema:
    text, moment = pa.string(), pa.timestamp("us", tz="UTC")
    caption = pa.struct({"text": text, "credit": text, "date": pa.date32(), "times_seen": pa.int32()})
    names = _COLUMNS.split()
    kinds: dict[str, pa.DataType] = {
        "authors": pa.list_(text),
        "keywords": pa.list_(text),
        "captions": pa.list_(caption),
        "copyright_year": pa.int32(),
        "word_count": pa.int32(),
        "versions": pa.int64(),
        "first_captured_at": moment,
        "last_captured_at": moment,
    }
    return pa.schema([(name, kinds.get(name, text)) for name in names])


def _markdown(articles: Iterator[list[Row]], target: Path) -> int:
    """One file for each article, in a folder for each host, with the fields as JSON-like front matter."""
    written = 0
    target.mkdir(parents=True)
    for rows in articles:
        for row in rows:
            folder = target / re.sub(r"[^A-Za-z0-9.-]", "-", row["host"] or "without-host")
            folder.mkdir(exist_ok=True)
            fields = {
                name: value for name, value in row.items() if name not in ("text", "headline") and value
            }
            head = "".join(
                f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}\n"
                for name, value in fields.items()
            )
            story = f"---\n{head}---\n\n# {row['headline'] or ''}\n\n{row['text']}\n"
            (folder / f"{row['article_id']}.md").write_text(story, "utf-8")
        written += len(rows)
    return written


_WRITERS: dict[ExportFormat, Callable[[Iterator[list[Row]], Path], int]] = {
    ExportFormat.JSONL: _lines,
    ExportFormat.CSV: _csv,
    ExportFormat.PARQUET: _parquet,
    ExportFormat.MARKDOWN: _markdown,
}
