"""Finding copies of a story among what is loaded: the cost of a load grows with the load."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.sketch import METHOD

_QUERIES = Path(__file__).parent / "queries"
# Share of equal hashes from which two texts are one story. Cut to half a text keeps 0.5, an edit of every
# thirtieth word on top about 0.4; stories on one event that quote the same sentences stay below 0.2.
LEAST_LIKENESS = 0.3


def load_sketches(connection: duckdb.DuckDBPyConnection, sketches: Sequence[str]) -> int:
    """Store the staged sketches and which versions are alike, within the open transaction.

    Returns the number of pairs found.
    """
    if not sketches:
        return 0
    _run(connection, "new_sketches", sketches=list(sketches), method=METHOD)
    connection.execute("INSERT INTO sketch_rows BY NAME FROM new_sketches")
    _run(connection, "alike_candidates", method=METHOD)
    row = _run(connection, "load_alike", method=METHOD, least=LEAST_LIKENESS).fetchone()
    return int(row[0]) if row else 0


def _run(connection: duckdb.DuckDBPyConnection, query: str, **given: object) -> duckdb.DuckDBPyConnection:
    return connection.execute((_QUERIES / f"{query}.sql").read_text(encoding="utf-8"), given)
