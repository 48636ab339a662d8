"""Trains the model that finds the story's blocks in HTML pages: vocabulary, features, networks.

Each block of a page with gold text is a sample: what share of it the gold holds, weighted by its share of
the gold's words, since the metric is a mean over pages. Of segment sets only the blocks that hold a segment
count. For its own training a site's blocks never see what the vocabulary learned from that site.
"""

from __future__ import annotations

import hashlib
import json
import logging
import lzma
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.dom import DomPage, split_html
from extractors.html_features import FEATURES, block_matrices
from extractors.html_text import Vocabulary, mark_tokens, word_tokens
from extractors.html_tree import parse_html
from extractors.html_votes import Votes, cast_votes
from extractors.network import Judge, probabilities
from extractors.story_html import HTML_MODEL, STORY_THRESHOLD
from training.gold import FOLDS, WORD, Gold, SetPage, align, fold_of, read_gold, read_pages
from training.metric import load_metric
from training.network import Course, Lesson, fit_scaling, teach

TEACHERS = Course(rounds=9, drop=0.15, drop_features=0.05, seeds=(0, 1, 2))
STUDENTS = replace(TEACHERS, rounds=12, seeds=(10,))
LEAST_SITES = 4  # a token of fewer sites is a site's own name, not vocabulary
PRIOR_SITES, PRIOR = 2.0, 0.3  # shrinks a token's share of story towards the share among all blocks
SEGMENT_WEIGHT = 0.1  # a block with a known segment, beside 1 for the whole story of a page with gold text
OPTIONAL_WEIGHT = 0.02
# Two pages in five are learned a second time as if trafilatura had found nothing, as it does on some pages.
# Tried only together with two other changes; the three gave wcxb 0.4 points of F1.
BLIND_TENTHS, BLIND_WEIGHT = 4, 0.3

Matrix = NDArray[np.float32]
Shares = dict[str, dict[str, float]]  # token → site → share of its blocks with the token that are story


@dataclass(frozen=True, slots=True)
class Sample:
    """One page to learn from: its blocks' texts and places, votes, shares held by the gold, weights."""

    set_name: str
    page_id: str
    site: str
    page: DomPage
    votes: Votes
    held: Matrix
    weight: Matrix


def train(folder: Path, to: Path, say: Callable[[str], None], *, validate: bool) -> None:
    """Write the model learned from a folder's page sets; with `validate` say its F1 on unseen sites first."""
    _learn(folder, read_samples(folder), to, say, validate=validate)


def train_folds(folder: Path, to: Path, say: Callable[[str], None], *, folds: int = FOLDS) -> None:
    """Write to `to/0`, `to/1` … models that have each seen no page of one fold's sites, for so many folds."""
    samples = read_samples(folder)
    for fold in range(folds):
        others = [sample for sample in samples if fold_of(sample.site) != fold]
        _learn(folder, others, to / str(fold), say, validate=False)


def _learn(
    folder: Path, samples: Sequence[Sample], to: Path, say: Callable[[str], None], *, validate: bool
) -> None:
    marks, words = _shares(samples, _block_marks), _shares(samples, _block_words)
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        vocabularies = [_without(sample, marks, words) for sample in samples]
        seen = list(pool.map(_seen, samples, vocabularies, chunksize=16))
        blind = list(pool.map(_blind, samples, vocabularies, chunksize=16))
    if validate:
        say(_validated(folder, samples, seen, blind))
    judge = _taught(samples, seen, blind, lambda sample: True)
    _write(to, judge, Vocabulary(_odds(marks), _odds(words)), folder, samples)
    say(f"wrote {HTML_MODEL} to {to}")


def read_samples(folder: Path) -> list[Sample]:
    """The pages of all sets that have HTML and gold, but for those without any text."""
    pairs: list[tuple[SetPage, Gold]] = []
    for path in sorted(folder.glob("*.gold.jsonl.xz")):
        name = path.name.removesuffix(".gold.jsonl.xz")
        golds = read_gold(folder, name)
        pairs += [(page, golds[page.page_id]) for page in read_pages(folder, name, "html")]
    logging.disable(logging.ERROR)  # trafilatura reports every page without text
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        found = list(pool.map(_sample, *zip(*pairs, strict=True), chunksize=8))
    return [sample for sample in found if sample is not None]


def _sample(page: SetPage, gold: Gold) -> Sample | None:
    tree = parse_html(page.text)
    split = split_html(tree) if tree is not None else None
    if split is None or not split.blocks:
        return None
    held, weight = _targets([block.text for block in split.blocks], gold)
    return Sample(page.set_name, page.page_id, page.site, _detached(split), cast_votes(split), held, weight)


def _detached(page: DomPage) -> DomPage:
    """The page without its tree, so that it can be sent between processes."""
    return replace(page, tree=None)


def _targets(texts: Sequence[str], gold: Gold) -> tuple[Matrix, Matrix]:
    """What share of each block the gold holds, and how much the block counts."""
    if not gold.paragraphs:
        present = [_holds(text, gold.present) for text in texts]
        absent = [_holds(text, gold.absent) for text in texts]
        known = np.array(present, bool) != np.array(absent, bool)
        return np.array(present, np.float32), (known * SEGMENT_WEIGHT).astype(np.float32)
    found = align(texts, gold)
    total = sum(len(WORD.findall(text)) for text, _ in gold.paragraphs)
    weight = np.array([(len(WORD.findall(text)) + 0.5) / max(total, 50) for text in texts], np.float32)
    weight[[held.optional and held.share > 0 for held in found]] *= OPTIONAL_WEIGHT
    return np.array([min(held.share, 1) for held in found], np.float32), weight


