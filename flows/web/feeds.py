"""What feeds and sitemaps name: RSS 0.9 to 2.0, Atom, JSON Feed, sitemaps, their indexes and news sitemaps.

lxml reads them in recovery mode, since many are broken; entities and networks are off.
"""

from __future__ import annotations

import email.utils
import gzip
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from lxml import etree

MOST_LINKS = 50_000  # of one feed or sitemap: the protocol's own limit
_UNPACKED_LIMIT = 64 << 20
_ENTRIES = ("item", "entry")
_DATES = ("updated", "modified", "pubdate", "published", "date")


@dataclass(frozen=True, slots=True)
class Link:
    """A page's address as named, when it was last changed as far as that is said, and its headline."""

    url: str
    modified_at: datetime | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What a feed or sitemap names: pages, and (of a sitemap index) further sitemaps."""

    pages: tuple[Link, ...] = ()
    sitemaps: tuple[Link, ...] = ()


def read_feed(body: bytes, base: str) -> Named | None:
    """The entries of an RSS, Atom or JSON feed at `base`, in its order; None where it is none of them."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(body, base)
    root = _parse(body)
    if root is None or _name(root) not in ("rss", "rdf", "feed"):
        return None
    entries = [entry for entry in root.iter(etree.Element) if _name(entry) in _ENTRIES]
    links = (_entry(entry, base) for entry in entries[:MOST_LINKS])
    return Named(tuple(link for link in links if link))


def read_sitemap(body: bytes, base: str) -> Named | None:
    """What a sitemap or its index at `base` names, gzipped or not; None where it is neither."""
    if body.startswith(b"\x1f\x8b"):
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, _UNPACKED_LIMIT)
        except (zlib.error, gzip.BadGzipFile):
            return None
    root = _parse(body)
    if root is None or _name(root) not in ("urlset", "sitemapindex"):
        return _plain_list(body, base) if root is None else None
    links = [link for child in _elements(root) if (link := _location(child, base))][:MOST_LINKS]
    return Named(sitemaps=tuple(links)) if _name(root) == "sitemapindex" else Named(tuple(links))


def _parse(body: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(body.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _elements(parent: etree._Element) -> Iterable[etree._Element]:
    return (child for child in parent if isinstance(child.tag, str))


def _entry(entry: etree._Element, base: str) -> Link | None:
    children = list(_elements(entry))
    texts: dict[str, str] = {}
    for child in children:
        texts.setdefault(_name(child), "".join(child.itertext()).strip())
    moment = next((moment for name in _DATES if (moment := read_moment(texts.get(name)))), None)
    href = _href(children) or texts.get("link") or _permalink(children)
    return _link(base, href, moment, texts.get("title")) if href else None


def _link(base: str, href: str, moment: datetime | None, title: str | None) -> Link | None:
    try:
        return Link(urljoin(base, href), moment, title or None)
    except ValueError:  # no URL, such as one with half a bracket
        return None


def _href(children: Iterable[etree._Element]) -> str | None:
    """Atom's link: the alternate one, else the first that is neither the entry itself nor an enclosure."""
    links = [child for child in children if _name(child) == "link" and child.get("href")]
    rank = {"alternate": 0, "": 0}
    links.sort(key=lambda link: rank.get(link.get("rel", ""), 1))
    usable = (link for link in links if link.get("rel", "") not in ("self", "enclosure", "edit", "replies"))
    return next((str(link.get("href")).strip() for link in usable), None)


def _permalink(children: Iterable[etree._Element]) -> str | None:
    for child in children:
        text = (child.text or "").strip()
        if _name(child) in ("guid", "id") and text.startswith(("http://", "https://")):
            return text if child.get("isPermaLink", "true").lower() == "true" else None
    return None


def _location(entry: etree._Element, base: str) -> Link | None:
    texts = {_name(child): (child.text or "").strip() for child in entry.iter(etree.Element)}
    if not texts.get("loc"):
        return None
    moment = read_moment(texts.get("lastmod")) or read_moment(texts.get("publication_date"))
    return _link(base, texts["loc"], moment, texts.get("title"))


def _plain_list(body: bytes, base: str) -> Named | None:
    """A sitemap may also be a list of addresses, one a line."""
    lines = body.decode("utf-8", "replace").split("\n")
    links = tuple(Link(line.strip()) for line in lines if re.match(r"https?://\S+$", line.strip()))
    return Named(links[:MOST_LINKS]) if links else None


def _json_feed(body: bytes, base: str) -> Named | None:
    try:
        feed = json.loads(body)
        items = feed["items"] if "jsonfeed.org" in str(feed.get("version")) else None
    except (ValueError, KeyError, RecursionError):
        return None
    if not isinstance(items, list):
        return None
    links = [
        _link(base, item["url"], _moment_of(item), str(item.get("title") or ""))
        for item in items[:MOST_LINKS]
        if isinstance(item, dict) and isinstance(item.get("url"), str)
    ]
    return Named(tuple(link for link in links if link))


def _moment_of(item: dict[str, object]) -> datetime | None:
    stated = item.get("date_modified") or item.get("date_published")
    return read_moment(stated) if isinstance(stated, str) else None


def read_moment(text: str | None) -> datetime | None:
    """A moment in UTC as W3C or RFC 822 dates state it, without an offset taken as such; else None."""
    if not text:
        return None
    for read in (datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            moment = read(text.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None
