# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""The topic tags that an HTML page prints as a list of links: told by `rel="tag"`, the list's class, or its addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from lxml.html import HtmlElement

from extractors.marks import Mark

_LONGEST, _MOST = 60, 25  # characters of a tag, tags of a page
_MOST_LISTS = 3  # a page with more prints its teasers' tags too: only the first list is the story's
_MARKS = ("class", "id", "data-component", "data-area")
# What `_by_address` looks at: elements of links alone, and lists with links right in their items.
_OF_LINKS = etree.XPath(
    "descendant-or-self::*[self::ul[*/a] or (self::div or self::p) and a[2] and not(*[not(self::a)])]"
)
_NAMED = ("tag", "topic", "keyword", "schlagw", "mots", "etiquet", "thema", "theme", "tema", "sujet")
_TOKEN = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-z])")
_TAG_WORD_TEXT = """
tag tags tagged taglist topic topics keyword keywords schlagwort schlagworte schlagwoerter themen themes temas tema etiqueta etiquetas  etiquettes mots sujets thematiques tagcloud
"""
_TAG_WORDS = frozenset(_TAG_WORD_TEXT.split())
_OTHER_WORD_TEXT = """
nav menu navigation header footer sidebar rail aside related teaser card cards promo popular trending recommended manager  breadcrumb breadcrumbs kicker comment comments toggle ad ads gtm script item
"""
_OTHER_WORDS = frozenset(_OTHER_WORD_TEXT.split())
_FILED = re.compile(r"^(?:Filed (?:to|under)|Tags?|Topics?)\s?:\s?", re.IGNORECASE)
_LISTS = frozenset({"div", "ul", "ol", "section", "p", "dl", "span", "footer", "nav"})
_HREF = re.compile(
    r"/(?:tags?|topics?|temas?|thema|themen|sujets?|mots-cles|etiquetas?|keywords?|hub|noticias/temas|schlagwort\w*)/[^/]",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:home|log ?in|sign ?in|sign up|create (?:a )?free account|subscribe|share|facebook|twitter|pinterest|e-?mail|whatsapp|linkedin|more|see all|view all|(?:alle )?themen(?: \w+en)?|(?:all |edit |manage )?topics|read more|comments?|follow|tags?|topic|sujets?|temas|schlagw\w+|keywords?|mots[- ]clés|sobre la firma|archivado en|filed under|about sharing|no categor(?:y|ies)|uncategori[sz]ed|more on this story|related topics)\s?:?$",
    re.IGNORECASE,
)


def printed_tags(tree: HtmlElement, marks: Sequence[Mark]) -> tuple[str, ...]:
    """The story's tags as the page prints them, in order; () where it prints none as a list of its own."""
    lists: list[list[str]] = []
    linked: list[str] = []
    seen: set[HtmlElement] = set()
    for element in _candidates(marks):
        if (
            not isinstance(element.tag, str)
            or element in seen
            or any(a in seen for a in element.iterancestors())
            or _is_elsewhere(element)
        ):
            continue
        if "tag" in (element.get("rel") or "").split():
            linked.extend(_words(element))
        elif (
            element.tag in _LISTS
            and not _TAG_WORDS.isdisjoint(_tokens(element))
            and (tags := _tags_of(element))
        ):
            seen.add(element)
            lists.append(tags)
    found = (lists[0] if len(lists) > _MOST_LISTS else [t for tags in lists for t in tags]) + linked
    return tuple(dict.fromkeys(found or _by_address(tree)))[:_MOST]


def _candidates(marks: Sequence[Mark]) -> Iterator[HtmlElement]:
    """Elements of which an attribute speaks of tags, in order; the words are looked at before the elements."""
    named = {mark for mark in set(marks) if _speaks_of_tags(mark.lower())}
    for mark in marks if named else ():
        if mark in named and (mark.attrname != "rel" or mark.lower() == "tag"):
            yield mark.getparent()


def _speaks_of_tags(lower: str) -> bool:
    return any(map(lower.__contains__, _NAMED))


def _tokens(element: HtmlElement) -> set[str]:
    return {t.lower() for mark in _MARKS if (v := element.get(mark)) for t in _TOKEN.findall(v)}


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether the element lies in a menu, rail or teaser."""
    for holder in (element, *element.iterancestors()):
        if holder.tag in ("body", "main", "article"):
            return False
        if holder.tag == "footer" and next(holder.iterancestors("article"), None) is None:
            return True  # the page's
        if holder.tag == "aside" or (holder is not element and holder.tag in ("nav", "a")):
            return True
        words = _tokens(holder) & _OTHER_WORDS
        if holder is element:
            words.discard("item")
        if words - {"header"}:
            return True
        if (words or holder.tag == "header") and next(holder.iter("h1"), None) is None:
            return True  # the page's; the story's own header holds its headline
    return False


def _tags_of(element: HtmlElement) -> list[str]:
    """The items of a list of tags: its links, or its list items; none where it holds other words too."""
    items = [i for i in element.iter("a", "li") if i.tag == "a" or next(i.iter("a"), None) is None]
    words = [t for i in items for t in _words(i)]
    if not items or len(items) > _MOST or len(words) < len([i for i in items if _flat(i)]):
        return []
    rest = len(_flat(element)) - sum(map(len, words)) - 2 * len(words)
    return words if rest <= 40 else []


def _words(element: HtmlElement) -> Iterator[str]:
    text = _FILED.sub("", _flat(element)).lstrip("#").strip(" ,;·|")
    if (
        1 < len(text) <= _LONGEST
        and text.count(" ") <= 4
        and not text.endswith((".", "!", "?", ":"))
        and not _LEADS.match(text)
    ):
        yield text


def _flat(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _by_address(tree: HtmlElement) -> list[str]:
    """A list within the article of which every link leads to a topic's page."""
    for body in (*tree.iter("article"), *tree.iter("main")):
        for element in _OF_LINKS(body):
            links = [a for a in element.iterchildren() if isinstance(a.tag, str)]
            if element.tag == "ul":
                links = [a for li in links for a in li.iterchildren("a")]
            if 1 < len(links) <= _MOST and all(
                a.tag == "a" and _HREF.search(a.get("href") or "") for a in links
            ):
                words = [t for a in links for t in _words(a)]
                if (
                    len(words) == len(links)
                    and not _is_elsewhere(element)
                    and len(_flat(element)) <= sum(map(len, words)) + 2 * len(words)
                ):
                    return words
    return []
