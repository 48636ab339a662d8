# ruff: noqa: E501  (tables of examples)
"""What a page states in JSON-LD, meta tags and `<html>`: whole, broken, contradictory, hostile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extractors.metadata import Metadata, read_metadata
from extractors.model import Origin


def _read(head: str, lang: str = "") -> Metadata:
    return read_metadata(
        html.document_fromstring(f"<html {lang}><head>{head}</head><body><p>x</p></body></html>")
    )


def _script(content: str) -> str:
    return f'<script type="application/ld+json">{content}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Council closes the bridge &amp; the pier",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
    "datePublished": "2024-03-03T21:14:00-06:00",
    "dateModified": "2024-03-04",
    "keywords": ["Bridges", "Harbors, Ferries"],
    "publisher": {"@type": "Organization", "name": "Example Courier"},
    "articleBody": "The council <b>met</b>.",
    "copyrightYear": 2024,
    "copyrightHolder": {"name": "Example Media"},
    "inLanguage": "en-US",
}


def test_json_ld_is_read_whole() -> None:
    found = _read(_script(json.dumps(ARTICLE)))
    assert found.headline == "Council closes the bridge & the pier"
    assert found.authors == ("Jane Doe", "John Roe")
    assert (found.date_published, found.date_modified) == ("2024-03-03T21:14:00-06:00", "2024-03-04")
    assert found.keywords == ("Bridges", "Harbors", "Ferries")
    assert (found.site, found.language) == ("Example Courier", "en")
    assert (found.copyright_holder, found.copyright_year) == ("Example Media", 2024)
    assert found.article_body == "The council met."
    assert found.is_article is True
    assert {o.origin for o in found.origins} == {Origin.JSON_LD}


def test_a_graph_is_unrolled_and_references_are_followed() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "Example Courier"},
            {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
            {
                "@type": ["Article", "Thing"],
                "headline": "Council closes the bridge",
                "author": {"@id": "#jane"},
            },
        ]
    }
    found = _read(_script(json.dumps(graph)))
    assert (found.headline, found.authors, found.site) == (
        "Council closes the bridge",
        ("Jane Doe",),
        "Example Courier",
    )


@pytest.mark.parametrize(
    "content",
    [
        '<!-- {"@type": "NewsArticle", "headline": "Council closes the bridge"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Council closes the bridge"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Council closes the bridge",}',
        '{"@type": "NewsArticle", "description": "two\nlines", "headline": "Council closes the bridge"}',
        '{"@type": "NewsArticle", "headline": "Council closes the bridge"};',
        '{"@type": "Organization"} {"@type": "NewsArticle", "headline": "Council closes the bridge"}',
        r'{"@type": "NewsArticle", "description": "it\'s", "headline": "Council closes the bridge"}',
        '[{"@type": "NewsArticle", "headline": "Council closes the bridge"}]',
    ],
)
def test_broken_json_ld_is_repaired(content: str) -> None:
    assert _read(_script(content)).headline == "Council closes the bridge"


def test_meta_tags_fill_what_json_ld_leaves_out() -> None:
    found = _read(
        '<title>Council closes the bridge | Example Courier</title><meta property="og:title" content="Council closes the bridge">'
        '<meta name="author" content="By Jane Doe and John Roe"><meta property="article:published_time" content="2024-03-03">'
        '<meta property="article:tag" content="Bridges"><meta property="article:tag" content="Harbors">'
        '<meta property="og:type" content="article"><link rel="canonical" href="https://example.com/bridge">',
        'lang="fr-CA"',
    )
    assert found.headline == "Council closes the bridge"
    assert found.authors == ("Jane Doe", "John Roe")
    assert (found.date_published, found.keywords) == ("2024-03-03", ("Bridges", "Harbors"))
    assert (found.site, found.language) == ("Example Courier", "fr")
    assert (found.canonical_url, found.is_article) == ("https://example.com/bridge", True)


@pytest.mark.parametrize("value", ["", "soon", "01/02/2024", "20240303", "0001-01-01"])
def test_a_date_that_states_no_day_is_none(value: str) -> None:
    assert _read(f'<meta property="article:published_time" content="{value}">').date_published is None


def test_addresses_handles_and_machine_keywords_are_left_out() -> None:
    found = _read(
        '<meta property="article:author" content="https://www.facebook.com/example"><meta name="keywords" content="Bridges, type:story, _id, 42, exclude-from-feeds, 8f507083-bac4-423a-9015-2eb31e1bce50">'
    )
    assert found.authors == ()
    assert found.keywords == ("Bridges",)
    assert _read('<meta name="author" content="jane.doe.1931">').authors == ()


def test_a_page_that_states_nothing() -> None:
    assert _read("") == Metadata()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*ARTICLE, "@graph", "@id", "name", "@value", "mainEntity"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(_JSON, st.booleans())
def test_no_json_ld_breaks_the_reader(value: object, cut: bool) -> None:
    text = json.dumps(value).replace("<", "\\u003c")
    found = _read(_script(text[: len(text) // 2] if cut else text))
    assert isinstance(found.authors, tuple)


@pytest.mark.parametrize(
    ("stated", "site"),
    [
        ("https://www.example.com", None),
        ("Example Courier", "Example Courier"),
        ("Example Courier | News from the harbor", "Example Courier"),
        ("Blogger", None),
    ],
)
def test_a_site_is_a_name_and_no_address_or_service(stated: str, site: str | None) -> None:
    assert _read(f'<meta property="og:site_name" content="{stated}">').site == site


def test_a_blog_is_called_after_itself_where_its_service_is_the_publisher() -> None:
    script = json.dumps({"@type": "BlogPosting", "headline": "A pier", "publisher": {"name": "Blogger"}})
    read = _read(_script(script) + '<meta property="og:site_name" content="The Pier Blog">')
    assert read.site == "The Pier Blog"


def test_keywords_with_a_systems_prefix_are_left_out() -> None:
    read = _read(
        _script(
            json.dumps(
                {**ARTICLE, "keywords": ["FP.Jane Doe", "Notification.Teams", "St.Gallen", "U.S. Open"]}
            )
        )
    )
    assert read.keywords == ("St.Gallen", "U.S. Open")


def test_how_a_system_lays_out_a_page_is_no_topic() -> None:
    words = "harbors, textabovecentergridwidth, onecolumnnarrow, web, fullwidth"
    assert _read(f'<meta name="keywords" content="{words}">').keywords == ("harbors", "fullwidth")
    assert _read('<meta name="keywords" content="web, inverted">').keywords == ("web", "inverted")


@pytest.mark.parametrize(
    "author",
    ["admin", "site_admin", "undefined", "3d23d65-ddc6-4ce5", "Example GmbH www.example.com", "example.com/jane", "Copyright Example"],
)  # fmt: skip
def test_accounts_and_templates_failures_are_no_authors(author: str) -> None:
    assert _read(f'<meta name="author" content="{author}">').authors == ()
