"""What docs/sql.md prints below its queries is what they print."""

from __future__ import annotations

import pytest

from flows.home import Home
from tests.sql_guide import GUIDE, fill, output, queries

SHOWN = queries(GUIDE.read_text("utf-8"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("samples"))
    fill(home)
    return home


def test_there_are_twenty_questions() -> None:
    assert len(SHOWN) == 20


@pytest.mark.parametrize("number", range(len(SHOWN)))
def test_a_query_prints_what_the_page_shows(home: Home, number: int) -> None:
    sql, shown = SHOWN[number]
    assert len(shown.splitlines()) > 1, "a query without an answer shows nothing"
    assert output(home, sql) == shown, "`python -m tests.sql_guide` writes the outputs anew"
