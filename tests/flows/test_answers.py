"""What the Prefect UI shows of a run and of the archive answers without a log."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.answers import archive_markdown, run_markdown
from flows.home import Home
from flows.report import Report
from warehouse.database import LoadCounts, Run, RunState
from warehouse.insights import Holding, PastAlert, PastRun, Surprise

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
COUNTS = LoadCounts(
    batches=1,
    pages=30,
    captures=30,
    articles=25,
    versions=24,
    rejections={"too_short": 3, "not_found": 2},
    blocks=900,
    removed={"navigation": 400, "caption": 8},
    captions_seen=38,
    captions_kept=28,
)
RUN = Run("run-1", ("daily",), NOON, NOON + timedelta(seconds=3), RunState.COMPLETED, "7", 36, COUNTS)
PAST = [
    PastRun(f"run-{n}", NOON - timedelta(days=30 - n), "completed", 30, 20 + n, n, 400.0) for n in range(30)
]
ODD = [
    Surprise("short", "a" * 40, "https://example.org/a b?x=(1)", "Example", "A *bold* [story]", 21, 400),
    Surprise("too_short", "b" * 40, "javascript:alert(1)", "Example", "12 words", None, None),
]


def test_a_run_s_report_answers_what_came_of_it() -> None:
    shown = run_markdown(Report(RUN, unchanged=6, resumed=0), PAST, ODD)
    heads = "| pages seen | unchanged | pages new | articles | new versions |"
    assert f"{heads}\n|---:|---:|---:|---:|---:|\n| 36 | 6 | 30 | 25 | 24 |" in shown
    heads = "| rejections | blocks | blocks removed | captions seen | captions kept |"
    assert f"{heads}\n|---:|---:|---:|---:|---:|\n| 5 | 900 | 408 | 38 | 28 |" in shown
    assert (
        "| too_short | 3 |\n| not_found | 2 |" in shown and "| navigation | 400 |\n| caption | 8 |" in shown
    )
    assert "The last 30 runs" in shown
    assert "SELECT headline, word_count FROM articles WHERE source = 'daily'" in shown


def test_surprises_link_to_their_pages_and_nowhere_else() -> None:
    shown = run_markdown(Report(RUN, unchanged=6, resumed=0), PAST, ODD)
    assert r"[A \*bold\* \[story\]](https://example.org/a%20b?x=%281%29)" in shown
    assert "javascript:" not in shown


def test_the_picture_has_a_bar_for_each_run_and_measure() -> None:
    shown = run_markdown(Report(RUN, unchanged=6, resumed=0), PAST, [])
    found = re.search(r"data:image/svg\+xml;base64,([^)]+)", shown)
    assert found
    drawn = base64.b64decode(found[1]).decode()
    assert drawn.count("<rect") == 3 * 30
    assert all(name in drawn for name in ("articles, at most 49", "rejections, at most 29", "median words"))


def test_the_state_of_the_archive_holds_the_whole(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    home.database.write_bytes(b"")
    held = [
        Holding("daily", 1030, 1000, 30, 412.4, NOON, "completed", NOON),
        Holding("weekly", 4, 3, 1, None, NOON, "failed", NOON),
    ]
    alert = PastAlert(NOON, "Example: 0% of pages have author instead of 90%, over its last 14 pages.")
    shown = archive_markdown(home, held, [alert])
    assert "| daily | 1,030 | 1,000 | 30 | 412 | 2026-03-01 | 2026-03-01 12:00 |" in shown
    assert "| weekly | 4 | 3 | 1 |  | 2026-03-01 | **failed** 2026-03-01 12:00 |" in shown
    assert "- 2026-03-01 12:00: Example: 0% of pages have author" in shown
    assert "Nothing." in archive_markdown(home, held, [])
