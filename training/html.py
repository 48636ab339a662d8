"""Trains the model that finds the story's blocks in HTML pages: vocabulary, features, networks.

A site's blocks never see what the vocabulary learned from that site.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.html_features import FEATURES, block_matrices
from extractors.html_text import Vocabulary
from extractors.html_votes import Votes
from extractors.network import Judge, probabilities
from extractors.story_html import HTML_MODEL, STORY_THRESHOLD
from training.gold import FOLDS, WORD, fold_of
from training.html_samples import PROCESSES, Sample, read_samples
from training.html_vocabulary import TokenShares
from training.metric import load_metric
from training.network import Course, Lesson, fit_scaling, teach

TEACHERS = Course(rounds=9, drop=0.15, drop_features=0.05, seeds=(0, 1, 2))
STUDENTS = replace(TEACHERS, rounds=12, seeds=(10,))
# Two pages in five are learned a second time as if trafilatura had found nothing, as it does on some pages.
# Tried only together with two other changes; the three gave wcxb 0.4 points of F1.
BLIND_TENTHS, BLIND_WEIGHT = 4, 0.3

Matrix = NDArray[np.float32]


def train(folder: Path, to: Path, say: Callable[[str], None], *, validate: bool) -> None:
    """Write the model learned from a folder's page sets; with `validate` say its F1 on unseen sites first."""
    samples = read_samples(folder)
    if validate:
        say(_validated(folder, samples))
    _learn(folder, samples, to, say)


def train_folds(folder: Path, to: Path, say: Callable[[str], None], *, folds: int = FOLDS) -> None:
    """Write to `to/0`, `to/1` … models that have each seen no page of one fold's sites, for so many folds."""
    samples = read_samples(folder)
    for fold in range(folds):
        others = [sample for sample in samples if fold_of(sample.site) != fold]
        _learn(folder, others, to / str(fold), say)


def _learn(folder: Path, samples: Sequence[Sample], to: Path, say: Callable[[str], None]) -> None:
    shares = TokenShares.of(samples)
    _write(to, _taught(samples, shares), shares.whole(), folder, samples)
    say(f"wrote {HTML_MODEL} to {to}")


def _taught(samples: Sequence[Sample], shares: TokenShares) -> Judge:
    """What the samples teach."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        vocabularies = [shares.without({sample.site}, sample.page) for sample in samples]
        seen = list(pool.map(_seen, samples, vocabularies, chunksize=16))
        blind = list(pool.map(_blind, samples, vocabularies, chunksize=16))
    scaling = fit_scaling(np.concatenate([matrix[::5] for matrix in seen]))
    lessons = []
    for sample, matrix, unaided in zip(samples, seen, blind, strict=True):
        if sample.weight.sum() > 0:
            inputs, words = scaling(matrix), None if sample.has_gold else _words(sample)
            lessons.append(Lesson(inputs, sample.held, sample.weight, words))
            if unaided is not None:
                weight = sample.weight * BLIND_WEIGHT
                lessons.append(Lesson(scaling(unaided), sample.held, weight, judged=inputs))
    return teach(lessons, scaling, TEACHERS, STUDENTS)


def _seen(sample: Sample, vocabulary: Vocabulary) -> Matrix:
    return block_matrices([sample.page], [sample.votes], vocabulary)[0]


def _blind(sample: Sample, vocabulary: Vocabulary) -> Matrix | None:
    """The page as if trafilatura had found nothing, for some pages."""
    chosen = hashlib.sha256(sample.page_id.encode()).digest()[0] % 10 < BLIND_TENTHS
    if not sample.has_gold or not chosen:
        return None
    nothing = np.zeros(len(sample.held), np.float32)
    return block_matrices([sample.page], [Votes(nothing, nothing, True)], vocabulary)[0]


def _words(sample: Sample) -> Matrix:
    """The number of words of each block, for its cost."""
    return np.array([len(WORD.findall(block.text)) + 0.5 for block in sample.page.blocks], np.float32)


def _validated(folder: Path, samples: Sequence[Sample]) -> str:
    """A table of the metric by set, each site judged by a model that never saw it."""
    outputs: dict[tuple[str, str], str] = {}
    for fold in range(FOLDS):
        outputs.update(_outputs(samples, fold))
    metric = load_metric(folder)
    names = dict.fromkeys(sample.set_name for sample in samples)
    lines = [
        _line(metric, name, {i: text for (of, i), text in outputs.items() if of == name}) for name in names
    ]
    return "\n".join(["| set | pages | P | R | F1 |", "|---|---|---|---|---|", *lines])


def _outputs(samples: Sequence[Sample], fold: int) -> Iterator[tuple[tuple[str, str], str]]:
    """What a model that never saw a fold's sites keeps of their pages, by set and page."""
    others = [sample for sample in samples if fold_of(sample.site) != fold]
    shares = TokenShares.of(others)
    judge = _taught(others, shares)
    for sample in samples:
        if fold_of(sample.site) == fold:
            matrix = _seen(sample, shares.without({sample.site}, sample.page))
            scores = probabilities(judge.margins([matrix])[0])
            kept = zip(sample.page.blocks, scores >= STORY_THRESHOLD, strict=True)
            yield (sample.set_name, sample.page_id), "\n\n".join(block.text for block, keep in kept if keep)


def _line(metric: Any, name: str, outputs: Mapping[str, str]) -> str:
    judge = metric.segment_page if name == "traf" else metric.shingle_page
    golds = {row["id"]: row["gold"] for row in metric.lines(f"{name}.gold")}
    rows = [judge(gold, outputs.get(page_id, "")) for page_id, gold in golds.items()]
    precision, recall, f1 = metric.pooled(name, rows)
    return f"| {name} | {len(rows)} | {precision:.4f} | {recall:.4f} | {f1:.4f} |"


def _write(to: Path, judge: Judge, vocabulary: Vocabulary, folder: Path, samples: Sequence[Sample]) -> None:
    sets = {name: _digest(folder / f"{name}.jsonl.xz") for name in dict.fromkeys(s.set_name for s in samples)}
    facts = {"model": HTML_MODEL, "features": FEATURES, "pages": len(samples), "sets": sets}
    known = {"marks": dict(vocabulary.marks), "words": dict(vocabulary.words)}
    to.mkdir(parents=True, exist_ok=True)
    (to / "html_blocks.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    packed = json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()
    (to / "html_blocks.words.json.xz").write_bytes(lzma.compress(packed, preset=9))
    judge.save(to / "html_blocks.network.npz")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
