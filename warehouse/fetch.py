"""What came of asking for one URL once: the one row that every fetch leaves, whatever happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class FetchKind(StrEnum):
    """What a URL was fetched as. Only pages are cleaned."""

    PAGE = "page"
    ROBOTS = "robots"
    FEED = "feed"
    SITEMAP = "sitemap"
    FRONT = "front"  # a section front, read for its links


class FetchOutcome(StrEnum):
    """What came of it. Closed: every fetch has exactly one."""

    NEW = "new"  # an answer that this URL did not give before
    UNCHANGED = "unchanged"  # 304, or the same bytes as before
    NOT_FOUND = "not_found"  # 404 or 410
    REFUSED = "refused"  # 401, 402, 403, 407, 451: we are not let in
    HTTP_ERROR = "http_error"  # another 4xx, or an answer outside 200 to 599
    OVERLOADED = "overloaded"  # 429 or 5xx, after every try
    ROBOTS = "robots"  # robots.txt forbids it; nothing was asked for
    BLOCKED = "blocked"  # its scheme or address may not be reached
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"  # as sent, or unpacked
    NOT_HTML = "not_html"  # neither HTML nor text
    UNREACHABLE = "unreachable"  # no address, no connection, no valid certificate, or no robots.txt to ask
    TIMED_OUT = "timed_out"
    BROKEN = "broken"  # reset, cut short, or no HTTP
    UNUSABLE = "unusable"  # a feed, sitemap or front that cannot be read as one
    CRASHED = "crashed"  # our own bug: the detail holds the traceback

    @property
    def transient(self) -> bool:
        """True where a later try may do better, and where the host may be the one in trouble."""
        return self in _TRANSIENT


_TRANSIENT = frozenset(
    {FetchOutcome.OVERLOADED, FetchOutcome.UNREACHABLE, FetchOutcome.TIMED_OUT, FetchOutcome.BROKEN}
)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One URL asked for once, redirects and tries included.

    `url` is what was asked for, `final_url` what answered; `url_key` the address as identity. Times are in
    UTC. `page_id` names the page whose bytes the answer held, or, for UNCHANGED, holds still; these were
    stored at `payload_at` with `payload_digest` (as in WARC). `etag` and `last_modified` are what to ask
    with next time, at `next_due_at` (None: never again). `failures` counts transient outcomes in a row.
    `size` is the body's length in bytes as sent. `retry_at` is when the host wants to be asked again.
    """

    source: str
    kind: FetchKind
    url: str
    url_key: str
    host: str
    fetched_at: datetime
    first_fetched_at: datetime
    outcome: FetchOutcome
    detail: str = ""
    status: int | None = None
    tries: int = 0
    redirects: int = 0
    failures: int = 0
    size: int | None = None
    ip: str | None = None
    final_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    page_id: str | None = None
    media_type: str | None = None
    charset: str | None = None
    payload_digest: str | None = None
    payload_at: datetime | None = None
    next_due_at: datetime | None = None
    retry_at: datetime | None = None


_MOMENTS = ("fetched_at", "first_fetched_at", "payload_at", "next_due_at", "retry_at")


def fetch_to_json(fetch: Fetch) -> str:
    """ASCII JSON of what is not None; `fetch_from_json` gives back an equal Fetch."""
    named = ((name, getattr(fetch, name)) for name in Fetch.__dataclass_fields__)
    values = {name: value for name, value in named if value is not None}
    return json.dumps(values, default=datetime.isoformat)


def fetch_from_json(text: str | bytes) -> Fetch:
    """Raises ValueError, KeyError or TypeError where `text` is no fetch."""
    return fetch_from_row(json.loads(text))


def fetch_from_row(row: Mapping[str, Any]) -> Fetch:
    """A fetch of its fields by name, moments as ISO 8601 or as they are; other names are passed over."""
    names = {field.name for field in fields(Fetch)}
    values = {name: value for name, value in row.items() if name in names and value is not None}
    for name in _MOMENTS:
        if isinstance(values.get(name), str):
            values[name] = datetime.fromisoformat(values[name])
    fetch = Fetch(**values)
    return replace(fetch, kind=FetchKind(fetch.kind), outcome=FetchOutcome(fetch.outcome))


@dataclass(frozen=True, slots=True)
class Found:
    """A page's address that a feed, sitemap or section front named, and when that says it last changed."""

    url: str
    url_key: str
    found_in: str
    found_at: datetime
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeenAgain:
    """A capture of a page whose bytes the archive holds: what its row in the manifest needs."""

    page_id: str
    source: str
    path: str
    url: str | None
    captured_at: datetime
    media_type: str
    charset: str | None


def seen_again(fetch: Fetch) -> SeenAgain | None:
    """The capture that an unchanged page's fetch is; None for every other fetch."""
    if fetch.kind is not FetchKind.PAGE or fetch.outcome is not FetchOutcome.UNCHANGED or not fetch.page_id:
        return None
    media_type = fetch.media_type or "text/html"
    return SeenAgain(
        fetch.page_id, fetch.source, fetch.url, fetch.final_url, fetch.fetched_at, media_type, fetch.charset
    )
