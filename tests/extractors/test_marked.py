# ruff: noqa: E501  (markup: a broken line is harder to read than a long one)
"""What a page's markup marks beside its words: credits within captions, moments, lists of tags."""

from __future__ import annotations

import pytest
from lxml import html

from extractors.clean import clean
from extractors.fields.credit_lines import is_bare_credit
from extractors.marked_times import MarkedTimes, marked_times
from extractors.metadata import read_metadata
from extractors.model import Article
from extractors.picture_credits import split_by_mark
from extractors.words import NO_INK
from tests.extractors.test_promises import page


def tree(body: str) -> html.HtmlElement:
    return html.document_fromstring(f"<html><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ('The ferry at the quay<span class="caption__credit">Bild: Karl Beispiel/dpa</span>', "The ferry at the quay", "Karl Beispiel/dpa"),
        ("Old Anna <small>Harbor Films; Estevo (2)</small>", "Old Anna", "Harbor Films; Estevo (2)"),
        ("The ferry / Źródło: <span class='source'>Wolne Zdjęcia</span>", "The ferry", "Wolne Zdjęcia"),
        ("The ferry. (Photo by Jane Doe/Getty Images) <cite>Getty Images</cite>", "The ferry.", "Jane Doe/Getty Images"),
        ("The ferry Jane Doe / <span class='credit'>Jane Doe / Shutterstock</span>", "The ferry Jane Doe", "Jane Doe / Shutterstock"),
        ('<span class="text">The ferry at the quay</span>', "The ferry at the quay", None),
    ],
)  # fmt: skip
def test_a_credit_begins_where_the_markup_says(caption: str, text: str, credit: str | None) -> None:
    shown = tree(f"<figure><img><figcaption>{caption}</figcaption></figure>")
    line = " ".join("".join(shown.find(".//figcaption").itertext()).split())
    parts = split_by_mark(line, read_metadata(shown).marked_credits)
    assert (parts.text, parts.credit) == (text, credit)


def test_an_element_that_is_the_whole_caption_is_no_credit() -> None:
    assert (
        read_metadata(tree("<figcaption><small>The ferry at the quay</small></figcaption>")).marked_credits
        == ()
    )
    assert read_metadata(tree("<p>The ferry <small>Jane Doe</small></p>")).marked_credits == (), (
        "nor is one in a paragraph"
    )


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Jane Doe/Netflix", True),
        ("jane / pixelio.de", True),
        ("Rim Studios//Getty Images", True),
        ("(WXYZ)", True),
        ("PA Wire", True),
        ("Facebook", True),
        ("A.", True),
        ("Mit dem Laden des Videos akzeptieren Sie die Datenschutzerklärung von Example.", True),
        ("Napa Valley", False),
        ("東京駅", False),
        ("Romeo/Juliet", False),
        ("Jane Doe and Netflix's new harbor series", False),
        ("The ferry at the quay", False),
    ],
)
def test_words_that_only_say_whose_a_picture_is(text: str, bare: bool) -> None:
    assert is_bare_credit(text) is bare


PUBLISHED, LATER = "2024-05-28T09:00:00+02:00", "2024-06-01T12:00:00+02:00"


@pytest.mark.parametrize(
    ("body", "times"),
    [
        (f'<h1>Ferry</h1><meta itemprop="datePublished" content="{PUBLISHED}"><time itemprop="dateModified" datetime="{LATER}">', MarkedTimes(PUBLISHED, LATER, None)),
        (f'<article><time class="entry-date" datetime="{PUBLISHED}">May 28</time></article>', MarkedTimes(first_time=PUBLISHED)),
        (f'<time class="updated" datetime="{LATER}">June 1</time><time class="published" datetime="{PUBLISHED}">', MarkedTimes(first_time=PUBLISHED)),
        (f'<ul><li><time datetime="{LATER}"></time></li></ul><div class="related-posts"><span itemprop="datePublished">{LATER}</span></div>', MarkedTimes()),
        (f'<aside><time datetime="{LATER}"></time></aside><a href="/x"><time datetime="{LATER}"></time></a>', MarkedTimes()),
        ('<time datetime="Mo-Su 08:00-20:00">daily</time>', MarkedTimes()),
    ],
)  # fmt: skip
def test_moments_are_read_beside_the_story_alone(body: str, times: MarkedTimes) -> None:
    assert marked_times(tree(body)) == times


def test_what_the_metadata_states_comes_before_what_the_markup_marks() -> None:
    stating = html.document_fromstring(
        f'<html><head><meta name="published" content="May 27, 2024"><meta name="dc.date" content="2023-01-01"></head>'
        f'<body><p itemprop="datePublished">{PUBLISHED}</p></body></html>'
    )
    found = read_metadata(stating)
    assert (found.date_published, found.bare_date) == ("2024-05-27", "2023-01-01")


def test_a_class_of_a_theme_or_a_button_makes_no_tags() -> None:
    tags = '<div class="article-tags"><a href="/t/1">Ferries</a><a href="/t/2">Estevo</a></div>'
    assert read_metadata(tree(tags)).printed_tags == ("Ferries", "Estevo")
    assert (
        read_metadata(tree('<div class="has-theme-color"><a>About</a><a>Contact</a></div>')).printed_tags
        == ()
    )
    assert read_metadata(
        tree(f'{tags}<div class="maxTopics"><a>Themen bearbeiten</a></div>')
    ).printed_tags == (
        "Ferries",
        "Estevo",
    )


def test_tags_in_the_storys_own_header_are_its_tags() -> None:
    tags = '<div class="tags"><a>Ferries</a><a>Estevo</a></div>'
    assert read_metadata(tree(f"<header><h1>Ferry sunk</h1>{tags}</header>")).printed_tags == (
        "Ferries",
        "Estevo",
    )
    assert read_metadata(tree(f"<header><a>Home</a>{tags}</header>")).printed_tags == ()


