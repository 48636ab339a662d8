"""What becomes of slots that nobody was there to run: after downtime the server offers every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from seeds import CatchUp

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient, SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

# Later than this and a slot was missed: a runner asks every few seconds, and a full one lets runs wait.
MISSED_AFTER = timedelta(minutes=5)
MOST_SLOTS = 1000  # of one source, after one downtime
_LOOK_BACK = timedelta(days=1)  # runs that waited already when the last runner stopped


def to_run(catch_up: CatchUp, missed: Sequence[datetime]) -> list[datetime]:
    """Which of a source's missed slots are still run."""
    match catch_up:
        case CatchUp.ALL:
            return sorted(missed)
        case CatchUp.LATEST:
            return sorted(missed)[-1:]
        case CatchUp.SKIP:
            return []


def why_passed_over(
    catch_up: CatchUp, slot: datetime, later: Sequence[datetime], now: datetime
) -> str | None:
    """Why a run of this slot has nothing to do, None where it has: said by the run itself when it starts.

    `later` are the source's slots after this one that are due too.
    """
    if now - slot <= MISSED_AFTER:
        return None  # or a rhythm that is faster than a run can start would never run
    if catch_up is CatchUp.LATEST and later:
        return f"a later slot, {max(later):%Y-%m-%d %H:%M} UTC, is due too and stands for this one"
    if catch_up is CatchUp.SKIP:
        return f"the slot was missed by {now - slot}, and missed slots of this source are not made up for"
    return None


async def settle_missed(
    client: PrefectClient, deployment_id: UUID, catch_up: CatchUp, stopped_at: datetime, now: datetime
) -> list[datetime]:
    """Leave of a deployment's missed slots the runs that `catch_up` wants, and return their times.

    `stopped_at` is when a runner was last there: slots from then on that the server never planned, because
    it was down itself, are planned now. No slot is run that was run before.
    """
    if catch_up is not CatchUp.SKIP:
        await _plan(client, deployment_id, stopped_at, now)
    waiting, begun = await _past_runs(client, deployment_id, stopped_at, now)
    wanted = to_run(catch_up, sorted(waiting.keys() - begun))
    for slot, runs in waiting.items():
        first, *doubles = runs
        for double in doubles if slot not in begun else runs:
            await client.delete_flow_run(double.id)
        if slot not in begun and slot not in wanted:
            await _pass_over(client, first, catch_up)
    return wanted


async def unfinished(
    client: PrefectClient, deployment_ids: Sequence[UUID], stopped_at: datetime | None = None
) -> list[FlowRun]:
    """The deployments' runs that have begun, or are about to, and have not ended.

    Those that were marked as crashed after `stopped_at` are of them: no runner was there to end them, so they
    died with it, and the server only missed their heartbeats.
    """
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterDeploymentId,
        FlowRunFilterEndTime,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType

    if not deployment_ids:
        return []
    begun = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    of_these = FlowRunFilterDeploymentId(any_=list(deployment_ids))
    wanted = [
        FlowRunFilter(
            deployment_id=of_these, state=FlowRunFilterState(type=FlowRunFilterStateType(any_=begun))
        )
    ]
    if stopped_at is not None:
        crashed = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.CRASHED]))
        since = FlowRunFilterEndTime.model_validate({"after_": stopped_at})
        wanted.append(FlowRunFilter(deployment_id=of_these, state=crashed, end_time=since))
    return [run for one in wanted for run in await client.read_flow_runs(flow_run_filter=one, limit=200)]


async def run_again(client: PrefectClient, runs: Sequence[FlowRun]) -> None:
    """Have runs that were cut off by the end of their runner run again; they go on where they were."""
    from prefect.client.schemas.objects import State
    from prefect.states import Scheduled

    for run in runs:
        message = "Cut off when `copydesk serve` ended; it goes on when that is started again."
        state: State[None] = Scheduled(
            name="Interrupted", message=message, scheduled_time=run.expected_start_time
        )
        await client.set_flow_run_state(run.id, state, force=True)


async def run_if_new(client: PrefectClient, deployment_id: UUID) -> bool:
    """Have a source that never ran run at once, and say whether that was so."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId

    runs = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]))
    if any(not _waits(run) for run in await client.read_flow_runs(flow_run_filter=runs, limit=200)):
        return False
    await client.create_flow_run_from_deployment(deployment_id)
    return True


async def _plan(client: PrefectClient, deployment_id: UUID, start: datetime, end: datetime) -> None:
    """Have the server plan the slots of a past range, by the deployment's own schedule."""
    body: Mapping[str, Any] = {
        "start_time": start.isoformat(),
        "end_time": end.isoformat(),
        "min_runs": MOST_SLOTS,
        "max_runs": MOST_SLOTS,
    }
    response = await client._client.post(f"/deployments/{deployment_id}/schedule", json=body)
    response.raise_for_status()


async def _past_runs(
    client: PrefectClient, deployment_id: UUID, since: datetime, now: datetime
) -> tuple[dict[datetime, list[FlowRun]], set[datetime]]:
    """By slot the runs that still wait for their turn though it is past; and the slots that had theirs."""
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterDeploymentId,
        FlowRunFilterExpectedStartTime,
    )

    past = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate(
            {"after_": since - _LOOK_BACK, "before_": now}
        ),
    )
    waiting: dict[datetime, list[FlowRun]] = {}
    begun: set[datetime] = set()
    offset = 0
    while page := await client.read_flow_runs(flow_run_filter=past, limit=200, offset=offset):
        offset += len(page)
        for run in page:
            if run.auto_scheduled and run.expected_start_time is not None:
                if _waits(run):
                    waiting.setdefault(run.expected_start_time, []).append(run)
                else:
                    begun.add(run.expected_start_time)
    return waiting, begun


def _waits(run: FlowRun) -> bool:
    return run.state is None or run.state.is_scheduled()


async def _pass_over(client: PrefectClient, run: FlowRun, catch_up: CatchUp) -> None:
    from prefect.states import Cancelled

    message = f"The slot was missed; catch_up = {catch_up.value!r} does not make up for it."
    await client.set_flow_run_state(run.id, Cancelled(name="Skipped", message=message), force=True)


def later_slots(
    client: SyncPrefectClient, deployment_id: UUID, slot: datetime, now: datetime
) -> list[datetime]:
    """The slots of a deployment after `slot` that are due and were not passed over."""
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterDeploymentId,
        FlowRunFilterExpectedStartTime,
    )

    runs = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]),
            expected_start_time=FlowRunFilterExpectedStartTime.model_validate(
                {"after_": slot, "before_": now}
            ),
        ),
        limit=50,
    )
    return [
        run.expected_start_time
        for run in runs
        if run.auto_scheduled
        and run.expected_start_time is not None
        and run.expected_start_time > slot
        and not (run.state and run.state.name == "Skipped")
    ]
