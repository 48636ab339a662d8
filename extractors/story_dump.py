"""How likely each block of a text dump is to be in the story: a trained model over how its lines are written.

The model sees what each line is like, its words among them, where it stands, and by its convolutions the
lines around it and the page as a whole. Dumps are judged many in a call; none depends on the dumps beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.line_context import Pages, context_features
from extractors.line_families import family_features
from extractors.line_features import (
    FEATURES_VERSION,
    Floats,
    Ints,
    Lines,
    own_features,
    read_lines,
    spread,
    word_slots,
)
from extractors.model import Block
from extractors.network import Judge, load_judge, probabilities

DUMP_MODEL = "dump-lines-3"
STORY_THRESHOLD = 0.5
BATCH_CHARACTERS = 500_000  # judged at once: more no longer fits the processor's cache

MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class DumpModel:
    """The networks, and the score tables of words and of word pairs."""

    judge: Judge
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
    some = [dump for dump in dumps if dump]
    nothing = np.zeros(0, np.float32)
    if not some:
        return [nothing for _ in dumps]
    lines = read_lines(some)
    slots = word_slots(lines)
    features = line_matrix(lines, slots[0], model.words[slots[0]], model.pairs[slots[1]])
    margins = iter(model.judge.margins(np.split(features, np.cumsum(lines.sizes)[:-1])))
    return [probabilities(next(margins)) if dump else nothing for dump in dumps]


def line_matrix(
    lines: Lines, slots: Ints, word_scores: NDArray[np.int8], pair_scores: NDArray[np.int8]
) -> Floats:
    """What the model sees: lines x features; `slots` and the scores are those of each word of the batch."""
    words, pairs = spread(word_scores, lines), spread(pair_scores, lines)
    context = context_features(lines, Pages.of(lines), words, pairs)
    blocks = (own_features(lines, words, pairs), *context, family_features(lines, slots))
    matrix: Floats = np.concatenate(blocks, axis=1, dtype=np.float32, casting="same_kind")
    return matrix


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
    return DumpModel(load_judge(folder / "dump_lines.network.npz"), words, pairs)
