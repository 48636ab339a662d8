"""The splitter: every visible text in one block, in reading order, whatever the page is made of."""

from __future__ import annotations

import re
import resource
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.dom import FIRST_MARK, MARK, DomPage, split_html
from extractors.html_tree import parse_html
from extractors.model import Role
from extractors.places import MAX_PATH


def split(html: str) -> DomPage:
    tree = parse_html(html)
    assert tree is not None
    return split_html(tree)


def texts(html: str) -> list[str]:
    return [block.text for block in split(html).blocks]


def test_blocks_end_where_lines_end_and_inline_markup_does_not_end_them() -> None:
    page = """<body><h1>A <em>fine</em> day</h1><div>Loose text
    <p>One <a href=x>two</a>, <b>three</b>.</p> tail
    <ul><li>first</li><li>second<br>line</li></ul></div><my-card>Card</my-card></body>"""
    assert texts(page) == [
        "A fine day",
        "Loose text",
        "One two, three.",
        "tail",
        "first",
        "second",
        "line",
        "Card",
    ]


def test_text_that_nobody_sees_is_in_no_block_and_hidden_text_is_marked() -> None:
    page = split(
        "<title>T</title><script>var a = 'x';</script><style>p{}</style><noscript><img alt=y>No</noscript>"
        "<select><option>Peru</option></select><template><p>t</p></template>"
        "<p>Shown</p><p style='display: none'>Folded</p>"
    )
    assert [block.text for block in page.blocks] == ["Shown", "Folded"]
    assert page.title == "T"
    assert [page.places.flags[owner] & 4 > 0 for owner in page.owners] == [False, True]


def test_a_page_that_its_noscript_has_swallowed_is_read() -> None:
    story = "".join(
        f"<p>Paragraph {number} of a story about the river and its bridges.</p>" for number in range(12)
    )
    tree = parse_html(f"<body><noscript><div id=none></noscript><div><h1>Bridges</h1>{story}</div></body>")
    assert tree is not None
    assert [block.text for block in split_html(tree).blocks][:2] == [
        "Bridges",
        "Paragraph 0 of a story about the river and its bridges.",
    ]


def test_a_story_in_a_noscript_is_read_where_little_else_is_shown() -> None:
    story = "".join(
        f"<p>Paragraph {number} of a story about the river and its bridges.</p>" for number in range(12)
    )
    shell = "<body><script>" + "load();" * 900 + "</script><nav>Home News Sports</nav>"
    assert len(split(f"{shell}<noscript>{story}</noscript>").blocks) == 13
    assert len(split(f"{shell}<noscript>{story}</noscript><main>{story * 2}</main>").blocks) == 25


@pytest.mark.parametrize("end", ["</body></html>", "</html>", "</BODY>\n</HTML>"])
def test_what_stands_behind_the_first_end_of_a_document_is_read(end: str) -> None:
    story = "".join(
        f"<p>Paragraph {number} of a story about the river and its bridges.</p>" for number in range(9)
    )
    page = split(f"<html><body><header>Top</header>{end}<main>{story}</main></body></html>")
    assert [block.text for block in page.blocks][:2] == [
        "Top",
        "Paragraph 0 of a story about the river and its bridges.",
    ]
    assert len(page.blocks) == 10


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Two ferries</b> <b>sail</b> again", "Two ferries sail again"),
        ("<a>Lisbon</a>\n<a><i>Porto</i></a>, <u>Faro</u>", "Lisbon Porto, Faro"),
        ("<b>6</b>&nbsp;<b>eggs</b>", "6 eggs"),
        ("<span>six<span> </span></span><span>eggs</span>", "six eggs"),
        ("<b>Wh<i>ole</i></b><i> </i>milk", "Whole milk"),
        ("anti<b></b><i>body</i>", "antibody"),
        ("<ruby>東京<rt>とうきょう</rt></ruby>の会議", "東京の会議"),
        ("<ruby>東京<rp>（</rp><rt>とうきょう</rt><rp>）</rp></ruby>の会議", "東京（とうきょう）の会議"),
    ],
)
def test_white_space_between_elements_parts_words_and_nothing_else_does(markup: str, text: str) -> None:
    assert [block.text for block in split(f"<p>{markup}</p>").blocks] == [text]


def test_paths_name_tags_classes_and_ids_and_are_bounded() -> None:
    page = split("<main id=m><p class='lead big'>x</p></main>" + "<div class=deep>" * 200 + "y")
    assert page.blocks[0].path == "html/body/main#m/p.lead.big"
    assert all(len(block.path or "") <= MAX_PATH for block in page.blocks)
    assert [block.position for block in page.blocks] == [0, 1]


