"""Pages cleaned straight from files and printed: no archive, no Prefect."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

from extractors.clean import clean, clean_many
from extractors.model import Outcome, RawPage, Rejection
from flows.batches import rejection_for
from flows.choices import Format
from flows.formats import render
from flows.pool import Failed, Workers
from flows.reading import pages_of, problem_page
from seeds import DumpProblem, read_stream, source_from_path, source_root

_FEW = 64  # pages that are cleaned faster than a pool of processes starts
_CHUNK = 32

_Named = tuple[str, RawPage]  # how the user would name the file, and the page


def clean_paths(
    paths: Iterable[str],
    wanted: Format,
    workers: int | None,
    limit_seconds: float,
    disabled: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """Each page of the paths, printed in the wanted format, in the order of the input.

    `disabled` names rules that are switched off.
    """
    pages = chain.from_iterable(map(_pages_at, paths))
    first = list(islice(pages, _FEW))
    if len(first) < _FEW:
        yield from _print_chunk(first, wanted, disabled)
        return
    with Workers(workers, limit_seconds) as pool:
        chunks = _chunked(chain(first, pages))
        for (name, page), done in pool.run(partial(_print_chunk, wanted=wanted, disabled=disabled), chunks):
            yield (
                render(rejection_for(page.page_id, done), name, wanted) if isinstance(done, Failed) else done
            )


def explain_paths(
    paths: Iterable[str], disabled: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Outcome]]:
    """Each page's title line and what became of it, in the order of the input."""
    for name, page in chain.from_iterable(map(_pages_at, paths)):
        outcome = clean(page, disabled=disabled)
        what = (
            f"rejected as {outcome.reason}: {outcome.detail}" if isinstance(outcome, Rejection) else "article"
        )
        yield f"{name} · {page.page_id} · {what}", outcome


def _pages_at(path: str) -> Iterator[_Named]:
    if path == "-":
        found = read_stream(sys.stdin.buffer, source="stdin", captured_at=datetime.now(UTC))
        yield "-", problem_page(found, "stdin", Path()) if isinstance(found, DumpProblem) else found
        return
    source = source_from_path(path)
    root = source_root(source)
    shown = root if Path(path).is_absolute() else Path(os.path.relpath(root))
    for page in pages_of(source):
        yield (shown / page.path).as_posix(), page


def _chunked(pages: Iterable[_Named]) -> Iterator[list[_Named]]:
    remaining = iter(pages)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def _print_chunk(chunk: Sequence[_Named], wanted: Format, disabled: frozenset[str]) -> list[str]:
    outcomes = clean_many([page for _, page in chunk], disabled=disabled)
    return [render(outcome, name, wanted) for (name, _), outcome in zip(chunk, outcomes, strict=True)]
