"""The whole way of a site through the Prefect flow: mirrored, seen again unchanged, then edited."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from flows.answers import run_markdown
from flows.home import Home
from flows.ingest import RunFailedError, ingest
from flows.report import Report, print_reports
from tests.flows.conftest import Archive
from tests.web.conftest import ask, passes_verify, passes_warcio, write_source
from tests.web.server import serve
from tests.web.site import HOSTS, Site
from warehouse.database import RunState

pytestmark = pytest.mark.prefect

EDITS, DELAY = 20, 0.02


def kept_to_its_rate(site: Site) -> None:
    """By the server's own log: from one request to a host to the next at least the delay."""
    for host in HOSTS:
        asked = sorted((a for a in site.log if a.host == host), key=lambda a: a.began)
        pauses = [after.began - before.began for before, after in pairwise(asked)]
        assert len(asked) > EDITS / len(HOSTS) and min(pauses) > 0.95 * DELAY, (host, min(pauses))


@pytest.mark.parametrize("articles", [60, pytest.param(300, marks=pytest.mark.soak)])
def test_a_site_is_mirrored_and_its_edits_become_versions(
    articles: int, tmp_path: Path, prefect_server: str
) -> None:
    home, kept = Home.at(tmp_path / "home"), articles - 1
    with serve(articles) as site:
        site.robots[HOSTS[2]] = f"User-agent: *\nDisallow: /news/{kept}\n"
        keys = {
            "kind": "sitemap",
            "location": [site.url("/sitemap.xml")],
            "revisit": [f"{n}s" for n in range(1, 999)],
            "delay": DELAY,
        }
        write_source(tmp_path, "daily", keys)

        def run() -> Report:
            site.log.clear()
            report = ingest("daily", str(home.root), str(tmp_path), workers=2)
            kept_to_its_rate(site)
            return report

        first = run()
        assert first.run.state is RunState.COMPLETED
        assert (first.run.counts.articles, first.run.counts.versions) == (kept, kept)
        assert ask(home, "SELECT count(*), count(DISTINCT url) FROM articles") == [(kept, kept)]
        assert not any(f"/news/{kept}" in path for path in site.paths())
        assert ask(home, "SELECT count(*) FROM articles WHERE text LIKE 'SPRINGFIELD (AP) — %'") == [
            (kept,)
        ], "whatever charset was stated"

        time.sleep(1.1)
        second = run()
        answers = [asked.status for asked in site.log if "/news/" in asked.path]
        assert len(answers) == kept and answers.count(304) / len(answers) >= 0.95
        assert (second.unchanged, second.run.counts.articles, second.run.counts.versions) == (
            kept,
            0,
            0,
        )

        for number in range(0, 2 * EDITS, 2):
            site.edit(number)
        time.sleep(1.1)
        third = run()
        assert (third.run.counts.articles, third.run.counts.versions) == (EDITS, EDITS)
    assert ask(home, "SELECT count(*) FROM articles WHERE versions = 2") == [(EDITS,)]
    assert ask(home, "SELECT count(*), count(DISTINCT page_id) FROM captures") == [(3 * (kept), kept + EDITS)]
    assert ask(home, "SELECT outcome, count(*) FROM web_urls GROUP BY 1 ORDER BY 2") == [
        ("robots", 1),
        ("new", EDITS),
        ("unchanged", kept - EDITS),
    ]


COUNTED = {
    "new": 1,
    "not_found": 2,
    "refused": 1,
    "http_error": 1,
    "not_html": 1,
    "too_many_redirects": 1,
    "blocked": 1,
    "robots": 1,
    "overloaded": 1,
}


def test_whatever_came_of_an_address_is_in_the_report_and_the_archive(
    tmp_path: Path, prefect_server: str
) -> None:
    home = Home.at(tmp_path / "home")
    paths = [
        "/news/1",
        "/nowhere",
        "/news/77",
        "/status/403",
        "/status/418",
        "/image",
        "/loop",
        "/away/10.0.0.1",
        "/private",
        "/status/503",
    ]
    with serve(10) as site:
        site.robots[HOSTS[0]] = "User-agent: *\nDisallow: /private\n"
        write_source(tmp_path, "daily", {"kind": "urls", "location": [site.url(path) for path in paths]})
        report = ingest("daily", str(home.root), str(tmp_path), workers=1)
    assert dict(report.run.counts.rejections) == {"not_found": 2, "http_error": 2}
    assert report.run.counts.articles == 1
    assert report.asked is not None and report.asked.outcomes == COUNTED
    assert dict(ask(home, "SELECT outcome, count(*) FROM web_urls GROUP BY 1")) == COUNTED  # type: ignore[arg-type]
    assert ask(home, "SELECT fetches FROM runs") == [(COUNTED,)]
    printed = said(home, report)
    assert all(f"{outcome} {count}" in printed for outcome, count in COUNTED.items())
    assert f"run_id = '{report.run.run_id}'" in printed
    shown = run_markdown(report, [], [])
    assert all(f"| {outcome} | {count} |" in shown for outcome, count in COUNTED.items())


