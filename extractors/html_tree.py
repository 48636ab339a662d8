"""A page's HTML as a tree, as browsers would build it where libxml2 by itself loses a part of the page."""

from __future__ import annotations

import re

from lxml import etree, html

from extractors.places import SHOWN_TEXTS
from extractors.script_story import set_in_story

# Attributes of a longer tag are dropped: libxml2's time is quadratic in their number (100,000 take 12 s).
MAX_TAG = 100_000
MAX_REMARK = 200  # characters behind a document's end: a comment of the server's
MAX_NOSCRIPT = 500  # characters that a `noscript` may say instead of the page

_LONG_TAG = re.compile(rf"(<[A-Za-z][^\s<>]{{0,60}})[^<>]{{{MAX_TAG},}}>")
_END = re.compile("</html", re.IGNORECASE)
_END_TAG = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)


def parse_html(text: str) -> html.HtmlElement | None:
    """The decoded page as a tree, or None where there is nothing to parse.

    Options as in trafilatura's own parser; nesting is cut at libxml2's limit of 2,048, and characters that
    cannot be encoded (lone surrogates) become "?".
    """
    parser = etree.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    # one class for all elements: lxml.html's own choice by tag is made in Python, for each access anew
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    if _has_long_tag(text):
        text = _LONG_TAG.sub(r"\1>", text)
    if _goes_on(text):
        text = _END_TAG.sub("", text)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    _open_swallowed(tree)
    set_in_story(tree)
    return tree


def _has_long_tag(text: str) -> bool:
    """A cheap look: in a tag as long, one half of its length from some multiple of it on holds no bracket."""
    half = MAX_TAG // 2
    return any(
        text.find("<", at, at + half) < 0 and text.find(">", at, at + half) < 0
        for at in range(0, len(text) - half, half)
    )


def _goes_on(text: str) -> bool:
    """Whether more than a remark follows the document's first end, as where a template is set into another.

    Browsers read on; libxml2 leaves out what stands behind.
    """
    end = _END.search(text)
    return end is not None and end.start() < len(text) - MAX_REMARK


def _open_swallowed(tree: html.HtmlElement) -> None:
    """Let out a story that stands in a `noscript`: one that says more than all that is shown.

    Pages made by scripts keep it there for others; and an element left open in one makes libxml2 overlook
    its end, so that it swallows the page.
    """
    for element in list(tree.iter("noscript")):
        size = len(" ".join(element.text_content().split())) if len(element) else 0
        if size > MAX_NOSCRIPT and size > sum(len(text.strip()) for text in SHOWN_TEXTS(tree)):
            element.drop_tag()


def is_cut_off(tree: html.HtmlElement) -> bool:
    """Whether the parser gave up on elements that lie too deep, so that what they hold is not in the tree."""
    parser = tree.getroottree().parser
    return any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
