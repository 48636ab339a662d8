"""A range of a source's captures is run in steps, resumed where it was stopped, and live runs go first."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.backfill import backfill, spans
from flows.home import Home
from flows.report import Report
from seeds import source_from_path
from tests.flows.conftest import Archive, write_stories

pytestmark = pytest.mark.prefect
Archives = Callable[[str], Archive]
START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    """A page for each of ten days."""
    folder = write_stories(tmp_path / "dumps", 10)
    for day, file in enumerate(sorted(folder.iterdir())):
        moment = (START + timedelta(days=day, hours=5)).timestamp()
        os.utime(file, (moment, moment))
    return folder


def test_spans_cover_a_range_once() -> None:
    cut = spans(START, START + timedelta(days=10), timedelta(days=4))
    assert [(a.day, b.day) for a, b in cut] == [(1, 5), (5, 9), (9, 11)]


def seen(reports: list[Report]) -> list[int]:
    return [report.run.pages for report in reports]


def test_steps_run_once_and_are_resumed(dumps: Path, archive: Archives) -> None:
    done = archive("filled")
    home = Home.at(done.home)
    wanted = spans(START + timedelta(days=2), START + timedelta(days=8), timedelta(days=3))

    def stop(sentence: str) -> None:
        raise KeyboardInterrupt(sentence)

    with pytest.raises(KeyboardInterrupt, match="3 pages"):
        backfill(home, done.seeds, str(dumps), wanted, 20, stop)
    assert seen(backfill(home, done.seeds, str(dumps), wanted, 20, print)) == [3], "the second step only"
    assert done.query("SELECT min(captured_at), max(captured_at), count(*) FROM captures") == [
        (START + timedelta(days=2, hours=5), START + timedelta(days=7, hours=5), 6)
    ]
    assert seen(backfill(home, done.seeds, str(dumps), wanted, 20, print)) == [3, 3], (
        "asked again, done again"
    )


def test_a_live_run_goes_first(dumps: Path, archive: Archives) -> None:
    done = archive("behind")
    home = Home.at(done.home)
    ended: list[float] = []

    def step() -> None:
        backfill(
            home,
            done.seeds,
            str(dumps),
            spans(START, START + timedelta(days=1), timedelta(days=1)),
            20,
            print,
        )
        ended.append(time.monotonic())

    with home.lock("source-other", wait_seconds=0):
        thread = threading.Thread(target=step)
        thread.start()
        time.sleep(5)
        assert home.is_locked(f"backfill-{source_from_path(str(dumps)).name}") and not ended
        released = time.monotonic()
    thread.join(120)
    assert ended and ended[0] > released
