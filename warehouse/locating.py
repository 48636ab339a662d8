"""Finding one page or one article by what a person knows of it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.errors import QueryError
from warehouse.identity import canonical_url
from warehouse.raw import RawRecord


def find_record(connection: duckdb.DuckDBPyConnection, start: str) -> RawRecord:
    """Where the page lies whose id begins with `start`; `QueryError` where there is none, or several."""
    rows = connection.execute(
        "SELECT page_id, digest, size, warc_file, warc_offset, warc_length FROM page_rows "
        "WHERE starts_with(page_id, $start) LIMIT 3",
        {"start": start.lower()},
    ).fetchall()
    _exactly_one([row[0] for row in rows], start, "page")
    return RawRecord(*rows[0])


def find_article(connection: duckdb.DuckDBPyConnection, asked: str) -> str:
    """The id of the article with this address, or whose id or page's id begins with `asked`.

    `QueryError` where there is none, or several.
    """
    rows = connection.execute(
        "SELECT DISTINCT article_id FROM current_outcomes WHERE version_id IS NOT NULL AND "
        "(starts_with(article_id, $start) OR starts_with(page_id, $start) OR canonical_url = $address) "
        "LIMIT 3",
        {"start": asked.lower(), "address": canonical_url(asked) or asked},
    ).fetchall()
    _exactly_one([row[0] for row in rows], asked, "article")
    return str(rows[0][0])


_LISTS = {"page": "captures", "article": "articles"}


def _exactly_one(found: list[str], asked: str, kind: str) -> None:
    if not found:
        raise QueryError(
            f"No {kind} {asked} is archived; "
            f"`copydesk sql 'SELECT {kind}_id, url FROM {_LISTS[kind]}'` lists them."
        )
    if len(found) > 1:
        raise QueryError(
            f"{asked} is the start of several ids ({', '.join(sorted(found))}); give more of it."
        )


@dataclass(frozen=True, slots=True)
class State:
    """One state of an article, as its version shows it."""

    version: int
    first_captured_at: str
    page_id: str
    fields: tuple[tuple[str, str], ...]
    text: str


def article_states(connection: duckdb.DuckDBPyConnection, article_id: str) -> list[State]:
    """Every different state of an article, in the order first seen."""
    rows = connection.execute(
        "SELECT version, strftime(first_captured_at, '%Y-%m-%d %H:%M:%S'), page_id, headline, "
        "array_to_string(authors, ', '), date_published, array_to_string(list_transform(captions, "
        "lambda c: concat_ws(' ', c.text, c.credit, c.date::VARCHAR)), chr(10)), contributors, editors_note, "
        "text "
        "FROM article_versions WHERE article_id = $id ORDER BY version",
        {"id": article_id},
    ).fetchall()
    names = ("headline", "authors", "date_published", "captions", "contributors", "editors_note")
    return [
        State(row[0], row[1], row[2], tuple(zip(names, (v or "" for v in row[3:9]), strict=True)), row[9])
        for row in rows
    ]
