"""Every block gets its one label: rules that are certain first, then the model's score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.model import Block, Label, LabelledBlock, Role
from extractors.rules import claim, name_removed
from extractors.script_story import SET_IN


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model thinks of a page's blocks.

    `scores` are the chances (0..1) that each block is in the story, which it is from `threshold` on;
    `kinds` what it is then; `model` is the model's name and version.
    """

    scores: NDArray[np.float32]
    kinds: Sequence[Role]
    threshold: float
    model: str


def label_blocks(
    blocks: Sequence[Block], judgement: Judgement, *, site: str | None, disabled: frozenset[str]
) -> list[LabelledBlock]:
    """The blocks with their labels, in order. `site` is the host of the page's address, where known."""
    labels = claim(blocks, site=site, disabled=disabled)
    scores = judgement.scores.tolist()
    threshold, model = judgement.threshold, judgement.model
    shared: dict[tuple[Role, str, float], Label] = {}  # equal labels are one: making them costs most here
    removed = []
    for position, label in enumerate(labels):
        if label is None:
            if (score := scores[position]) >= threshold:
                decider = f"{model} {SET_IN}" if SET_IN in (blocks[position].path or "") else model
                labels[position] = _label(shared, (judgement.kinds[position], decider, score))
            else:
                removed.append(position)
    names = name_removed(blocks, labels, removed, disabled=disabled)
    for position, (role, rule) in zip(removed, names, strict=True):
        labels[position] = _label(shared, (role, rule or model, 1.0 - scores[position]))
    return [LabelledBlock(block, label) for block, label in zip(blocks, labels, strict=True) if label]


def _label(shared: dict[tuple[Role, str, float], Label], parts: tuple[Role, str, float]) -> Label:
    label = shared.get(parts)
    if label is None:
        label = shared[parts] = Label(*parts)
    return label
