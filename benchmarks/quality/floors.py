"""Floors: what the shipped models reached on the page sets may only rise.

`floors.json` holds, for each set, the digest of its pages and the F1 of each kind, cut to three digits.
`--pin` writes a better figure over a worse one and takes in new sets; it never lowers one: that is done by
hand, in a commit that says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.json")
Floors = dict[str, dict[str, str | float]]


def read_floors() -> Floors:
    """The pinned floors by set: `{"aeb": {"pages": digest, "html": 0.98, "dump": 0.95}}`."""
    floors: Floors = json.loads(FLOORS.read_text("utf-8"))
    return floors


def below_floor(name: str, pages: str, reached: Mapping[str, float]) -> list[str]:
    """What is wrong with a set's figures, in sentences; nothing where all floors hold."""
    pinned = read_floors().get(name)
    if pinned is None:
        return [f"{name} has no floor yet: pin one with --pin."]
    if pinned["pages"] != pages:
        return [f"{name} was pinned on other pages ({pinned['pages']}, now {pages}): pin it anew with --pin."]
    return [
        f"{name}, {kind}: F1 {f1:.4f} is below the floor of {pinned[kind]}."
        for kind, f1 in reached.items()
        if f1 < float(pinned.get(kind, 0))
    ]


def pin(name: str, pages: str, reached: Mapping[str, float]) -> None:
    """Raise a set's floors to what was reached; on other pages than before, start anew."""
    floors = read_floors()
    pinned = floors.get(name, {})
    if pinned.get("pages") != pages:
        pinned = {"pages": pages}
    for kind, f1 in reached.items():
        pinned[kind] = max(int(f1 * 1000) / 1000, float(pinned.get(kind, 0)))
    floors[name] = pinned
    FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", "utf-8")
