"""A pull archives what is new, notes what is seen anew, and passes over what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from extractors.model import RawPage, Reason, Rejection
from flows import pulling
from flows.home import Home
from flows.pulling import Pull
from warehouse.database import known_pages, open_writer, publish
from warehouse.known import Known
from warehouse.loading import load
from warehouse.staging import staged_records, write_outcomes

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def pages(count: int, captured_at: datetime = NOON) -> list[RawPage]:
    return [
        RawPage("dumps", f"{n:04d}.txt", None, captured_at, "text/plain", None, f"page {n}".encode())
        for n in range(count)
    ]


def pulled(home: Home, run_id: str, found: list[RawPage]) -> tuple[list[Path], Pull]:
    with Pull(home, "dumps", run_id, iter(found), []) as pull:
        batches = list(iter(pull.next_batch, None))
    return batches, pull


def archive_them(home: Home, batches: list[Path]) -> None:
    for batch in batches:
        rejected = [Rejection(record.page_id, Reason.EMPTY, "") for record in staged_records(batch)]
        write_outcomes(batch, rejected, cleaner_version="1", cleaned_at=NOON)
    connection = open_writer(home.writer)
    load(connection, batches, loaded_at=NOON)
    publish(connection, home.writer, home.database)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An archive of 450 pages, filled by batches of 200."""
    monkeypatch.setattr(pulling, "BATCH_PAGES", 200)
    home = Home(tmp_path / "home")
    batches, pull = pulled(home, "first", pages(450))
    assert [len(staged_records(batch)) for batch in batches] == [200, 200, 50]
    assert (pull.seen, pull.unchanged) == (450, 0)
    archive_them(home, batches)
    return home


def test_known_pages_are_unchanged_and_make_no_batch(home: Home) -> None:
    batches, pull = pulled(home, "second", pages(450))
    assert (batches, pull.seen, pull.unchanged) == ([], 450, 450)


def test_the_archive_is_asked_once_for_many_pages(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counting(connection: duckdb.DuckDBPyConnection, window: list[RawPage]) -> Known:
        asked.append(len(window))
        return known_pages(connection, window)

    monkeypatch.setattr(pulling, "known_pages", counting)
    pulled(home, "second", pages(2450))
    assert asked == [2000, 450]


def test_new_pages_among_known_ones_fill_whole_batches(home: Home) -> None:
    batches, pull = pulled(home, "second", pages(1000))
    assert [len(staged_records(batch)) for batch in batches] == [200, 200, 150]
    assert (pull.seen, pull.unchanged) == (1000, 450)


def test_a_known_page_seen_at_another_time_is_noted_and_not_stored_again(home: Home) -> None:
    later = pages(450, NOON + timedelta(days=1))
    batches, pull = pulled(home, "second", later)
    assert pull.unchanged == 0 and [staged_records(batch) for batch in batches] == [[], [], []]
    archive_them(home, batches)
    assert pulled(home, "third", later)[1].unchanged == 450


def test_a_page_that_comes_twice_in_one_run_is_stored_once(tmp_path: Path) -> None:
    first, *_ = pages(1)
    again = replace(first, captured_at=NOON + timedelta(hours=1))
    batches, pull = pulled(Home(tmp_path / "home"), "first", [first, again])
    assert len(batches) == 1 and len(staged_records(batches[0])) == 1
    assert (pull.seen, pull.unchanged) == (2, 0)


def test_large_pages_make_small_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "BATCH_BYTES", 1000)
    taken = 0

    def large() -> Iterator[RawPage]:
        nonlocal taken
        for page in pages(8):
            taken += 1
            yield replace(page, body=page.body + b"." * 400)

    with Pull(Home(tmp_path / "home"), "dumps", "first", large(), []) as pull:
        batch = pull.next_batch()
        assert batch is not None and len(staged_records(batch)) == 3
        assert taken == 3, "no more is read than a batch takes"
