"""What a page's head claims of its story."""

from __future__ import annotations

import html as entities
import json
import re

from lxml import html

_ARTICLE_BODY = re.compile(r'"articleBody"\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")', re.DOTALL)
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_MARKUP = re.compile(r"<[^<>]*>")


def description_of(tree: html.HtmlElement) -> str:
    """The longest of the descriptions that the page's head gives."""
    given = [""]
    for meta in tree.iter("meta"):
        if (meta.get("name") or meta.get("property")) in _DESCRIPTIONS:
            given.append(meta.get("content") or "")
    return max(given, key=len)


def article_body_of(tree: html.HtmlElement) -> str:
    """The longest `articleBody` that the page's JSON-LD holds, without its markup."""
    bodies = [""]
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and script.text and '"articleBody"' in script.text:
            bodies += [_unquoted(literal) for literal in _ARTICLE_BODY.findall(script.text)]
    return max(bodies, key=len)


def _unquoted(literal: str) -> str:
    try:
        return _MARKUP.sub(" ", entities.unescape(str(json.loads(literal, strict=False))))
    except ValueError:
        return ""
