"""The founding page comes out as its expected file says; skipped where it is not beside the checkout."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.assemble import assemble
from extractors.model import Article, Block, Label, LabelledBlock, RawPage, Role
from extractors.rules import claim, name_removed

SEED = Path(__file__).parents[3] / "shared" / "seed"
pytestmark = pytest.mark.skipif(
    not SEED.is_dir(), reason="the founding page lies in a folder `shared` beside the checkout"
)


def _story_by_shape(block: Block) -> bool:
    """A stand-in for the model: a sentence of some length."""
    return len(block.text) >= 40 and block.text[-1] in '.!?”"'


@pytest.fixture(scope="module")
def article() -> Article:
    body = (SEED / "newsnation.txt").read_bytes()
    lines = [" ".join(line.split()) for line in body.decode().splitlines()]
    blocks = [Block(position, line) for position, line in enumerate(filter(None, lines))]
    claims = claim(blocks, site=None)
    removed = [b.position for b in blocks if claims[b.position] is None and not _story_by_shape(b)]
    names = dict(zip(removed, name_removed(blocks, claims, removed), strict=True))
    labelled = []
    for block in blocks:
        label = claims[block.position]
        if label is None:
            role, rule = names.get(block.position, (Role.PARAGRAPH, "stand-in"))
            label = Label(role, rule, 0.9)
        labelled.append(LabelledBlock(block, label))
    page = RawPage("seed", "newsnation.txt", None, datetime(2026, 1, 1, tzinfo=UTC), "text/plain", None, body)
    return assemble(page, labelled, None)


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SEED / "newsnation.expected.json").read_text("utf-8"))
    return loaded


def test_the_story_is_kept_paragraph_by_paragraph(article: Article, expected: dict[str, Any]) -> None:
    assert article.dateline is not None
    paragraphs = article.text.split("\n\n")
    paragraphs[0] = paragraphs[0].removeprefix(article.dateline.printed).lstrip()
    assert paragraphs == expected["paragraphs"]


def test_its_fields_are_read(article: Article, expected: dict[str, Any]) -> None:
    assert article.headline == expected["title"]
    assert article.dateline is not None
    assert {"place": article.dateline.place, "agency": article.dateline.agency} == expected["dateline"]
    captions = [
        {
            "text": c.text,
            "credit": c.credit,
            "date": c.date and c.date.isoformat(),
            "times_seen": c.times_seen,
        }
        for c in article.captions
    ]
    assert captions == expected["captions"]
    assert article.contributors == expected["contributors"]
    assert list(article.keywords) == expected["tags"]
    assert article.copyright is not None
    assert article.copyright.year == expected["copyright"]["year"]
    assert article.copyright.holder == expected["copyright"]["holder"]
    assert list(article.copyright.agencies) == expected["copyright"]["agencies"]
    assert article.site == expected["site"]
    assert article.language == expected["language"]


def test_what_goes_is_out_of_the_text_and_in_the_ledger(article: Article, expected: dict[str, Any]) -> None:
    printed = [b.block.text for b in article.blocks]
    for line in expected["removed"]:
        assert line in printed
        assert line not in article.text
