"""Trafilatura's main extractor done faster: it chooses and keeps what trafilatura itself does."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import product
from pathlib import Path

import pytest
from lxml import etree, html
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xpaths import (
    BODY_XPATH,
    DISCARD_IMAGE_ELEMENTS,
    OVERALL_DISCARD_XPATH,
    PRECISION_DISCARD_XPATH,
    TEASER_DISCARD_XPATH,
)

from extractors.html_tree import parse_html
from extractors.main_text import extract_main
from extractors.path_tests import read_path

_PATHS = [*BODY_XPATH, *OVERALL_DISCARD_XPATH, *DISCARD_IMAGE_ELEMENTS, *TEASER_DISCARD_XPATH]
_NAMES = ("class", "id", "style", "role", "itemprop", "aria-hidden", "data-component")
_OPTIONS = Extractor(output_format="txt", fast=True, comments=False)
_GOLDEN = sorted((Path(__file__).parents[1] / "golden").rglob("*.html"))


def _elements() -> html.HtmlElement:
    """Elements with every word of the expressions in every attribute: alone, inside and beside others."""
    quoted = re.findall(r"'([^']+)'", " ".join(str(path.path) for path in _PATHS))
    words = sorted({word for text in quoted for word in re.findall(r"[\w -]+", text)})
    root = html.Element("body")
    for word, name in product(words, _NAMES):
        for tag, attributes in (
            ("div", {name: word}),
            ("div", {name: f"x{word}"}),
            ("section", {name: f"{word} a", "class": "b"}),
            ("p", {"id": "first", name: f"a {word}-b"}),
            ("span", {"class": "first", name: word.upper()}),
            ("a", {"style": "first", name: f"{word}_b"}),
        ):
            etree.SubElement(root, tag, attributes)
    for tag in ("article", "main", "item", "list", "ul"):
        etree.SubElement(root, tag, {"class": "author"})
    return root


@pytest.mark.parametrize("path", _PATHS, ids=range(len(_PATHS)))
def test_an_expression_read_as_a_test_chooses_what_the_expression_chooses(path: etree.XPath) -> None:
    root, test = _elements(), read_path(path)
    expected = list(path(root))
    chosen = [e for e in root if test.holds(str(e.tag), e.items())]
    first = "[1]" in str(path.path)
    assert expected
    assert (chosen[:1] if first else chosen) == (expected[:1] if first else expected)
    assert chosen == [e for e in root if test.holds(str(e.tag), e.items())], "asked again"


def test_an_expression_that_looks_beyond_one_element_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        read_path(etree.XPath(".//div[.//p[last()]]"))
    assert read_path(PRECISION_DISCARD_XPATH[0]).holds("header", ())


@pytest.mark.parametrize("path", _GOLDEN, ids=lambda path: path.parent.name)
def test_the_main_text_is_what_trafilatura_finds(path: Path) -> None:
    tree = parse_html(path.read_text("utf-8", "replace"))
    assert tree is not None

    def prepared() -> html.HtmlElement:
        return convert_tags(tree_cleaning(deepcopy(tree), _OPTIONS), _OPTIONS)

    body, text = extract_main(prepared, _OPTIONS)
    expected_body, expected_text = extract_content(prepared(), _OPTIONS)
    assert text == expected_text
    assert "".join(body.itertext()).split() == "".join(expected_body.itertext()).split()
