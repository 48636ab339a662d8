"""What a source yields, as pages: what could not be read becomes a page too, which cleaning rejects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from extractors.model import PROBLEM_MEDIA_TYPE, RawPage
from seeds import DumpProblem, Source, read_pages, source_root

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def pages_of(source: Source) -> Iterator[RawPage]:
    """Every page of a source in order; a part that cannot be read as a page that says what is wrong."""
    root = source_root(source)
    for found in read_pages(source):
        page = found if isinstance(found, RawPage) else problem_page(found, source.name, root)
        yield replace(page, site=source.site) if source.site else page


def captured_in(
    pages: Iterator[RawPage], since: datetime | None, until: datetime | None
) -> Iterator[RawPage]:
    """The pages captured from `since` on and before `until`; without either all of them."""
    return (
        page
        for page in pages
        if (since is None or page.captured_at >= since) and (until is None or page.captured_at < until)
    )


def problem_page(problem: DumpProblem, source: str, root: Path) -> RawPage:
    """A page that stands for what could not be read, so that it is archived, counted and rejected like any.

    Its time is the file's, so that the same problem found again is the same capture.
    """
    file = root / problem.path.split("#")[0]
    try:
        seen = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except (OSError, ValueError):
        seen = _EPOCH
    sentence = f"{problem.path} {problem.detail}".encode("utf-8", "backslashreplace")
    return RawPage(source, problem.path, None, seen, PROBLEM_MEDIA_TYPE, "utf-8", sentence)
