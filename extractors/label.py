"""Every block gets its one label: rules that are certain first, then the model's score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.model import Block, Label, LabelledBlock, Role
from extractors.rules import claim, name_removed


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
    removed = []
    for position, label in enumerate(labels):
        if label is None:
            if scores[position] >= judgement.threshold:
                labels[position] = Label(judgement.kinds[position], judgement.model, scores[position])
            else:
                removed.append(position)
    for position, (role, rule) in zip(removed, name_removed(blocks, labels, removed), strict=True):
        labels[position] = Label(role, rule or judgement.model, 1.0 - scores[position])
    return [LabelledBlock(block, label) for block, label in zip(blocks, labels, strict=True) if label]
