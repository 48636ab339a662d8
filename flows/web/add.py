"""A new source from one address of a site: its feeds and sitemaps are looked for, tried, and written down."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from flows.web.client import Client
from flows.web.feeds import Link, Named, read_feed, read_sitemap
from flows.web.fetching import Fetched, Fetcher, Wanted
from flows.web.front import linked_feeds, read_front
from flows.web.guard import NOT_PUBLIC, Guard
from flows.web.politeness import Hosts
from flows.web.robots import Robots
from flows.web.settings import CONTACT_VARIABLE, Limits, user_agent
from seeds import Kind, Source, SourceError, WebOptions, is_web_address, read_source
from seeds.web import parse_web
from warehouse.fetch import Fetch, FetchKind, FetchOutcome

# Asked for only where a site names neither in its head nor in robots.txt; the first that works is taken.
_USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")
_MOST_TRIED = 8
HEADLINES = 10
# A slug of words, a date or a number in the path.
_STORY_PATTERN = r"^https?://[^/]+/(.*/)?([^/?#-]+(-[^/?#-]+){3,}|\d{4}/\d{1,2}/|[^/?#]*\d{5,})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feed, sitemap or front that names pages, newest first as far as it says."""

    kind: Kind
    url: str
    pages: tuple[Link, ...]
    sitemaps: int = 0

    @property
    def newest(self) -> datetime | None:
        return max((page.modified_at for page in self.pages if page.modified_at), default=None)


def look_at(url: str, contact: str | None, allow_private: Sequence[str] = ()) -> list[Candidate]:
    """What of a site names its pages, best first. SourceError where its address does not answer."""
    if not is_web_address(url):
        raise SourceError(f"{url!r} is no web address; it must begin with http:// or https://.")
    if contact is None and CONTACT_VARIABLE not in os.environ:
        raise SourceError(
            "A site must be able to write to whoever asks it: give --contact with an e-mail or web address, "
            f"or set {CONTACT_VARIABLE}."
        )
    table = {"location": url, "contact": contact, "allow_private": list(allow_private)}
    try:
        options = parse_web(table, Path(), lists=False, pattern_needed=False)
    except ValueError as error:
        raise SourceError(f"The source for {url} {error}.") from None
    return asyncio.run(_look_at(Source("new-source", Kind.PAGE, url, web=options), options))


async def _look_at(source: Source, web: WebOptions) -> list[Candidate]:
    guard, limits = Guard(web.allow_private), Limits()
    client = Client(user_agent(source), guard, limits)
    hosts = Hosts(web.delay, {}, limits)
    fetcher = Fetcher(source.name, client, guard, hosts, limits, ())

    async def ask_robots(address: httpx.URL) -> tuple[Fetch, str | None]:
        fetched = await fetcher.fetch(Wanted(str(address), str(address), FetchKind.ROBOTS))
        ok = fetched.body is not None and 200 <= (fetched.fetch.status or 0) <= 299
        return fetched.fetch, fetched.body.decode("utf-8", "replace") if ok and fetched.body else None

    fetcher.robots = Robots(ask_robots, {})
    try:
        return await _candidates(fetcher, source.location)
    finally:
        await client.aclose()


async def _candidates(fetcher: Fetcher, url: str) -> list[Candidate]:
    first = await _get(fetcher, url, FetchKind.FRONT)
    if first.body is None or first.fetch.outcome is not FetchOutcome.NEW:
        raise SourceError(_unreadable(first))
    base = first.fetch.final_url or url
    if itself := _read(first, url):
        return [await _opened(fetcher, itself)]
    rules = await fetcher.robots.rules_for(httpx.URL(base))
    named = [*linked_feeds(first.body, base, first.fetch.charset), *rules.sitemaps]
    found = await _tried(fetcher, named[:_MOST_TRIED], all_of_them=True)
    for usual in (_USUAL_FEEDS, _USUAL_SITEMAPS):
        if not found:
            found = await _tried(fetcher, [str(httpx.URL(base).join(path)) for path in usual])
    front = read_front(first.body, base, first.fetch.charset) or Named()
    stories = tuple(link for link in front.pages if re.search(_STORY_PATTERN, link.url))
    if stories:
        found.append(Candidate(Kind.PAGE, url, stories))
    return sorted(found, key=_rank)


def _unreadable(first: Fetched) -> str:
    fetch = first.fetch
    sentence = f"{fetch.url} cannot be read ({fetch.outcome}{f': {fetch.detail}' if fetch.detail else ''})."
    if fetch.detail.endswith(NOT_PUBLIC):
        return f"{sentence} If it is meant to be reached, give its network with --allow-private."
    return sentence


