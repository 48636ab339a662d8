"""Trains the networks of `extractors.network` with PyTorch, and turns what was learned into whole numbers.

Several teachers learn from the gold; a student learns from what they say together beside the gold
(distillation: Hinton, Vinyals and Dean, 2015), and does as well alone as they do averaged.

PyTorch is needed for training only: `pip install torch` beside the project (see CONTRIBUTING).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from extractors.network import (
    DILATIONS,
    FINE,
    INPUT_UNIT,
    NORMAL_UNIT,
    POOLED_AFTER,
    STEPS,
    Judge,
    Network,
    Scaling,
    probabilities,
)

Floats = NDArray[np.float32]
Whole = NDArray[np.int8]

CHANNELS = 64  # 96 gave no more
INNER = 55  # steps from the middle to the outer half per cent of all blocks
LONGEST = 1_200  # blocks of a page that are learned from at a time: some window of a longer one
BATCH, SHUFFLED = 8, 64  # pages a step; pages that are sorted by length, so that a step's are alike
RATE, DECAY, CLIP = 3e-3, 0.02, 1.0
GOLD_SHARE = 0.3  # of what a student is told; the rest is what the teachers say. 0.5 gave the same
UNKNOWN_COST = 0.5  # of a block that only the teachers know, beside 1 for the story of a page with gold text
LEAST_WORDS = 50  # of a story, for the cost of such blocks


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page to learn from: blocks x inputs, the share of each block that is story, its errors' cost.

    `words` of each block are given where the gold knows only some of them, those with a cost; `judged` is
    what teachers see of the page, where that is more than `inputs`.
    """

    inputs: Whole
    story: Floats
    cost: Floats
    words: Floats | None = None
    judged: Whole | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How to learn: rounds over all pages, the shares of activations and of features left out, the seeds."""

    rounds: int
    drop: float
    drop_features: float
    seeds: tuple[int, ...]


def fit_scaling(matrix: Floats) -> Scaling:
    """Scaling by what is usual among the blocks of `matrix`."""
    known = [column[~np.isnan(column)].astype(np.float64) for column in matrix.T]
    roots, centres, factors = zip(*map(_spread, known), strict=True)
    columns = np.array(roots, np.int8), np.array(centres, np.float32), np.array(factors, np.float32)
    steps = Scaling(*columns, np.zeros((len(known), 2 * STEPS + 1), np.int8)).steps(matrix)
    return Scaling(*columns, np.stack([_ranks(column[~np.isnan(column)]) for column in steps.T]))


def _spread(values: NDArray[np.float64]) -> tuple[int, float, float]:
    """The root that spreads the values best over the steps (by entropy), the centre, the factor."""
    best, most = (0, 0.0, 0.0), -1.0
    for root in (0, 1, 2) if len(values) else ():
        rooted = np.copysign(np.abs(values) ** (0.5**root), values)
        low, high = np.quantile(rooted, [0.005, 0.995])
        if high <= low:
            low, high = rooted.min(), rooted.max()
        centre, factor = (low + high) / 2, 2 * INNER / (high - low) if high > low else 0.0
        steps = np.clip(np.rint((rooted - centre) * factor), -STEPS, STEPS).astype(np.int64)
        shares = np.bincount(steps + STEPS) / len(values)
        entropy = -float((shares[shares > 0] * np.log(shares[shares > 0])).sum())
        if entropy > most + 0.02:  # a root must gain something
            best, most = (root, float(centre), float(factor)), entropy
    return best


def _ranks(steps: Floats) -> Whole:
    """For each step how many of the distinct 32-quantiles it reaches, from -31 to 31."""
    if not len(steps):
        return np.zeros(2 * STEPS + 1, np.int8)
    edges = np.unique(np.quantile(steps, np.linspace(0, 1, 33)[1:-1], method="higher"))
    reached = np.searchsorted(edges, np.arange(-STEPS, STEPS + 1), side="right")
    return np.rint((reached / len(edges) * 2 - 1) * 31).astype(np.int8)


class _Net(nn.Module):
    """The network in real numbers; without dropout it is what `extractors.network` computes."""

    def __init__(self, features: int, drop: float) -> None:
        super().__init__()
        self.dense = nn.Linear(features, CHANNELS)
        self.near = nn.ModuleList(
            [nn.Conv1d(CHANNELS, CHANNELS, 3, padding=reach, dilation=reach) for reach in DILATIONS]
        )
        self.page = nn.Linear(2 * CHANNELS, CHANNELS)
        self.out = nn.Linear(CHANNELS, 1)
        self.drop = nn.Dropout(drop)

    def forward(self, inputs: Tensor, inside: Tensor) -> Tensor:
        """Log odds, pages x blocks; `inside` is 1 where a page has a block."""
        mask = inside[..., None]
        state = self.drop(functional.relu(self.dense(inputs))) * mask
        for number, near in enumerate(self.near):
            if number == POOLED_AFTER:
                means = state.sum(1) / inside.sum(1, keepdim=True)
                most = state.masked_fill(mask == 0, -1.0).max(1).values
                seen = functional.relu(self.page(torch.cat([means, most], -1)))
                state = (state + seen[:, None]) * mask
            normal = functional.layer_norm(state, (CHANNELS,)) * mask
            found = functional.relu(near(normal.transpose(1, 2)).transpose(1, 2))
            state = (state + self.drop(found)) * mask
        odds: Tensor = self.out(state)[..., 0]
        return odds


def teach(lessons: Sequence[Lesson], scaling: Scaling, teachers: Course, students: Course) -> Judge:
    """Students that have learned from all lessons, one a seed. The same on every run of one machine."""
    torch.set_num_threads(1)
    judge = Judge(scaling, _all_taught(lessons, teachers))
    return Judge(scaling, _all_taught([as_told(lesson, judge) for lesson in lessons], students))


def _all_taught(lessons: Sequence[Lesson], course: Course) -> tuple[Network, ...]:
    return tuple(_taught(lessons, course, seed) for seed in course.seeds)


def as_told(lesson: Lesson, teachers: Judge) -> Lesson:
    """The lesson as a student gets it: the gold mixed with what the teachers say."""
    seen = lesson.inputs if lesson.judged is None else lesson.judged
    said = probabilities(teachers.margins_of([seen])[0])
    mixed = (GOLD_SHARE * lesson.story + (1 - GOLD_SHARE) * said).astype(np.float32)
    if lesson.words is None:
        return Lesson(lesson.inputs, mixed, lesson.cost)
    known = lesson.cost > 0
    share = UNKNOWN_COST * lesson.words / max(float((lesson.words * said).sum()), LEAST_WORDS)
    cost = np.where(known, np.maximum(share, lesson.cost), share).astype(np.float32)
    return Lesson(lesson.inputs, np.where(known, mixed, said).astype(np.float32), cost)


def _taught(lessons: Sequence[Lesson], course: Course, seed: int) -> Network:
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    features = lessons[0].inputs.shape[1]
    net = _Net(features, course.drop)
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=DECAY)
    steps = sum(1 for _ in _batches(lessons, np.random.default_rng(0))) * course.rounds
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1, pct_start=0.15)
    for number in range(course.rounds):
        for batch in _batches(lessons, chance):
            inputs, story, cost, inside = _padded(batch, chance)
            if number:
                inputs = inputs * (torch.rand(1, 1, features) > course.drop_features)
            odds = net(inputs, inside)
            losses = functional.binary_cross_entropy_with_logits(odds, story, reduction="none")
            optimizer.zero_grad()
            ((losses * cost).sum() / len(batch)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            optimizer.step()
            schedule.step()
    return _whole(net)


def _batches(lessons: Sequence[Lesson], chance: np.random.Generator) -> Iterator[list[Lesson]]:
    order = chance.permutation(len(lessons))
    batches: list[list[Lesson]] = []
    for start in range(0, len(order), SHUFFLED):
        some = sorted((lessons[at] for at in order[start : start + SHUFFLED]), key=lambda one: len(one.story))
        batches += [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
    for at in chance.permutation(len(batches)):
        yield batches[at]


def _padded(batch: Sequence[Lesson], chance: np.random.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The pages side by side, as long as the longest; of very long ones a window."""
    length = min(max(len(one.story) for one in batch), LONGEST)
    inputs = np.zeros((len(batch), length, batch[0].inputs.shape[1]), np.float32)
    story, cost, inside = (np.zeros((len(batch), length), np.float32) for _ in range(3))
    for row, one in enumerate(batch):
        size = min(len(one.story), length)
        start = int(chance.integers(0, len(one.story) - size + 1))
        window = slice(start, start + size)
        inputs[row, :size], inside[row, :size] = one.inputs[window], 1
        story[row, :size], cost[row, :size] = one.story[window], one.cost[window]
    return (
        torch.from_numpy(inputs / INPUT_UNIT),
        torch.from_numpy(story),
        torch.from_numpy(cost),
        torch.from_numpy(inside),
    )


