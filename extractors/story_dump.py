"""How likely each block of a text dump is to be in the story: two boosted models, one after the other.

The first judges each line by itself and its surroundings, the second the doubtful lines by what the first
found on the whole page; what counts is the mean of both. All dumps of a batch are judged in one call; none
depends on the dumps beside it.
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
from extractors.second_look import VOTE_STEPS, doubtful, second_features, votes_of

DUMP_MODEL = "dump-lines-2"
STORY_THRESHOLD = 0.5
LEAN = 0.3  # log odds added, so that the mean F1 of pages is best at the threshold
FIRST_TREES, HOPELESS = 25, -2.2  # ends 60 % of lines early, among them 0.08 % of the story's characters
SETTLED = -4.0  # the log odds of a line that gets no second look
BATCH_CHARACTERS = 500_000  # judged at once: more no longer fits the processor's cache

MODELS = Path(__file__).parent / "models"
_STEPS = 32  # margins are rounded to this many steps a unit of log odds, so that no last bit decides
_REACH = 8


@dataclass(frozen=True, slots=True)
class DumpModel:
    """The boosted trees of the first and the second look, and the score tables of words and of word pairs."""

    trees: xgboost.Booster
    second: xgboost.Booster
    words: NDArray[np.int8]
    pairs: NDArray[np.int8]


def story_scores(dumps: Sequence[Sequence[Block]], models: Path = MODELS) -> list[NDArray[np.float32]]:
    """For each dump the probability (0..1) of each of its blocks to be in the story.

    Blocks must come from `split_dump`: text folded, not empty. A dump without blocks gets no scores.
    """
    model = load_model(models)
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
    pages = Pages.of(lines)
    features = line_matrix(lines, pages, model.words[word_slot], model.pairs[pair_slot])
    votes = votes_of(_margins(model.trees, features))
    rows = doubtful(votes)
    margins = np.full(len(votes), SETTLED, np.float32)
    if len(rows):
        again = second_features(lines, pages, votes, word_slot, features, rows)
        margins[rows] = (votes[rows] / VOTE_STEPS + _ask(model.second, again)) / 2
    return np.split(probabilities(margins), np.cumsum(lines.sizes)[:-1])


def _ask(
    trees: xgboost.Booster,
    rows: Floats,
    chosen: tuple[int, int] = (0, 0),
    base: Floats | None = None,
) -> Floats:
    """The log odds of the rows by the chosen trees, by all where none are chosen."""
    answer: Floats = trees.inplace_predict(
        rows, iteration_range=chosen, predict_type="margin", base_margin=base, validate_features=False
    )
    return answer


def _margins(trees: xgboost.Booster, features: Floats) -> Floats:
    """Log odds of each line. What the first trees find hopeless, most of all menus, the others do not see."""
    margins = _ask(trees, features, (0, FIRST_TREES))
    open_lines = np.flatnonzero(margins > HOPELESS)
    if len(open_lines):
        following = (FIRST_TREES, trees.num_boosted_rounds())
        margins[open_lines] = _ask(trees, features[open_lines], following, margins[open_lines])
    return margins


def line_matrix(
    lines: Lines, pages: Pages, word_scores: NDArray[np.int8], pair_scores: NDArray[np.int8]
) -> Floats:
    """What the model sees: lines x features; the scores are those of each word of the batch."""
    words, pairs = spread(word_scores, lines), spread(pair_scores, lines)
    blocks = (own_features(lines, words, pairs), *context_features(lines, pages, words, pairs))
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
    first, second = (_load_trees(folder / f"dump_lines.{name}.ubj.xz") for name in ("trees", "second"))
    return DumpModel(first, second, words, pairs)


def _load_trees(path: Path) -> xgboost.Booster:
    trees = xgboost.Booster({"nthread": 1})
    trees.load_model(bytearray(lzma.decompress(path.read_bytes())))
    return trees
