"""A whole site: every article once, nothing forbidden, no faster than allowed; then only what changed."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest

from flows.batches import leftovers
from flows.web.settings import Limits
from seeds import SourceError
from tests.web.conftest import SHORT, MakePulls, ask
from tests.web.site import HOSTS, Site
from warehouse.archived import read_archived
from warehouse.fetch_warc import FetchWriter
from warehouse.raw import read_batch

AGAIN = ["1s", "2s", "3s", "1h"]


def test_the_mirror_is_whole_and_the_second_run_asks_only_what_changed(site: Site, pulls: MakePulls) -> None:
    site.robots[HOSTS[1]] = "User-agent: *\nDisallow: /news/4\nDisallow: /*/1*$\n\nUser-agent: x\nDisallow: /"
    done = pulls(kind="sitemap", location=[site.url("/sitemap.xml")], revisit=AGAIN)
    first = done.run()
    forbidden = {n for n in site.articles if n % 3 == 1 and str(n).startswith(("4", "1"))}
    allowed = set(site.articles) - forbidden
    news = [path for path in site.paths() if "/news/" in path]
    assert len(news) == len(set(news)) == len(allowed), "each once, and nothing forbidden"
    assert {p.rpartition("/")[2] for p in news} == {str(n) for n in allowed}
    assert sum(f.outcome == "robots" for f in first.values()) == len(forbidden)
    bodies = {
        page.url: page.body for w in done.home.raw.rglob("*.gz") for page, _ in read_batch(w, done.home.raw)
    }
    assert bodies == {site.article_url(n): site.articles[n].encode() for n in allowed}

    edited = sorted(allowed)[:5]
    for number in edited:
        site.edit(number)
    time.sleep(1.1)
    site.log.clear()
    second = done.run()
    answers = [a.status for a in site.log if a.path.startswith("/news/")]
    assert (answers.count(304), answers.count(200)) == (len(allowed) - 5, 5)
    changed = {f.final_url for f in second.values() if f.outcome == "new" and f.kind == "page"}
    assert changed == {site.article_url(n) for n in edited}
    assert ask(done.home, "SELECT count(*), count(DISTINCT page_id) FROM captures") == [
        (2 * len(allowed), len(allowed) + 5)
    ]
    assert ask(done.home, "SELECT count(*), count(outcome), count(DISTINCT url_key) FROM web_urls") == [
        (30, 30, 30)
    ]


def test_requests_to_a_host_follow_one_another_with_its_delay(site: Site, pulls: MakePulls) -> None:
    site.robots[HOSTS[0]] = "User-agent: Copydesk\nCrawl-delay: 0.2\nDisallow:\n"
    urls = [site.article_url(n) for n in range(15)]
    pulls(kind="urls", location=urls, delay=0.1).run()
    slept = {HOSTS[0]: 0.2, HOSTS[1]: 0.1, HOSTS[2]: 0.1}
    for host, delay in slept.items():
        asked = sorted(
            (a for a in site.log if a.host == host and a.path != "/robots.txt"), key=lambda a: a.began
        )
        assert len(asked) == 5
        gaps = [after.began - before.began for before, after in pairwise(asked)]
        assert min(gaps) > delay * 0.95, (host, gaps)
    spans = [[a.began for a in site.log if a.host == host] for host in HOSTS]
    assert max(map(min, spans)) < min(map(max, spans)), "hosts are asked side by side"


def test_retry_after_is_waited_for_or_left_to_a_later_run(site: Site, pulls: MakePulls) -> None:
    urls = [site.url(path) for path in ("/status/503/1/3/1", "/status/429/1/4/3600", "/news/6")]
    done = pulls(kind="urls", location=urls)
    fetched = done.run()
    waited = [a for a in site.log if a.path == "/status/503/1/3/1"]
    assert len(waited) == 2 and waited[1].began - waited[0].ended >= 1
    assert fetched["status/503/1/3/1"].outcome == "new"
    assert fetched["status/429/1/4/3600"].outcome == "overloaded"
    assert "news/6" not in fetched, "the host is left alone"
    assert ask(done.home, "SELECT outcome FROM web_urls WHERE url LIKE '%/news/6'") == [("waiting",)]
    rest = ask(
        done.home, "SELECT failures, round(date_diff('s', fetched_at, paused_until), -2) FROM web_hosts"
    )
    assert rest == [(1, 3600)]
    site.log.clear()
    done.run()
    assert site.log == [], "nor does the next run ask it"


def test_a_host_under_strain_is_asked_ever_more_rarely_and_then_as_before(
    site: Site, pulls: MakePulls
) -> None:
    """By the server's own log: the pause after each 429 or 503 doubles, and shrinks with good answers."""
    strained = [site.url(f"/status/{status}/1/{n}") for n, status in enumerate((429, 503, 429, 503))]
    broken = [site.url(f"/reset/99/{n}") for n in range(2)]
    good = [site.url(f"/news/{n}") for n in range(30)]
    limits = Limits(connect=2, silence=1, total=2, tries=2, first_pause=0.02)
    pulls(
        kind="urls", location=[*strained, *good, *broken, good[0] + "?id=2"], delay=0.02, limits=limits
    ).run()
    asked = sorted((a for a in site.log if a.path != "/robots.txt"), key=lambda a: a.began)
    pauses = [after.began - before.began for before, after in pairwise(asked)]
    after_strain = [p for p, a in zip(pauses, asked, strict=False) if a.status in (429, 503)]
    delay = 0.02
    for pause in after_strain:
        delay *= 2
        assert pause > delay * 0.95, after_strain
        delay *= 0.9
    assert delay < max(after_strain) < 2 * delay, "a good answer between two takes a tenth away"
    news = [p for p, a in zip(pauses, asked, strict=False) if a.path.startswith("/news/")]
    assert news[0] > 0.9 * delay > 5 * min(news[25:]) > 5 * 0.02 * 0.95, news
    assert pauses[-1] > 2 * 0.02 * 0.95, "two faults in a row are strain, too"


