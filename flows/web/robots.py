"""What robots.txt allows, by RFC 9309: read once for a run and site, and kept for a day between runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx
from protego import Protego

from flows.web.settings import PRODUCT
from warehouse.fetch import Fetch, FetchOutcome

_SILENT = (FetchOutcome.BLOCKED, FetchOutcome.TOO_LARGE, FetchOutcome.CRASHED)
FetchRobots = Callable[[httpx.URL], Awaitable[tuple[Fetch, str | None]]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site: the `parsed` ones, else all is allowed; nothing is where asking `failed`."""

    parsed: Protego | None = None
    failed: Fetch | None = None

    def allows(self, url: httpx.URL) -> bool:
        if self.failed is not None:
            return False
        return self.parsed is None or bool(self.parsed.can_fetch(str(url), PRODUCT))

    @property
    def crawl_delay(self) -> float:
        """Seconds it asks for between two requests; 0 where it asks for none."""
        return float((self.parsed and self.parsed.crawl_delay(PRODUCT)) or 0)

    @property
    def sitemaps(self) -> list[str]:
        return list(self.parsed.sitemaps) if self.parsed else []


def rules_of(text: str) -> Rules:
    """The rules that a robots.txt states. What cannot be read in it states none."""
    return Rules(Protego.parse(text))


class Robots:
    """The rules of every site, fetched when first asked for. `texts` are those read lately, by their URL."""

    def __init__(self, fetch: FetchRobots, texts: Mapping[str, str]) -> None:
        self._fetch = fetch
        self._rules: dict[tuple[str, str, int | None], asyncio.Future[Rules]] = {}
        self._texts = texts

    async def rules_for(self, url: httpx.URL) -> Rules:
        """The rules for the site of `url`; asked for by several at once it is fetched once."""
        key = (url.scheme, url.host, url.port)
        if key not in self._rules:
            self._rules[key] = asyncio.ensure_future(self._read(robots_url(url)))
        return await asyncio.shield(self._rules[key])

    async def _read(self, address: httpx.URL) -> Rules:
        if str(address) in self._texts:
            return rules_of(self._texts[str(address)])
        fetch, text = await self._fetch(address)
        if text is not None:
            return rules_of(text)
        if fetch.outcome.transient or fetch.outcome in _SILENT:
            return Rules(failed=fetch)
        return Rules()  # it answered that there is none


def robots_url(url: httpx.URL) -> httpx.URL:
    """Where the rules for the site of `url` stand."""
    return httpx.URL(scheme=url.scheme, host=url.host, port=url.port, path="/robots.txt")
