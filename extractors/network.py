"""A small convolutional network over the blocks of a page: how likely each is to be in the story.

A block's features pass one dense layer, then four residual convolutions of growing reach; what the whole
page looks like is added after the second. Several networks, trained alike from other seeds, are averaged.

Every product and sum is of whole numbers, or of numbers on a grid so coarse that floating point adds them
without rounding. So no machine's order of adding shows, and no page's scores depend on the pages beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DILATIONS = (1, 2, 4, 8)  # blocks between a convolution's three; together they reach 15 blocks either way
POOLED_AFTER = 2  # convolutions, before the page as a whole is looked at
STEPS = 63  # features are first told in whole steps from -63 to 63
INPUT_UNIT, NORMAL_UNIT = 16, 20  # steps of an input and of a normalised activation to a unit
GRID, COARSE, FINE = (
    256,
    64,
    4096,
)  # steps to a unit of activations, of their distance from the mean, of weights
MOST = 64.0  # an activation is cut here, so that sums of activations stay exact
ODDS_STEPS, ODDS_REACH = 32, 8  # log odds are told in so many steps a unit, and only so far from 0
ROWS = 4_000  # judged at once: more no longer fits the processor's cache

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Whole = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Scaling:
    """How features become inputs: by column a root (0 none, 1 square, 2 fourth), a centre, a factor, ranks.

    The first three make steps of a value: roots tame what has a long tail (lengths, counts), and are the same
    on every machine, unlike logarithms. `ranks`, columns x (2 x STEPS + 1), says where among all blocks a
    step stands: -31 the least to 31 the greatest, and 0, the middle, for what is not known.
    """

    roots: Whole
    centres: Floats
    factors: Floats
    ranks: Whole

    def __call__(self, matrix: Floats) -> Whole:
        """Blocks x features as ranks; NaN is what is not known."""
        steps = self.steps(matrix)
        unknown = np.isnan(steps)
        steps[unknown] = 0
        found = self.ranks[np.arange(len(self.ranks)), steps.astype(np.int64) + STEPS]
        found[unknown] = 0
        return found

    def steps(self, matrix: Floats) -> Floats:
        """Blocks x features in whole steps from -STEPS to STEPS."""
        sizes = np.abs(matrix)
        for root in (1, 2):
            some = self.roots >= root
            sizes[:, some] = np.sqrt(sizes[:, some])
        steps = np.rint((np.copysign(sizes, matrix) - self.centres) * self.factors)
        found: Floats = np.clip(steps, -STEPS, STEPS)
        return found


@dataclass(frozen=True, slots=True)
class Network:
    """One trained network. Weights are whole numbers, each output channel with a factor that makes them real.

    `dense` is features x channels, `near` convolutions x (3 x channels) x channels; `page`, (2 x channels) x
    channels, and `out`, channels, are on a grid of 1/FINE.
    """

    dense: Floats
    dense_factor: Floats
    dense_bias: Floats
    near: Floats
    near_factor: Floats
    near_bias: Floats
    page: Doubles
    page_bias: Doubles
    out: Doubles
    out_bias: Doubles


@dataclass(frozen=True, slots=True)
class Judge:
    """Networks that judge together, and how features become their inputs."""

    scaling: Scaling
    networks: tuple[Network, ...]

    def margins(self, pages: Sequence[Floats]) -> list[Floats]:
        """For each page (blocks x features) the mean log odds of its blocks to be in the story."""
        return self.margins_of([self.scaling(page) for page in pages])

    def margins_of(self, scaled: Sequence[Whole]) -> list[Floats]:
        """The same for pages whose features are inputs already."""
        found: list[Floats] = []
        for group in _groups(scaled):
            every = [_run(network, group) for network in self.networks]
            found += [(sum(parts) / len(every)).astype(np.float32) for parts in zip(*every, strict=True)]
        return found

    def save(self, path: Path) -> None:
        """Write the file that `load_judge` reads."""
        arrays = {name: getattr(self.scaling, name) for name in _names(Scaling)}
        for name in _names(Network):
            stacked = np.stack([getattr(network, name) for network in self.networks])
            arrays[name] = stacked.astype(np.int8) if name in ("dense", "near") else stacked
        np.savez_compressed(path, **arrays)


def probabilities(margins: Floats) -> Floats:
    """Log odds as probabilities of three digits, by a table: no two machines need agree on exponentials."""
    steps = np.rint(np.clip(margins, -ODDS_REACH, ODDS_REACH) * ODDS_STEPS).astype(np.int64)
    found: Floats = _probability_table()[steps + ODDS_REACH * ODDS_STEPS]
    return found


@cache
def _probability_table() -> Floats:
    steps = range(-ODDS_REACH * ODDS_STEPS, ODDS_REACH * ODDS_STEPS + 1)
    return np.array([round(1 / (1 + math.exp(-step / ODDS_STEPS)), 3) for step in steps], np.float32)


def load_judge(path: Path) -> Judge:
    """The networks in a file."""
    with np.load(path) as arrays:
        held = {name: arrays[name] for name in arrays.files}
    scaling = Scaling(**{name: held.pop(name) for name in _names(Scaling)})
    real = {
        name: array.astype(np.float32) if array.dtype == np.int8 else array for name, array in held.items()
    }
    count = len(real["out"])
    return Judge(scaling, tuple(Network(**{name: real[name][at] for name in real}) for at in range(count)))


def _names(kind: type[Scaling] | type[Network]) -> list[str]:
    return [one.name for one in fields(kind)]


def _groups(pages: Sequence[Whole]) -> list[list[Whole]]:
    groups: list[list[Whole]] = []
    rows = ROWS
    for page in pages:
        if rows + len(page) > ROWS:
            groups.append([])
            rows = 0
        groups[-1].append(page)
        rows += len(page)
    return groups


def _run(network: Network, pages: Sequence[Whole]) -> list[Doubles]:
    """The log odds by one network. Pages lie one after the other, with empty rows between them."""
    gap = max(DILATIONS)
    starts = [gap + at for at in accumulate((len(page) + gap for page in pages[:-1]), initial=0)]
    ends = [start + len(page) for start, page in zip(starts, pages, strict=True)]
    inputs = np.zeros((ends[-1] + gap, len(network.dense)), np.float32)
    empty = np.ones(len(inputs), np.bool_)
    for page, start, end in zip(pages, starts, ends, strict=True):
        inputs[start:end], empty[start:end] = page, False
    empty_rows = np.flatnonzero(empty)
    state = _activate(inputs @ network.dense, network.dense_factor, network.dense_bias)
    state[empty_rows] = 0
    for number, reach in enumerate(DILATIONS):
        if number == POOLED_AFTER:
            for start, end in zip(starts, ends, strict=True):
                state[start:end] += _whole_page(network, state[start:end])
        normal = _normal(state)
        normal[empty_rows] = 0
        before, at, behind = np.split(network.near[number], 3)
        sums = normal @ at
        sums[reach:] += normal[:-reach] @ before
        sums[:-reach] += normal[reach:] @ behind
        found = _activate(sums, network.near_factor[number], network.near_bias[number])
        found[empty_rows] = 0
        state += found
    odds: Doubles = state.astype(np.float64) @ network.out + network.out_bias
    return [odds[start:end] for start, end in zip(starts, ends, strict=True)]


def _activate(sums: Floats, factor: Floats, bias: Floats) -> Floats:
    """Real activations of whole sums: none below 0, none above MOST, on the grid. Written over the sums."""
    sums *= factor * np.float32(GRID)  # a power of two: nothing is rounded otherwise than without it
    sums += bias * np.float32(GRID)
    np.clip(sums, 0, MOST * GRID, out=sums)
    np.rint(sums, out=sums)
    sums *= np.float32(1 / GRID)
    return sums


def _normal(state: Floats) -> Floats:
    """Each row about its mean, by its deviation, as whole numbers of -127 to 127."""
    count = state.shape[1]
    distance = state - state.sum(1, keepdims=True) / np.float32(count)
    distance *= np.float32(COARSE)
    np.rint(distance, out=distance)
    squares = np.einsum("ij,ij->i", distance, distance, dtype=np.float64)
    deviation = np.sqrt(squares / count + 1e-5 * COARSE**2)
    found = distance * (NORMAL_UNIT / deviation)[:, None]
    np.rint(found, out=found)
    np.clip(found, -127, 127, out=found)
    whole: Floats = found.astype(np.float32)
    return whole


def _whole_page(network: Network, state: Floats) -> Floats:
    """What the means and the greatest activations of a page add to each of its blocks."""
    if not len(state):
        return np.zeros((1, state.shape[1]), np.float32)
    means = np.rint(state.sum(0, dtype=np.float64) / len(state) * GRID) / GRID
    seen = np.concatenate((means, state.max(0)))
    found = np.clip(seen @ network.page + network.page_bias, 0, MOST)
    added: Floats = (np.rint(found * GRID) / GRID).astype(np.float32)
    return added[None]
