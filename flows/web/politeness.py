"""One request at a time to a host, a pause after each, longer ones for a host under strain, and a rest for
one that keeps failing."""

from __future__ import annotations

import asyncio
import email.utils
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from flows.web.settings import Limits

FAILURES_BEFORE_REST = 3
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(days=1)
_SLOWEST = 60.0  # seconds that a delay grows to
_RECOVERY = (
    0.9  # of the delay after each answer: seven undo one doubling, so a limit is not met every other time
)
_LONGEST_RETRY = timedelta(weeks=1)  # beyond it a host asks for nothing that a newspaper means


class Hosts:
    """The pace of every host that a run asks. `delay` is in seconds; `failing` what earlier runs saw."""

    def __init__(
        self, delay: float, failing: Mapping[str, tuple[int, datetime | None]], limits: Limits
    ) -> None:
        self._delay, self._first_pause = delay, limits.first_pause
        self._hosts: dict[str, _Host] = {}
        self._failing = failing
        self._all = asyncio.Semaphore(limits.hosts_at_once)

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
        pace.least = max(pace.least, crawl_delay)
        pace.delay = max(pace.delay, crawl_delay)

    def hold(self, host: str, seconds: float) -> None:
        """Ask it for nothing for so long."""
        pace = self._of(host)
        pace.not_before = max(pace.not_before, time.monotonic() + seconds)

    def slow_down(self, host: str) -> None:
        """It is under strain (429, 503, fault after fault): from now on it is asked half as often."""
        pace = self._of(host)
        doubled = max(2 * pace.delay, self._first_pause)
        pace.delay = max(pace.delay, min(doubled, _SLOWEST))
        self.hold(host, pace.delay)

    def answered(self, host: str) -> None:
        """It answered, with whatever it was."""
        pace = self._of(host)
        pace.failures, pace.rests_until = 0, None
        pace.delay = max(pace.least, pace.delay * _RECOVERY)

    def failed(self, host: str) -> None:
        """It did not, tries included."""
        pace = self._of(host)
        pace.failures += 1
        if pace.failures > 1:
            self.slow_down(host)
        if pace.failures >= FAILURES_BEFORE_REST:
            doubled = min(pace.failures - FAILURES_BEFORE_REST, 20)
            pace.rests_until = datetime.now(UTC) + min(_FIRST_REST * 2**doubled, _LONGEST_REST)

    def rest(self, host: str, until: datetime) -> None:
        """Leave the host alone until then."""
        self._of(host).rests_until = until

    def rests_until(self, host: str) -> datetime | None:
        """Until when the host is to be left alone; None where it may be asked."""
        until = self._of(host).rests_until
        return until if until is not None and until > datetime.now(UTC) else None

    def _of(self, host: str) -> _Host:
        if host not in self._hosts:
            failures, rests_until = self._failing.get(host, (0, None))
            self._hosts[host] = _Host(self._delay, failures, rests_until)
        return self._hosts[host]


class _Host:
    def __init__(self, delay: float, failures: int, rests_until: datetime | None) -> None:
        self.least = self.delay = delay
        self.failures, self.rests_until = failures, rests_until
        self.lock = asyncio.Lock()
        self.not_before = 0.0


def retry_after(stated: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, given as seconds or as a date; None where it is neither."""
    if not stated:
        return None
    longest = _LONGEST_RETRY.total_seconds()
    if stated.strip().isascii() and stated.strip().isdigit():
        return min(float(stated), longest)
    try:
        moment = email.utils.parsedate_to_datetime(stated)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), longest)
