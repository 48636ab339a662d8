"""The network: exact sums, pages that do not see one another, what is saved is what was learned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractors import network
from extractors.network import DILATIONS, FINE, STEPS, Judge, Network, Scaling, load_judge

FEATURES, CHANNELS = 30, 16


def _network(chance: np.random.Generator) -> Network:
    """Weights as large as they can be: what is exact with them is exact with any."""

    def whole(*shape: int) -> np.ndarray:
        return chance.integers(-127, 128, shape).astype(np.float32)

    def fine(*shape: int) -> np.ndarray:
        return np.rint(chance.normal(size=shape) * FINE) / FINE

    convolutions = len(DILATIONS)
    return Network(
        dense=whole(FEATURES, CHANNELS),
        dense_factor=chance.uniform(1e-4, 1e-3, CHANNELS).astype(np.float32),
        dense_bias=chance.normal(size=CHANNELS).astype(np.float32),
        near=whole(convolutions, 3 * CHANNELS, CHANNELS),
        near_factor=chance.uniform(1e-5, 1e-3, (convolutions, CHANNELS)).astype(np.float32),
        near_bias=chance.normal(size=(convolutions, CHANNELS)).astype(np.float32),
        page=fine(2 * CHANNELS, CHANNELS),
        page_bias=fine(CHANNELS),
        out=fine(CHANNELS),
        out_bias=fine(1),
    )


@pytest.fixture(scope="module")
def judge() -> Judge:
    chance = np.random.default_rng(1)
    roots = np.array([0, 1, 2] * (FEATURES // 3), np.int8)
    factors = np.full(FEATURES, 7, np.float32)
    ranks = np.sort(chance.integers(-31, 32, (FEATURES, 2 * STEPS + 1)), axis=1).astype(np.int8)
    scaling = Scaling(roots, np.zeros(FEATURES, np.float32), factors, ranks)
    return Judge(scaling, (_network(chance), _network(chance)))


def _pages(count: int) -> list[np.ndarray]:
    chance = np.random.default_rng(2)
    sizes = chance.integers(1, 90, count)
    pages = [(chance.normal(size=(size, FEATURES)) * 5).astype(np.float32) for size in sizes]
    pages[0][0, :3] = np.nan
    return pages


def test_no_page_sees_the_pages_beside_it(judge: Judge) -> None:
    pages = _pages(60)
    together = judge.margins(pages)
    backwards = judge.margins(pages[::-1])[::-1]
    for page, one, other in zip(pages, together, backwards, strict=True):
        alone = judge.margins([page])[0]
        assert len(alone) == len(page)
        assert np.array_equal(alone, one)
        assert np.array_equal(alone, other)


def test_pages_beyond_one_group_are_judged_in_order(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = _pages(20)
    whole = judge.margins(pages)
    monkeypatch.setattr(network, "ROWS", 100)
    for one, other in zip(whole, judge.margins(pages), strict=True):
        assert np.array_equal(one, other)


def test_sums_are_exact_in_any_order(judge: Judge) -> None:
    """Features and channels in another order are other orders of adding: the same odds, to the bit."""
    chance = np.random.default_rng(3)
    page = _pages(1)[0]
    for _ in range(5):
        features = chance.permutation(FEATURES)
        scaling = Scaling(
            *(getattr(judge.scaling, name)[features] for name in ("roots", "centres", "factors", "ranks"))
        )
        shuffled = tuple(_reordered(one, features, chance.permutation(CHANNELS)) for one in judge.networks)
        found = Judge(scaling, shuffled).margins([page[:, features]])[0]
        assert np.array_equal(found, judge.margins([page])[0])


def _reordered(one: Network, features: np.ndarray, channels: np.ndarray) -> Network:
    three = np.concatenate([channels + place * CHANNELS for place in range(3)])
    two = np.concatenate([channels, channels + CHANNELS])
    return Network(
        dense=one.dense[features][:, channels],
        dense_factor=one.dense_factor[channels],
        dense_bias=one.dense_bias[channels],
        near=one.near[:, three][:, :, channels],
        near_factor=one.near_factor[:, channels],
        near_bias=one.near_bias[:, channels],
        page=one.page[two][:, channels],
        page_bias=one.page_bias[channels],
        out=one.out[channels],
        out_bias=one.out_bias,
    )


def test_what_was_saved_judges_alike(judge: Judge, tmp_path: Path) -> None:
    judge.save(tmp_path / "judge.npz")
    again = load_judge(tmp_path / "judge.npz")
    for one, other in zip(judge.margins(_pages(9)), again.margins(_pages(9)), strict=True):
        assert np.array_equal(one, other)


def test_a_block_is_seen_by_those_within_reach_and_as_part_of_its_page(judge: Judge) -> None:
    """A changed block changes its neighbours' odds: the network does look around itself."""
    page = _pages(3)[2]
    assert len(page) > 4
    other = page.copy()
    other[2] = -other[2]
    before, after = judge.margins([page])[0], judge.margins([other])[0]
    assert before[1] != after[1]
    assert before[3] != after[3]
