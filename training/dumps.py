"""Trains the dump model on the page sets of a folder and validates it by site, with the sets' own metric."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.line_context import weight
from extractors.line_features import FEATURES_VERSION, Floats, Lines, read_lines, word_slots
from extractors.network import Judge, probabilities
from extractors.story_dump import DUMP_MODEL, STORY_THRESHOLD, line_matrix
from training.dump_views import GOLD_SETS, TAUGHT_SETS, View, given_views, training_views
from training.gold import FOLDS, fold_of
from training.metric import load_metric
from training.network import Course, Lesson, fit_scaling, teach
from training.word_votes import WordVotes, count_votes

OPTIONAL = 0.1  # what a line weighs that is right to take and right to leave
LEAST_PAGE = 500  # characters of story from which on all pages weigh the same
LONGEST_LINE = 900  # characters from which on all lines weigh the same: errors in one must not be all
LINE_COST = 18  # characters a line weighs beyond its own: wrong shingles where it meets its neighbours
GIVEN = 0.7  # what a dump as given counts, beside our own renderings of its page
TEACHERS = Course(rounds=6, drop=0.25, drop_features=0.1, seeds=(0, 1, 2))
STUDENTS = replace(TEACHERS, rounds=8, seeds=(10,))

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """The lines of all views with what is learnt of them; per line but for `views` and `lines`."""

    views: Sequence[View]
    lines: Lines
    in_story: Flags
    weights: Floats
    words: WordVotes
    pairs: WordVotes
    matrix: Floats


def build(views: Sequence[View]) -> TrainingSet:
    """Features, targets and weights of the views; a view of weight 0 is only judged."""
    lines = read_lines([view.lines for view in views])
    held = [part for view in views for part in view.held]
    in_story = np.array([part.share >= 0.5 for part in held])
    optional = np.array([part.optional for part in held])
    weights = _weights(_given_count(views), lines, in_story, optional)
    names = {site: number for number, site in enumerate(sorted({view.site for view in views}))}
    sites = np.array([names[view.site] for view in views])[lines.page]
    at = lines.word_line
    slots = word_slots(lines)
    words, pairs = (count_votes(slot, sites[at], in_story[at], weights[at] > 0) for slot in slots)
    matrix = line_matrix(lines, slots[0], words.own, pairs.own)
    return TrainingSet(views, lines, in_story, weights, words, pairs, matrix)


def _given_count(views: Sequence[View]) -> list[View]:
    """The views with those of the given dumps counting, where their pages do."""
    counted = {(view.set_name, view.page_id) for view in views if view.weight > 0}
    return [
        replace(view, weight=GIVEN) if view.given and (view.set_name, view.page_id) in counted else view
        for view in views
    ]


def _weights(views: Sequence[View], lines: Lines, in_story: Flags, optional: Flags) -> Floats:
    """By characters, each page's story weighing the same, as the metric has it."""
    line = np.minimum(weight(lines), LONGEST_LINE) + LINE_COST
    story = np.bincount(lines.page, line * in_story, len(views))
    page = np.array([view.weight for view in views]) / np.maximum(story, LEAST_PAGE)
    weights = line * page[lines.page] * np.where(optional & in_story, OPTIONAL, 1.0)
    totals = np.bincount(lines.page, weights, len(views))
    normal: Floats = (weights / totals[totals > 0].mean()).astype(np.float32)
    return normal


def fit(data: TrainingSet, chosen: Callable[[View], bool]) -> Judge:
    """What the chosen views teach."""
    scaling = fit_scaling(data.matrix[::5])
    ends = np.cumsum(data.lines.sizes)[:-1]
    story = data.in_story.astype(np.float32)
    parts = (np.split(column, ends) for column in (data.matrix, story, data.weights))
    lessons = [
        Lesson(scaling(matrix), held, cost)
        for view, matrix, held, cost in zip(data.views, *parts, strict=True)
        if cost.sum() > 0 and chosen(view)
    ]
    return teach(lessons, scaling, TEACHERS, STUDENTS)


