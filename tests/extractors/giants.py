# ruff: noqa: E501  (a table: a broken line is harder to read than a long one)
"""Giant and broken pages, and what comes of one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from extractors.clean import MAX_BLOCKS, clean
from extractors.decode import MAX_BYTES
from extractors.model import RawPage, Rejection

MB = 1_000_000
PAGES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing but a page": ("text/html", lambda: b"<p>Short text.</p>"),
    "a line of 100 MB": ("text/plain", lambda: b"word " * (20 * MB)),
    "the longest line": ("text/plain", lambda: b"word " * (MAX_BYTES // 5)),
    "the longest paragraph": ("text/html", lambda: b"<p>" + b"word " * (MAX_BYTES // 5 - 1)),
    "the longest word": ("text/plain", lambda: b"x" * MAX_BYTES),
    "the most lines": ("text/plain", lambda: b"A line of a few words.\n" * MAX_BLOCKS),
    "a line of 100 MB without a space": ("text/plain", lambda: b"x" * (100 * MB)),
    "a line of 100 MB in other letters": ("text/plain", lambda: "ü—ж ".encode() * (12 * MB)),
    "a paragraph of 100 MB": ("text/html", lambda: b"<html><body><p>" + b"word " * (20 * MB) + b"</p>"),
    "a tag of 100 MB": ("text/html", lambda: b"<html><body><p title='" + b"word " * (20 * MB) + b"'>Text</p>"),
    "a million tags deep": ("text/html", lambda: b"<html><body>" + b"<div>" * MB + b"text"),
    "a million tags of many kinds deep": ("text/html", lambda: b"<b><p><table><tr><td><ul><li><i>" * (MB // 8)),
    "a million tags deep and closed": ("text/html", lambda: b"<div>" * MB + b"text" + b"</div>" * MB),
    "broken surrogates": ("text/plain", lambda: "\ud800 text \udfff\n".encode("utf-8", "surrogatepass") * MB),
    "broken surrogates in markup": (
        "text/html",
        lambda: b"<p>\xed\xa0\x80 text &#xD800; &#57343;</p>" * (MB // 10),
    ),
    "broken surrogates in UTF-16": ("text/plain", lambda: b"\xff\xfe" + b"a\x00\x00\xd8 \x00" * MB),
}  # fmt: skip


def clean_giant(name: str) -> tuple[str, str]:
    """The reason of its rejection and the detail, or "article"."""
    media_type, body = PAGES[name]
    page = RawPage("tests", name, None, datetime(2024, 1, 1, tzinfo=UTC), media_type, None, body())
    outcome = clean(page)
    return (outcome.reason.value, outcome.detail) if isinstance(outcome, Rejection) else ("article", "")
