"""One request at a time to a host, a pause after each, a longer one where the host asks for it, and a rest
for a host that keeps failing."""

from __future__ import annotations

import asyncio
import email.utils
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

FAILURES_BEFORE_REST = 3
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(days=1)
_SLOWEST = 60.0  # seconds that a delay grows to when a host answers 429 or 503


class Hosts:
    """The pace of every host that a run asks. `delay` is in seconds; `failing` what earlier runs saw."""

    def __init__(
        self, delay: float, failing: Mapping[str, tuple[int, datetime | None]], hosts_at_once: int
    ) -> None:
        self._delay = delay
        self._hosts: dict[str, _Host] = {}
        self._failing = failing
        self._all = asyncio.Semaphore(hosts_at_once)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's turn; while the block runs nothing else is asked of it."""
        pace = self._of(host)
        async with pace.lock:
            await asyncio.sleep(pace.not_before - time.monotonic())
            async with self._all:
                try:
                    yield
                finally:
                    pace.not_before = max(pace.not_before, time.monotonic() + pace.delay)

    def keep_to(self, host: str, crawl_delay: float) -> None:
        """Its robots.txt asks for this many seconds between two requests."""
        pace = self._of(host)
        pace.delay = max(pace.delay, crawl_delay)

    def wait(self, host: str, seconds: float) -> None:
        """It asked for this pause (429 or 503); from now on it is asked half as often, too."""
        pace = self._of(host)
        pace.not_before = max(pace.not_before, time.monotonic() + seconds)
        pace.delay = max(pace.delay, min(2 * max(pace.delay, 0.5), _SLOWEST))

    def answered(self, host: str) -> None:
        """It answered, with whatever it was."""
        pace = self._of(host)
        pace.failures, pace.rests_until = 0, None

    def failed(self, host: str) -> None:
        """It did not, tries included."""
        pace = self._of(host)
        pace.failures += 1
        if pace.failures >= FAILURES_BEFORE_REST:
            doubled = min(pace.failures - FAILURES_BEFORE_REST, 20)
            pace.rests_until = datetime.now(UTC) + min(_FIRST_REST * 2**doubled, _LONGEST_REST)

    def rest(self, host: str, until: datetime) -> None:
        """Leave the host alone until then."""
        self._of(host).rests_until = until

    def rests(self, host: str) -> bool:
        """Whether the host is to be left alone for now."""
        until = self._of(host).rests_until
        return until is not None and until > datetime.now(UTC)

    def _of(self, host: str) -> _Host:
        if host not in self._hosts:
            failures, rests_until = self._failing.get(host, (0, None))
            self._hosts[host] = _Host(self._delay, failures, rests_until)
        return self._hosts[host]


class _Host:
    def __init__(self, delay: float, failures: int, rests_until: datetime | None) -> None:
        self.delay, self.failures, self.rests_until = delay, failures, rests_until
        self.lock = asyncio.Lock()
        self.not_before = 0.0


def retry_after(stated: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, given as seconds or as a date; None where it is neither."""
    if not stated:
        return None
    if stated.strip().isascii() and stated.strip().isdigit():
        return float(stated)
    try:
        moment = email.utils.parsedate_to_datetime(stated)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