def out_of_fold(data: TrainingSet) -> Floats:
    """The log odds of every line by a model that has seen no page of its site."""
    pages = np.split(data.matrix, np.cumsum(data.lines.sizes)[:-1])
    margins = [np.zeros(len(page), np.float32) for page in pages]
    for fold in range(FOLDS):
        inside = [fold_of(view.site) == fold and len(view.lines) > 0 for view in data.views]
        judge = fit(data, lambda view, fold=fold: fold_of(view.site) != fold)  # type: ignore[misc]
        places = [place for place, held in enumerate(inside) if held]
        for place, found in zip(places, judge.margins([pages[place] for place in places]), strict=True):
            margins[place] = found
    return np.concatenate(margins)


def train(folder: Path, target: Path, say: Callable[[str], None], *, validate: bool = True) -> None:
    """Trains on the sets in `folder`, writes the model's files to `target`, then validates."""
    _learn(folder, [*training_views(folder), *given_views(folder)], target, say, validate=validate)


def train_folds(folder: Path, target: Path, say: Callable[[str], None], *, folds: int = FOLDS) -> None:
    """Writes to `target/0`, `target/1` … models that have each seen no page of one fold's sites."""
    views = [*training_views(folder), *given_views(folder)]
    for fold in range(folds):
        others = [view for view in views if fold_of(view.site) != fold]
        _learn(folder, others, target / str(fold), say, validate=False)


def _learn(
    folder: Path, views: Sequence[View], target: Path, say: Callable[[str], None], *, validate: bool
) -> None:
    data = build(views)
    say(f"{len(data.views)} views, {len(data.matrix)} lines, {data.matrix.shape[1]} features")
    _write(folder, target, fit(data, lambda view: True), data)
    if validate:
        _report(folder, data, probabilities(out_of_fold(data)), say)


def _report(folder: Path, data: TrainingSet, scores: Floats, say: Callable[[str], None]) -> None:
    """Says each set's cross-validated F1 by the metric beside the pages, and that of the gold's own lines."""
    metric = load_metric(folder)
    ends = np.cumsum(data.lines.sizes)
    rows: dict[str, list[list[tuple[float, float, float]]]] = {name: [[], []] for name in GOLD_SETS}
    gold = {name: {row["id"]: row["gold"] for row in metric.lines(f"{name}.gold")} for name in GOLD_SETS}
    for view, end in zip(data.views, ends.tolist(), strict=True):
        if not view.given:
            continue
        start = end - len(view.lines)
        for kept, row in zip(
            (scores[start:end] >= STORY_THRESHOLD, data.in_story[start:end]), rows[view.set_name], strict=True
        ):
            text = "\n\n".join(line for line, keep in zip(view.lines, kept, strict=True) if keep)
            row.append(metric.shingle_page(gold[view.set_name][view.page_id], text))
    for name, (judged, oracle) in rows.items():
        p, r, f = metric.pooled(name, judged)
        ceiling = metric.pooled(name, oracle)[2]
        say(f"{name}: P {p:.4f} R {r:.4f} F1 {f:.4f} (with the lines of the gold: {ceiling:.4f})")


def _write(folder: Path, target: Path, judge: Judge, data: TrainingSet) -> None:
    target.mkdir(parents=True, exist_ok=True)
    judge.save(target / "dump_lines.network.npz")
    np.savez_compressed(target / "dump_lines.words.npz", words=data.words.table, pairs=data.pairs.table)
    facts = {
        "name": DUMP_MODEL,
        "features_version": FEATURES_VERSION,
        "training_pages": digest(folder),
        "views": sum(view.weight > 0 for view in data.views),
    }
    (target / "dump_lines.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


def digest(folder: Path) -> str:
    """SHA-256 of the files of the sets that are trained on."""
    total = hashlib.sha256()
    for name in (*GOLD_SETS, *TAUGHT_SETS):
        for suffix in ("jsonl.xz", "gold.jsonl.xz", *(("dumps.jsonl.xz",) if name in GOLD_SETS else ())):
            total.update((folder / f"{name}.{suffix}").read_bytes())
    return total.hexdigest()
