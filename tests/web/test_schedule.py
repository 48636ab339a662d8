"""When a URL is due again, how long a pause is asked for, and which URLs are none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from flows.web.client import Client
from flows.web.fetching import Fetcher
from flows.web.guard import BlockedError, Guard
from flows.web.politeness import Hosts, retry_after
from flows.web.robots import rules_of
from flows.web.settings import Limits
from flows.web.verdict import Visit
from warehouse.database import open_writer
from warehouse.fetch import Fetch, FetchKind, FetchOutcome

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
REVISIT = (HOUR, 6 * HOUR, 24 * HOUR, 168 * HOUR)


def due(outcome: FetchOutcome, after: timedelta, failures: int = 0) -> timedelta | None:
    """How long after the first fetch it is due, when fetched so long after it."""
    visit = Visit("daily", "u", "u", FetchKind.PAGE, None)
    fetch = Fetch("daily", FetchKind.PAGE, "u", "u", "h", NOON + after, NOON, outcome, failures=failures)
    moment = visit.next_due(fetch, REVISIT)
    return moment - NOON if moment else None


def test_pages_are_seen_again_ever_more_rarely() -> None:
    seen, now = [], timedelta()
    while (following := due(FetchOutcome.UNCHANGED, now)) is not None:
        seen.append(following)
        now = following
    assert tuple(seen) == REVISIT
    assert due(FetchOutcome.NEW, 5 * HOUR) == 6 * HOUR, "a missed visit is not made up for"


def test_passing_faults_are_tried_again_ever_more_rarely_and_given_up() -> None:
    minutes = timedelta(minutes=1)
    waits = [due(FetchOutcome.TIMED_OUT, timedelta(), failures) for failures in range(1, 13)]
    assert waits[:3] == [10 * minutes, 20 * minutes, 40 * minutes]
    assert waits[-2:] == [timedelta(weeks=1), None]
    assert due(FetchOutcome.ROBOTS, timedelta()) == timedelta(days=1)


@pytest.mark.parametrize(
    "outcome", ["not_found", "refused", "http_error", "blocked", "too_large", "not_html"]
)
def test_what_lasts_is_not_asked_for_again(outcome: str) -> None:
    assert due(FetchOutcome(outcome), timedelta()) is None


def test_retry_after_is_read_as_seconds_or_date() -> None:
    later = retry_after(format_datetime(datetime.now(UTC) + HOUR, usegmt=True))
    assert later is not None and 3590 < later <= 3600
    assert retry_after(" 120 ") == 120
    assert retry_after(format_datetime(NOON - 9999 * HOUR, usegmt=True)) == 0
    assert retry_after("9" * 400) == retry_after("Fri, 31 Dec 9999 23:59:59 GMT") == 7 * 24 * 3600
    assert [retry_after(text) for text in (None, "", "soon", "-5", "1.5")] == [None] * 5


def test_a_failing_host_rests_and_an_answer_wakes_it() -> None:
    hosts = Hosts(0, {"old.example": (5, datetime.now(UTC) + HOUR), "past.example": (5, NOON)}, Limits())
    assert hosts.rests_until("old.example") and not hosts.rests_until("past.example")
    for _ in range(3):
        assert not hosts.rests_until("new.example")
        hosts.failed("new.example")
    assert hosts.rests_until("new.example")
    hosts.answered("new.example")
    assert not hosts.rests_until("new.example")


def test_a_delay_doubles_to_a_minute_and_shrinks_back_to_what_it_was() -> None:
    hosts, host = Hosts(1, {}, Limits()), "a.example"
    hosts.keep_to(host, 1.5)

    def delays(told: Callable[[str], None], times: int) -> list[float]:
        return [(told(host), hosts._of(host).delay)[1] for _ in range(times)]  # type: ignore[func-returns-value]

    assert delays(hosts.slow_down, 7) == [3, 6, 12, 24, 48, 60, 60]
    shrinking = delays(hosts.answered, 40)
    assert shrinking == sorted(shrinking, reverse=True)
    assert shrinking[6] < 30 < shrinking[5] and shrinking[-1] == 1.5, "what robots.txt asks for is the least"
    assert delays(hosts.failed, 3) == [1.5, 3, 6], "one fault alone says nothing"


def test_tries_are_spaced_by_doubling_pauses_with_jitter() -> None:
    guard, limits = Guard(), Limits(first_pause=1)
    fetcher = Fetcher("daily", Client("x", guard, limits), guard, Hosts(0, {}, limits), limits, ())
    for attempt, middle in ((1, 1), (2, 2), (3, 4)):
        pauses = {fetcher._pause("a.example", None, attempt) for _ in range(300)}
        assert len(pauses) > 200
        assert 0.5 * middle <= min(pauses) < 0.7 * middle < 1.3 * middle < max(pauses) <= 1.5 * middle


def rest_after(failures: int) -> timedelta:
    hosts, now = Hosts(0, {"a.example": (failures - 1, None)}, Limits()), datetime.now(UTC)
    hosts.failed("a.example")
    until = hosts._of("a.example").rests_until
    return until - now if until else timedelta()


def test_the_rest_doubles_up_to_a_day_and_the_archive_says_the_same(tmp_path: Path) -> None:
    """What a later run reads of a host is what the run itself would have kept to."""
    archive = open_writer(tmp_path / "writer.duckdb")
    for failures, minutes in ((3, 1), (4, 2), (5, 4), (9, 64), (40, 24 * 60)):
        assert abs(rest_after(failures) - timedelta(minutes=minutes)) <= timedelta(minutes=1)
        archive.execute(
            "INSERT INTO fetch_rows (batch_id, run_id, source, kind, url, url_key, host, fetched_at, "
            "first_fetched_at, outcome, detail, tries, redirects, failures) "
            "SELECT 'b', 'r', 's', 'page', 'u', 'u', $host, $now, $now, 'timed_out', '', 1, 0, 1 "
            "FROM range($failures)",
            {"host": f"{failures}.example", "now": NOON, "failures": failures},
        )
        told = archive.execute(
            "SELECT failures, paused_until - fetched_at FROM web_hosts WHERE host = $host",
            {"host": f"{failures}.example"},
        ).fetchall()
        assert told == [(failures, timedelta(minutes=minutes))]


def test_no_more_hosts_are_asked_at_once_than_the_limit_says() -> None:
    asked_at_once: list[int] = []

    async def ask(hosts: Hosts, host: str, at_work: set[str]) -> None:
        async with hosts.turn(host):
            at_work.add(host)
            asked_at_once.append(len(at_work))
            await asyncio.sleep(0.01)
            at_work.remove(host)

    async def run() -> None:
        hosts, at_work = Hosts(0, {}, Limits(hosts_at_once=3)), set[str]()
        await asyncio.gather(*(ask(hosts, f"{number}.example", at_work) for number in range(12)))

    asyncio.run(run())
    assert len(asked_at_once) == 12 and max(asked_at_once) == 3


ROBOTS = """
User-agent: copydesk
User-agent: other
Allow: /open/page$
Disallow: /open/
Disallow: /*.pdf$
Disallow: /caf%C3%A9
Crawl-delay: 2.5

User-agent: *
Disallow: /
Sitemap: https://news.example/map.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/open/page", True),
        ("/open/page2", False),
        ("/open/", False),
        ("/a.pdf", False),
        ("/a.pdf?x=1", True),
        ("/café/a", False),
        ("/robots.txt", True),
    ],
)
def test_robots_groups_wildcards_and_the_longest_match(path: str, allowed: bool) -> None:
    rules = rules_of(ROBOTS)
    assert rules.allows(httpx.URL("https://news.example" + path)) is allowed
    assert rules.crawl_delay == 2.5 and rules.sitemaps == ["https://news.example/map.xml"]


@pytest.mark.parametrize(
    "url", ["ftp://a/", "file:///etc/passwd", "//a/", "http:///x", "http://user:pw@a/", "http://a:0/", "x"]
)
def test_what_is_no_plain_web_address_is_blocked(url: str) -> None:
    with pytest.raises(BlockedError):
        Guard().check_url(httpx.URL(url))
