"""Which pages a source names now: its feeds, sitemaps, section fronts or list are read."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flows.web.feeds import Link, Named, read_feed, read_sitemap
from flows.web.fetching import Fetched, Fetcher, Wanted
from flows.web.front import read_front
from flows.web.memory import Memory
from flows.web.politeness import Hosts
from seeds import Kind, Source, SourceError, WebOptions
from warehouse.fetch import FetchKind, FetchOutcome, Found
from warehouse.identity import canonical_url

_KINDS = {Kind.FEED: FetchKind.FEED, Kind.SITEMAP: FetchKind.SITEMAP, Kind.PAGE: FetchKind.FRONT}
_MOST_SITEMAPS = 500  # in one run; the rest comes with the next, when these are unchanged
_DEEPEST = 3

Keep = Callable[[Fetched, list[Found]], None]


@dataclass(slots=True)
class Lists:
    """How many of a source's feeds, sitemaps and fronts were read, and in a sentence each which were not."""

    read: int = 0
    unread: list[str] = field(default_factory=list)


def url_key(url: str) -> str:
    """The address as identity: what a feed and a sitemap name in two ways is fetched once."""
    return canonical_url(url) or url


async def discover(
    source: Source, fetcher: Fetcher, hosts: Hosts, memory: Memory, lists: Lists, keep: Keep
) -> list[Found]:
    """Every page that the source names now, newest first where that is known; `lists` is told how that went.

    `keep` is given each fetch as it comes, with those pages it names that were not known before.
    """
    assert source.web is not None  # noqa: S101  # only web sources are discovered
    if source.kind is Kind.URLS:
        named = [Link(url) for url in _listed(source.web)]
        found = list(_found(named, f"urn:copydesk:list:{source.name}", source.web))
    else:
        found = await _Reading(source.web, _KINDS[source.kind], fetcher, hosts, memory, lists, keep).all()
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: one.modified_at or oldest, reverse=True)


def _listed(web: WebOptions) -> list[str]:
    if web.list_file is None:
        return list(web.addresses)
    try:
        lines = web.list_file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"The list of addresses {web.list_file} cannot be read: {error}.") from None
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


@dataclass(frozen=True, slots=True)
class _Reading:
    web: WebOptions
    kind: FetchKind
    fetcher: Fetcher
    hosts: Hosts
    memory: Memory
    lists: Lists
    keep: Keep

    async def all(self) -> list[Found]:
        """The pages of every list, and of those that these name."""
        found: list[Found] = []
        queue: deque[tuple[str, datetime | None, int]] = deque((url, None, 0) for url in self.web.addresses)
        seen: set[str] = set()
        while queue and len(seen) < _MOST_SITEMAPS:
            url, modified, depth = queue.popleft()
            if url in seen:
                continue
            seen.add(url)
            pages, sitemaps = await self._list(url, modified)
            found += pages
            if depth < _DEEPEST:
                queue.extend((link.url, link.modified_at, depth + 1) for link in sitemaps)
        return found

    async def _list(self, url: str, modified: datetime | None) -> tuple[list[Found], tuple[Link, ...]]:
        """The pages and sitemaps that one list names; none where it is as it was or is not read."""
        last = self.memory.last(self.kind, [url]).get(url)
        if modified and last and last.fetched_at > modified and not last.failures:
            self.lists.read += 1
            return [], ()
        host = urlsplit(url).hostname or ""
        if until := self.hosts.rests_until(host):
            self.lists.unread.append(
                f"{url} was not asked for: {host} is given a rest until {until:%d %B %H:%M} UTC"
            )
            return [], ()
        named, fetched = _named(await self.fetcher.fetch(Wanted(url, url, self.kind, last)), self.kind)
        fetch = fetched.fetch
        if fetch.outcome in (FetchOutcome.NEW, FetchOutcome.UNCHANGED):
            self.lists.read += not named.sitemaps
        else:
            why = f"{fetch.outcome} {fetch.detail or fetch.status or ''}".strip()
            self.lists.unread.append(f"{url} could not be read: {why}")
        pages = list(_found(named.pages, url, self.web))
        self.keep(fetched, self.memory.unknown(pages))
        return pages, named.sitemaps


def _named(fetched: Fetched, kind: FetchKind) -> tuple[Named, Fetched]:
    """What an answer names; the fetch is amended where it is no such thing, or an index."""
    fetch = fetched.fetch
    if fetched.body is None or fetch.outcome not in (FetchOutcome.NEW, FetchOutcome.UNCHANGED):
        return Named(), fetched
    base = fetch.final_url or fetch.url
    if kind is FetchKind.FRONT:
        named = read_front(fetched.body, base, fetch.charset)
    else:
        named = (read_feed if kind is FetchKind.FEED else read_sitemap)(fetched.body, base)
    if named is None:
        detail = f"it cannot be read as a {kind}"
        fetch = replace(fetch, outcome=FetchOutcome.UNUSABLE, detail=detail, etag=None, last_modified=None)
        return Named(), replace(fetched, fetch=replace(fetch, payload_digest=None, payload_at=None))
    if named.sitemaps:  # asked for without conditions: 304 would not say which sitemaps there are
        fetch = replace(fetch, etag=None, last_modified=None, detail=f"{len(named.sitemaps)} sitemaps")
    return named, replace(fetched, fetch=fetch)


def _found(links: Iterable[Link], found_in: str, web: WebOptions) -> Iterator[Found]:
    pattern = re.compile(web.link_pattern) if web.link_pattern else None
    now = datetime.now(UTC)
    for link in links:
        if pattern is None or pattern.search(link.url):
            yield Found(link.url, url_key(link.url), found_in, now, link.modified_at)
