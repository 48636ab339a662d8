"""The guide's source is one that can be read, and its query one that runs."""

from __future__ import annotations

import re
from pathlib import Path

from seeds import Kind, read_source
from warehouse.database import open_writer

GUIDE = Path(__file__).parents[2] / "docs" / "web-sources.md"


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_is_a_source_with_every_key(tmp_path: Path) -> None:
    (tmp_path / "daily.toml").write_text(block("toml"), "utf-8")
    source = read_source(tmp_path / "daily.toml")
    assert source.web is not None and source.web.delay == 2 and len(source.web.revisit) == 4
    assert all(f"| `{kind}` |" in GUIDE.read_text("utf-8") for kind in Kind if kind is not Kind.FOLDER)


def test_the_query_runs(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "writer.duckdb")
    assert connection.execute(block("sql")).fetchall() == []
