"""The moments that an HTML page's markup marks: microdata, and `<time datetime="…">`.

Of 114 pages of the page sets that state a publication date in their metadata as well, the microdata of 111
named the same day, give or take one, once those of teasers, comments and rails were left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from extractors.fields.dates import iso

_MARKED = etree.XPath(
    "descendant::*[@itemprop = 'datePublished' or @itemprop = 'dateModified' or (self::time and @datetime)]"
)
_PROPERTIES = ("datePublished", "dateModified")
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:related|teasers?|cards?|comments?|widget|sidebar|rail|promo|popular|trending|recommended|list|listing|"
    r"nav|menu|footer|most-?read|latest|news-?feed|ticker|carousel|slider|more)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updat|modif", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkedTimes:
    """ISO 8601 moments, None where none is marked; `first_time` is of the first `time` beside the story."""

    published: str | None = None
    modified: str | None = None
    first_time: str | None = None


def marked_times(tree: HtmlElement) -> MarkedTimes:
    """The first of each that stands neither in a teaser nor in a comment, link or rail."""
    found: dict[str, str] = {}  # by the property, or the tag
    for element in _MARKED(tree):
        means = element.get("itemprop")
        if means not in _PROPERTIES:
            means = "time"
        if means in found or _is_elsewhere(element):
            continue
        value = iso(element.get("content") or element.get("datetime") or " ".join(element.itertext()))
        if value and not (means == "time" and _is_of_change(element.get("class") or "")):
            found[means] = value
    return MarkedTimes(found.get("datePublished"), found.get("dateModified"), found.get("time"))


def _is_of_change(classes: str) -> bool:
    return _CHANGED.search(classes) is not None and _PUBLISHED.search(classes) is None


def _is_elsewhere(element: HtmlElement) -> bool:
    for holder in (element, *element.iterancestors()):
        if holder.tag == "body":
            return False
        if holder.tag in ("aside", "footer", "nav", "a", "li"):
            return True
        if _ELSEWHERE.search(f"{holder.get('class') or ''} {holder.get('id') or ''}"):
            return True
    return False
