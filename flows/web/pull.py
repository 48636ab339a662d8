"""A web source's pages, batch by batch, into the archive of raw pages: the twin of a pull from dumps."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from flows.archive import open_archive
from flows.home import Home
from flows.web.client import Client
from flows.web.discovery import Lists, discover
from flows.web.fetching import Fetched, Fetcher, Wanted
from flows.web.guard import Guard
from flows.web.memory import Memory
from flows.web.politeness import Hosts
from flows.web.robots import Robots
from flows.web.settings import Limits, user_agent
from seeds import Kind, Source
from warehouse.archived import ROBOTS_LIMIT
from warehouse.errors import ArchiveMissing
from warehouse.fetch import Fetch, FetchKind, FetchOutcome, Found
from warehouse.fetch_warc import FetchWriter
from warehouse.staging import stage_archived

BATCH_FETCHES = 200
BATCH_BYTES = 32 << 20  # of pages as read: they are in memory together when the manifest is made
BATCH_SECONDS = 120.0  # a slow site's pages reach the archive while the rest is still being asked for


class WebPull:
    """Asks for what is new and what is due, politely. Use it in a `with` block.

    `left` are the batches that a killed run pulled: what they hold is not asked for again. Counts what came
    of the pages asked for (`outcomes`), and those that are left `waiting` for another run; `lists` says how
    feeds, sitemaps and fronts were read.
    """

    def __init__(
        self, home: Home, source: Source, run_id: str, left: Sequence[Path], limits: Limits | None = None
    ) -> None:
        assert source.web is not None  # noqa: S101
        self.outcomes: Counter[FetchOutcome] = Counter()
        self.lists = Lists()
        self.waiting = 0
        self._home, self._source, self._web, self._run_id = home, source, source.web, run_id
        self._limits = limits or Limits()
        self._agent = user_agent(source)
        self._left = left
        self._batches = 0
        self._batch: _Batch | None = None
        self._queues: dict[str, deque[Wanted]] | None = None  # by host; None before discovery
        self._runner = asyncio.Runner()

    def __enter__(self) -> WebPull:
        try:
            archive = open_archive(self._home)
        except ArchiveMissing:
            archive = None
        self._archive = archive
        self._memory = Memory(archive, self._source.name, self._left)
        guard = Guard(self._web.allow_private)
        self._client = Client(self._agent, guard, self._limits)
        self._hosts = Hosts(self._web.delay, self._memory.failing_hosts(), self._limits)
        self._fetcher = Fetcher(
            self._source.name, self._client, guard, self._hosts, self._limits, self._web.revisit
        )
        self._fetcher.robots = Robots(self._fetch_robots, self._memory.robots_texts(datetime.now(UTC)))
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
        if self._archive is not None:
            self._archive.close()

    @property
    def seen(self) -> int:
        """Pages that were asked for."""
        return self.outcomes.total()

    @property
    def unchanged(self) -> int:
        """Of these, pages that are as they were."""
        return self.outcomes[FetchOutcome.UNCHANGED]

    def next_batch(self) -> Path | None:
        """Ask for the next pages; returns their batch's folder, None when nothing is left to ask for."""
        try:
            self._runner.run(self._fill())
        finally:  # of a batch that could not be written, the next run saves what is whole
            batch, self._batch = self._batch, None
        if batch is None:
            return None
        stage_archived(batch.folder, batch.writer.finish(), run_id=self._run_id)
        return batch.folder

    async def _fill(self) -> None:
        self._deadline = time.monotonic() + BATCH_SECONDS
        if self._queues is None:
            found = await discover(
                self._source, self._fetcher, self._hosts, self._memory, self.lists, self._keep_discovery
            )
            self._queues = _by_host(self._wanted(found))
        hosts = [host for host, queue in self._queues.items() if queue]
        try:
            async with asyncio.TaskGroup() as workers:
                for host in hosts:
                    workers.create_task(self._work(host, self._queues[host]))
        except BaseExceptionGroup as group:  # one error is what the others were stopped for
            raise group.exceptions[0] from None

    async def _work(self, host: str, queue: deque[Wanted]) -> None:
        """Ask one host for its pages in turn, while the batch has room."""
        while queue and self._has_room():
            if self._hosts.rests_until(host):
                self.waiting += len(queue)  # for the run after its rest
                queue.clear()
                return
            self._keep(await self._fetcher.fetch(queue.popleft()))

    def _has_room(self) -> bool:
        batch = self._batch
        if batch is None:
            return True
        return (
            batch.fetches < BATCH_FETCHES and batch.bytes < BATCH_BYTES and time.monotonic() < self._deadline
        )

    def _wanted(self, found: Sequence[Found]) -> list[Wanted]:
        """What to ask for in this run: the new and the changed, then what is due, then what was left over."""
        now = datetime.now(UTC)
        if self._source.kind is Kind.URLS:
            self._keep_found(self._memory.unknown(found))
        last = self._memory.last(FetchKind.PAGE, (one.url_key for one in found))
        wanted = {
            one.url_key: _page(one.url, one.url_key, last.get(one.url_key))
            for one in found
            if self._is_news(one, last.get(one.url_key), now)
        }
        for fetch in self._memory.due(now):
            wanted.setdefault(fetch.url_key, _page(fetch.url, fetch.url_key, fetch))
        for one in self._memory.waiting():
            wanted.setdefault(one.url_key, _page(one.url, one.url_key, None))
        self.waiting += max(0, len(wanted) - self._web.max_pages)
        return list(wanted.values())[: self._web.max_pages]

    def _is_news(self, found: Found, last: Fetch | None, now: datetime) -> bool:
        """Never asked for, or changed by its feed's or sitemap's own word since it was.

        Some sitemaps call every page changed at every moment, so that word counts once in the first
        interval of seeing again.
        """
        if last is None:
            return True
        if found.modified_at is None or found.modified_at <= last.fetched_at or not self._web.revisit:
            return False
        return now - last.fetched_at >= self._web.revisit[0] and found.modified_at <= now

    async def _fetch_robots(self, address: httpx.URL) -> tuple[Fetch, str | None]:
        fetched = await self._fetcher.fetch(Wanted(str(address), str(address), FetchKind.ROBOTS))
        self._keep(fetched)
        if fetched.body is None or not 200 <= (fetched.fetch.status or 0) <= 299:
            return fetched.fetch, None
        return fetched.fetch, fetched.body[:ROBOTS_LIMIT].decode("utf-8", "replace")

    def _keep_discovery(self, fetched: Fetched, found: list[Found]) -> None:
        self._keep_found(found)
        self._keep(fetched)

    def _keep_found(self, found: Sequence[Found]) -> None:
        if found:
            self._open_batch().writer.found(found)

    def _keep(self, fetched: Fetched) -> None:
        batch, page = self._open_batch(), fetched.page
        if page is not None and self._source.site:
            page = replace(page, site=self._source.site)
        batch.writer.write(fetched.exchanges, fetched.fetch, page)
        if fetched.fetch.kind is FetchKind.PAGE:
            batch.fetches += 1
            batch.bytes += len(page.body) if page else 0
            self.outcomes[fetched.fetch.outcome] += 1

    def _open_batch(self) -> _Batch:
        if self._batch is None:
            self._batches += 1
            self._batch = _Batch(self._home, self._source.name, f"{self._run_id}-{self._batches:05d}")
        return self._batch


class _Batch:
    def __init__(self, home: Home, source: str, name: str) -> None:
        self.folder = home.staging / source / name
        self.folder.mkdir(parents=True)  # first, so that a WARC file without a manifest is found again
        self.writer = FetchWriter(home.raw / source / f"{name}.warc.gz", home.raw, datetime.now(UTC))
        self.fetches = 0
        self.bytes = 0


def _page(url: str, key: str, last: Fetch | None) -> Wanted:
    return Wanted(url, key, FetchKind.PAGE, last)


def _by_host(wanted: Iterable[Wanted]) -> dict[str, deque[Wanted]]:
    queues: dict[str, deque[Wanted]] = {}
    for one in wanted:
        queues.setdefault(_host(one.url), deque()).append(one)
    return queues


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host
    except (httpx.InvalidURL, ValueError):
        return ""
