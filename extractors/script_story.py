"""Stories that stand only in a script: pages that the reader's browser builds from data that came with them.

Such data (Next.js and its like) holds a story as rich text: lists of paragraphs, each a tree of texts. The
editors differ in their names only (Contentful, Portable Text, ProseMirror, Slate, Draft.js).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import html

from extractors.places import SHOWN_PARAGRAPHS, SHOWN_TEXTS

SET_IN = "set-in-from-script"  # the class of such a paragraph; its rule in the ledger ends with it
MIN_PARAGRAPHS = 3  # of one list, that it is a story and no label
PROSE = 60  # characters of a paragraph that is told, not named
MIN_MISSING = 300  # characters of such paragraphs that the page does not show …
MISSING_SHARE = 0.4  # … and their share of the story: what a page shows in other words is not missing

_SIGNS = ('"paragraph"', '"block"', '"unstyled"')
_PARAGRAPHS = frozenset({"paragraph", "p", "block", "unstyled"})
_HEADINGS = frozenset({"heading", "header-two", "header-three", "h2", "h3"})
_KIND_NAMES = ("type", "nodeType", "_type")
_PART_NAMES = ("content", "children")
_TEXT_NAMES = ("text", "value")
_LETTERS = re.compile(r"\w+")
_KEY = 60  # letters by which a paragraph is known again

Told = list[tuple[str, str]]  # tag and text


def set_in_story(tree: html.HtmlElement) -> None:
    """Set the paragraphs of a story that only a script holds into the page, where it breaks off or begins.

    Of several stories the one that the page begins to show is its own, else the longest. Where a page shows
    one, the others are what a reader is offered next.
    """
    stories = [story for data in _data(tree) for story in _stories(data) if _size(story) >= MIN_MISSING]
    if not stories:
        return
    shown = _key(" ".join(SHOWN_TEXTS(tree)))
    missing = [[part for part in story if not _is_shown(part[1], shown)] for story in stories]
    sizes = [(_size(story), _size(missed)) for story, missed in zip(stories, missing, strict=True)]
    if any(missed < MISSING_SHARE * size for size, missed in sizes):
        return
    own = max(range(len(stories)), key=lambda at: (sizes[at][1] < sizes[at][0], sizes[at][0]))
    if sizes[own][1] >= MIN_MISSING and len(missing[own]) >= MIN_PARAGRAPHS:
        _set_in(tree, stories[own], shown)


def _set_in(tree: html.HtmlElement, story: Told, shown: str) -> None:
    """Set what is not shown where it stands in the story; all of it behind the headline, or at the end."""
    by_key = {_key(paragraph.text_content())[:_KEY]: paragraph for paragraph in SHOWN_PARAGRAPHS(tree)}
    places = [by_key.get(_key(text)[:_KEY]) if len(text) >= PROSE else None for _, text in story]
    first = next((place for place in places if place is not None), None)
    if first is None:
        _set_in_whole(tree, [_element(*part, None) for part in story if not _is_shown(part[1], shown)])
        return
    behind = None
    for part, place in zip(story, places, strict=True):
        if place is not None:
            behind = place
        elif not _is_shown(part[1], shown):
            new = _element(*part, first.get("class"))
            if behind is None:
                first.addprevious(new)
            else:
                behind.addnext(new)
                behind = new


def _set_in_whole(tree: html.HtmlElement, paragraphs: Sequence[html.HtmlElement]) -> None:
    article = _element("article", "", None)
    article.extend(paragraphs)
    headline = next(tree.iter("h1"), None)
    if headline is not None:
        headline.addnext(article)
    else:
        (tree.body if tree.body is not None else tree).append(article)


def _data(tree: html.HtmlElement) -> Iterator[Any]:
    """What the page's scripts hold as JSON, where it may hold rich text."""
    for script in tree.iter("script"):
        kind, text = script.get("type") or "", script.text
        if text and "json" in kind and "ld+json" not in kind and any(sign in text for sign in _SIGNS):
            try:
                yield json.loads(text)
            except (ValueError, RecursionError):
                continue


def _stories(data: Any) -> Iterator[Told]:
    """The lists of paragraphs in the data, with all that lies between the paragraphs."""
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list) and sum(_kind(one) in _PARAGRAPHS for one in node) >= MIN_PARAGRAPHS:
            yield list(_told(node))
        elif isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()


def _kind(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    return next((node[name].lower() for name in _KIND_NAMES if isinstance(node.get(name), str)), "")


def _told(nodes: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """The paragraphs and headings of a list, and of the quotes and lists in it."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        kind = _kind(node)
        if kind in _PARAGRAPHS or kind in _HEADINGS:
            text = " ".join(_text(node).split())
            if text:
                yield "h2" if kind in _HEADINGS else "p", text
        elif kind:
            waiting += reversed(_parts(node))


def _parts(node: Any) -> list[Any]:
    return next((node[name] for name in _PART_NAMES if isinstance(node.get(name), list)), [])


def _text(node: Any) -> str:
    """The texts below a node of rich text, put together."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, dict):
            own = next((part[name] for name in _TEXT_NAMES if isinstance(part.get(name), str)), None)
            waiting += reversed(_parts(part)) if own is None else [own]
    return "".join(found)


def _key(text: str) -> str:
    return "".join(_LETTERS.findall(text.lower()))


def _is_shown(text: str, shown: str) -> bool:
    return _key(text)[:_KEY] in shown


def _size(story: Told) -> int:
    """The characters of the story's prose."""
    return sum(len(text) for _, text in story if len(text) >= PROSE)


def _element(tag: str, text: str, mark: str | None) -> html.HtmlElement:
    """An element as the page's own would be, with the class `SET_IN` beside theirs."""
    element = html.Element(tag, {"class": f"{mark} {SET_IN}" if mark else SET_IN})
    element.text = text
    return element
