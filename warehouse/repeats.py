"""What sites repeat on their pages, asked of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

_QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class RepeatedLine:
    """A line with its evidence: on `pages` of the site's `site_pages`, on `pages_kept` of these kept.

    `role` and `rule` are what it was judged to be most often, and by what.
    """

    text: str
    pages: int
    site_pages: int
    share: float
    pages_kept: int
    role: str
    rule: str


def learnable_lines(
    connection: duckdb.DuckDBPyConnection, site: str, *, pages: int = 20, share: float = 0.3
) -> list[RepeatedLine]:
    """Lines on at least `share` of a site's pages, if it has at least `pages`; the most frequent first.

    A line that is a whole paragraph of another site's story is never among them.
    """
    statement = (_QUERIES / "learnable.sql").read_text(encoding="utf-8")
    rows = connection.execute(statement, {"site": site, "pages": pages, "share": share}).fetchall()
    return [RepeatedLine(*row) for row in rows]
