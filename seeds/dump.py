"""What the readers of every kind of dump share: the file at hand, what is wrong with it, the limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

# A whole novel is 1 MB of text, so nothing beyond this is a news page; and a page must fit into memory
# several times over.
PAGE_LIMIT = 128 << 20
LINE_LIMIT = 64 << 20  # a JSONL line is held as bytes, as text and as its parsed object at once


@dataclass(frozen=True, slots=True)
class DumpProblem:
    """What of a dump could not be read: its path (as in `RawPage.path`) and why.

    `detail` goes on where the path ends: `{path} {detail}` is a sentence.
    """

    path: str
    detail: str


@dataclass(frozen=True, slots=True)
class Dump:
    """An open file of pages. `path` is relative to its source's location; `modified` is in UTC."""

    source: str
    path: str
    modified: datetime
    file: BinaryIO

    def problem(self, detail: str, number: int | None = None) -> DumpProblem:
        return DumpProblem(self.path if number is None else f"{self.path}#{number}", detail)


def utc_from_stamp(seconds: float) -> datetime:
    """A file's time as UTC; the epoch where the file system holds a time beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def sniff_media_type(body: bytes) -> str:
    """text/html where the first thing is a tag, else text/plain: for pages whose type nothing states."""
    head = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "text/html" if head.startswith(b"<") else "text/plain"


def media_type_and_charset(stated: str) -> tuple[str, str | None]:
    """The parts of a Content-Type header; XHTML is text/html, an empty header gives ""."""
    media_type = stated.partition(";")[0].strip().lower()
    charset = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", stated, re.IGNORECASE)
    if media_type == "application/xhtml+xml":
        media_type = "text/html"
    return media_type, charset[1].lower() if charset else None


def megabytes(size: int) -> str:
    return f"{size / (1 << 20):.3g} MiB"
