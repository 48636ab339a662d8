"""Tells of drift: an event for automations, and an artifact for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from prefect.artifacts import create_markdown_artifact
from prefect.events import emit_event

from flows.automations import DRIFT_EVENT, LATE_EVENT
from flows.display import harmless
from warehouse.sentinel import LATE, DriftAlert

DRIFT_KEY = "drift-alerts"


@harmless
def tell_of(alerts: Sequence[DriftAlert]) -> None:
    """One event for each alert, with its evidence, and one artifact for all."""
    for alert in alerts:
        late = alert.metric == LATE
        kind = "source" if late else "site"
        emit_event(
            event=LATE_EVENT if late else DRIFT_EVENT,
            resource={
                "prefect.resource.id": f"copydesk.{kind}.{alert.site}",
                "prefect.resource.name": alert.site,
            },
            payload=asdict(alert) | {"raised_at": alert.raised_at.isoformat()},
        )
    if alerts:
        summary = f"{len(alerts)} departures from the past"
        create_markdown_artifact(_markdown(alerts), key=DRIFT_KEY, description=summary)


def _markdown(alerts: Sequence[DriftAlert]) -> str:
    lines = ["# Drift", ""]
    for alert in alerts:
        pages = ", ".join(f"`copydesk explain {page[:12]}`" for page in alert.evidence)
        lines += [f"- **{alert.metric}**: {alert.sentence} {pages}"]
    lines += ["", "All of them:", "", "```", _SQL, "```"]
    return "\n".join(lines)


_SQL = 'copydesk sql "SELECT raised_at, sentence FROM drift_alerts ORDER BY raised_at DESC"'
