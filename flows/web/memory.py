"""What is known of a source's URLs: what the archive holds, and what a killed run pulled and never loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from warehouse import web_state
from warehouse.fetch import Fetch, FetchKind, Found

_RULES_LAST = timedelta(days=1)  # RFC 9309: robots.txt should not be kept for longer


class Memory:
    """Answers from the archive, overlaid with the batches that are `left`.

    `archive` is a reader's connection, or None where nothing was published yet.
    """

    def __init__(self, archive: duckdb.DuckDBPyConnection | None, source: str, left: Sequence[Path]) -> None:
        self._archive = archive if archive is not None and _has_web_state(archive) else None
        self._source = source
        fetches = (fetch for batch in left for fetch in web_state.staged_fetches(batch))
        self._staged = {(f.kind, f.url_key): f for f in sorted(fetches, key=lambda f: f.fetched_at)}
        self._found = {found.url_key: found for batch in left for found in web_state.staged_found(batch)}

    def last(self, kind: FetchKind, keys: Iterable[str]) -> dict[str, Fetch]:
        """What came last of those of these URLs that were asked for as `kind` before."""
        wanted = list(dict.fromkeys(keys))
        known: dict[str, Fetch] = {}
        if self._archive is not None:
            stored = web_state.last_fetches(self._archive, self._source, wanted)
            known = {fetch.url_key: fetch for fetch in stored if fetch.kind is kind}
        return known | {key: self._staged[kind, key] for key in wanted if (kind, key) in self._staged}

    def due(self, now: datetime) -> list[Fetch]:
        """The last fetch of every page that is to be seen again by now."""
        stored = web_state.due_pages(self._archive, self._source, now) if self._archive is not None else []
        fetches = {fetch.url_key: fetch for fetch in stored}
        fetches |= {key: fetch for (kind, key), fetch in self._staged.items() if kind is FetchKind.PAGE}
        return [fetch for fetch in fetches.values() if fetch.next_due_at and fetch.next_due_at <= now]

    def waiting(self) -> list[Found]:
        """Pages that were found and never asked for, newest first."""
        stored = web_state.waiting_pages(self._archive, self._source) if self._archive is not None else []
        found = {one.url_key: one for one in stored} | self._found
        asked = self.last(FetchKind.PAGE, found)
        waiting = [one for one in found.values() if one.url_key not in asked]
        return sorted(waiting, key=lambda one: one.found_at, reverse=True)

    def unknown(self, found: Sequence[Found]) -> list[Found]:
        """Those that were not found before, each once."""
        first = {one.url_key: one for one in reversed(found)}
        known = set(self._found)
        if self._archive is not None:
            known |= web_state.known_keys(self._archive, self._source, list(first))
        return [one for one in reversed(first.values()) if one.url_key not in known]

    def failing_hosts(self) -> Mapping[str, tuple[int, datetime | None]]:
        """Hosts with passing faults in a row, and until when they are given a rest."""
        return web_state.failing_hosts(self._archive) if self._archive is not None else {}

    def robots_texts(self, now: datetime) -> Mapping[str, str]:
        """Every robots.txt read within a day, by its URL."""
        return web_state.robots_texts(self._archive, now - _RULES_LAST) if self._archive is not None else {}


def _has_web_state(archive: duckdb.DuckDBPyConnection) -> bool:
    """False for a snapshot published by an older release."""
    tables = archive.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'fetch_rows'"
    ).fetchone()
    return tables is not None and tables[0] > 0
