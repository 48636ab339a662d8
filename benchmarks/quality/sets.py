"""The page sets, and every cleaner's text of every page of theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from benchmarks.quality.cleaners import COPYDESK, guarded, peers
from extractors.clean import MODELS, clean_many
from extractors.model import Article, Outcome, RawPage
from training.gold import SetPage, fold_of, read_pages

PAGES = Path(__file__).parents[3] / "shared" / "pages"  # beside the checkout
SETS = ("aeb", "naeb", "fundus_eval", "fundus", "wcxb", "traf")
SEGMENTS = frozenset({"traf"})  # sets whose gold is segments; they have no dumps
_CHUNK = 16
_SEEN = datetime(2000, 1, 1, tzinfo=UTC)

Kind = Literal["html", "dump"]
_MODEL: dict[Kind, str] = {"html": "html_blocks.json", "dump": "dump_lines.json"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One page: its address, each cleaner's text by the cleaner's name, and Copydesk's whole outcome."""

    page_id: str
    site: str
    url: str
    texts: Mapping[str, str]
    outcome: Outcome


def kinds_of(name: str) -> tuple[Kind, ...]:
    return ("html",) if name in SEGMENTS else ("html", "dump")


def clean_set(
    folder: Path, name: str, kind: Kind, *, folds: Path | None, with_peers: bool, workers: int
) -> list[Cleaned]:
    """Every page of the set, cleaned by Copydesk and, if asked, by its peers.

    `folds` holds a model for some or all folds of the sites (`python -m training … --folds`), so that each
    page of theirs is cleaned by one that knows nothing of its site; without it by the models that ship.
    """
    pages = read_pages(folder, name, "html" if kind == "html" else "dumps")
    if folds:
        pages = (page for page in pages if (folds / str(fold_of(page.site)) / _MODEL[kind]).exists())
    work = partial(_clean_chunk, kind=kind, folds=folds, with_peers=with_peers)
    with ProcessPoolExecutor(workers) as pool:
        return [page for chunk in pool.map(work, _chunks(pages)) for page in chunk]


def _chunks(pages: Iterator[SetPage]) -> Iterator[list[SetPage]]:
    while chunk := list(islice(pages, _CHUNK)):
        yield chunk


def _clean_chunk(
    pages: Sequence[SetPage], *, kind: Kind, folds: Path | None, with_peers: bool
) -> list[Cleaned]:
    outcomes = _outcomes([(page, raw_page(page, kind)) for page in pages], folds)
    others = peers(kind) if with_peers else {}
    cleaned = []
    for page in pages:
        outcome = outcomes[page.page_id]
        texts = {COPYDESK: outcome.text if isinstance(outcome, Article) else ""}
        texts |= {name: guarded(extract, page.text) for name, extract in others.items()}
        cleaned.append(Cleaned(page.page_id, page.site, page.url, texts, outcome))
    return cleaned


def _outcomes(pages: Sequence[tuple[SetPage, RawPage]], folds: Path | None) -> dict[str, Outcome]:
    """Outcomes by the sets' own page ids, each from the models that may judge the page."""
    by_models: dict[Path, list[tuple[SetPage, RawPage]]] = {}
    for page, raw in pages:
        models = folds / str(fold_of(page.site)) if folds else MODELS
        by_models.setdefault(models, []).append((page, raw))
    found: dict[str, Outcome] = {}
    for models, group in by_models.items():
        outcomes = clean_many([raw for _, raw in group], models=models)
        found |= {page.page_id: outcome for (page, _), outcome in zip(group, outcomes, strict=True)}
    return found


def raw_page(page: SetPage, kind: Kind) -> RawPage:
    """The page as a file without an address, as a dump leaves it."""
    media_type, charset = ("text/html", "utf-8") if kind == "html" else ("text/plain", None)
    body = page.text.encode("utf-8", "replace")
    return RawPage(page.set_name, page.page_id, None, _SEEN, media_type, charset, body)


def digest(folder: Path, name: str) -> str:
    """12 hex digits over a set's files."""
    sha = hashlib.sha256()
    for path in sorted(folder.glob(f"{name}.*jsonl.xz")):
        sha.update(path.read_bytes())
    return sha.hexdigest()[:12]
