"""What the site is there to tell: stories, and the feeds, sitemaps and fronts that name them."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import zlib
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import brotli
import pyarrow as pa

from tests.web.site import Site

_WORDS = """
council bridge river harbor budget school teacher ferry storm market orchard library museum station engine
garden village mayor farmer harvest railway winter summer evening morning committee hospital question answer
number season weather coast mountain valley record report people street project
""".split()  # noqa: SIM905


def story(number: int) -> str:
    """An article's HTML; the same number gives the same story."""
    rnd = random.Random(number)

    def words(count: int) -> str:
        return " ".join(rnd.choice(_WORDS) for _ in range(count))

    headline = f"{words(5).capitalize()} number {number}"
    paragraphs = [f"The {words(18)}, officials said of the {words(12)}." for _ in range(6)]
    body = "".join(f"<p>{p}</p>" for p in [f"SPRINGFIELD (AP) — {paragraphs[0]}", *paragraphs[1:]])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline} | Daily</title></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{headline}</h1>{body}</article>"
        f"<footer>Copyright 2026 Example Media</footer></body></html>"
    )


def article(site: Site, to: Any, number: int) -> None:
    """Of five one comes gzipped and one in brotli, asked for or not; every seventh states a wrong charset.

    Of four one is dated, the others have an ETag.
    """
    if number not in site.articles:
        to.reply(410, b"<html><p>Gone for good.</html>", Content_Type="text/html")
        return
    body, coding = site.articles[number].encode(), coding_of(number)
    headers = {"Content_Type": "text/html; charset=iso-8859-1" if number % 7 == 0 else "text/html"}
    if coding:
        headers["Content_Encoding"] = coding
    conditional(to, body, dated=number % 4 == 2, **headers)


def coding_of(number: int) -> str:
    """How this article comes packed."""
    return {0: "gzip", 1: "br"}.get(number % 5, "")


def conditional(
    to: Any,
    body: bytes,
    Content_Type: str,  # noqa: N803
    Content_Encoding: str = "",  # noqa: N803
    *,
    dated: bool = False,
) -> None:
    """The body, or 304 where the client names what it would get: an ETag, or a date if it is `dated`."""
    asked, name, mark = "If-None-Match", "ETag", '"' + hashlib.md5(body).hexdigest() + '"'
    if dated:  # by the body alone, so that an edit changes it
        asked, name, mark = "If-Modified-Since", "Last-Modified", formatdate(zlib.crc32(body), usegmt=True)
    if to.headers[asked] == mark:
        to.send_response(304)
        to.send_header(name, mark)
        to.end_headers()
        return
    sent = PACK[Content_Encoding](body) if Content_Encoding else body
    coding = {"Content_Encoding": Content_Encoding} if Content_Encoding else {}
    to.reply(200, sent, Content_Type=Content_Type, **{name: mark}, **coding)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "br": brotli.compress,
    "zstd": lambda body: pa.compress(body, codec="zstd", asbytes=True),
}


def _sitemap_index(site: Site) -> str:
    paths = ("/sitemap-plain.xml", "/sitemap-packed.xml.gz", "/sitemap-news.xml")
    named = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in paths)
    return f"<sitemapindex>{named}</sitemapindex>"


def _sitemap(third: int, news: str = "") -> Callable[[Site], str]:
    """A third of the articles; `news` stands beside each address."""

    def made(site: Site) -> str:
        urls = (f"<url><loc>{site.article_url(n)}</loc>{news}</url>" for n in site.names[third::3])
        return f"<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{''.join(urls)}</urlset>"

    return made


_NEWS = "<news:news><news:publication_date>2026-03-03T12:00:00Z</news:publication_date></news:news>"


def _rss(site: Site) -> str:
    items = "".join(
        f"<item><title>Story {n}</title><link>{site.article_url(n)}?utm_source=rss</link>"
        f"<pubDate>{formatdate(1_700_000_000 + n)}</pubDate></item>"
        for n in site.names[-40:]
    )
    return f"<rss version='2.0'><channel><title>Daily</title>{items}</channel></rss>"


def _atom(site: Site) -> str:
    entries = "".join(
        f"<entry><title>Story {n}</title><link href='{site.article_url(n)}'/></entry>"
        for n in site.names[-40:]
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"


def _json_feed(site: Site) -> str:
    items = [{"url": site.article_url(n), "title": f"Story {n}"} for n in site.names[-40:]]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


def _links(site: Site) -> str:
    return "<html><body>" + "".join(f"<a href='{site.article_url(n)}'>Story {n}</a>" for n in site.names)


def _front(site: Site) -> str:
    links = "".join(f"<a href='{site.article_url(n)}'>Story {n}</a>" for n in site.names[-30:])
    return (
        "<html><head><link rel='alternate' type='application/rss+xml' href='/rss'>"
        f"</head><body><a href='/about'>About</a>{links}</body></html>"
    )


LISTS: dict[str, Callable[[Site], str]] = {
    "/sitemap.xml": _sitemap_index,
    "/sitemap-plain.xml": _sitemap(0),
    "/sitemap-packed.xml.gz": _sitemap(1),
    "/sitemap-news.xml": _sitemap(2, _NEWS),
    "/rss": _rss,
    "/atom": _atom,
    "/feed.json": _json_feed,
    "/": _front,
    "/links": _links,
}
