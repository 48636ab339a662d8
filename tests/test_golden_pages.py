"""The golden truth is true to its pages: whatever an expected.json claims is printed on its page."""

from __future__ import annotations

import re
from datetime import date, datetime

import ftfy
import lxml.html
import pytest

from extractors.model import Reason
from tests.golden_pages import GoldenPage, load

KEYS = {
    "url",
    "outcome",
    "headline",
    "paragraphs",
    "authors",
    "date_published",
    "date_modified",
    "dateline",
    "captions",
    "contributors",
    "editors_note",
    "keywords",
    "copyright",
    "site",
    "language",
}
QUOTES = str.maketrans("“”„’‘", '"""\'\'')
ARTICLES = [page for page in load() if page.is_article]
PLAIN_TAGS = {"a", "em", "strong", "b", "i", "span", "sup", "time", "font", "small"}


def fold(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> str:
    """Letters and digits alone, so that typography does not count."""
    return re.sub(r"\W+", "", text)


def printed(page: GoldenPage) -> str:
    """The page's visible text, white space folded."""
    try:
        text = page.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = page.body.decode("cp1252")
    if page.media_type == "text/plain":
        return fold(ftfy.fix_encoding(text))
    tree = lxml.html.fromstring(re.sub(r"^<\?xml[^>]*>", "", text.lstrip()))
    for node in list(tree.iter("script", "style")):
        node.drop_tree()
    for node in tree.iter():
        if node.tag not in PLAIN_TAGS:
            node.text, node.tail = f" {node.text or ''}", f" {node.tail or ''}"
    return fold(str(tree.text_content()))


def is_iso(stated: str) -> bool:
    try:
        _ = date.fromisoformat(stated) if len(stated) == 10 else datetime.fromisoformat(stated)
    except ValueError:
        return False
    return True


def test_there_are_enough_pages_of_every_kind() -> None:
    assert len(ARTICLES) >= 80
    assert {"en", "fr", "de", "es"} <= {page.expected["language"] for page in ARTICLES}
    assert {page.media_type for page in ARTICLES} == {"text/html", "text/plain"}


@pytest.mark.parametrize("page", [p for p in load() if not p.is_article], ids=lambda p: p.name)
def test_rejections_name_a_reason_of_the_closed_list(page: GoldenPage) -> None:
    assert page.expected["reason"] in set(Reason)


@pytest.mark.parametrize("page", ARTICLES, ids=lambda p: p.name)
def test_the_story_is_on_the_page_in_order(page: GoldenPage) -> None:
    text, at = printed(page), 0
    for paragraph in page.expected["paragraphs"]:
        for part in [paragraph] if paragraph in text else paragraph.split(" | "):
            found = text.find(part, at)
            assert found >= 0, f"not on the page, or not in this order: {part}"
            at = found + len(part)


@pytest.mark.parametrize("page", ARTICLES, ids=lambda p: p.name)
def test_the_fields_are_complete_and_on_the_page(page: GoldenPage) -> None:
    expected, text = page.expected, printed(page)
    assert set(expected) - {"standfirst"} == KEYS
    assert expected["headline"] in text
    stated = [*expected["authors"], expected["contributors"], expected["editors_note"]]
    stated += [(expected["copyright"] or {}).get("notice")]
    assert [value for value in stated if value and fold(value) not in text] == []
    dates = [
        expected["date_published"],
        expected["date_modified"],
        *(c["date"] for c in expected["captions"]),
    ]
    assert [value for value in dates if value and not is_iso(value)] == []


@pytest.mark.parametrize("page", ARTICLES, ids=lambda p: p.name)
def test_captions_are_printed_as_often_as_the_truth_says(page: GoldenPage) -> None:
    text = letters(printed(page))
    bare = {c["text"]: letters(c["text"].removeprefix("FILE -")) for c in page.expected["captions"]}
    counted = {caption: text.count(sought) for caption, sought in bare.items()}
    assert counted == {c["text"]: c["times_seen"] for c in page.expected["captions"]}
