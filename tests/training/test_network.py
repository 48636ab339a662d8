"""What the trainer learns it hands over: the networks it makes judge new pages by what the lessons showed."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="PyTorch is installed by those who train: pip install -e .[training]")

from extractors.network import probabilities
from training.network import GOLD_SHARE, Course, Lesson, as_told, fit_scaling, teach

pytestmark = pytest.mark.slow

FEATURES = 6


def _page(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A block is story where the first feature of the block before it is high: itself, it says nothing."""
    matrix = chance.normal(size=(40, FEATURES)).astype(np.float32)
    story = np.zeros(40, np.float32)
    story[1:] = matrix[:-1, 0] > 0
    return matrix, story


@pytest.fixture(scope="module")
def pages() -> list[tuple[np.ndarray, np.ndarray]]:
    chance = np.random.default_rng(5)
    return [_page(chance) for _ in range(260)]


def test_the_networks_judge_by_what_was_shown(pages: list[tuple[np.ndarray, np.ndarray]]) -> None:
    scaling = fit_scaling(np.concatenate([matrix for matrix, _ in pages]))
    lessons = [
        Lesson(scaling(matrix), story, np.full(len(story), 1 / 40, np.float32))
        for matrix, story in pages[:240]
    ]
    course = Course(rounds=12, drop=0.0, drop_features=0.0, seeds=(0,))
    judge = teach(lessons, scaling, course, course)
    unseen = pages[240:]
    judged = zip(unseen, judge.margins([matrix for matrix, _ in unseen]), strict=True)
    right = [(margins > 0) == (story > 0.5) for (_, story), margins in judged]
    assert np.concatenate(right).mean() > 0.9
    again = teach(lessons, scaling, course, course)
    assert np.array_equal(judge.networks[0].dense, again.networks[0].dense)


def test_a_student_is_told_what_teachers_say_beside_the_gold(
    pages: list[tuple[np.ndarray, np.ndarray]],
) -> None:
    scaling = fit_scaling(np.concatenate([matrix for matrix, _ in pages]))
    lessons = [
        Lesson(scaling(matrix), story, np.full(40, 1 / 40, np.float32)) for matrix, story in pages[:60]
    ]
    course = Course(rounds=6, drop=0.0, drop_features=0.0, seeds=(0,))
    judge = teach(lessons, scaling, course, course)
    matrix, story = pages[200]
    said = probabilities(judge.margins([matrix])[0])
    known = np.zeros(40, np.bool_)
    known[:4] = True
    part = Lesson(scaling(matrix), story, known.astype(np.float32), np.full(40, 20, np.float32))
    told = as_told(part, judge)
    mixed = GOLD_SHARE * story + (1 - GOLD_SHARE) * said
    assert np.allclose(told.story, np.where(known, mixed, said), atol=1e-6)
    assert (told.cost > 0).all() and (told.cost[:4] == 1).all()
    whole = as_told(Lesson(part.inputs, story, part.cost), judge)
    assert np.allclose(whole.story, mixed, atol=1e-6) and np.array_equal(whole.cost, part.cost)


def test_scaling_spreads_long_tails_and_leaves_the_unknown_in_the_middle() -> None:
    chance = np.random.default_rng(6)
    matrix = np.stack([np.exp(chance.normal(size=2000) * 2), chance.integers(0, 2, 2000)], 1).astype(
        np.float32
    )
    ranks = fit_scaling(matrix)(matrix)
    assert abs(float(np.median(ranks[:, 0]))) <= 2
    assert set(ranks[:, 1].tolist()) == {-31, 31} or set(ranks[:, 1].tolist()) == {0, 31}
    matrix[0] = np.nan
    assert fit_scaling(matrix)(matrix)[0].tolist() == [0, 0]