def _rank(candidate: Candidate) -> tuple[int, float]:
    """Feeds before sitemaps before fronts; among equals the one with the newest entry."""
    newest = candidate.newest.timestamp() if candidate.newest else 0.0
    return [Kind.FEED, Kind.SITEMAP, Kind.PAGE].index(candidate.kind), -newest


async def _tried(fetcher: Fetcher, urls: Sequence[str], *, all_of_them: bool = False) -> list[Candidate]:
    found = []
    for url in dict.fromkeys(urls):
        if candidate := _read(await _get(fetcher, url, FetchKind.FEED), url):
            found.append(await _opened(fetcher, candidate))
            if not all_of_them:
                break
    return found


async def _get(fetcher: Fetcher, url: str, kind: FetchKind) -> Fetched:
    return await fetcher.fetch(Wanted(url, url, kind))


def _read(fetched: Fetched, url: str) -> Candidate | None:
    if fetched.body is None or fetched.fetch.outcome is not FetchOutcome.NEW:
        return None
    base = fetched.fetch.final_url or url
    for kind, read in ((Kind.FEED, read_feed), (Kind.SITEMAP, read_sitemap)):
        named = read(fetched.body, base)
        if named and named.sitemaps:
            return Candidate(kind, url, named.sitemaps, len(named.sitemaps))
        if named and named.pages:
            return Candidate(kind, url, _newest_first(named.pages))
    return None


async def _opened(fetcher: Fetcher, candidate: Candidate) -> Candidate:
    """An index with the pages of its newest sitemap, to have headlines to show."""
    if not candidate.sitemaps:
        return candidate
    newest = _newest_first(candidate.pages)[0].url
    inner = _read(await _get(fetcher, newest, FetchKind.SITEMAP), newest)
    return replace(candidate, pages=inner.pages if inner and not inner.sitemaps else ())


def _newest_first(links: Sequence[Link]) -> tuple[Link, ...]:
    oldest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(links, key=lambda link: link.modified_at or oldest, reverse=True))


def write_source(
    chosen: Candidate, folder: Path, name: str | None, contact: str | None, allow_private: Sequence[str]
) -> Path:
    """Write the candidate as `folder`/NAME.toml and read it back; SourceError where that name is taken."""
    name = name or _name_of(chosen.url)
    file = folder / f"{name}.toml"
    if file.exists():
        raise SourceError(f"{file} exists already; choose another name with --name.")
    lines = [f'name = "{name}"', f'kind = "{chosen.kind}"', f"location = {_quoted(chosen.url)}"]
    lines += [f"contact = {_quoted(contact)}"] if contact else []
    lines += [f"link_pattern = '{_STORY_PATTERN}'"] if chosen.kind is Kind.PAGE else []
    lines += [f"allow_private = [{', '.join(map(_quoted, allow_private))}]"] if allow_private else []
    lines += ["", "[schedule]", 'interval = "30m"']
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    try:
        read_source(file)
    except SourceError:
        file.unlink()
        raise
    return file


def _name_of(url: str) -> str:
    host = httpx.URL(url).host.removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")[:60]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def add(
    console: Console,
    url: str,
    folder: Path,
    name: str | None,
    contact: str | None,
    allow_private: Sequence[str],
) -> None:
    """Look at a site, show what was found with its latest headlines, and write the best as a source."""
    found = look_at(url, contact, allow_private)
    if not found:
        raise SourceError(
            f"{url} names no feed or sitemap, and no links that look like stories; "
            "if you know one of these, give its address."
        )
    console.print(_table(found))
    console.print(f"\n[bold]Latest of {found[0].url}[/]")
    for link in found[0].pages[:HEADLINES]:
        when = f"{link.modified_at:%Y-%m-%d %H:%M}" if link.modified_at else " " * 16
        console.print(f"  {when}  {link.title or link.url}", markup=False)
    file = write_source(found[0], folder, name, contact, allow_private)
    console.print(f"\n[bold]{file}[/] is written. Pull it with: copydesk run {file.stem}")


def _table(found: Sequence[Candidate]) -> Table:
    table = Table("found", "address", "pages", "newest (UTC)", box=None, pad_edge=False, header_style="bold")
    for candidate in found:
        newest = f"{candidate.newest:%Y-%m-%d %H:%M}" if candidate.newest else "-"
        pages = f"{len(candidate.pages)}" + (f" in 1 of {candidate.sitemaps}" if candidate.sitemaps else "")
        table.add_row(candidate.kind.value, candidate.url, pages, newest)
    return table
