"""Sources as Prefect deployments: what runs when, with which parameters and tags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.home import Home
from seeds import CatchUp, Cron, Interval, RRule, Schedule, Source, read_sources

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Schedule as PrefectSchedule

TAG = "copydesk"


def deployments(
    home: Home, seeds: Path, sources: Sequence[Source] | None = None, *, work_pool: str | None = None
) -> list[RunnerDeployment]:
    """One deployment for each source, named after it; one without a schedule runs when it is asked to.

    With a `work_pool` they are for its workers, which need this package, the folders `seeds` and `home`.
    """
    chosen = read_sources(seeds) if sources is None else sources
    return [_deployment(source, home, seeds, work_pool) for source in chosen]


def _deployment(source: Source, home: Home, seeds: Path, work_pool: str | None) -> RunnerDeployment:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    from flows.scheduled import scheduled_ingest

    schedule = source.schedule
    return RunnerDeployment.from_flow(
        scheduled_ingest,
        name=source.name,
        schedules=[prefect_schedule(schedule)] if schedule else [],
        paused=False,
        parameters={
            "source": source.name,
            "home": str(home.root),
            "seeds": str(seeds.absolute()),
            "catch_up": (schedule.catch_up if schedule else CatchUp.ALL).value,
        },
        description=_description(source),
        tags=[TAG, f"source:{source.name}", f"kind:{source.kind.value}"],
        work_pool_name=work_pool,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def prefect_schedule(schedule: Schedule) -> PrefectSchedule:
    """The same rhythm in Prefect's words. Intervals count from a fixed midnight, not from registration.

    Whole days become a rule: Prefect's interval of a day is an hour off in one half of the year, and in which
    depends on when it is asked.
    """
    from prefect.schedules import Cron as PrefectCron
    from prefect.schedules import Interval as PrefectInterval
    from prefect.schedules import RRule as PrefectRRule

    match schedule.rhythm:
        case Cron(expression):
            return PrefectCron(expression, timezone=schedule.timezone)
        case Interval(every) if every % timedelta(days=1) == timedelta(0):
            rule = f"DTSTART:20200101T000000\nRRULE:FREQ=DAILY;INTERVAL={every.days}"
            return PrefectRRule(rule, timezone=schedule.timezone)
        case Interval(every):
            anchor = datetime(2020, 1, 1, tzinfo=ZoneInfo(schedule.timezone))
            return PrefectInterval(every, anchor_date=anchor, timezone=schedule.timezone)
        case RRule(rule):
            return PrefectRRule(rule, timezone=schedule.timezone)


def rhythm_in_words(schedule: Schedule | None) -> str:
    """For example `0 6 * * * (Europe/Berlin), after downtime: latest`."""
    if schedule is None:
        return "when asked to"
    match schedule.rhythm:
        case Cron(expression):
            rhythm = expression
        case Interval(every):
            rhythm = f"every {every}"
        case RRule(rule):
            rhythm = rule
    return f"{rhythm} ({schedule.timezone}), after downtime: {schedule.catch_up.value}"


def _description(source: Source) -> str:
    return (
        f"Pull, clean and load **{source.name}** ({source.kind.value}: `{source.location}`).\n\n"
        f"Runs {rhythm_in_words(source.schedule)}."
    )
