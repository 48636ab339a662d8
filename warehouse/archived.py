"""What a finished WARC file of fetches holds: known from writing it, and read from it after a kill."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from extractors.model import RawPage
from warehouse.fetch import Fetch, FetchKind, FetchOutcome, Found, fetch_from_json
from warehouse.http_message import decoded_body, split_message
from warehouse.raw import RawRecord, place_of
from warehouse.warc import members, parse_page, split_record

ROBOTS_LIMIT = 500 << 10  # bytes: what RFC 9309 asks to be read at least; the rest is not


@dataclass(slots=True)
class Archived:
    """What a finished file holds, in order: pages with their places, fetches (with the text of a robots.txt
    that was read), and addresses that were found."""

    pages: list[RawPage] = field(default_factory=list)
    records: list[RawRecord] = field(default_factory=list)
    fetches: list[tuple[Fetch, str | None]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)


def read_archived(warc: Path, raw_dir: Path) -> Archived:
    """All of a finished file at once; a batch's size bounds it. `RawPageDamaged` where it is torn."""
    held, name = Archived(), warc.relative_to(raw_dir).as_posix()
    with warc.open("rb") as file:
        for offset, length, block in members(file, str(warc)):
            page = parse_page(block, f"{warc} at byte {offset}")
            if page is not None:
                held.pages.append(page)
                held.records.append(place_of(page, name, offset, length))
            _read_state(block, held)
    return held


def _read_state(block: bytes, held: Archived) -> None:
    headers, content = split_record(block)
    if stated := headers.get(b"Copydesk-Fetch"):
        fetch = fetch_from_json(stated)
        held.fetches.append((fetch, robots_text(fetch, content)))
    elif b"Copydesk-Found" in headers:
        found_in = json.loads(headers[b"Copydesk-Found"])["in"]
        found_at = datetime.fromisoformat(headers[b"WARC-Date"].decode())
        for url, key, modified in json.loads(content):
            moment = modified and datetime.fromisoformat(modified)
            held.found.append(Found(url, key, found_in, found_at, moment))


def robots_text(fetch: Fetch, content: bytes) -> str | None:
    """The rules as they stand; none where the site answered that it has none."""
    status = fetch.status or 0
    if fetch.kind is not FetchKind.ROBOTS or fetch.outcome.transient:
        return None
    if 400 <= status <= 499:
        return ""
    if not 200 <= status <= 299 or fetch.outcome is not FetchOutcome.NEW:
        return None
    body = decoded_body(*split_message(content))
    return body[:ROBOTS_LIMIT].decode("utf-8", "replace")
