"""docs/sql.md: each query there is run on a fresh archive of the samples, and prints what the page says.

    python -m tests.sql_guide

writes the outputs anew, after a change to the samples or to cleaning.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

import seeds
from flows.archive_commands import print_query
from flows.batches import clean_batches
from flows.choices import TableFormat
from flows.home import Home
from flows.pool import Workers
from flows.pulling import Pull
from flows.reading import pages_of
from warehouse.database import load, open_writer, publish

GUIDE = Path(__file__).parents[1] / "docs" / "sql.md"
_WIDTH = 110
_QUERY = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


def fill(home: Home) -> None:
    """The samples, pulled, cleaned, loaded and published."""
    source = seeds.find_source("samples", Path(seeds.__file__).parent)
    with Pull(home, "samples", "run", pages_of(source), []) as pull:
        batches = []
        while (batch := pull.next_batch()) is not None:
            batches.append(batch)
    with Workers(None, 60) as pool:
        clean_batches(home, batches, pool, datetime.now(UTC))
    connection = open_writer(home.writer)
    load(connection, batches, loaded_at=datetime.now(UTC))
    publish(connection, home.writer, home.database)


def queries(text: str) -> list[tuple[str, str]]:
    """Each query of the page with the output that stands below it."""
    return [(match[1], match[2] or "") for match in _QUERY.finditer(text)]


def output(home: Home, sql: str) -> str:
    """What `copydesk sql` prints for a query, a hundred or so characters wide."""
    printed = StringIO()
    console = Console(file=printed, width=_WIDTH, highlight=False)
    print_query(console, home, sql, TableFormat.TABLE, timeout_s=60, max_rows=100)
    return "".join(line.rstrip() + "\n" for line in printed.getvalue().splitlines())


def written(text: str, answer: Callable[[str], str]) -> str:
    """The page with every output as `answer` gives it."""
    return _QUERY.sub(lambda match: f"```sql\n{match[1]}```\n\n```text\n{answer(match[1])}```\n", text)


def main() -> None:
    """Write the outputs anew."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        fill(home)
        GUIDE.write_text(written(GUIDE.read_text("utf-8"), lambda sql: output(home, sql)), "utf-8")


if __name__ == "__main__":
    main()
