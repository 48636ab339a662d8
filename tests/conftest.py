"""What all tests share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import settings

from warehouse import database

# A busy machine is no failure: speed is measured in `benchmarks`, never by tests.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread what waits for servers evenly among what computes, so that every process has some of both."""
    waiting = [item for item in items if item.path.parent.name == "web"]
    computing = [item for item in items if item.path.parent.name != "web"]
    place = {
        item: at / len(group) for group in (waiting, computing) for at, item in enumerate(group, start=1)
    }
    items.sort(key=place.__getitem__)


@pytest.fixture(scope="session", autouse=True)
def _new_databases_are_copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make a new database once: its migrations take longer than most tests that need one."""
    template = tmp_path_factory.mktemp("template") / "new.duckdb"
    database.open_writer(template).close()

    def copy(path: Path) -> None:
        shutil.copyfile(template, path)

    with patch.object(database, "_make", copy):
        yield
