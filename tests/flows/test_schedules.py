"""Rhythms keep their hour when clocks change, and missed slots are settled as the source says."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.catch_up import MISSED_AFTER, to_run, why_passed_over
from flows.deployments import prefect_schedule, rhythm_in_words
from seeds import CatchUp
from seeds.schedule import parse_schedule

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = datetime(2026, 3, 28, tzinfo=BERLIN), datetime(2026, 10, 24, tzinfo=BERLIN)


def slots(table: dict[str, Any], start: datetime, count: int) -> list[datetime]:
    """The slots that Prefect's own scheduler makes of a `[schedule]` table, in its time zone."""
    from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule, RRuleSchedule

    made = prefect_schedule(parse_schedule(table))
    common: dict[str, Any] = {"timezone": made.timezone}
    schedule: CronSchedule | IntervalSchedule | RRuleSchedule
    if made.cron:
        schedule = CronSchedule(cron=made.cron, **common)
    elif made.interval:
        schedule = IntervalSchedule(interval=made.interval, **common | {"anchor_date": made.anchor_date})
    else:
        schedule = RRuleSchedule(rrule=str(made.rrule), **common)
    return [moment.astimezone(BERLIN) for moment in asyncio.run(schedule.get_dates(count, start=start))]


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
@pytest.mark.parametrize(
    "rhythm",
    [{"cron": "30 6 * * *"}, {"rrule": "FREQ=DAILY;BYHOUR=6;BYMINUTE=30;BYSECOND=0"}, {"interval": "1d"}],
)
def test_a_daily_rhythm_keeps_its_hour_when_clocks_change(rhythm: dict[str, str], start: datetime) -> None:
    found = slots({**rhythm, "timezone": "Europe/Berlin"}, start, 4)
    hour = (0, 0) if "interval" in rhythm else (6, 30)
    assert [(slot.hour, slot.minute) for slot in found] == [hour] * 4
    assert len({slot.date() for slot in found}) == 4
    assert len({slot.utcoffset() for slot in found}) == 2, "clocks changed between them"


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_a_short_interval_keeps_its_distance_when_clocks_change(start: datetime) -> None:
    found = slots({"interval": "6h", "timezone": "Europe/Berlin"}, start, 9)
    moments = [slot.timestamp() for slot in found]
    assert {b - a for a, b in pairwise(moments)} == {6 * 3600}


@pytest.mark.parametrize("start", [SPRING, AUTUMN])
@pytest.mark.parametrize(
    "rhythm", [{"cron": "30 2 * * *"}, {"rrule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0"}]
)
def test_an_hour_that_is_missing_or_comes_twice_is_one_slot(rhythm: dict[str, str], start: datetime) -> None:
    found = slots({**rhythm, "timezone": "Europe/Berlin"}, start, 4)
    assert [slot.date() for slot in found] == [(start + timedelta(days=day)).date() for day in range(4)]


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MISSED = [NOON - timedelta(hours=hours) for hours in (3, 2, 1)]


def test_after_downtime_one_slot_all_or_none_are_run() -> None:
    assert to_run(CatchUp.LATEST, MISSED) == [NOON - timedelta(hours=1)]
    assert to_run(CatchUp.ALL, MISSED[::-1]) == MISSED
    assert to_run(CatchUp.SKIP, MISSED) == []
    assert to_run(CatchUp.LATEST, []) == []


def test_a_late_run_is_passed_over_only_where_it_has_nothing_to_do() -> None:
    on_time, late = NOON - timedelta(seconds=20), NOON - MISSED_AFTER - timedelta(seconds=1)
    assert why_passed_over(CatchUp.LATEST, late, [], NOON) is None
    assert "stands for this one" in str(why_passed_over(CatchUp.LATEST, late, [on_time], NOON))
    assert why_passed_over(CatchUp.LATEST, on_time, [NOON], NOON) is None, "late, but not missed"
    assert why_passed_over(CatchUp.ALL, late, [on_time], NOON) is None
    assert why_passed_over(CatchUp.SKIP, on_time, [], NOON) is None
    assert "not made up for" in str(why_passed_over(CatchUp.SKIP, late, [on_time], NOON))


def test_a_rhythm_is_told_in_words() -> None:
    schedule = parse_schedule({"cron": "0 6 * * *", "timezone": "Europe/Berlin", "catch_up": "all"})
    assert rhythm_in_words(schedule) == "0 6 * * * (Europe/Berlin), after downtime: all"
    assert rhythm_in_words(None) == "when asked to"
