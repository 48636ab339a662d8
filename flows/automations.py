"""What the Prefect server does by itself, declared in code: runs that died, and who is told of what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from prefect.events.schemas.automations import AutomationCore

NOTIFY_BLOCK = "copydesk-notify"
DRIFT_EVENT = "copydesk.drift"
LATE_EVENT = "copydesk.late"
ZOMBIE_AFTER = timedelta(
    seconds=90
)  # three heartbeats; within the two minutes that a dead run may look alive

_RUN = "prefect.flow-run"
# After these nobody waits for a heartbeat; an interrupted run waits for its turn without a process.
_ENDS = {
    f"{_RUN}.{state}" for state in ("Completed", "Skipped", "Failed", "Cancelled", "Crashed", "Interrupted")
}


def automations(notify_block: UUID | None) -> list[AutomationCore]:
    """Those of this release; with a notification block also those that tell somebody."""
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

    zombies = AutomationCore(
        name="copydesk: a run without a heartbeat crashed",
        description="A run whose process and runner died together is marked, so that it does not look alive.",
        trigger=EventTrigger(
            after={f"{_RUN}.heartbeat"},
            expect={f"{_RUN}.heartbeat"} | _ENDS,
            match={"prefect.resource.id": f"{_RUN}.*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=ZOMBIE_AFTER,
        ),
        actions=[ChangeFlowRunState(name=None, state=StateType.CRASHED, message=_NO_HEARTBEAT, force=False)],
    )
    return [zombies, *(_notifications(notify_block) if notify_block else [])]


_NO_HEARTBEAT = "No heartbeat for 90 seconds: the process died. The next run of the source goes on from here."


def _notifications(block: UUID) -> list[AutomationCore]:
    from prefect.events.actions import SendNotification
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

    def on(events: set[str], resource: str, name: str, body: str) -> AutomationCore:
        return AutomationCore(
            name=f"copydesk: {name}",
            trigger=EventTrigger(
                expect=events,
                match={"prefect.resource.id": resource},
                for_each={"prefect.resource.id"},
                posture=Posture.Reactive,
                threshold=1,
                within=timedelta(0),
            ),
            actions=[SendNotification(block_document_id=block, subject=f"Copydesk: {name}", body=body)],
        )

    return [
        on({f"{_RUN}.Failed", f"{_RUN}.Crashed"}, f"{_RUN}.*", "a run failed", _RUN_BODY),
        on({DRIFT_EVENT}, "copydesk.site.*", "a site departs from its own past", _EVENT_BODY),
        on({LATE_EVENT}, "copydesk.source.*", "a source has not delivered", _EVENT_BODY),
    ]


_RUN_BODY = (
    "{{ flow_run.name }}: {{ flow_run.state.name }}. {{ flow_run.state.message }}\n{{ flow_run|ui_url }}"
)
_EVENT_BODY = "{{ event.payload.sentence }}"


async def register(notify_url: str | None) -> list[str]:
    """Create or update the automations on the server; returns their names.

    `notify_url` is called with JSON for each notification. Without one a notification block of any kind
    (e-mail, Slack, …) that somebody named `copydesk-notify` in the UI is used; without that nobody is told.
    """
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        block = await _block(notify_url)
        names = []
        for automation in automations(block):
            for old in await client.read_automations_by_name(automation.name):
                await client.delete_automation(old.id)
            await client.create_automation(automation)
            names.append(automation.name)
    return names


async def _block(notify_url: str | None) -> UUID | None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    if notify_url:
        block = CustomWebhookNotificationBlock(
            name="Copydesk",
            url=notify_url,
            json_data={"subject": "{{subject}}", "body": "{{body}}"},
            headers=None,
            cookies=None,
        )
        return await block.save(NOTIFY_BLOCK, overwrite=True)  # type: ignore[no-any-return]
    return await _existing_block()


async def _existing_block() -> UUID | None:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        for block in await client.read_block_documents(limit=200):
            if block.name == NOTIFY_BLOCK:
                return block.id
    return None
