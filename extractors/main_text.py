"""Trafilatura's main extractor, its costly steps done faster with the same result.

It runs in an instance of its module of our own, where the steps that cut boilerplate out of the chosen part
of the page are ours: they read each element's attributes once instead of asking a dozen XPath expressions,
and measure the links only of what holds links. Trafilatura itself is left as it is for all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from trafilatura.htmlprocessing import link_density_test, link_density_test_tables
from trafilatura.settings import Extractor
from trafilatura.xml import delete_element
from trafilatura.xpaths import (
    BODY_XPATH,
    DISCARD_IMAGE_ELEMENTS,
    OVERALL_DISCARD_XPATH,
    TEASER_DISCARD_XPATH,
)

from extractors.path_tests import PathTest, read_path

_LEAST_LEFT = 7  # trafilatura cuts nothing where less than one part in seven of the text would be left
_SHORT = 100  # characters of a box with a short linked text that goes where it holds three elements or more
_IN_LISTS = frozenset({"item", "td", "th"})  # their only paragraph stays, judged by the list's links
_FRAMES = ("article", "div", "main", "section")  # what the expressions for the main part choose among
_DISCARDED = tuple(map(read_path, OVERALL_DISCARD_XPATH))
_CAPTIONS = tuple(map(read_path, DISCARD_IMAGE_ELEMENTS))
_TEASERS = tuple(map(read_path, TEASER_DISCARD_XPATH))
_LINKED = {
    tag: etree.XPath(f"descendant-or-self::{tag}[descendant::ref]") for tag in ("div", "list", "p", "table")
}
_MARKED = etree.XPath("descendant::*[@*]")


class _Frame:
    """One of the expressions that choose the page's main part: the first element that it holds of."""

    def __init__(self, path: etree.XPath) -> None:
        self._test = read_path(path)

    def __call__(self, tree: HtmlElement) -> list[HtmlElement]:
        holds = self._test.holds
        for element in tree.iterdescendants(*_FRAMES):
            if holds(element.tag, element.items()):
                return [element]
        return []


def _prune(
    tree: HtmlElement, potential_tags: set[str], options: Extractor, keep_teasers: bool = False
) -> HtmlElement:
    """What `prune_unwanted_sections` does without images and links, at balanced precision."""
    marked = [(element, element.tag, element.items()) for element in _MARKED(tree)]
    _discard(tree, _chosen(marked, _DISCARDED))
    for element in _chosen(marked, _CAPTIONS):
        delete_element(element)
    if not keep_teasers:
        for element in _chosen(marked, _TEASERS):
            delete_element(element)
    if _cut_links(tree):
        _cut_links(tree)
    for table in [table for table in _LINKED["table"](tree) if link_density_test_tables(table)]:
        delete_element(table, keep_tail=False)
    etree.strip_tags(tree, "span", "ref")
    return tree


def _chosen(marked: Iterable[tuple[Any, str, Any]], tests: Iterable[PathTest]) -> list[HtmlElement]:
    """What the expressions choose: all of the first, then all of the second."""
    chosen = [element for test in tests for element, tag, attributes in marked if test.holds(tag, attributes)]
    return list(dict.fromkeys(chosen))


def _discard(tree: HtmlElement, chosen: list[HtmlElement]) -> None:
    """Cut the elements, unless that would leave next to nothing of the text."""
    if not chosen:
        return
    inner = set(chosen)
    outer = [element for element in chosen if inner.isdisjoint(element.iterancestors())]
    length = len(tree.text_content())
    if length - sum(len(element.text_content()) for element in outer) > length / _LEAST_LEFT:
        for element in outer:
            delete_element(element)


def _cut_links(tree: HtmlElement) -> bool:
    """Cut boxes, lists and paragraphs of links; whether there were any, as one more look finds more then."""
    found = False
    for tag in ("div", "list", "p"):
        cut = [element for element in _LINKED[tag](tree) if _is_links(element, tag)]
        for element in cut:
            delete_element(element)
        found |= bool(cut)
    return found


def _is_links(element: HtmlElement, tag: str) -> bool:
    result, short = link_density_test(element)
    if not result and not (
        tag == "div"
        and short
        and len(element) >= 3
        and len(" ".join(element.text_content().split())) < _SHORT
    ):
        return False
    parent = element.getparent()
    return tag != "p" or parent is None or parent.tag not in _IN_LISTS


def _own_instance() -> ModuleType:
    spec = find_spec("trafilatura.main_extractor")
    if spec is None or spec.loader is None:
        raise ImportError("trafilatura has no module main_extractor")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module).update(prune_unwanted_sections=_prune, BODY_XPATH=[_Frame(path) for path in BODY_XPATH])
    return module


_main_extractor = _own_instance()


def extract_main(prepare: Callable[[], HtmlElement], options: Extractor) -> tuple[etree._Element, str]:
    """What trafilatura's `extract_content` finds in the cleaned and converted tree that `prepare` makes.

    The body and its text. Where the main part is short its second step looks at the whole page again: only
    then is the tree made a second time, instead of a copy of each. What it does last, for the looks of the
    text and against what is printed twice, is left out. `options` must be balanced, with tables, without
    images, links and formatting.
    """
    tree = prepare()
    order = list(tree.iter())
    body, text, tags = _main_extractor._extract(tree, options)
    if len(body) == 0 or len(text) < options.min_extracted_size:
        again = prepare()
        taken = {twin for element, twin in zip(order, again.iter(), strict=True) if element.tag == "done"}
        body = _main_extractor.recover_wild_text(again, body, options, tags, taken)
        text = " ".join(body.itertext()).strip()
    etree.strip_elements(body, "done")
    return body, text