STORY = "".join(
    f"<p>The mayor closed the old harbor on day {n} after a storm had torn its last pier away, and left the only "
    "ferry on the wrong side of the river for some weeks.</p>"
    for n in range(6)
)


def article(head: str, above: str, below: str = "", tail: str = "") -> Article:
    cleaned = clean(
        page(
            f"<html><head>{head}</head><body><article><h1>Storm tears the last pier from the old harbor</h1>"
            f"{above}{STORY}{below}</article>{tail}</body></html>".encode(),
            "text/html",
        )
    )
    assert isinstance(cleaned, Article)
    return cleaned


@pytest.mark.parametrize(
    ("author", "printed", "authors"),
    [
        ("TOUR Magazin", "dpa am 25.01.2024", ("dpa",)),
        ("Beispiel Medien GmbH", "<p>Von Jane Doe</p>", ("Jane Doe",)),
        ("von AUTO ZEITUNG", "", ("AUTO ZEITUNG",)),
        ("Ursula von der Beispiel", "", ("Ursula von der Beispiel",)),
        ("", "<p>11.12.2019 - Jane Doe</p>", ("Jane Doe",)),
    ],
)
def test_who_wrote_it_rather_than_who_published_it(
    author: str, printed: str, authors: tuple[str, ...]
) -> None:
    head = f'<meta name="author" content="{author}"><meta property="og:site_name" content="TOUR Magazin">'
    assert article(head, f"<p>{printed}</p>" if "<" not in printed else printed).authors == authors


def test_a_pages_own_notice_comes_before_that_of_its_picture() -> None:
    got = article(
        "",
        "<figure><figcaption>The pier.</figcaption></figure><p>Copyright 2023 Jane Doe. All rights reserved.</p>",
        tail="<footer><p>Copyright © Example News 2024</p></footer>",
    ).copyright
    assert got is not None and (got.holder, got.year) == ("Example News", 2024)


def test_a_credit_in_place_of_a_caption_is_none() -> None:
    figure = '<figure><img><figcaption><span class="{}">Jane Doe Studios</span></figcaption></figure>'
    assert article("", figure.format("credit")).captions == ()
    assert [c.text for c in article("", figure.format("text")).captions] == ["Jane Doe Studios"]


def test_a_classic_wordpress_caption_is_one_and_a_teasers_is_none() -> None:
    caption = '<div class="wp-caption"><img><p class="wp-caption-text">Boats at the quay of Estevo</p></div>'
    teaser = "<h3>You may also like</h3><ul><li><a><figure><figurecaption><p>Ferry was late again</p></figurecaption></figure></a></li></ul>"
    got = article("", caption, teaser)
    assert [c.text for c in got.captions] == ["Boats at the quay of Estevo"]


def test_keywords_that_differ_in_spelling_are_one() -> None:
    tags = '<div class="tags"><a>New Estevo</a><a>Ferries</a></div>'
    head = '<meta name="keywords" content="new-estevo, harbor">'
    assert article(head, "", tags).keywords == ("New Estevo", "Ferries", "harbor")


def test_a_table_of_days_is_no_list_of_tags() -> None:
    table = "<table><tr><td>Themen</td></tr><tr><td>Datum</td></tr><tr><td>Uhrzeit</td></tr></table>"
    assert article("", "", table).keywords == ()


def test_a_holder_in_the_element_beside_the_year() -> None:
    footer = "<footer><p>© 2019-2026</p><p>{}</p></footer>"
    head = '<meta property="og:site_name" content="Harbor Solutions">'
    got = [
        article(head, "", tail=footer.format(t)).copyright
        for t in ("Harbor Solutions Ltd.", "About our team")
    ]
    assert [(c.holder, c.year) for c in got if c] == [("Harbor Solutions Ltd.", 2026), (None, 2026)]


def test_a_pictures_caption_beside_a_player_and_its_notice_are_no_pages() -> None:
    above = (
        '<div class="image-video"><div class="article-caption">Boats at the quay</div>'
        '<div class="image-copyright">Copyright Jane Doe/Copyright 2023 The Press. All rights reserved</div></div>'
    )
    got = article("", above, tail="<footer><p>Copyright © Example News 2024</p></footer>")
    assert [c.text for c in got.captions] == ["Boats at the quay"]
    assert got.captions[0].credit is not None and got.captions[0].credit.startswith("Jane Doe")
    assert got.copyright is not None and got.copyright.holder == "Example News"


def test_an_article_holds_no_marks_of_its_typesetting() -> None:
    head = '<meta property="og:title" content="Fähr\u00adfahr\u00adplan &amp;amp; Hafen">'
    story = STORY.replace("harbor", "har\u200bbor").replace("ferry", "fer&shy;ry")
    body = f"<html><head>{head}</head><body><h1>Fähr\u00adfahr\u00adplan &amp;amp; Hafen</h1>{story}</body></html>"
    got = clean(page(body.encode(), "text/html"))
    assert isinstance(got, Article) and got.headline == "Fährfahrplan & Hafen"
    assert "old harbor" in got.text and "only ferry" in got.text
    assert not any(mark in block.block.text for block in got.blocks for mark in NO_INK)


def test_a_kicker_in_a_line_of_its_own_is_no_whole_headline() -> None:
    title = "Dance in the old shed: Washed with all waters"
    head = f'<meta property="og:title" content="{title} | Example News"><meta property="og:site_name" content="Example News">'
    body = f"<html><head>{head}</head><body><h1>Dance in the old shed:<br>Washed with all waters</h1>{STORY}</body></html>"
    got = clean(page(body.encode(), "text/html"))
    assert isinstance(got, Article) and got.headline == title