def test_a_host_that_keeps_failing_is_left_alone_longer_each_time(site: Site, pulls: MakePulls) -> None:
    urls = [site.url(f"/reset/99/{n}") for n in range(9)]
    done = pulls(kind="urls", location=urls, limits=Limits(connect=1, silence=1, total=1, tries=1))
    done.run()
    asked = [path for path in site.paths() if "reset" in path]
    assert len(asked) == 3
    done.run()
    assert [path for path in site.paths() if "reset" in path] == asked, "not in the next run either"
    assert ask(done.home, "SELECT failures, paused_until > fetched_at FROM web_hosts") == [(3, True)]


def test_what_was_never_asked_of_a_host_is_not_held_against_it(site: Site, pulls: MakePulls) -> None:
    site.robots[HOSTS[0]] = "!"
    site.robot_status = 503
    done = pulls(kind="urls", location=[site.url(f"/news/{n}") for n in range(5)])
    assert len(done.run()) == 6 and site.paths() == [f"{HOSTS[0]}/robots.txt"] * 3
    assert ask(done.home, "SELECT failures, paused_until FROM web_hosts") == [(1, None)]


@pytest.mark.parametrize("answer", [503, 429])
def test_robots_that_cannot_be_asked_mean_stop(site: Site, pulls: MakePulls, answer: int) -> None:
    location = [site.url("/news/3"), site.article_url(4)]
    site.robots[HOSTS[0]] = "!"
    site.robot_status = answer
    done = pulls(kind="urls", location=location)
    fetched = done.run()
    assert fetched["news/3"].outcome == "unreachable" and "robots.txt" in fetched["news/3"].detail
    assert fetched["news/4"].outcome == "new", "another host is another matter"
    assert f"{HOSTS[0]}/news/3" not in site.paths()


def test_robots_are_kept_for_a_day(site: Site, pulls: MakePulls) -> None:
    site.robots[HOSTS[0]] = "User-agent: *\nDisallow: /news/6\n"
    location = [site.url("/news/3"), site.url("/news/6"), site.article_url(1)]
    done = pulls(kind="urls", location=location, revisit=["1s"])
    done.run()
    time.sleep(1.1)
    done.run()
    assert site.paths().count(f"{HOSTS[0]}/robots.txt") == 1
    assert site.paths().count(f"{HOSTS[1]}/robots.txt") == 1, "that there are none is kept, too"
    assert f"{HOSTS[0]}/news/6" not in site.paths()


