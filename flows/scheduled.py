"""The flow that deployments run: the main job, unless there is nothing to do for this slot.

A slot that was missed and is stood for by a later one, and a run of a source that another run is busy with,
end at once in the state "Skipped": seen in the UI, and no failure.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.catch_up import later_slots, why_passed_over
from flows.home import BusyError
from flows.ingest import ingest
from seeds import CatchUp

SLOT_PATIENCE_SECONDS = 3600


@flow(
    name="ingest",
    flow_run_name="{source}",
    task_runner=ThreadPoolTaskRunner(max_workers=8),  # type: ignore[arg-type]
    persist_result=False,
)
def scheduled_ingest(
    source: str,
    home: str | None = None,
    seeds: str | None = None,
    workers: int | None = None,
    page_timeout: float = 20,
    catch_up: CatchUp = CatchUp.ALL,
) -> State[None]:
    """Pull, clean, load and publish one source, unless this slot is passed over.

    Parameters as for `ingest`; `catch_up` says what becomes of a slot that was missed: all, latest or skip.
    """
    if why := _passed_over(CatchUp(catch_up)):
        return Completed(name="Skipped", message=f"Nothing to do: {why}.")
    # Of a source that wants all its slots run, two that are due together run one after the other.
    patience = SLOT_PATIENCE_SECONDS if _slot() and CatchUp(catch_up) is CatchUp.ALL else 0
    try:
        report = ingest.fn(source, home, seeds, workers, page_timeout, patience=patience)
    except BusyError as error:
        return Completed(name="Skipped", message=f"Another run is at work: {error}")
    return Completed(message=report.sentence)


def _passed_over(catch_up: CatchUp) -> str | None:
    context = _slot()
    if context is None or catch_up is CatchUp.ALL:
        return None
    deployment_id, slot = context
    now = datetime.now(UTC)
    later: list[datetime] = []
    if catch_up is CatchUp.LATEST:
        with get_client(sync_client=True) as client:
            later = later_slots(client, deployment_id, slot, now)
    return why_passed_over(catch_up, slot, later, now)


def _slot() -> tuple[UUID, datetime] | None:
    """The deployment and the slot of this run; None for a run that no schedule asked for."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    if run is None or not run.auto_scheduled or run.deployment_id is None or run.expected_start_time is None:
        return None
    return run.deployment_id, run.expected_start_time
