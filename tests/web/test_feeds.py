"""What feeds, sitemaps and section fronts name, well made and badly."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from flows.web.feeds import read_feed, read_moment, read_sitemap
from flows.web.front import linked_feeds, read_front

BASE = "https://news.example/feeds/all"
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><link>https://news.example/</link>
<item><title>One &amp; only</title><link> /one </link>
<pubDate>Tue, 03 Mar 2026 13:00:00 +0100</pubDate></item>
<item><guid>https://news.example/two</guid><dc:date xmlns:dc="x">2026-03-03T12:00:00Z</dc:date></item>
<item><guid isPermaLink="false">https://news.example/id</guid><title>Nowhere</title></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">One &amp; only</title>
<link rel="self" href="/self"/><link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="/one"/>
<published>2026-03-01T00:00:00Z</published><updated>2026-03-03T12:00:00Z</updated></entry></feed>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/one",
"title": "One & only", "date_modified": "2026-03-03T12:00:00+00:00"}, {"id": 2}, 3]}"""


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON, b"\n" + RSS, RSS.replace(b"&amp;", b"& ")[:420] + b"</it"])
def test_feeds_of_every_kind_name_their_entries(feed: bytes) -> None:
    named = read_feed(feed, BASE)
    assert named is not None
    first = named.pages[0]
    assert (first.url, first.modified_at) == ("https://news.example/one", NOON)
    assert (first.title or "").startswith("One") and (first.title or "").endswith("only")


def test_an_entry_without_a_link_is_named_by_its_permalink_only() -> None:
    named = read_feed(RSS, BASE)
    assert named and [link.url for link in named.pages][1:] == ["https://news.example/two"]


@pytest.mark.parametrize(
    "body", [b"", b"<html><body><p>No feed</html>", b"{}", b"[1]", b'{"items": []}', b"\0\xff"]
)
def test_what_is_no_feed_is_none(body: bytes) -> None:
    assert read_feed(body, BASE) is None


def test_entities_are_neither_expanded_nor_fetched() -> None:
    bomb = b"""<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
    <rss><channel><item><link>/one</link><title>&b;&f;</title></item></channel></rss>"""
    named = read_feed(bomb, BASE)
    assert named and "root:" not in str(named) and "aaaa" not in str(named)


NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n">
<url><loc>https://news.example/one?a=1&amp;b=2</loc><news:news><news:publication_date>2026-03-03T12:00:00Z
</news:publication_date><news:title>One</news:title></news:news></url><url><lastmod>2026</lastmod></url>
<url><loc>http://[half</loc></url></urlset>"""


def test_sitemaps_are_read_gzipped_or_not() -> None:
    for body in (NEWS, gzip.compress(NEWS)):
        named = read_sitemap(body, BASE)
        assert named and [(p.url, p.modified_at, p.title) for p in named.pages] == [
            ("https://news.example/one?a=1&b=2", NOON, "One")
        ]


def test_an_index_names_sitemaps_and_a_list_names_pages() -> None:
    index = b"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-03-03</lastmod></sitemap></sitemapindex>"
    named = read_sitemap(index, BASE)
    assert named and not named.pages and named.sitemaps[0].url == "https://news.example/a.xml"
    listed = read_sitemap(b"https://news.example/one\r\nno address\n", BASE)
    assert listed and [p.url for p in listed.pages] == ["https://news.example/one"]
    assert read_sitemap(RSS, BASE) is None


def test_a_front_names_its_links_once_and_its_feeds() -> None:
    page = b"""<head><base href="https://news.example/x/"><link rel="Alternate" type="application/rss+xml"
    href="/f">
    </head><a href="one#top"><img></a><a href="one">The  first</a><a href="mailto:a@b">x</a>
    <a href="http://[">y</a>"""
    named = read_front(page, BASE, "utf-8")
    assert named and [(p.url, p.title) for p in named.pages] == [("https://news.example/x/one", "The first")]
    assert linked_feeds(page, BASE, "no-such-charset") == ["https://news.example/f"]
    assert read_front(b"", BASE, None) is None


@pytest.mark.parametrize(
    "text", ["2026-03-03", "Tue, 03 Mar 2026 00:00:00 GMT", "2026-03-03T00:00Z", "20260303"]
)
def test_moments_are_read(text: str) -> None:
    assert read_moment(text) == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-13-40", "0000-00-00"])
def test_what_is_no_moment_is_none(text: str | None) -> None:
    assert read_moment(text) is None
