"""Dumps written by the tests: WARC records as bytes, and sources over a folder."""

from __future__ import annotations

import gzip
from pathlib import Path

from extractors.model import RawPage
from seeds import DumpProblem, Kind, Source, read_pages

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n"


def record(
    payload: bytes,
    kind: str = "response",
    url: str = "https://example.org/a",
    content_type: str = "application/http; msgtype=response",
    length: int | None = None,
    date: str = "2024-03-02T01:02:03Z",
) -> bytes:
    """One WARC record; `length` is for one that lies about it."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(payload) if length is None else length}\r\n\r\n"
    )
    return head.encode() + payload + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """One gzip member for each record, as WARC files have it."""
    return b"".join(gzip.compress(r) for r in records)


def read_all(location: Path, *patterns: str) -> tuple[list[RawPage], list[DumpProblem]]:
    """The pages and the problems of an ad-hoc source named `test`."""
    found = list(read_pages(Source("test", Kind.FOLDER, str(location), patterns)))
    return (
        [f for f in found if isinstance(f, RawPage)],
        [f for f in found if isinstance(f, DumpProblem)],
    )