def _holds(text: str, segments: Iterable[str]) -> bool:
    return any(" ".join(segment.split()) in text for segment in segments if segment.strip())


def _block_marks(page: DomPage) -> list[frozenset[str]]:
    """For each block the tokens of all elements above it."""
    above: list[frozenset[str]] = []
    places = page.places
    for tag, marks, parent in zip(places.tags, places.marks, places.parents, strict=True):
        above.append((above[parent] if parent >= 0 else frozenset()) | frozenset(mark_tokens(tag, marks)))
    return [above[owner] for owner in page.owners]


def _block_words(page: DomPage) -> list[frozenset[str]]:
    return [frozenset(word_tokens(block.text)) for block in page.blocks]


def _shares(samples: Sequence[Sample], tokens_of: Callable[[DomPage], list[frozenset[str]]]) -> Shares:
    counts: dict[str, dict[str, list[float]]] = {}
    for sample in samples:
        for tokens, held, weight in zip(tokens_of(sample.page), sample.held, sample.weight, strict=True):
            for token in tokens if weight > 0 else ():
                count = counts.setdefault(token, {}).setdefault(sample.site, [0, 0])
                count[0] += held > 0.5
                count[1] += 1
    return {
        token: {site: story / total for site, (story, total) in sites.items()}
        for token, sites in counts.items()
        if len(sites) >= LEAST_SITES
    }


def _odds(shares: Shares, but: str | None = None, tokens: Iterable[str] | None = None) -> dict[str, float]:
    """Log odds of story by token, without what one site says of it."""
    odds: dict[str, float] = {}
    for token in sorted(shares if tokens is None else tokens):
        told = [share for site, share in shares.get(token, {}).items() if site != but]
        if len(told) >= LEAST_SITES - (but is not None):
            share = (sum(told) + PRIOR_SITES * PRIOR) / (len(told) + PRIOR_SITES)
            odds[token] = round(math.log(share / (1 - share)), 2)
    return odds


def _without(sample: Sample, marks: Shares, words: Shares) -> Vocabulary:
    """The vocabulary that other sites teach, as far as the page needs it."""
    return Vocabulary(
        _odds(marks, sample.site, frozenset().union(*_block_marks(sample.page))),
        _odds(words, sample.site, frozenset().union(*_block_words(sample.page))),
    )


def _seen(sample: Sample, vocabulary: Vocabulary) -> Matrix:
    return block_matrices([sample.page], [sample.votes], vocabulary)[0]


def _blind(sample: Sample, vocabulary: Vocabulary) -> Matrix | None:
    """The page as if trafilatura had found nothing, for some pages."""
    if sample.set_name == "traf" or hashlib.sha256(sample.page_id.encode()).digest()[0] % 10 >= BLIND_TENTHS:
        return None
    nothing = np.zeros(len(sample.held), np.float32)
    return block_matrices([sample.page], [Votes(nothing, nothing, True)], vocabulary)[0]


def _taught(
    samples: Sequence[Sample],
    seen: Sequence[Matrix],
    blind: Sequence[Matrix | None],
    chosen: Callable[[Sample], bool],
) -> Judge:
    scaling = fit_scaling(np.concatenate([matrix[::5] for matrix in seen]))
    lessons = []
    for sample, matrix, unaided in zip(samples, seen, blind, strict=True):
        if chosen(sample) and sample.weight.sum() > 0:
            inputs, words = scaling(matrix), _words(sample) if sample.set_name == "traf" else None
            lessons.append(Lesson(inputs, sample.held, sample.weight, words))
            if unaided is not None:
                weight = sample.weight * BLIND_WEIGHT
                lessons.append(Lesson(scaling(unaided), sample.held, weight, judged=inputs))
    return teach(lessons, scaling, TEACHERS, STUDENTS)


def _words(sample: Sample) -> Matrix:
    """The number of words of each block, for its cost."""
    return np.array([len(WORD.findall(block.text)) + 0.5 for block in sample.page.blocks], np.float32)


def _validated(
    folder: Path, samples: Sequence[Sample], seen: Sequence[Matrix], blind: Sequence[Matrix | None]
) -> str:
    """A table of the metric by set, each site judged by a model that never saw it."""
    outputs: dict[tuple[str, str], str] = {}
    for fold in range(FOLDS):
        judge = _taught(samples, seen, blind, lambda sample, fold=fold: fold_of(sample.site) != fold)  # type: ignore[misc]
        for sample, matrix in zip(samples, seen, strict=True):
            if fold_of(sample.site) == fold:
                scores = probabilities(judge.margins([matrix])[0])
                kept = zip(sample.page.blocks, scores >= STORY_THRESHOLD, strict=True)
                outputs[sample.set_name, sample.page_id] = "\n\n".join(b.text for b, keep in kept if keep)
    metric = load_metric(folder)
    names = dict.fromkeys(sample.set_name for sample in samples)
    lines = [
        _line(metric, name, {i: text for (of, i), text in outputs.items() if of == name}) for name in names
    ]
    return "\n".join(["| set | pages | P | R | F1 |", "|---|---|---|---|---|", *lines])


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
