"""A home filled with text dumps, the way the flow does it, without a Prefect server."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from extractors.model import RawPage
from flows.batches import clean_batches
from flows.home import Home
from flows.pool import Workers
from flows.pulling import Pull
from warehouse.database import load, open_writer, publish
from warehouse.staging import mark_loaded, remove_loaded

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)


def dump(number: int, lines: Sequence[str], *, at: datetime = NOON, site: str = "site.example") -> RawPage:
    """A text dump with an address of its own."""
    body = "\n".join(lines).encode()
    url = f"https://{site}/news/{number}"
    return RawPage("dumps", f"{number}.txt", url, at, "text/plain", "utf-8", body)


@cache
def _cleaners() -> Workers:
    """A cleaning process for all homes of these tests: to start one takes longer than their few pages."""
    cleaners = Workers(1, 20)
    atexit.register(cleaners.__exit__)
    return cleaners


def bring_in(home: Home, pages: Sequence[RawPage], run_id: str = "run") -> None:
    """Pull, clean, load and publish these pages."""
    with Pull(home, "dumps", run_id, iter(pages), []) as pull:
        batches = []
        while (batch := pull.next_batch()) is not None:
            batches.append(batch)
    clean_batches(home, batches, _cleaners(), datetime.now(UTC))
    connection = open_writer(home.writer)
    load(connection, batches, loaded_at=NOON)
    for batch in batches:
        mark_loaded(batch)
    publish(connection, home.writer, home.database)
    remove_loaded(home.staging)


def written(folder: Path) -> list[RawPage]:
    """The files of a folder as pages."""
    files = sorted(folder.glob("*.txt"))
    return [dump(number, file.read_text("utf-8").splitlines()) for number, file in enumerate(files)]
