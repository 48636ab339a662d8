"""A site that departs from its own past is named, soon and rarely wrongly; so is a silent source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.drift_years import (
    CHANGES,
    FRESH,
    WITHIN,
    false_alarms,
    few_articles,
    measure,
    pages_until_seen,
    site,
)
from extractors.model import Article, LabelledBlock, Outcome, Role
from tests.warehouse.archive import Archive, Pairs
from tests.warehouse.generated import START, page_and_outcome
from warehouse.database import open_writer, publish
from warehouse.insights import last_alerts
from warehouse.reader import open_reader
from warehouse.sentinel import DriftAlert, watch

SITES = [site(FRESH + number) for number in (0, 10, 20)]


@pytest.mark.parametrize("change", CHANGES)
def test_a_layout_change_is_seen_within_twenty_pages(change: str) -> None:
    seen = [pages_until_seen(one, change) for one in SITES]
    assert all(pages is not None and pages <= WITHIN for pages in seen), seen


def test_sites_that_did_not_change_raise_no_alarm() -> None:
    assert [false_alarms(one, days=90).total() for one in SITES] == [0, 0, 0]


def test_the_slow_weeks_of_unchanged_sites_are_no_alarm() -> None:
    assert few_articles(SITES, days=120).total() == 0


@pytest.mark.soak
def test_a_year_of_fifty_sites() -> None:
    _, worst, seen = measure(50, 365)
    assert worst <= 1
    assert {change: [p for p in pages if p is None or p > WITHIN] for change, pages in seen.items()} == {
        change: [] for change in CHANGES
    }


def without_authors(outcome: Outcome) -> Outcome:
    return replace(outcome, authors=()) if isinstance(outcome, Article) else outcome


def with_footer(outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Article):
        return outcome
    footer = "Never miss a story: the best of the week, every Friday in your mailbox."
    last = outcome.blocks[-1]
    kept = LabelledBlock(
        replace(last.block, text=footer, position=len(outcome.blocks)),
        replace(last.label, role=Role.PARAGRAPH),
    )
    return replace(outcome, text=f"{outcome.text}\n\n{footer}", blocks=(*outcome.blocks, kept))


def run(archive: Archive, number: int, pairs: Pairs) -> list[DriftAlert]:
    """One run as a flow does it: staged, loaded, watched."""
    now = START + timedelta(days=number)
    archive.load(archive.stage(f"batch-{number:03d}", pairs, run=f"run-{number:03d}", cleaned_at=now))
    with open_writer(archive.database) as connection:
        return watch(connection, f"run-{number:03d}", now)


def pages(numbers: range) -> Pairs:
    return [page_and_outcome(number, sites=1, paragraphs=4) for number in numbers]


def spoiled(pairs: Pairs, spoil: object) -> Pairs:
    assert callable(spoil)
    return [(page, spoil(outcome)) for page, outcome in pairs]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive with 130 pages of one site."""
    archive = Archive(tmp_path)
    assert run(archive, 1, pages(range(130))) == [], "a first run has no past to depart from"
    return archive


def raised(alerts: Sequence[DriftAlert]) -> list[str]:
    return [alert.metric for alert in alerts]


def test_lost_bylines_are_raised_once_with_evidence(archive: Archive) -> None:
    assert run(archive, 2, pages(range(130, 150))) == []
    assert run(archive, 3, spoiled(pages(range(150, 154)), without_authors)) == [], "too few to be certain"
    alerts = run(archive, 4, spoiled(pages(range(154, 164)), without_authors))
    assert raised(alerts) == ["author"]
    assert alerts[0].sentence.startswith("Site 0: 0% of pages have author instead of ")
    assert alerts[0].pages <= WITHIN
    newest = page_and_outcome(153, sites=1)[0].page_id
    assert newest not in alerts[0].evidence or len(alerts[0].evidence) == 5
    assert run(archive, 5, spoiled(pages(range(164, 184)), without_authors)) == [], "told once"
    with publish(open_writer(archive.database), archive.database, archive.link).open("rb"):
        reader = open_reader(archive.link)
    assert reader.execute("SELECT site, metric, run_id, sentence FROM drift_alerts").fetchall() == [
        ("Site 0", "author", "run-004", alerts[0].sentence)
    ]
    assert [alert.sentence for alert in last_alerts(reader)] == [alerts[0].sentence]


def test_a_footer_that_slips_through_is_quoted(archive: Archive) -> None:
    alerts = run(archive, 2, spoiled(pages(range(130, 150)), with_footer))
    assert raised(alerts) == ["repeated line"]
    assert '"Never miss a story: the best of the week' in alerts[0].sentence


def test_a_source_that_went_silent_is_raised_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for day in range(1, 13):
        load_on(archive, day)
    with open_writer(archive.database) as connection:
        at = [START + timedelta(days=days) for days in (13.5, 14.5, 15)]
        assert watch(connection, "none", at[0]) == [], "a day and a half is not yet twice its longest gap"
        late = watch(connection, "none", at[1])
        assert [alert.sentence for alert in late] == [
            "source0 has brought nothing new for 2.5 days; its longest gap was 24.0 hours."
        ]
        assert watch(connection, "none", at[2]) == [], "told once"


def test_a_source_that_brings_far_less_is_raised_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    few: list[DriftAlert] = []
    for week, articles in enumerate([12, 14, 12, 16, 12, 12, 5, 5, 5]):
        load_on(archive, 7 * week, articles)
        with open_writer(archive.database) as connection:
            few += watch(connection, f"week-{week}", START + timedelta(days=7 * week + 0.5))
    assert [(alert.run_id, alert.sentence) for alert in few] == [
        ("week-6", "source0: 5 articles in the last week; its slowest week before brought 12.")
    ]


def load_on(archive: Archive, day: int, pages: int = 2) -> None:
    from warehouse.database import load

    pairs = [page_and_outcome(3 * day + 300 * number, sites=1, paragraphs=2) for number in range(pages)]
    batch = archive.stage(f"day-{day:03d}", pairs, run=f"day-{day:03d}")
    with open_writer(archive.database) as connection:
        load(connection, [batch], loaded_at=START + timedelta(days=day))