def test_a_run_whose_feed_cannot_be_read_says_so(tmp_path: Path, prefect_server: str) -> None:
    home = Home.at(tmp_path / "home")
    with serve(10) as site:
        keys = {"kind": "feed", "location": [site.url("/news/1"), site.url("/gone"), site.url("/rss")]}
        write_source(tmp_path, "daily", {**keys, "max_pages": 4})
        report = ingest("daily", str(home.root), str(tmp_path), workers=1)
    assert report.asked is not None
    assert (report.asked.outcomes, report.asked.waiting) == ({"new": 4}, 6)
    assert report.sentence == "4 pages: 4 articles, 0 rejected; 2 lists not read"
    printed = said(home, report)
    assert "/news/1 could not be read: unusable it cannot be read as a feed" in printed
    assert "/gone could not be read: not_found 404" in printed and "6 pages wait" in printed
    assert "/gone could not be read" in run_markdown(report, [], [])


def test_a_run_that_can_read_none_of_its_lists_has_failed_and_keeps_its_state(
    tmp_path: Path, prefect_server: str
) -> None:
    """What was due is seen again all the same; a host that keeps failing is not asked for its feed either."""
    home = Home.at(tmp_path / "home")

    def run() -> Report:
        with pytest.raises(RunFailedError) as failed:
            ingest("daily", str(home.root), str(tmp_path), workers=1)
        assert str(failed.value) == failed.value.report.fault
        return failed.value.report

    with serve(3) as site:
        keys = {"kind": "feed", "location": [site.url("/rss")], "revisit": ["1s", "2h"], "delay": 0}
        write_source(tmp_path, "daily", keys)
        assert ingest("daily", str(home.root), str(tmp_path), workers=1).run.counts.articles == 3
        time.sleep(1.1)
        write_source(tmp_path, "daily", {**keys, "location": [site.url("/status/404"), site.url("/news/1")]})
        missing = run()
        why = f"{site.url('/status/404')} could not be read: not_found 404"
        assert missing.fault == f"No new pages could be found: {why}, and 1 more."
        assert missing.asked is not None and missing.asked.outcomes == {"unchanged": 3}
        assert ask(home, "SELECT state FROM runs ORDER BY started_at") == [("completed",), ("failed",)]
    gone = run()
    assert gone.fault and "/news/1 could not be read" not in gone.fault
    assert "could not be read: unreachable" in gone.fault and gone.fault.endswith(", and 1 more.")
    run()
    resting = run()
    assert resting.fault and "was not asked for: 127.0.0.1 is given a rest until" in resting.fault
    assert "not asked for" in said(home, resting) and "failed" in said(home, resting)
    assert ask(home, "SELECT count(*) FROM articles") == [(3,)]
    assert ask(home, "SELECT outcome, count(*) FROM web_urls GROUP BY ALL") == [("unchanged", 3)]
    paused = "SELECT failures >= 3, paused_until > fetched_at FROM web_hosts WHERE host = '127.0.0.1'"
    assert ask(home, paused) == [(True, True)]


def said(home: Home, report: Report) -> str:
    """What the command line prints, in one line."""
    out = StringIO()
    print_reports(Console(file=out, width=500), home, [report])
    return " ".join(out.getvalue().split())


