"""When a URL is due again, how long a pause is asked for, and which URLs are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from flows.web.guard import BlockedError, Guard
from flows.web.politeness import Hosts, retry_after
from flows.web.robots import rules_of
from flows.web.verdict import Visit
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
    assert [retry_after(text) for text in (None, "", "soon", "-5", "1.5")] == [None] * 5


def test_a_failing_host_rests_and_an_answer_wakes_it() -> None:
    hosts = Hosts(0, {"old.example": (5, datetime.now(UTC) + HOUR), "past.example": (5, NOON)}, 2)
    assert hosts.rests("old.example") and not hosts.rests("past.example")
    for _ in range(3):
        assert not hosts.rests("new.example")
        hosts.failed("new.example")
    assert hosts.rests("new.example")
    hosts.answered("new.example")
    assert not hosts.rests("new.example")


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
