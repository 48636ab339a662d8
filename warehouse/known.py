"""What the archive already holds of the pages that a source delivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from extractors.model import RawPage
from warehouse.parameters import as_lines
from warehouse.rows import storable

Capture = tuple[str, datetime, str, str]
"""page_id, captured_at, source, path."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive holds of the pages it was asked about.

    `stored`: the page_ids whose bytes it has. `captures`: the captures that are already noted.
    """

    stored: frozenset[str]
    captures: frozenset[Capture]


def capture_of(page: RawPage) -> Capture:
    """The page's capture, as the archive keeps it."""
    return (page.page_id, page.captured_at, storable(page.source), storable(page.path))


def known_pages(connection: duckdb.DuckDBPyConnection, pages: Sequence[RawPage]) -> Known:
    """Ask for many pages at once: two scans of narrow columns, however many pages are asked for.

    Works on the writer's connection and on a reader's.
    """
    asked = {"ids": as_lines({page.page_id for page in pages})}
    wanted = "WHERE page_id IN (SELECT unnest(string_split($ids, chr(10))))"
    stored = connection.execute(f"SELECT page_id FROM page_rows {wanted}", asked).fetchall()
    captures = connection.execute(
        f"SELECT page_id, captured_at, source, path FROM capture_rows {wanted}", asked
    ).fetchall()
    return Known(
        frozenset(row[0] for row in stored), frozenset((row[0], row[1], row[2], row[3]) for row in captures)
    )