def test_walls_and_stubs_are_stored_with_their_evidence(tmp_path: Path, prefect_server: str) -> None:
    """Each ends as it should, by the site's own words; and a wall that is lifted hides no story for good."""
    home = Home.at(tmp_path / "home")
    expected = {
        "/wall/consent": ("consent_wall", "consent_wall", "value your privacy"),
        "/wall/bot/200": ("bot_wall", "consent_wall", "Just a moment"),
        "/wall/bot/403": ("bot_wall", "http_error", "Just a moment"),
        "/wall/missing": ("soft_404", "not_found", "Page not found"),
        "/wall/stub/5": ("paywall_stub", None, "Subscribe to continue reading"),
    }
    with serve(10) as site:
        paths = [*expected, "/wall/free/6", "/wall/lifted/7"]
        keys = {"kind": "urls", "location": [site.url(path) for path in paths], "revisit": ["1s"]}
        write_source(tmp_path, "daily", keys)
        first = ingest("daily", str(home.root), str(tmp_path), workers=1)
        assert first.run.counts.articles == 2, "the stub and the free one"
        assert dict(first.run.counts.rejections) == {"consent_wall": 3, "http_error": 1, "not_found": 1}
        told = ask(home, "SELECT url, page_status, reason, evidence FROM page_statuses")
        assert {str(url).partition(f":{site.port}")[2]: row for url, *row in told}.keys() == {
            *expected,
            "/wall/consent?to=7",
        }
        for url, status, reason, evidence in told:
            path = str(url).partition(f":{site.port}")[2].partition("?")[0]
            assert (status, reason) == expected[path][:2] and expected[path][2] in str(evidence), path
        assert ask(home, "SELECT count(*) FROM page_statuses AS s JOIN articles USING (page_id)") == [(1,)]
        time.sleep(1.1)
        second = ingest("daily", str(home.root), str(tmp_path), workers=1)
    assert second.run.counts.articles == 1, "what stood behind the wall that was lifted"
    assert ask(home, "SELECT word_count > 100 FROM articles WHERE url LIKE '%/lifted/7'") == [(True,)]
    fetched = "SELECT outcome, count(*) FROM fetches WHERE status = 403 GROUP BY ALL"
    assert ask(home, fetched) == [("refused", 1)]


def test_a_wall_raised_before_a_known_story_does_not_take_its_place(
    tmp_path: Path, prefect_server: str
) -> None:
    home = Home.at(tmp_path / "home")
    raised = ["stub/1", "consent", "bot/200", "bot/403", "missing", "gone"]
    with serve(10) as site:
        paths = [f"/wall/raised/{number}/{wall}" for number, wall in enumerate(raised, 1)]
        keys = {"kind": "urls", "location": [site.url(path) for path in paths], "revisit": ["1s"]}
        write_source(tmp_path, "daily", keys)
        first = ingest("daily", str(home.root), str(tmp_path), workers=1)
        assert first.run.counts.articles == len(raised)
        stories = ask(home, "SELECT url, text, versions, version_id FROM articles ORDER BY ALL")
        time.sleep(1.1)
        second = ingest("daily", str(home.root), str(tmp_path), workers=1)
    assert (second.run.counts.pages, second.run.counts.articles) == (len(raised), 1), "the stub"
    assert ask(home, "SELECT url, text, versions, version_id FROM articles ORDER BY ALL") == stories
    assert ask(home, "SELECT count(*) FROM changes") == [(0,)]
    assert ask(home, "SELECT count(*), count(DISTINCT page_id) FROM captures") == [(12, 12)]
    assert ask(home, "SELECT page_status FROM page_statuses ORDER BY ALL") == [
        ("bot_wall",),
        ("bot_wall",),
        ("consent_wall",),
        ("paywall_stub",),
        ("soft_404",),
    ]


@pytest.mark.soak
@pytest.mark.parametrize(
    "fault",
    [
        "kill before flows.web.pull.stage_archived 1",  # raw answers without a manifest
        "kill before warehouse.staging.stage_web 1",
        "kill after warehouse.staging.write_manifest 1",  # pulled, not cleaned
        "kill before warehouse.loading.load_web 1",  # in the middle of a load
        "kill before flows.ingest.publish 1",
    ],
)
def test_a_run_killed_anywhere_asks_for_nothing_twice(
    fault: str, tmp_path: Path, archive: Callable[[str], Archive]
) -> None:
    killed, whole = archive("killed"), archive("whole")
    with serve(12) as site:
        keys = {"kind": "feed", "location": [site.url("/rss")], "revisit": ["1d"]}
        write_source(killed.seeds, "daily", keys)
        assert whole.run(Path("daily")).returncode == 0
        site.log.clear()
        assert killed.run(Path("daily"), fault).returncode == -signal.SIGKILL
        finished = killed.run(Path("daily"))
        assert finished.returncode == 0, finished.stderr
        news = [path for path in site.paths() if "/news/" in path]
    assert len(news) == len(set(news)) == 12
    for sql in (
        "SELECT * EXCLUDE (first_captured_at, last_captured_at, cleaner_version) FROM articles ORDER BY ALL",
        "SELECT url, page_id, path FROM captures ORDER BY ALL",
        "SELECT url, outcome, page_id FROM fetches WHERE kind = 'page' ORDER BY ALL",
        "SELECT url, outcome, failures FROM web_urls ORDER BY ALL",
    ):
        assert killed.query(sql) == whole.query(sql)
    passes_verify(Home.at(killed.home))
    passes_warcio(sorted(killed.home.rglob("*.warc.gz")))
