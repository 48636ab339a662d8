"""How likely each block of an HTML page is to be in the story: a trained model over trafilatura's decision.

Trafilatura votes on every block; the model sees its votes among what the DOM and the text say, drops what it
wrongly keeps and adds what it wrongly leaves out. Where trafilatura finds nothing the model decides alone.
No page's scores depend on the pages beside it.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.dom import DomPage
from extractors.html_features import FEATURES, block_matrices
from extractors.html_text import Vocabulary
from extractors.html_votes import Votes, cast_votes
from extractors.network import Judge, load_judge, probabilities

HTML_MODEL = "html-blocks-2"
STORY_THRESHOLD = 0.5
GROUP_BLOCKS = 20_000  # whose features are held at once: 19 MB

Matrix = NDArray[np.float32]

MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class HtmlModel:
    """The networks and what they know of words and class names."""

    judge: Judge
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
    waiting: list[DomPage] = []
    for page in pages:
        waiting.append(page)
        if sum(len(one.blocks) for one in waiting) >= GROUP_BLOCKS:
            judged += _judge(waiting, model, vocabulary)
            waiting = []
    return judged + _judge(waiting, model, vocabulary)


def _judge(pages: Sequence[DomPage], model: HtmlModel, vocabulary: Vocabulary) -> list[Judged]:
    """The judgement of several pages in one call of the model."""
    full = [page for page in pages if page.blocks]
    votes = [cast_votes(page) for page in full]
    margins = model.judge.margins(block_matrices(full, votes, vocabulary)) if full else []
    found = zip(map(probabilities, margins), votes, strict=True)
    nothing = np.zeros(0, np.float32)
    return [
        Judged(*next(found)) if page.blocks else Judged(nothing, Votes(nothing, nothing, False))
        for page in pages
    ]


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
    judge = load_judge(folder / "html_blocks.network.npz")
    return HtmlModel(judge, Vocabulary(known["marks"], known["words"]))