@pytest.mark.parametrize(
    ("kind", "path"), [("feed", "/rss"), ("feed", "/atom"), ("feed", "/feed.json"), ("page", "/")]
)
def test_every_kind_finds_new_stories_in_the_next_run(
    kind: str, path: str, site: Site, pulls: MakePulls
) -> None:
    site.names = list(range(25))
    keys = {"link_pattern": "/news/[0-9]+"}
    done = pulls(kind=kind, location=[site.url(path)], revisit=["1h"], **keys)
    assert sum(f.kind == "page" for f in done.run().values()) == 25
    site.names = list(range(30))
    found = done.run()
    assert {f.url.rpartition("/")[2].partition("?")[0] for f in found.values() if f.kind == "page"} == {
        str(n) for n in range(25, 30)
    }
    assert not any(f.kind == "page" for f in done.run().values())
    assert done.last[-1].outcome == "unchanged" and done.last[-1].status == 304


def test_a_limit_leaves_the_rest_waiting_for_the_next_run(site: Site, pulls: MakePulls) -> None:
    done = pulls(kind="feed", location=[site.url("/rss")], max_pages=12)
    done.run()
    counts = "SELECT outcome, count(*) FROM web_urls GROUP BY 1 ORDER BY 1"
    assert ask(done.home, counts) == [("new", 12), ("waiting", 18)]
    done.run()
    assert ask(done.home, counts) == [("new", 24), ("waiting", 6)]


def test_what_is_no_feed_says_so_and_known_pages_are_still_seen_again(site: Site, pulls: MakePulls) -> None:
    done = pulls(kind="feed", location=[site.url("/news/1")])
    assert done.run()["news/1"].outcome == "unusable"
    assert done.run()["news/1"].outcome == "unusable"


def test_no_cookie_goes_back_and_we_say_who_we_are(site: Site, pulls: MakePulls) -> None:
    pulls(kind="urls", location=[site.url("/redirect/302/news/3"), site.url("/news/6")]).run()
    for asked in site.log:
        assert "Cookie" not in asked.headers and "Authorization" not in asked.headers
        assert asked.headers["User-Agent"].startswith("Copydesk/")
        assert asked.headers["User-Agent"].endswith("(+desk@example.org)")


def test_nobody_asks_without_a_contact(site: Site, pulls: MakePulls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COPYDESK_CONTACT", raising=False)
    done = pulls(kind="urls", location=[site.url("/news/1")])
    object.__setattr__(done.source.web, "contact", None)
    with pytest.raises(SourceError, match="COPYDESK_CONTACT"):
        done.run()
    assert site.log == []


def test_the_site_that_the_source_names_is_kept_with_its_pages(site: Site, pulls: MakePulls) -> None:
    done = pulls(kind="urls", location=[site.url("/news/3"), site.url("/news/6")], site="The Daily")
    done.run()
    (warc,) = done.home.raw.rglob("*.gz")
    assert [page.site for page, _ in read_batch(warc, done.home.raw)] == ["The Daily"] * 2


def test_found_addresses_are_written_once(site: Site, pulls: MakePulls) -> None:
    done = pulls(kind="sitemap", location=[site.url("/sitemap.xml")], limits=SHORT)
    done.run()
    site.names.append(31)
    site.articles[31] = site.articles[1]
    done.run()
    warcs = done.home.raw.rglob("*.gz")
    found = [one.url for warc in warcs for one in read_archived(warc, done.home.raw).found]
    assert len(found) == len(set(found)) == 31


def test_a_batch_that_cannot_be_written_costs_only_what_was_in_flight(
    site: Site, pulls: MakePulls, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = pulls(kind="feed", location=[site.url("/rss")], revisit=["1d"])
    write, calls = FetchWriter.write, []

    def failing(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 9:
            raise OSError(28, "No space left on device")
        write(*given)

    monkeypatch.setattr(FetchWriter, "write", failing)
    with pytest.raises(OSError, match="No space left"):
        done.run()
    left = leftovers(done.home, "daily")
    assert len(left) == 1
    done.run(left)
    assert ask(done.home, "SELECT count(*), count(DISTINCT url) FROM captures") == [(30, 30)]
    assert 30 <= len([path for path in site.paths() if "/news/" in path]) <= 33
