"""What a section front links to, and where a site says its feeds are."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from flows.web.feeds import MOST_LINKS, Link, Named

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")


def read_front(body: bytes, base: str, charset: str | None) -> Named | None:
    """The links of a page at `base`, each once, with their text, in its order; None where it is no HTML."""
    root, base = _document(body, base, charset)
    if root is None:
        return None
    links: dict[str, Link] = {}
    for anchor in root.iter("a"):
        if url := _address(base, anchor.get("href")):
            text = " ".join("".join(anchor.itertext()).split())
            if url not in links or len(text) > len(links[url].title or ""):
                links[url] = Link(url, None, text or None)
    return Named(tuple(links.values())[:MOST_LINKS])


def linked_feeds(body: bytes, base: str, charset: str | None) -> list[str]:
    """The feeds that a page's head names (`<link rel="alternate">`), each once."""
    root, base = _document(body, base, charset)
    if root is None:
        return []
    found = [
        _address(base, link.get("href"))
        for link in root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").lower() in _FEED_TYPES
    ]
    return list(dict.fromkeys(url for url in found if url))


def _document(body: bytes, base: str, charset: str | None) -> tuple[html.HtmlElement | None, str]:
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding=charset))
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError):
        try:
            root = html.document_fromstring(body)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return None, base
    stated = next((e.get("href") for e in root.iter("base") if e.get("href")), None)
    return root, _address(base, stated) or base


def _address(base: str, href: str | None) -> str | None:
    if not href:
        return None
    try:
        url = urljoin(base, re.sub(r"[\t\r\n]", "", href).strip()).partition("#")[0]
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None
