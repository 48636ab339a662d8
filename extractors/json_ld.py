"""JSON-LD of a page: the things that it describes, and the values that they hold in one of many ways.

Broken JSON-LD (raw line breaks, trailing commas, HTML comments and CDATA around it, several objects in one
script) is repaired where the repair is unambiguous, else skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from lxml.html import HtmlElement

Thing = dict[str, Any]
_ARTICLE_TYPES = re.compile(
    r"(?:^|[/:])(?:\w*Article|BlogPosting|LiveBlogPosting|Report|NewsItem|OpinionNewsArticle|Recipe|Review)$"
)
_PAGE_TYPES = frozenset({"WebPage", "ItemPage", "VideoObject"})


def is_article_type(kind: str) -> bool:
    """Whether an `@type` of schema.org is that of an article."""
    return _ARTICLE_TYPES.search(kind) is not None


def read_things(tree: HtmlElement) -> Iterator[Thing]:
    """Every object of every JSON-LD script, @graph and lists unrolled, in order."""
    for script in tree.iter("script"):
        kind = script.get("type")
        if kind and "ld+json" in kind.lower() and script.text:
            yield from _unrolled(_load(script.text), 0)


def _unrolled(value: object, depth: int) -> Iterator[Thing]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _unrolled(item, depth + 1)
    elif isinstance(value, dict):
        if "@graph" in value:
            yield from _unrolled(value["@graph"], depth + 1)
        if "@type" in value:
            yield value
        for key in ("mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), dict):
                yield from _unrolled(value[key], depth + 1)


def _load(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except ValueError:
        pass
    repaired = (
        re.sub(r"^\s*(?:<!--|(?://)?\s*<!\[CDATA\[)|(?:-->|(?://)?\s*\]\]>)\s*;?\s*$", "", text.strip())
        .strip()
        .rstrip(";")
    )
    repaired = re.sub(r",(\s*[}\]])", r"\1", repaired)
    repaired = re.sub(r"\\(?![\"\\/bfnrtu])", r"\\\\", repaired)
    try:
        return json.loads(repaired, strict=False)
    except (ValueError, RecursionError):
        return _first_objects(repaired)


def _first_objects(text: str) -> list[object]:
    """Several objects one after the other, as far as they can be read."""
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    at = 0
    while (at := text.find("{", at)) >= 0 and len(found) < 20:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
    return found


def main_thing(things: list[Thing]) -> Thing:
    """The page's article: the first with an article's type and a headline, else a page with a date."""
    articles = [t for t in things if is_article(t)]
    for thing in articles:
        if thing.get("headline") or thing.get("datePublished"):
            return thing
    if articles:
        return articles[0]
    return next((t for t in things if not _PAGE_TYPES.isdisjoint(types_of(t)) and t.get("datePublished")), {})


def types_of(thing: Thing) -> list[str]:
    """The `@type`s of a thing."""
    value = thing.get("@type")
    return [str(v) for v in value] if isinstance(value, list) else [str(value)] if value else []


def is_article(thing: Thing) -> bool:
    """Whether one of the thing's types is that of an article."""
    return any(map(is_article_type, types_of(thing)))


def text_of(value: object) -> str | None:
    """The text of a value: a string, the first of a list, or what an object is named."""
    if isinstance(value, list):
        value = next((v for v in value if v), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return plain(value).strip() or None


def plain(text: str) -> str:
    """Text without the markup and entities that sites leave inside strings."""
    if "&" not in text and "<" not in text:
        return text
    if not re.search(r"&[#\w]{2,10};|</?[a-zA-Z]", text):
        return text
    if "<" not in text:
        return unescape(text)
    return BeautifulSoup(text, "lxml").get_text()


def _reference(given: object) -> str:
    """An `@id`, alike with and without the slash that some write before its fragment."""
    return str(given).replace("/#", "#")


def names_of(value: object, things: list[Thing]) -> list[str]:
    """Names of people, organisations or languages: given as strings, objects, lists or references."""
    if isinstance(value, list):
        return [name for item in value[:30] for name in names_of(item, things)]
    if isinstance(value, dict):
        if "name" not in value and "@id" in value:
            known = _reference(value["@id"])
            value = next((t for t in things if "name" in t and _reference(t.get("@id")) == known), value)
        value = value.get("name") or value.get("alternateName")
        return names_of(value, things) if isinstance(value, list) else names_of(value, []) if value else []
    text = text_of(value)
    return [" ".join(text.split())] if text and not text.startswith(("http://", "https://")) else []
