"""What the archive already holds of the pages that a source delivers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from extractors.model import RawPage
from warehouse.raw import RawRecord
from warehouse.rows import storable

Capture = tuple[str, datetime, str, str]
"""page_id, captured_at, source, path."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive holds of the pages it was asked about.

    `records`: where each stored page lies, by page_id. `cleaned`: the page_ids that the asked-for cleaner
    version has an outcome for. `captures`: the captures that are already noted.
    """

    records: Mapping[str, RawRecord]
    cleaned: frozenset[str]
    captures: frozenset[Capture]

    def knows(self, page: RawPage) -> bool:
        """True when nothing about this page is new: stored, cleaned, and this capture noted."""
        page_id = page.page_id
        return page_id in self.records and page_id in self.cleaned and capture_of(page) in self.captures


def capture_of(page: RawPage) -> Capture:
    """The page's capture, as the archive keeps it."""
    return (page.page_id, page.captured_at, storable(page.source), storable(page.path))


def known_pages(
    connection: duckdb.DuckDBPyConnection, pages: Sequence[RawPage], cleaner_version: str
) -> Known:
    """Ask for a whole batch at once: three scans of narrow columns, however many pages are asked for.

    Works on the writer's connection and on a reader's.
    """
    asked = {"ids": list({page.page_id for page in pages})}
    wanted = "WHERE page_id IN (SELECT unnest($ids::VARCHAR[]))"
    places = "page_id, digest, size, warc_file, warc_offset, warc_length"
    stored = connection.execute(f"SELECT {places} FROM page_rows {wanted}", asked).fetchall()
    cleaned = connection.execute(
        f"SELECT page_id FROM outcome_rows {wanted} AND cleaner_version = $version",
        asked | {"version": cleaner_version},
    ).fetchall()
    captures = connection.execute(
        f"SELECT page_id, captured_at, source, path FROM capture_rows {wanted}", asked
    ).fetchall()
    return Known(
        {row[0]: RawRecord(*row) for row in stored},
        frozenset(row[0] for row in cleaned),
        frozenset((row[0], row[1], row[2], row[3]) for row in captures),
    )
