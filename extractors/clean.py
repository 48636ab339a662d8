"""The one door: a raw page in, exactly one outcome out.

The way of a page: 1 decode, 2 split into blocks, 3 score (how likely is each block story?), 4 label (rules
that are certain first, then the scores), 5 assemble the fields, 6 judge whether it is an article.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from extractors import story_dump, story_html
from extractors.assemble import assemble
from extractors.decode import Undecodable, decode, repair_blocks, repair_markup
from extractors.dom import DomPage, split_html
from extractors.dump import split_dump
from extractors.html_tree import is_cut_off, parse_html
from extractors.label import Judgement, label_blocks
from extractors.metadata import Metadata, read_metadata
from extractors.model import Block, Outcome, RawPage, Reason, Rejection, Role
from extractors.outlet import host_of
from extractors.page_status import read_status
from extractors.verdict import PageHints, judge

Given = ParamSpec("Given")
Made = TypeVar("Made")
Scores = NDArray[np.float32]
GROUP_BYTES = 10_000_000
MAX_BLOCKS = 50_000  # some five seconds; no story comes near it
MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class _Split:
    """A page after step 2; `dom` and `metadata` for HTML only."""

    page: RawPage
    blocks: list[Block]
    kinds: list[Role]
    dom: DomPage | None
    metadata: Metadata | None


def clean(page: RawPage, *, disabled: frozenset[str] = frozenset()) -> Outcome:
    """The page's article, or why it is none. Never raises: our own bugs end as Reason.CRASHED.

    `disabled` names rules that are switched off. The same page gives the same outcome for ever under one
    CLEANER_VERSION, whatever was cleaned before it.
    """
    return clean_many([page], disabled=disabled)[0]


def clean_many(
    pages: Sequence[RawPage], *, disabled: frozenset[str] = frozenset(), models: Path = MODELS
) -> list[Outcome]:
    """`clean` of every page, in order; faster, as several pages are scored in one call of the model.

    `models` is a folder of other models, to validate with.
    """
    outcomes: list[Outcome] = []
    for group in _groups(pages):
        with _collector_at_rest():  # until the group's trees are gone, so that it need not look them over
            outcomes += _clean_group(group, disabled, models)
    return outcomes


def _groups(pages: Sequence[RawPage]) -> Iterator[list[RawPage]]:
    """The pages in groups whose trees are held at once: some ten times the size of their HTML."""
    group: list[RawPage] = []
    for page in pages:
        if group and sum(len(one.body) for one in group) + len(page.body) > GROUP_BYTES:
            yield group
            group = []
        group.append(page)
    if group:
        yield group


def _clean_group(pages: Sequence[RawPage], disabled: frozenset[str], models: Path) -> list[Outcome]:
    split = [_guarded(page, _split, page) for page in pages]
    scores = _score([one for one in split if isinstance(one, _Split)], models)
    return [
        one if isinstance(one, Rejection) else _finished(one, scores[one.page.page_id], disabled)
        for one in split
    ]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for cycles while a group is cleaned: its values form none, and it takes 7 % of the time."""
    resting = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not resting:
            gc.enable()


def _guarded(
    page: RawPage, step: Callable[Given, Made], *args: Given.args, **options: Given.kwargs
) -> Made | Rejection:
    try:
        return step(*args, **options)
    except Exception:
        return Rejection(page.page_id, Reason.CRASHED, traceback.format_exc())


def _split(page: RawPage) -> _Split | Rejection:
    decoded = decode(page)
    if isinstance(decoded, Undecodable):
        return Rejection(page.page_id, decoded.reason, decoded.detail)
    if page.media_type == "text/plain" or not decoded.text.lstrip().startswith("<"):
        blocks = repair_blocks(split_dump(decoded.text), decoded.text)
        return _bounded(_Split(page, blocks, [Role.PARAGRAPH] * len(blocks), None, None))
    tree = parse_html(repair_markup(decoded.text))
    if tree is None:
        return Rejection(page.page_id, Reason.UNREADABLE, "no HTML parser makes anything of it")
    metadata = read_metadata(tree)  # first: splitting uses the tree up
    dom = split_html(tree)
    if not dom.blocks and is_cut_off(tree):
        return Rejection(page.page_id, Reason.TOO_LARGE, "its elements lie deeper than any parser reads")
    return _bounded(_Split(page, dom.blocks, dom.kinds, dom, metadata))


def _bounded(split: _Split) -> _Split | Rejection:
    """The page, unless it has so many blocks that cleaning it would keep others waiting."""
    if len(split.blocks) <= MAX_BLOCKS:
        return split
    detail = f"{len(split.blocks)} blocks; pages of up to {MAX_BLOCKS} are cleaned"
    return Rejection(split.page.page_id, Reason.TOO_LARGE, detail)


def _score(split: Sequence[_Split], models: Path) -> Mapping[str, Scores | Rejection]:
    """Scores by page_id: all at once, or, where that fails, page by page, so that only the guilty fails."""
    try:
        return _scores(split, models)
    except Exception:
        return {one.page.page_id: _guarded(one.page, _scores_alone, one, models) for one in split}


def _scores_alone(one: _Split, models: Path) -> Scores:
    return _scores([one], models)[one.page.page_id]


def _scores(split: Sequence[_Split], models: Path) -> dict[str, Scores]:
    dumps = [one for one in split if one.dom is None]
    pages = [(one, one.dom) for one in split if one.dom is not None]
    of_dumps = story_dump.story_scores([one.blocks for one in dumps], models) if dumps else []
    of_pages = story_html.story_scores([dom for _, dom in pages], models) if pages else []
    scored = zip([*dumps, *(one for one, _ in pages)], [*of_dumps, *of_pages], strict=True)
    return {one.page.page_id: scores for one, scores in scored}


def _finished(one: _Split, scores: Scores | Rejection, disabled: frozenset[str]) -> Outcome:
    return scores if isinstance(scores, Rejection) else _guarded(one.page, _finish, one, scores, disabled)


def _finish(one: _Split, scores: Scores, disabled: frozenset[str]) -> Outcome:
    if one.dom is None:
        judgement = Judgement(scores, one.kinds, story_dump.STORY_THRESHOLD, story_dump.DUMP_MODEL)
    else:
        judgement = Judgement(scores, one.kinds, story_html.STORY_THRESHOLD, story_html.HTML_MODEL)
    labelled = label_blocks(one.blocks, judgement, site=_host(one), disabled=disabled)
    article = assemble(one.page, labelled, one.metadata, disabled=disabled)
    verdict = judge(article.blocks, _hints(one))
    status = read_status(article.blocks, verdict, one.page.status)
    if verdict is not None:
        return Rejection(one.page.page_id, verdict.reason, verdict.detail, article.blocks, status)
    return replace(article, status=status) if status else article


def _host(one: _Split) -> str | None:
    url = one.page.url or (one.metadata.canonical_url if one.metadata else None)
    return host_of(url) if url else one.page.site


def _hints(one: _Split) -> PageHints:
    title = one.dom.title if one.dom else None
    linked = one.dom.linked if one.dom else ()
    return PageHints(one.page.status, title, one.metadata.is_article if one.metadata else None, linked)
