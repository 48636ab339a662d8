"""Fits the weights by which `extractors.headline` finds the headline of a dump.

A page of the sets that prints the headline of its own HTML is a case; its lines are weighed against each
other by multinomial logistic regression. The weights are printed, to be put into the module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from numpy.typing import NDArray

from extractors import headline
from extractors.clean import clean
from extractors.model import Article, LabelledBlock, RawPage
from extractors.settling import headlines
from training.dump_views import GOLD_SETS
from training.gold import FOLDS, SetPage, fold_of, read_pages

RIDGE = 0.02
LEAST_SHARE = 0.6  # of the longer of two printings, for one that holds the other to be the same headline
LEAST_LETTERS = 15
_SEEN = datetime(2000, 1, 1, tzinfo=UTC)

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """A dump: its candidates' features, the last whether a longer line holds it; which are the headline."""

    site: str
    features: Matrix
    right: NDArray[np.bool_]


def fit_headline(folder: Path, say: Callable[[str], None], names: Sequence[str] = GOLD_SETS) -> None:
    """Say how often the headline is found on sites not learned from, and the weights that all pages give."""
    torch.set_num_threads(1)
    cases = [case for name in names for case in _cases(folder, name)]
    found = 0
    for fold in range(FOLDS):
        weights = _fitted([case for case in cases if fold_of(case.site) != fold])
        found += sum(_is_found(case, weights) for case in cases if fold_of(case.site) == fold)
    say(f"{found} of {len(cases)} headlines found on sites not learned from")
    *printed, within = (f"{weight:.2f}" for weight in _fitted(cases))
    say(f"weights {', '.join(printed)}; within {within}")


def _cases(folder: Path, name: str) -> Iterator[Case]:
    stated = {page.page_id: _headline(page) for page in read_pages(folder, name, "html")}
    for page in read_pages(folder, name, "dumps"):
        title = stated.get(page.page_id)
        case = _case(page, title) if title else None
        if case is not None:
            yield case


def _headline(page: SetPage) -> str | None:
    outcome = clean(_raw(page, "text/html"))
    return outcome.headline if isinstance(outcome, Article) else None


def _raw(page: SetPage, media_type: str) -> RawPage:
    body = page.text.encode("utf-8", "replace")
    return RawPage(page.set_name, page.page_id, None, _SEEN, media_type, "utf-8", body)


def _case(page: SetPage, title: str) -> Case | None:
    """What `guess_headline` is asked of the dump, or None where no candidate is the headline."""
    asked: list[tuple[Sequence[LabelledBlock], int, str]] = []

    def watch(blocks: Sequence[LabelledBlock], first: int, story: str, url: str | None) -> int | None:
        asked.append((blocks, first, story))
        return headline.guess_headline(blocks, first, story)

    with patch.object(headlines, "guess_headline", watch):
        clean(_raw(page, "text/plain"))
    if not asked:
        return None
    blocks, first, story = asked[0]
    candidates = headline.candidates(blocks, first)
    right = np.array([_is_same(blocks[i].block.text, title) for i in candidates], np.bool_)
    if not right.any():
        return None
    around = headline.look_around(blocks, first, story)
    whole = headline.whole_page(blocks)
    rows = [
        [*headline.features(around, i, rank), headline.is_within(whole, blocks[i].block.text)]
        for rank, i in enumerate(candidates)
    ]
    return Case(page.site, np.array(rows, np.float32), right)


def _is_same(text: str, title: str) -> bool:
    """Whether two printings name one headline, one perhaps with its kicker or a site's name."""
    one, other = (re.sub(r"\W+", "", value.casefold()) for value in (text, title))
    short, long = sorted((one, other), key=len)
    near = len(short) >= max(LEAST_LETTERS, LEAST_SHARE * len(long))
    return one == other or (near and short in long)


def _fitted(cases: Sequence[Case]) -> Matrix:
    every = np.concatenate([case.features for case in cases])
    middle, spread = every.mean(0), every.std(0) + 1e-3
    pages = [(torch.tensor((case.features - middle) / spread), torch.tensor(case.right)) for case in cases]
    weights = torch.zeros(every.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=250)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = [(rows @ weights, right) for rows, right in pages]
        costs = [torch.logsumexp(score, 0) - torch.logsumexp(score[right], 0) for score, right in scores]
        total = torch.stack(costs).mean() + RIDGE * (weights**2).sum()
        total.backward()
        return total

    optimizer.step(loss)
    found: Matrix = (weights.detach().numpy() / spread).astype(np.float32)
    return found


def _is_found(case: Case, weights: Matrix) -> bool:
    return bool(case.right[int(np.argmax(case.features @ weights))])
