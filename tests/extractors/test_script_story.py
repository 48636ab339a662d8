"""Stories that only a script holds are set into the page; what a page shows by itself is left alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from extractors.clean import clean
from extractors.dom import split_html
from extractors.html_tree import parse_html
from extractors.model import Article, RawPage
from extractors.script_story import SET_IN

TOLD = [
    "The ferry to Port Ames will stop running in November, the harbour board said on Monday evening.",
    "Its two boats carry some four hundred people a day, most of them on their way to the cannery and back.",
    "“We have known that the engines are worn out since the spring,” said Ida Holm, who chairs the board.",
    "A bus will take the longer way around the bay, which is forty minutes more in each direction.",
    "The town council meets on Thursday to say if it will pay for a third boat, as it did ten years ago.",
    "Until then the board will sell no tickets for December, and gives back what was paid for them.",
]
CONTENTFUL = [
    {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": t, "marks": []}]} for t in TOLD
]
PORTABLE = [
    {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": t[:20]}, {"text": t[20:]}]}
    for t in TOLD
]
DRAFT = [{"key": "a1", "type": "unstyled", "text": t, "inlineStyleRanges": []} for t in TOLD]


def _page(data: Any, body: str = "<h1>Ferry to stop</h1><footer>Imprint</footer>") -> str:
    script = data if isinstance(data, str) else json.dumps({"props": {"story": {"body": data}}})
    return f'<html><body>{body}<script id="DATA" type="application/json">{script}</script></body></html>'


def _blocks(page: str) -> list[str]:
    tree = parse_html(page)
    assert tree is not None
    return [block.text for block in split_html(tree).blocks]


@pytest.mark.parametrize("data", [CONTENTFUL, PORTABLE, DRAFT, {"type": "doc", "content": CONTENTFUL}])
def test_the_story_of_a_script_stands_behind_the_headline(data: Any) -> None:
    assert _blocks(_page(data)) == ["Ferry to stop", *TOLD, "Imprint"]


def test_a_story_that_breaks_off_goes_on_where_it_did() -> None:
    shown = "".join(f'<p class="text">{text}</p>' for text in TOLD[:2])
    body = f"<h1>Ferry to stop</h1><div>{shown}</div><p>Subscribe to go on.</p>"
    assert _blocks(_page(CONTENTFUL, body)) == ["Ferry to stop", *TOLD, "Subscribe to go on."]
    tree = parse_html(_page(CONTENTFUL, body))
    assert tree is not None
    marks = [block.path or "" for block in split_html(tree).blocks]
    assert [SET_IN in mark for mark in marks] == [False] * 3 + [True] * 4 + [False]


def test_what_is_missing_stands_where_it_does_in_the_story() -> None:
    body = f"<h1>Ferry to stop</h1><p>{TOLD[1]}</p><p>{TOLD[4]}</p>"
    assert _blocks(_page(CONTENTFUL, body)) == ["Ferry to stop", *TOLD]


def test_what_stands_in_a_noscript_is_not_shown() -> None:
    unseen = "".join(f"<p>{text}</p>" for text in TOLD[:2])
    body = f"<h1>Ferry to stop</h1><noscript>{unseen}</noscript><p>{'Menu ' * 80}</p>"
    assert _blocks(_page(CONTENTFUL, body))[:-1] == ["Ferry to stop", *TOLD]


def test_the_ledger_says_what_was_set_in() -> None:
    page = _page(CONTENTFUL)
    raw = RawPage("s", "p.html", None, datetime(2026, 1, 1, tzinfo=UTC), "text/html", "utf-8", page.encode())
    outcome = clean(raw)
    assert isinstance(outcome, Article)
    rules = [one.label.rule for one in outcome.blocks if one.block.text in TOLD]
    assert len(rules) == len(TOLD) and all(rule.endswith(SET_IN) for rule in rules)


def test_headings_and_quotes_between_the_paragraphs_are_kept() -> None:
    heading = {"type": "heading", "level": 2, "content": [{"type": "text", "text": "No third boat"}]}
    quote = {"type": "blockquote", "content": [CONTENTFUL[3]]}
    advert = {"type": "ad", "id": 7}
    story = [*CONTENTFUL[:3], heading, advert, quote, *CONTENTFUL[4:]]
    assert _blocks(_page(story)) == [
        "Ferry to stop",
        *TOLD[:3],
        "No third boat",
        *TOLD[3:],
        "Imprint",
    ]


def test_what_the_page_shows_is_not_told_again() -> None:
    shown = "".join(f"<p>{text}</p>" for text in TOLD)
    assert _blocks(_page(CONTENTFUL, shown)) == TOLD


OTHER = [{"type": "paragraph", "children": [{"text": f"Elsewhere: {text}"}]} for text in [*TOLD, *TOLD]]


def test_what_is_offered_next_is_not_the_pages_story() -> None:
    whole = "".join(f"<p>{text}</p>" for text in TOLD)
    assert _blocks(_page({"own": CONTENTFUL, "next": OTHER}, whole)) == TOLD
    begun = f"<h1>Ferry to stop</h1><p>{TOLD[0]}</p>"
    assert _blocks(_page({"next": OTHER, "own": CONTENTFUL}, begun)) == ["Ferry to stop", *TOLD]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(CONTENTFUL[:2], id="two paragraphs are a label"),
        pytest.param(DRAFT[:2] + [{"type": "unstyled", "text": "x"}] * 9, id="too little is told"),
        pytest.param([{"type": "product", "name": text} for text in TOLD], id="no paragraphs"),
        pytest.param('{"type": "paragraph", ', id="cut off"),
        pytest.param('"paragraph"' + "[" * 100_000, id="too deep"),
        pytest.param("[" * 100_000 + '"paragraph"' + "]" * 100_000, id="too deep, closed"),
    ],
)
def test_other_data_adds_nothing(data: Any) -> None:
    assert _blocks(_page(data)) == ["Ferry to stop", "Imprint"]
