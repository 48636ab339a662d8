"""What cleaning promises of every page: one role a block, nothing lost, the same alone or in company."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from html import escape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.clean import clean, clean_many
from extractors.decode import Decoded, decode, repair_markup
from extractors.dom import split_html
from extractors.html_tree import parse_html
from extractors.model import Article, Outcome, RawPage, Reason, Rejection, Role
from tests.golden_pages import GoldenPage, load

SEEN = datetime(2024, 1, 1, tzinfo=UTC)
LINES = sorted({line for page in load()[::7] for line in page.body.decode("utf-8", "replace").splitlines()})


def page(body: bytes, media_type: str = "text/plain") -> RawPage:
    return RawPage("tests", "page", None, SEEN, media_type, None, body)


def raw(golden: GoldenPage) -> RawPage:
    return RawPage("tests", golden.name, golden.url, SEEN, golden.media_type, None, golden.body)


# Real lines in any order and any number, with what dumps hold besides, in any encoding.
lines = st.one_of(
    st.sampled_from(LINES), st.text(max_size=60), st.sampled_from(["", " ", "\u00a0", "___", "\ufeff"])
)
dumps = st.builds(
    lambda parts, gap, charset: gap.join(parts).encode(charset, "replace"),
    st.lists(lines, max_size=30),
    st.sampled_from(["\n", "\n\n", "\r\n", "\n \n"]),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
)
tags = st.sampled_from(
    ["p", "div", "li", "h1", "h2", "span", "a", "td", "figcaption", "br", "b", "script", "aside"]
)
markup = st.lists(st.tuples(tags, lines, st.booleans()), max_size=30).map(
    lambda parts: "<html><body>" + "".join(f"<{t}>{x}" + (f"</{t}>" if c else "") for t, x, c in parts)
)


@settings(max_examples=60, deadline=None)
@given(dumps)
def test_the_blocks_of_a_dump_rebuild_it(body: bytes) -> None:
    outcome = clean(page(body))
    decoded = decode(page(body))
    if isinstance(decoded, Decoded) and outcome.blocks:
        spans = [decoded.text[b.block.start : b.block.end] for b in outcome.blocks]
        assert "".join(spans) == decoded.text
        if is_reversible(decoded):
            assert "".join(spans).encode(decoded.charset) == body
    assert clean(page(body)) == outcome
    assert_sound(outcome)


def is_reversible(decoded: Decoded) -> bool:
    """Whether the text tells its bytes: all were readable, and in an order that the charset's name tells."""
    return "\ufffd" not in decoded.text and decoded.charset not in ("utf-16", "utf-32")


@settings(max_examples=60, deadline=None)
@given(markup)
def test_every_block_of_a_page_has_one_role(html: str) -> None:
    outcome = clean(page(html.encode("utf-8", "replace"), "text/html"))
    tree = parse_html(repair_markup(html))
    if outcome.blocks and tree is not None:
        assert [b.block.text for b in outcome.blocks] == [b.text for b in split_html(tree).blocks]
    assert clean(page(html.encode("utf-8", "replace"), "text/html")) == outcome
    assert_sound(outcome)


def test_pages_of_a_line_or_two_are_sound() -> None:
    lines = sorted({b.block.text for golden in load() for b in clean(raw(golden)).blocks})
    chance = random.Random(3)
    some = chance.sample(lines, 500)
    dumps = [*some, *("\n".join(pair) for pair in pairwise(some))]
    marked = [
        f"<body><{tag}>{escape(text)}</{tag}>" for text in some for tag in (chance.choice(["h1", "p"]),)
    ]
    pages = [page(text.encode("utf-8", "replace")) for text in dumps]
    pages += [page(text.encode("utf-8", "replace"), "text/html") for text in marked]
    for outcome in clean_many(pages):
        assert_sound(outcome)


def assert_sound(outcome: Outcome) -> None:
    """Exactly one outcome, one label a block, and the text made of the story's blocks alone."""
    if isinstance(outcome, Rejection):
        assert outcome.reason is not Reason.CRASHED, outcome.detail
    else:
        story = [b.block.text for b in outcome.blocks if b.label.role.fate == "story"]
        assert outcome.text == "\n\n".join(story)
    assert [b.block.position for b in outcome.blocks] == list(range(len(outcome.blocks)))
    assert all(b.label.role in Role and b.label.rule and 0 <= b.label.confidence <= 1 for b in outcome.blocks)


def test_the_same_page_gives_the_same_outcome_in_any_company() -> None:
    pages = [raw(golden) for golden in load()]
    shuffled = random.Random(7).sample(pages, len(pages))
    alone = [clean(one) for one in shuffled[:12]]
    together = clean_many(shuffled)
    assert together[:12] == alone
    assert {o.page_id: o for o in clean_many(pages)} == {o.page_id: o for o in together}


def test_what_was_cleaned_comes_out_of_cleaning_again() -> None:
    """A clean story, dumped as text and cleaned again, keeps its words: there is nothing left to remove."""
    articles = [o for o in clean_many([raw(golden) for golden in load()]) if isinstance(o, Article)]
    again = clean_many([page(article.text.encode()) for article in articles])
    words = sum(len(article.text.split()) for article in articles)
    kept = sum(len(o.text.split()) for o in again if isinstance(o, Article))
    assert kept >= 0.97 * words


HOSTILE = {
    "a line of 20 MB": (b"word " * 4_000_000, "text/plain"),
    "markup a million deep": (b"<div>" * 1_000_000 + b"text", "text/html"),
    "a million tags": (b"<p>Short text.</p>" * 100_000, "text/html"),
    "a tag of 5 MB": (b"<p " + b"a='b' " * 800_000 + b">Text</p>", "text/html"),
    "broken surrogates": ("\ud800 text \udfff".encode("utf-8", "surrogatepass") * 1000, "text/plain"),
    "null bytes in markup": (b"<p>One\x00two</p>" * 100, "text/html"),
    "an unclosed comment": (b"<!-- " + b"x" * 1_000_000, "text/html"),
    "entities without end": (b"<p>" + b"&amp;" * 500_000, "text/html"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_pages_end_as_one_outcome(what: str) -> None:
    assert_sound(clean(page(*HOSTILE[what])))
