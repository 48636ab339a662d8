"""Store a small archive of the code at hand, for the releases after it to open.

    python -m tests.warehouse.store_archive NAME

Writes `tests/warehouse/archives/NAME.duckdb.gz` and `NAME.json`, which says what each public view told then:
its columns, and the digest of its rows. Run it once at each release, in its checkout, and commit both.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from extractors.model import Article
from tests.warehouse.archive import Archive, Pairs
from tests.warehouse.generated import START, page_and_outcome
from warehouse.database import Run, RunState, open_writer, record_run

FOLDER = Path(__file__).parent / "archives"
_FETCHES = """
INSERT INTO fetch_rows BY NAME SELECT
    'web-1' AS batch_id, 'run' AS run_id, 'web' AS source, kind, 'https://site.example/' || kind AS url,
    'https://site.example/' || kind AS url_key, 'site.example' AS host, $moment::TIMESTAMPTZ AS fetched_at,
    $moment::TIMESTAMPTZ AS first_fetched_at, outcome, '' AS detail, 200 AS status, 1 AS tries,
    0 AS redirects, 0 AS failures
FROM (VALUES ('page', 'new'), ('feed', 'unchanged'), ('robots', 'not_found')) AS made(kind, outcome)
"""


def pages() -> tuple[Pairs, Pairs]:
    """Twelve pages, then one of them edited, a copy of a story at another address, and a later capture."""
    first = [page_and_outcome(number, sites=3, paragraphs=4) for number in range(12)]
    page, article = first[1]
    other_page, _ = first[2]
    assert isinstance(article, Article)
    day = timedelta(days=1)
    edited = replace(page, captured_at=page.captured_at + day, body=page.body + b" edited")
    copied = replace(
        other_page, path="copy.txt", url="https://copy.example/story", body=page.body + b" copied"
    )
    text = article.text.replace(" ", " edited ", 1)
    later = [
        (edited, replace(article, page_id=edited.page_id, text=text, blocks=article.blocks[:3])),
        (copied, replace(article, page_id=copied.page_id, url=copied.url, site="Copy")),
    ]
    return first, later


def fill(archive: Archive) -> None:
    """Load in two goes, and let a second cleaner version see a page otherwise and the others alike."""
    first, later = pages()
    archive.load(archive.stage("a", first))
    archive.load(archive.stage("b", later, run="later"))
    page, article = first[3]
    assert isinstance(article, Article)
    again = [*first[4:], (page, replace(article, headline="Another headline", blocks=article.blocks[:5]))]
    counts = archive.load(
        archive.stage("c", again, cleaner="2", cleaned_at=START + timedelta(days=2), run="reclean")
    )
    run = Run("run", ("source",), START, START + timedelta(minutes=1), RunState.COMPLETED, "1", 12, counts)
    with open_writer(archive.database) as connection:
        record_run(connection, run)
        connection.execute(_FETCHES, {"moment": START})


def told(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """What every view with a comment on each of its columns tells: the public ones. Columns, rows, digest."""
    views = connection.execute(
        "SELECT view_name, list(column_name ORDER BY column_index) FROM duckdb_views() AS v "
        "JOIN duckdb_columns() AS c ON c.table_name = v.view_name WHERE NOT v.internal "
        "GROUP BY view_name HAVING count(*) = count(c.comment) ORDER BY view_name"
    ).fetchall()
    return {view: {"columns": columns, **rows_of(connection, view, columns)} for view, columns in views}


def rows_of(connection: duckdb.DuckDBPyConnection, view: str, columns: list[str]) -> dict[str, Any]:
    """The number of rows and their digest; without samples, which go by DuckDB's own hash."""
    named = ", ".join(f'"{column}"' for column in columns if column != "samples")
    rows = connection.execute(f"SELECT {named} FROM {view} ORDER BY ALL").fetchall()
    lines = (json.dumps(row, default=str, sort_keys=True) for row in rows)
    return {"rows": len(rows), "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest()}


def main(name: str) -> None:
    """Make the archive and put it away."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        fill(archive)
        with open_writer(archive.database) as connection:
            said = told(connection)
        packed = gzip.compress(archive.database.read_bytes(), mtime=0)
    (FOLDER / f"{name}.duckdb.gz").write_bytes(packed)
    (FOLDER / f"{name}.json").write_text(json.dumps(said, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