def test_kinds_follow_the_markup() -> None:
    page = split(
        "<h2>Head</h2><p>Para</p><ul><li><p>Item</p></li></ul><blockquote><p>Quote</p></blockquote>"
        "<table><tr><td>Cell</td></tr></table><p><strong>All bold</strong></p><p><b>Some</b> bold</p>"
    )
    assert page.kinds == [
        Role.SUBHEADING,
        Role.PARAGRAPH,
        Role.LIST_ITEM,
        Role.QUOTE,
        Role.TABLE_ROW,
        Role.SUBHEADING,
        Role.PARAGRAPH,
    ]


def test_the_head_is_read() -> None:
    tree = parse_html(
        "<head><title> Two  words </title><meta name=description content=Short>"
        '<script type="application/ld+json">{"articleBody": "A <b>body</b> \\u00e9"}</script></head><p>x'
    )
    assert tree is not None
    page = split_html(tree)
    assert (page.title, page.description) == ("Two words", "Short")
    assert page.article_body.split() == ["A", "body", "é"]
    assert [node.text for node in page.nodes] == ["x"]


def test_each_text_of_the_tree_is_led_by_its_mark() -> None:
    tree = parse_html("<body><p>One <b>two</b> three</p><p>private \U000f0001 use</p>")
    assert tree is not None
    page = split_html(tree)
    marked = [f"{chr(FIRST_MARK + number)}{node.text}" for number, node in enumerate(page.nodes)]
    assert "".join(page.tree.itertext()) == "".join(marked).replace("private \U000f0001", "private ")
    assert page.blocks[1].text == "private \U000f0001 use"


@pytest.mark.parametrize("html", ["", "   ", "<!-- only -->", "<!doctype html>"])
def test_nothing_to_parse_is_none_or_no_blocks(html: str) -> None:
    tree = parse_html(html)
    assert tree is None or split_html(tree).blocks == []


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>a\0b</p>", "a"),
        ("<p>lone \ud800 surrogate</p>", "surrogate"),
        ("<p>ref &#1; &#55296; &#x1F600;</p>", "ref"),
        ("<p>never <b>closed <i>at all", "all"),
        ("<html><frameset><frame src=a></frameset><p>after", "after"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'><?xml version='1.0'?><body>declared", "declared"),
        ("<?xml version='1.0' encoding='utf-16'?><html><body><p>lies</p>", "lies"),
        ("<p " + "a" * 70_000 + "=1>long name", "long"),
        ("<table><tr><td>cell<table><td>in cell", "cell"),
    ],
)
def test_broken_pages_still_give_their_text(html: str, seen: str) -> None:
    assert seen in " ".join(texts(html))


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 1_000_000 + "deep",
        "<b>" * 300_000 + "deep",
        "<p " + " ".join(f"a{n}=x" for n in range(200_000)) + ">attributes</p>",
        "<p>" + "word " * 2_000_000,
        "<p class='" + "c " * 100_000 + "'>classes</p>",
        "<br>" * 300_000 + "x",
        "<" * 1_000_000,
        "&" * 1_000_000,
    ],
    ids=["div", "b", "attributes", "line", "classes", "breaks", "less", "amp"],
)
def test_hostile_pages_are_bounded_in_time_and_memory(html: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    tree = parse_html(html)
    if tree is not None:
        split_html(tree)
    assert time.process_time() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000  # KiB


_TAGS = [
    "p",
    "/p",
    "div",
    "/div",
    "br",
    "span",
    "/span",
    "a",
    "/a",
    "li",
    "td",
    "table",
    "/table",
    "h2",
    "/h2",
    "hr",
]
_PIECES = st.sampled_from(
    [*(f"<{tag}>" for tag in _TAGS), "word", " two words ", "\u00a0", "\n", "é", "&lt;"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=60))
def test_every_visible_character_is_in_exactly_one_block(pieces: list[str]) -> None:
    tree = parse_html("<body>" + "".join(pieces) + "</body>")
    assert tree is not None
    page = split_html(tree)
    assert re.sub(r"\s", "", "".join(block.text for block in page.blocks)) == re.sub(
        r"\s", "", MARK.sub("", "".join(tree.itertext()))
    )
    assert all(block.text and block.text == " ".join(block.text.split()) for block in page.blocks)
    assert len(page.kinds) == len(page.owners) == len(page.blocks)
