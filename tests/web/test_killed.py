"""Pulls killed while requests go: nothing is lost, nothing doubled, what survived is not asked for again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.home import Home
from tests.web.conftest import ask, passes_verify, passes_warcio, write_source
from tests.web.pull_once import pull_once
from tests.web.server import serve
from tests.web.site import HOSTS, Site

pytestmark = pytest.mark.slow

PAGES = "SELECT page_id, url, path, digest FROM captures ORDER BY ALL"
ARTICLES = "SELECT article_id, version_id, page_id, versions FROM articles ORDER BY ALL"
STATE = "SELECT url, outcome, status, failures, page_id FROM web_urls ORDER BY ALL"


def start(home: Path, source: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.web.pull_once", str(home), str(source)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def kill_often(times: int, home: Path, source: Path, site: Site) -> None:
    """Pulls that are killed after up to as many requests as bring them, together, through most of the site.

    Each begins with seven for robots.txt and sitemaps, so some are killed before they ask for a page.
    """
    rnd, most = random.Random(7), 7 + 2 * len(site.articles) // times
    for _ in range(times):
        kill_while_asking(start(home, source), site, rnd.randint(1, most))
    asked_for = {path for path in site.paths() if "/news/" in path}
    assert len(site.articles) / 3 < len(asked_for) < len(site.articles)


def kill_while_asking(child: subprocess.Popen[bytes], site: Site, requests: int) -> None:
    """SIGKILL when it has asked for that much more."""
    goal, deadline = len(site.log) + requests, time.monotonic() + 60
    while len(site.log) < goal and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    assert child.poll() is None, child.stderr and child.stderr.read()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()


def archive_of_a_pull_killed(times: int, articles: int, folder: Path) -> None:
    with serve(articles) as site:
        keys = {"kind": "sitemap", "location": [site.url("/sitemap.xml")], "revisit": ["1d"], "delay": 0.005}
        source = write_source(folder, "daily", keys)
        whole, killed = Home.at(folder / "whole"), Home.at(folder / "killed")
        pull_once(whole, source)
        site.log.clear()
        kill_often(times, killed.root, source, site)
        last = start(killed.root, source)
        assert last.wait(120) == 0, last.stderr and last.stderr.read()
        news = [path for path in site.paths() if "/news/" in path]
    assert ask(killed, PAGES) == ask(whole, PAGES)
    assert ask(killed, STATE) == ask(whole, STATE)
    assert ask(killed, ARTICLES) == ask(whole, ARTICLES)
    assert ask(killed, "SELECT count(*) FROM articles") == [(articles,)]
    assert ask(killed, "SELECT count(*) FROM fetches WHERE kind = 'page'") == [(articles,)]
    assert len(ask(killed, PAGES)) == articles
    assert len(news) <= articles + times * len(HOSTS), "only what was in flight is asked for again"
    assert not list(killed.raw.rglob("*.open")) and not list(killed.staging.glob("*/*"))
    files = sorted(killed.raw.rglob("*.warc.gz"))
    assert len(files) >= times // 2
    passes_warcio(files)
    passes_verify(killed)


def test_a_pull_killed_four_times_equals_an_undisturbed_one(tmp_path: Path) -> None:
    archive_of_a_pull_killed(4, 40, tmp_path)


@pytest.mark.soak
def test_a_pull_killed_fifty_times_equals_an_undisturbed_one(tmp_path: Path) -> None:
    archive_of_a_pull_killed(50, 300, tmp_path)
