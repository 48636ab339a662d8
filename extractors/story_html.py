"""How likely each block of an HTML page is to be in the story: a boosted model over trafilatura's decision.

Trafilatura votes on every block; the model sees its votes among what the DOM and the text say, drops what it
wrongly keeps and adds what it wrongly leaves out. Where trafilatura finds nothing the model decides alone.
No page's scores depend on the pages beside it.
"""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import xgboost
from numpy.typing import NDArray

from extractors.dom import DomPage
from extractors.html_features import FEATURES, block_matrix
from extractors.html_text import Vocabulary
from extractors.html_votes import Votes, cast_votes

HTML_MODEL = "html-blocks-1"
STORY_THRESHOLD = 0.5
GROUP_BLOCKS = 20_000  # scored in one call, which costs as much as 100 blocks; 23 MB of features

Matrix = NDArray[np.float32]

MODELS = Path(__file__).parent / "models"
_STEPS = 32  # log odds are rounded to this many steps a unit, so that no machine's last bit shows
_REACH = 8


@dataclass(frozen=True, slots=True)
class HtmlModel:
    """The boosted trees and what they know of words and class names."""

    trees: xgboost.Booster
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Judged:
    """A page's blocks as judged: the model's probability of each to be in the story, trafilatura's votes."""

    scores: NDArray[np.float32]
    votes: Votes


def story_scores(pages: Sequence[DomPage], models: Path = MODELS) -> list[NDArray[np.float32]]:
    """For each page the probability (0..1) of each of its blocks to be in the story."""
    return [judged.scores for judged in judge_blocks(pages, models)]


def judge_blocks(pages: Sequence[DomPage], models: Path = MODELS) -> list[Judged]:
    """The same with trafilatura's votes. A page without blocks gets no scores.

    Asks trafilatura about each page, which takes most of the time; not for two threads at once on one page.
    """
    model = load_model(models)
    vocabulary = Vocabulary(model.vocabulary.marks, model.vocabulary.words)  # remembers these pages only
    judged: list[Judged] = []
    waiting: list[tuple[Votes, Matrix]] = []
    for page in pages:
        waiting.append(_measured(page, vocabulary))
        if sum(len(matrix) for _, matrix in waiting) >= GROUP_BLOCKS:
            judged += _judge(waiting, model)
            waiting = []
    return judged + _judge(waiting, model)


def _measured(page: DomPage, vocabulary: Vocabulary) -> tuple[Votes, Matrix]:
    if not page.blocks:
        nothing = np.zeros(0, np.float32)
        return Votes(nothing, nothing, False), np.zeros((0, 0), np.float32)
    votes = cast_votes(page)
    return votes, block_matrix(page, votes, vocabulary)


def _judge(measured: Sequence[tuple[Votes, Matrix]], model: HtmlModel) -> list[Judged]:
    """The judgement of several pages in one call of the model."""
    full = [matrix for _, matrix in measured if len(matrix)]
    scores = np.zeros(0, np.float32)
    if full:
        margins = model.trees.inplace_predict(
            np.concatenate(full), predict_type="margin", validate_features=False
        )
        scores = probabilities(margins)
    ends = accumulate(len(matrix) for _, matrix in measured)
    return [
        Judged(scores[end - len(matrix) : end], votes)
        for (votes, matrix), end in zip(measured, ends, strict=True)
    ]


def probabilities(margins: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log odds as probabilities, so coarse that no machine's last bit shows."""
    steps = np.rint(np.clip(margins, -_REACH, _REACH) * _STEPS).astype(np.int64)
    found: NDArray[np.float32] = _probability_table()[steps + _REACH * _STEPS]
    return found


@cache
def _probability_table() -> NDArray[np.float32]:
    steps = range(-_REACH * _STEPS, _REACH * _STEPS + 1)
    return np.array([round(1 / (1 + math.exp(-step / _STEPS)), 3) for step in steps], np.float32)


@cache
def load_model(folder: Path) -> HtmlModel:
    """The model in a folder; ValueError where it was trained with features other than this code's."""
    facts = json.loads((folder / "html_blocks.json").read_text("utf-8"))
    if facts["features"] != FEATURES:
        raise ValueError(
            f"The HTML model in {folder} was trained with {facts['features']}, but this code computes "
            f"{FEATURES}: train it again with `python -m training html`."
        )
    known = json.loads(lzma.decompress((folder / "html_blocks.words.json.xz").read_bytes()))
    trees = xgboost.Booster({"nthread": 1})
    trees.load_model(bytearray(lzma.decompress((folder / "html_blocks.trees.ubj.xz").read_bytes())))
    return HtmlModel(trees, Vocabulary(known["marks"], known["words"]))
