"""Trains the dump model on the page sets of a folder and validates it by site, with the sets' own metric."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xgboost
from numpy.typing import NDArray

from extractors.line_context import Pages, weight
from extractors.line_features import FEATURES_VERSION, Floats, Ints, Lines, read_lines, word_slots
from extractors.second_look import VOTE_STEPS, doubtful, second_features, votes_of
from extractors.story_dump import DUMP_MODEL, STORY_THRESHOLD, line_matrix, probabilities
from training.dump_views import GOLD_SETS, TAUGHT_SETS, View, given_views, training_views
from training.gold import FOLDS, fold_of
from training.metric import load_metric
from training.word_votes import WordVotes, count_votes

OPTIONAL = 0.1  # what a line weighs that is right to take and right to leave
LEAST_PAGE = 500  # characters of story from which on all pages weigh the same
LONGEST_LINE = 900  # characters from which on all lines weigh the same: errors in one must not be all
LINE_COST = 18  # characters a line weighs beyond its own: wrong shingles where it meets its neighbours
SENTENCE, MENU = 90, 12  # a line of so many characters, and so many lines without one
ROUNDS = 200
GIVEN = 0.7  # what a dump as given counts in the second look, beside our own renderings of its page
SETTINGS: dict[str, object] = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_bin": 128,
    "eta": 0.1,
    "max_depth": 7,  # shallower and more regularised trees were worse
    "min_child_weight": 4,
    "subsample": 0.8,
    "colsample_bytree": 0.3,
    "reg_lambda": 3.0,
    "nthread": 1,
    "seed": 7,
}
SECOND_ROUNDS = 120
SECOND_SETTINGS = SETTINGS | {
    "eta": 0.08,
    "max_depth": 5,
    "min_child_weight": 20,
    "colsample_bytree": 0.5,
    "reg_lambda": 5.0,
}

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """The lines of all views with what is learnt of them; per line but for `views` and `lines`."""

    views: Sequence[View]
    lines: Lines
    in_story: Flags
    weights: Floats
    folds: Ints
    words: WordVotes
    pairs: WordVotes
    matrix: Floats
    slots: Ints  # of each word
    second_weights: Floats


@dataclass(frozen=True, slots=True)
class SecondSet:
    """What the second model learns from: `rows` are the doubtful lines, `votes` the first's of all lines."""

    rows: Ints
    votes: Ints
    matrix: Floats
    in_story: Flags
    weights: Floats
    folds: Ints


def build(views: Sequence[View]) -> TrainingSet:
    """Features, targets and weights of the views; a view of weight 0 is only judged."""
    lines = read_lines([view.lines for view in views])
    held = [part for view in views for part in view.held]
    in_story = np.array([part.share >= 0.5 for part in held])
    optional = np.array([part.optional for part in held])
    weights = _weights(views, lines, in_story, optional)
    names = {site: number for number, site in enumerate(sorted({view.site for view in views}))}
    sites = np.array([names[view.site] for view in views])[lines.page]
    folds = np.array([fold_of(view.site) for view in views])[lines.page]
    at = lines.word_line
    slots = word_slots(lines)
    words, pairs = (count_votes(slot, sites[at], in_story[at], weights[at] > 0) for slot in slots)
    matrix = line_matrix(lines, Pages.of(lines), words.own, pairs.own)
    second_weights = _weights(_given_count(views), lines, in_story, optional)
    weights = _thinned(lines, weights)
    return TrainingSet(views, lines, in_story, weights, folds, words, pairs, matrix, slots[0], second_weights)


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
    normal: Floats = (weights / weights[weights > 0].mean()).astype(np.float32)
    return normal


def _thinned(lines: Lines, weights: Floats) -> Floats:
    """Of lines far from any sentence, in menus and footers, every fourth, at four times its weight."""
    pages = Pages.of(lines)
    sentences = (weight(lines) >= SENTENCE).astype(np.int64)
    near = pages.window_sums(sentences, [(-MENU, MENU)])[0] > 0
    fourth = pages.line % 4 == 0
    thinned: Floats = np.where(near, weights, np.where(fourth, 4 * weights, 0)).astype(np.float32)
    return thinned


def fit(data: TrainingSet | SecondSet, chosen: Flags) -> xgboost.Booster:
    """A model of the chosen lines: the first, or the second."""
    target, weights = data.in_story[chosen].astype(np.float32), data.weights[chosen]
    table = xgboost.DMatrix(data.matrix[chosen], target, weight=weights, nthread=1)
    if isinstance(data, SecondSet):
        return xgboost.train(SECOND_SETTINGS, table, SECOND_ROUNDS)
    return xgboost.train(SETTINGS, table, ROUNDS)


def out_of_fold(data: TrainingSet | SecondSet) -> Floats:
    """The log odds of every line by a model that has seen no page of its site."""
    margins = np.zeros(len(data.matrix), np.float32)
    for fold in range(FOLDS):
        inside = data.folds == fold
        if not inside.any():
            continue
        model = fit(data, ~inside & (data.weights > 0))
        margins[inside] = model.inplace_predict(data.matrix[inside], predict_type="margin")
    return margins


def second_set(data: TrainingSet, margins: Floats) -> SecondSet:
    """What the second model sees of the first's `margins`, which must be out of fold."""
    votes = votes_of(margins)
    rows = doubtful(votes)
    matrix = second_features(data.lines, Pages.of(data.lines), votes, data.slots, data.matrix, rows)
    return SecondSet(rows, votes, matrix, data.in_story[rows], data.second_weights[rows], data.folds[rows])


def both_looks(second: SecondSet) -> Floats:
    """The log odds of every line by both models, out of fold."""
    margins = (second.votes / VOTE_STEPS).astype(np.float32)
    margins[second.rows] = (margins[second.rows] + out_of_fold(second)) / 2
    return margins


def train(folder: Path, target: Path, say: Callable[[str], None], *, validate: bool = True) -> None:
    """Trains on the sets in `folder`, writes the model's files to `target`, then validates."""
    _learn(folder, [*training_views(folder), *given_views(folder)], target, say, validate=validate)


def train_folds(folder: Path, target: Path, say: Callable[[str], None]) -> None:
    """Writes to `target/0`, `target/1` … models that have each seen no page of one fold's sites."""
    views = [*training_views(folder), *given_views(folder)]
    for fold in range(FOLDS):
        others = [view for view in views if fold_of(view.site) != fold]
        _learn(folder, others, target / str(fold), say, validate=False)


def _learn(
    folder: Path, views: Sequence[View], target: Path, say: Callable[[str], None], *, validate: bool
) -> None:
    data = build(views)
    say(f"{len(data.views)} views, {len(data.matrix)} lines, {data.matrix.shape[1]} features")
    second = second_set(data, out_of_fold(data))
    _write(folder, target, (fit(data, data.weights > 0), fit(second, second.weights > 0)), data)
    if validate:
        _report(folder, data, probabilities(both_looks(second)), say)


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


def _write(
    folder: Path, target: Path, models: tuple[xgboost.Booster, xgboost.Booster], data: TrainingSet
) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, model in zip(("trees", "second"), models, strict=True):
        (target / f"dump_lines.{name}.ubj.xz").write_bytes(lzma.compress(model.save_raw("ubj")))
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