def _whole(net: _Net) -> Network:
    """What was learned, in whole numbers and on the grids of `extractors.network`."""
    dense, dense_factor = _stepped(_array(net.dense.weight).T, INPUT_UNIT)
    # torch has output x input x place; here the three places' inputs stand one below the other
    near = [
        _stepped(one.transpose(2, 1, 0).reshape(3 * CHANNELS, CHANNELS), NORMAL_UNIT)
        for one in (_array(near.weight) for near in net.near)
    ]
    return Network(
        dense=dense,
        dense_factor=dense_factor,
        dense_bias=_array(net.dense.bias),
        near=np.stack([weights for weights, _ in near]),
        near_factor=np.stack([factor for _, factor in near]),
        near_bias=np.stack([_array(one.bias) for one in net.near]),
        page=_fine(_array(net.page.weight).T),
        page_bias=_fine(_array(net.page.bias)),
        out=_fine(_array(net.out.weight)[0]),
        out_bias=_fine(_array(net.out.bias)),
    )


def _array(tensor: Tensor | nn.Module) -> Floats:
    found: Floats = cast(Tensor, tensor).detach().numpy().astype(np.float32)
    return found


def _stepped(weights: Floats, unit: int) -> tuple[Floats, Floats]:
    """Weights (input x output) as whole numbers of -127 to 127, and each output's factor.

    The factor makes sums real again, for inputs of `unit` steps to one.
    """
    size = np.maximum(np.abs(weights).max(0), 1e-6) / 127
    return np.rint(weights / size), (size / unit).astype(np.float32)


def _fine(weights: Floats) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.rint(weights.astype(np.float64) * FINE) / FINE
    return found
