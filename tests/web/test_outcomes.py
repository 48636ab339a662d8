"""Every URL ends in exactly one outcome, whatever its server does, and within the limits."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from flows.home import Home
from flows.web.guard import Guard
from flows.web.settings import Limits
from tests.web.conftest import MakePulls, ask, passes_warcio, write_source
from tests.web.contents import PACK
from tests.web.oddities import chunked
from tests.web.site import HOSTS, Site
from warehouse.fetch import FetchOutcome
from warehouse.raw import read_batch

ODD = {
    "redirect/301/news/5": ("new", 200, 1),
    "redirect/302/redirect/307/news/6": ("new", 200, 2),
    "hints/7": ("new", 200, 0),
    "nowhere": ("not_found", 404, 0),
    "news/9999": ("not_found", 410, 0),
    "status/403": ("refused", 403, 0),
    "status/418": ("http_error", 418, 0),
    "status/503": ("overloaded", 503, 0),
    "status/500/1/8": ("new", 200, 0),
    "status/429/1/9/1": ("new", 200, 0),
    "reset/1/10": ("new", 200, 0),
    "reset/9/10": ("broken", 200, 0),
    "loop": ("too_many_redirects", None, 1),
    "loop/1": ("too_many_redirects", None, 11),
    "scheme": ("blocked", None, 1),
    "away/127.0.0.9": ("blocked", None, 1),
    "away/192.168.1.1": ("blocked", None, 1),
    "away/nowhere.invalid": ("unreachable", None, 1),
    "drip": ("timed_out", 200, 0),
    "drip/head": ("timed_out", None, 0),
    "silent": ("timed_out", None, 0),
    "endless": ("too_large", 200, 0),
    "endless/chunked": ("too_large", 200, 0),
    "bomb/gzip": ("too_large", 200, 0),
    "bomb/br": ("too_large", 200, 0),
    "header": ("broken", None, 0),
    "image": ("not_html", 200, 0),
    "junk": ("broken", None, 0),
}


@pytest.mark.parametrize("path", ODD)
def test_each_ends_with_its_outcome(path: str, site: Site, pulls: MakePulls) -> None:
    limits = Limits(body=1 << 20, connect=2, silence=1, total=1, tries=2, first_pause=0.05, patience=3)
    done = pulls(kind="urls", location=[site.url("/" + path)], limits=limits)
    began = time.monotonic()
    fetch = done.run()[path]
    outcome, status, redirects = ODD[path]
    assert (fetch.outcome, fetch.status, fetch.redirects) == (outcome, status, redirects), fetch
    assert fetch.tries <= limits.tries * (redirects + 1)
    assert time.monotonic() - began < 60, "half of what a drip takes"
    pages = [page for warc in done.home.raw.rglob("*.gz") for page, _ in read_batch(warc, done.home.raw)]
    assert len(pages) == (outcome in ("new", "not_found", "refused", "http_error"))


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("nowhere", [404]),
        ("news/9999", [410]),
        ("status/403", [403]),
        ("wall/bot/403", [403]),
        ("status/503", [503, 503, 503]),
        ("status/429/1/9/1", [429, 200]),
        ("status/500/1/8", [500, 200]),
        ("redirect/302/redirect/307/news/6", [302, 307, 200]),
        ("loop", [302]),
    ],
)
def test_what_was_said_at_every_try_is_kept(
    path: str, answers: list[int], site: Site, pulls: MakePulls
) -> None:
    done = pulls(kind="urls", location=[site.url("/" + path)])
    done.run()
    asked = [a.status for a in site.log if a.path != "/robots.txt"]
    kept: list[int | None] = []
    for warc in done.home.raw.rglob("*.gz"):
        for record in ArchiveIterator(warc.open("rb"), record_types=WarcRecordType.response):
            target, body = str(record.headers["WARC-Target-URI"]), record.reader.read()
            assert record.http_headers is not None
            if not target.endswith("/robots.txt"):
                kept.append(record.http_headers.status_code)
                assert body or kept[-1] in (302, 307), "the body that came with it, too"
    assert kept == asked == answers


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_packed_body_is_kept_as_sent_and_read(coding: str, site: Site, pulls: MakePulls) -> None:
    done = pulls(kind="urls", location=[site.url(f"/packed/{coding}/1")])
    done.run()
    assert {asked.headers["Accept-Encoding"] for asked in site.log} == {"gzip, deflate"}
    (warc,) = done.home.raw.rglob("*.gz")
    ((page, _),) = read_batch(warc, done.home.raw)
    assert page.body == site.articles[1].encode()
    sent = chunked(PACK[coding](page.body))
    assert gzip.decompress(warc.read_bytes()).count(b"\r\n\r\n" + sent + b"\r\n\r\n") == 1
    passes_warcio([warc])


def test_a_run_over_all_of_them_counts_each_once(site: Site, pulls: MakePulls) -> None:
    """Faults come after three answers here, so the host is not given a rest before its end."""
    good = [path for path, (outcome, *_) in ODD.items() if not FetchOutcome(outcome).transient]
    good.sort(key=lambda path: "429" in path)  # slows the host down
    done = pulls(kind="urls", location=[site.url("/" + path) for path in good])
    done.run()
    counted = ask(done.home, "SELECT count(*), count(DISTINCT url), count(outcome) FROM web_urls")
    assert counted == [(len(good), len(good), len(good))]
    assert ask(done.home, "SELECT count(*) FROM fetches WHERE kind = 'page'") == [(len(good),)]


def test_giants_from_every_host_at_once_fit_into_memory(site: Site, tmp_path: Path) -> None:
    """With the limits that users have: bodies of ten gigabytes, bombs, heads of a megabyte."""
    paths = ("endless", "endless/chunked", "bomb/gzip", "bomb/br", "header")
    urls = [site.url(f"/{path}", host) for path in paths for host in HOSTS]
    source = write_source(tmp_path, "daily", {"kind": "urls", "location": urls})
    command = [sys.executable, "-m", "tests.web.pull_once", str(tmp_path / "home"), str(source), "usual"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    peak = int(done.stdout.split()[-1])
    assert 50 << 10 < peak < 500 << 10, "kilobytes"
    counted = ask(Home.at(tmp_path / "home"), "SELECT outcome, count(*) FROM web_urls GROUP BY 1 ORDER BY 1")
    assert counted == [("broken", 3), ("too_large", 12)]


def test_what_private_means_is_asked_of_every_address() -> None:
    private = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1
    255.255.255.255 192.0.0.1 198.18.0.1 240.0.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ::127.0.0.1 2001:db8::1"""
    guard = Guard()
    assert [address for address in private.split() if guard.permits(address)] == []
    public = "1.1.1.1 93.184.216.34 2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101"
    assert [address for address in public.split() if not guard.permits(address)] == []
    assert Guard(["127.0.0.0/8"]).permits("::ffff:127.0.0.1")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "a.localhost", "2130706433", "0x7f.1", "[::1]"])
def test_loopback_is_refused_by_default(host: str, site: Site, pulls: MakePulls) -> None:
    done = pulls(kind="urls", location=[f"http://{host}:{site.port}/news/1"], allow_private=[])
    fetch = done.run()["news/1"]
    assert fetch.outcome in ("blocked", "unreachable") and site.log == [], fetch
