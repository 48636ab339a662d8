"""One URL, asked for until there is an outcome: through robots, redirects and retries."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
from fastwarc.warc import HeaderMap

from extractors.model import RawPage
from flows.web.client import DISCONNECT, TIME, Answer, Client, NoAnswerError
from flows.web.guard import BlockedError, Guard
from flows.web.politeness import Hosts, retry_after
from flows.web.robots import Robots
from flows.web.settings import Limits
from flows.web.verdict import Visit, judge, readable
from warehouse.fetch import Fetch, FetchKind, FetchOutcome
from warehouse.fetch_warc import Exchange

_REDIRECTS = (301, 302, 303, 307, 308)
_ROBOTS_REDIRECTS = 5  # RFC 9309


@dataclass(frozen=True, slots=True)
class Wanted:
    """A URL to ask for; `last` is what came of it before."""

    url: str
    key: str
    kind: FetchKind
    last: Fetch | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetch with its exchanges; a new `page` to be cleaned, or the `body` of what names pages."""

    fetch: Fetch
    exchanges: tuple[Exchange, ...] = ()
    page: RawPage | None = None
    body: bytes | None = None


class Fetcher:
    """Asks for URLs on behalf of one source."""

    def __init__(
        self,
        source: str,
        client: Client,
        guard: Guard,
        hosts: Hosts,
        limits: Limits,
        revisit: tuple[timedelta, ...],
    ) -> None:
        self._source, self._client, self._guard = source, client, guard
        self._hosts, self._limits, self._revisit = hosts, limits, revisit
        self.robots: Robots  # asks through this fetcher, so it is made after it

    async def fetch(self, wanted: Wanted) -> Fetched:
        """Ask for it. Never raises for what a URL, a network or a server does."""
        visit = Visit(self._source, wanted.url, wanted.key, wanted.kind, wanted.last)
        try:
            url = httpx.URL(wanted.url).copy_with(fragment=None)
            most = _ROBOTS_REDIRECTS if wanted.kind is FetchKind.ROBOTS else self._limits.redirects
            done = await self._follow(url, visit, most)
        except (httpx.InvalidURL, ValueError) as error:
            done = visit.ended(FetchOutcome.BLOCKED, f"it is no URL: {error}")
        except BlockedError as error:
            done = visit.ended(FetchOutcome.BLOCKED, str(error))
        except NoAnswerError as error:
            done = visit.ended(error.outcome, str(error))
        except Exception:
            done = visit.ended(FetchOutcome.CRASHED, traceback.format_exc(limit=-8))
        return self._finished(visit, done)

    async def _follow(self, url: httpx.URL, visit: Visit, most: int) -> Fetch:
        seen: set[str] = set()
        while str(url) not in seen and len(seen) <= most:
            seen.add(str(url))
            visit.host = url.host
            self._guard.check_url(url)
            if refused := await self._robots_forbid(url, visit):
                return refused
            answer = await self._ask(url, visit)
            location = answer.header("Location")
            if answer.status not in _REDIRECTS or not location:
                return judge(visit, answer, str(url), self._limits.unpacked)
            visit.redirects += 1
            url = url.join(location).copy_with(fragment=None)
        circle = "it redirects in a circle" if str(url) in seen else f"it redirects more than {most} times"
        return visit.ended(FetchOutcome.TOO_MANY_REDIRECTS, f"{circle}, to {url}")

    async def _robots_forbid(self, url: httpx.URL, visit: Visit) -> Fetch | None:
        if visit.kind is FetchKind.ROBOTS:
            return None
        rules = await self.robots.rules_for(url)
        self._hosts.keep_to(url.host, rules.crawl_delay)
        if rules.allows(url):
            return None
        visit.asked = False
        if rules.failed is not None:  # RFC 9309: then nothing may be asked for
            blocked = rules.failed.outcome is FetchOutcome.BLOCKED
            outcome = FetchOutcome.BLOCKED if blocked else FetchOutcome.UNREACHABLE
            detail = f"robots.txt cannot be asked ({rules.failed.outcome}): {rules.failed.detail}"
            return visit.ended(outcome, rules.failed.detail if blocked else detail)
        return visit.ended(FetchOutcome.ROBOTS, f"robots.txt of {url.host} forbids {url.path}")

    async def _ask(self, url: httpx.URL, visit: Visit) -> Answer:
        """The answer of one hop, after as many tries as it takes. NoAnswerError where none had one."""
        for attempt in range(1, self._limits.tries + 1):
            visit.tries += 1
            answer, trouble = None, None
            async with self._hosts.turn(url.host):
                try:
                    answer = await self._client.get(url, _conditions(visit, url), _wants(visit.kind))
                except NoAnswerError as error:
                    trouble = error
            if answer and not answer.exchange.truncated:
                visit.exchanges.append(answer.exchange)  # what was said at a try that failed is kept too
            if (answer and not _passing(answer)) or (trouble and trouble.outcome is FetchOutcome.UNREACHABLE):
                break
            pause = self._pause(url.host, answer, attempt)
            if pause > self._limits.patience:
                self._hosts.rest(url.host, datetime.now(UTC) + timedelta(seconds=pause))
                break
            self._hosts.hold(url.host, pause)
        if answer is None:
            raise trouble or NoAnswerError(FetchOutcome.BROKEN, "it was not asked")
        if answer.exchange.truncated:  # of those only the last: each may be as large as the limit
            visit.exchanges.append(answer.exchange)
        return answer

    def _pause(self, host: str, answer: Answer | None, attempt: int) -> float:
        """How long to leave the host alone after a failed try; 429 and 503 slow down what follows, too."""
        backing_off: float = self._limits.first_pause * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311
        if answer is None or answer.status not in (429, 503):
            return backing_off
        self._hosts.slow_down(host)
        asked_for = retry_after(answer.header("Retry-After"))
        return backing_off if asked_for is None else asked_for

    def _finished(self, visit: Visit, fetch: Fetch) -> Fetched:
        if visit.asked and fetch.outcome is not FetchOutcome.BLOCKED:
            (self._hosts.failed if fetch.outcome.transient else self._hosts.answered)(visit.host)
        fetch = replace(fetch, next_due_at=visit.next_due(fetch, self._revisit))
        return Fetched(fetch, tuple(visit.exchanges), visit.page, visit.body)


def _passing(answer: Answer) -> bool:
    """Whether another try may give a better answer."""
    return (
        answer.status == 429 or 500 <= answer.status <= 599 or answer.exchange.truncated in (TIME, DISCONNECT)
    )


def _conditions(visit: Visit, url: httpx.URL) -> Mapping[str, str]:
    """If-None-Match and If-Modified-Since, where we hold what this very URL answered."""
    last = visit.last
    if last is None or last.final_url != str(url) or last.payload_at is None:
        return {}
    stated = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in stated.items() if value}


def _wants(kind: FetchKind) -> Callable[[HeaderMap], bool]:
    return readable if kind is FetchKind.PAGE else _anything


def _anything(head: HeaderMap) -> bool:
    return True
