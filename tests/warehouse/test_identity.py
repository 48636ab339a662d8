"""What counts as the same article and the same version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.model import Article, Caption, Copyright
from tests.warehouse.generated import page_and_outcome
from warehouse.identity import article_address, article_id, canonical_url, host_of, version_id

OUTCOME = page_and_outcome(1)[1]
assert isinstance(OUTCOME, Article)
ARTICLE: Article = OUTCOME

SAME = "https://example.com/news/story?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/news/story?id=7",
        "HTTPS://WWW.EXAMPLE.COM:443/news//story/?id=7#comments",
        "https://example.com/news/story?utm_source=x&id=7&UTM_Medium=y&fbclid=1&gclid=2",
        "https://amp.example.com/news/story/amp/?id=7",
        "https://m.example.com/amp/news/story?id=7&outputType=amp",
        "https://www-example-com.cdn.ampproject.org/v/s/www.example.com/news/story?id=7&amp=1",
        " https://example.com/news/%73tory?id=7&ref=rss ",
    ],
)
def test_one_address_in_many_dresses(url: str) -> None:
    assert canonical_url(url) == SAME
    assert host_of(url) == "example.com"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/story?id=8",
        "https://example.com/news/story",
        "https://example.com/news/Story?id=7",
        "https://example.com/news/story?id=7&gallery=2",
        "https://example.com/news/story?id=7&keyword=a",
        "https://other.example.com/news/story?id=7",
        "https://example.com/camp/news/story?id=7",
        "https://example.com:8080/news/story?id=7",
    ],
)
def test_other_addresses_stay_apart(url: str) -> None:
    assert canonical_url(url) not in (None, SAME)


@pytest.mark.parametrize(
    "url", ["", "not an address", "/news/1", "ftp://a.b/c", "https://", "https://[::1/x"]
)
def test_what_is_no_web_address_has_none(url: str) -> None:
    assert canonical_url(url) is None


@given(
    st.from_regex(
        r"https?://([a-z]{1,3}\.){1,3}[a-z]{2}(/[a-zA-Z%.é ]{0,5}){0,4}(\?[a-z=&%]{0,9})?", fullmatch=True
    )
)
def test_canonical_is_canonical(url: str) -> None:
    once = canonical_url(url)
    assert once is not None
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("captured", "claimed", "address"),
    [
        ("https://a.com/x/amp", "https://a.com/story", "https://a.com/story"),
        ("https://a.com/x", "https://agency.com/story", "https://a.com/x"),
        ("https://a.com/x", "https://a.com/", "https://a.com/x"),
        (None, "https://a.com/story", "https://a.com/story"),
        ("https://a.com/x", None, "https://a.com/x"),
        (None, None, None),
    ],
)
def test_the_pages_own_claim_counts_on_its_own_site(
    captured: str | None, claimed: str | None, address: str | None
) -> None:
    assert article_address(replace(ARTICLE, url=claimed), captured) == address


def test_without_an_address_the_content_is_the_identity() -> None:
    edited = replace(ARTICLE, text=ARTICLE.text + " More.")
    assert article_id(ARTICLE, None) == article_id(replace(ARTICLE, page_id="other"), None)
    assert article_id(ARTICLE, None) != article_id(edited, None)
    assert article_id(ARTICLE, SAME) == article_id(edited, SAME)


@pytest.mark.parametrize(
    "edit",
    [
        lambda a: replace(a, headline="Other"),
        lambda a: replace(a, headline=None),
        lambda a: replace(a, text=a.text.replace(" ", "  ", 1)),
        lambda a: replace(a, authors=("Ann Author",)),
        lambda a: replace(a, date_published=None),
        lambda a: replace(a, captions=()),
        lambda a: replace(a, captions=(replace(a.captions[0], credit="Other"),)),
        lambda a: replace(a, contributors="Lee reported from Prague."),
        lambda a: replace(a, editors_note="Correction: a name."),
    ],
)
def test_an_edit_is_a_new_version(edit: Callable[[Article], Article]) -> None:
    assert version_id(edit(ARTICLE), "a") != version_id(ARTICLE, "a")


def test_what_changes_beside_the_story_is_none() -> None:
    other = replace(
        ARTICLE,
        page_id="other",
        date_modified="2024-06-01",
        captions=(replace(ARTICLE.captions[0], times_seen=5),),
        keywords=("Else",),
        copyright=Copyright("Other", 2025, "Copyright 2025 Other"),
        site="Other",
        language=None,
        origins=(),
        blocks=ARTICLE.blocks[:3],
    )
    assert version_id(other, "a") == version_id(ARTICLE, "a")
    assert version_id(ARTICLE, "b") != version_id(ARTICLE, "a")


def test_a_captions_day_is_part_of_it() -> None:
    dated = replace(ARTICLE, captions=(Caption("Same", None, date(2024, 1, 1), 1),))
    assert version_id(dated, "a") != version_id(
        replace(ARTICLE, captions=(Caption("Same", None, None, 1),)), "a"
    )
