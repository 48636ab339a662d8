"""How likely each block of a text dump is to be in the story: one boosted model of its line and surroundings.

All dumps of a batch are judged in one call; none depends on the dumps beside it. A second model on the
votes of the first for the lines around (stacking) was tried and gave nothing: the surroundings are among
the features already.
"""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import xgboost
from numpy.typing import NDArray

from extractors.line_context import Pages, context_features
from extractors.line_features import (
    FEATURES_VERSION,
    Floats,
    Lines,
    own_features,
    read_lines,
    spread,
    word_slots,
)
from extractors.model import Block

DUMP_MODEL = "dump-lines-1"
STORY_THRESHOLD = 0.5
LEAN = 0.15  # log odds added, so that the mean F1 of pages is best at the threshold
FIRST_TREES, HOPELESS = 25, -2.2  # ends 60 % of lines early, among them 0.08 % of the story's characters
BATCH_CHARACTERS = 500_000  # judged at once: more no longer fits the processor's cache

_FOLDER = Path(__file__).parent / "models"
_STEPS = 32  # margins are rounded to this many steps a unit of log odds, so that no last bit decides
_REACH = 8


@dataclass(frozen=True, slots=True)
class DumpModel:
    """The boosted trees and the score tables of words and of word pairs."""

    trees: xgboost.Booster
    words: NDArray[np.int8]
    pairs: NDArray[np.int8]


def story_scores(dumps: Sequence[Sequence[Block]]) -> list[NDArray[np.float32]]:
    """For each dump the probability (0..1) of each of its blocks to be in the story.

    Blocks must come from `split_dump`: text folded, not empty. A dump without blocks gets no scores.
    """
    model = _model()
    scores: list[NDArray[np.float32]] = []
    batch: list[list[str]] = []
    characters = 0
    for blocks in dumps:
        batch.append([block.text for block in blocks])
        characters += sum(map(len, batch[-1]))
        if characters >= BATCH_CHARACTERS:
            scores += _judge(batch, model)
            batch, characters = [], 0
    return scores + _judge(batch, model)


def _judge(dumps: Sequence[Sequence[str]], model: DumpModel) -> list[NDArray[np.float32]]:
    if not any(dumps):
        return [np.zeros(0, np.float32) for _ in dumps]
    lines = read_lines(dumps)
    word_slot, pair_slot = word_slots(lines)
    features = line_matrix(lines, model.words[word_slot], model.pairs[pair_slot])
    return np.split(probabilities(_margins(model.trees, features)), np.cumsum(lines.sizes)[:-1])


def _margins(trees: xgboost.Booster, features: Floats) -> Floats:
    """Log odds of each line. What the first trees find hopeless, most of all menus, the others do not see."""

    def ask(rows: Floats, first: int, last: int, base: Floats | None = None) -> Floats:
        answer: Floats = trees.inplace_predict(
            rows,
            iteration_range=(first, last),
            predict_type="margin",
            base_margin=base,
            validate_features=False,
        )
        return answer

    margins = ask(features, 0, FIRST_TREES)
    doubtful = np.flatnonzero(margins > HOPELESS)
    if len(doubtful):
        rest = ask(features[doubtful], FIRST_TREES, trees.num_boosted_rounds(), margins[doubtful])
        margins[doubtful] = rest
    return margins


def line_matrix(lines: Lines, word_scores: NDArray[np.int8], pair_scores: NDArray[np.int8]) -> Floats:
    """What the model sees: lines x features; the scores are those of each word of the batch."""
    words, pairs = spread(word_scores, lines), spread(pair_scores, lines)
    blocks = (own_features(lines, words, pairs), *context_features(lines, Pages.of(lines), words, pairs))
    matrix: Floats = np.concatenate(blocks, axis=1, dtype=np.float32, casting="same_kind")
    return matrix


def probabilities(margins: Floats) -> Floats:
    """Log odds, leaned, as probabilities of three digits: so coarse that no machine's last bit shows."""
    steps = np.rint(np.clip(margins + LEAN, -_REACH, _REACH) * _STEPS).astype(np.int64)
    found: Floats = _probability_table()[steps + _REACH * _STEPS]
    return found


@cache
def _probability_table() -> Floats:
    steps = range(-_REACH * _STEPS, _REACH * _STEPS + 1)
    return np.array([round(1 / (1 + math.exp(-step / _STEPS)), 3) for step in steps], np.float32)


@cache
def _model() -> DumpModel:
    return load_model(_FOLDER)


def load_model(folder: Path) -> DumpModel:
    """The model in a folder; ValueError where it was trained with features other than this code's."""
    facts = json.loads((folder / "dump_lines.json").read_text("utf-8"))
    if facts["features_version"] != FEATURES_VERSION:
        raise ValueError(
            f"The dump model in {folder} was trained with features version {facts['features_version']}, but "
            f"this code computes version {FEATURES_VERSION}: train it again with `python -m training dumps`."
        )
    with np.load(folder / "dump_lines.words.npz") as tables:
        words, pairs = tables["words"], tables["pairs"]
    trees = xgboost.Booster({"nthread": 1})
    trees.load_model(bytearray(lzma.decompress((folder / "dump_lines.trees.ubj.xz").read_bytes())))
    return DumpModel(trees, words, pairs)
