"""Whatever rule writes into a ledger can be described and switched off, and then is silent."""

from __future__ import annotations

import ast
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from extractors import settling, story_dump, story_html
from extractors.assemble import assemble
from extractors.clean import clean, clean_many
from extractors.label import Judgement, label_blocks
from extractors.model import Block, RawPage, Role
from extractors.reasons import rule_reasons
from extractors.rules import NAMES
from extractors.settling.registry import REASONS
from tests.golden_pages import load

MODELS = {story_dump.DUMP_MODEL, story_html.HTML_MODEL}
MOST = 2  # pages cleaned again for each rule
MOMENT = datetime(2024, 6, 1, tzinfo=UTC)


@cache
def pages_by_rule() -> dict[str, list[RawPage]]:
    """For each rule that decides a block of a golden page the pages on which it does."""
    pages = [RawPage("golden", g.name, g.url, MOMENT, g.media_type, None, g.body) for g in load()]
    found: dict[str, list[RawPage]] = defaultdict(list)
    for page, outcome in zip(pages, clean_many(pages), strict=True):
        for rule in {labelled.label.rule for labelled in outcome.blocks}:
            found[rule].append(page)
    return found


def test_every_rule_in_a_ledger_is_known() -> None:
    assert pages_by_rule().keys() - MODELS <= rule_reasons().keys()
    assert len(pages_by_rule().keys() & (REASONS.keys() | NAMES.keys())) > 20


def test_a_rule_that_is_switched_off_is_silent() -> None:
    for rule, pages in pages_by_rule().items():
        if rule in MODELS:
            continue
        for page in pages[:MOST]:
            outcome = clean(page, disabled=frozenset({rule}))
            assert outcome.blocks, f"{page.path} without {rule}"
            assert rule not in {labelled.label.rule for labelled in outcome.blocks}, f"{page.path}: {rule}"


def test_the_rules_of_settling_are_all_registered() -> None:
    """Those too that no golden page needs: what `put` is called with, or a table of it holds."""
    assert settling.__file__
    named: set[str] = set(settling._STRAY.values())
    for file in Path(settling.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="put"), args=[_, _, ast.Constant(str(rule)), *_]):
                    named.add(rule)
    assert named == REASONS.keys()
    assert all(why.endswith(".") for why in rule_reasons().values())


def test_the_caption_stays_where_its_first_printing_is_not_looked_for() -> None:
    lines = [
        "The ferry at its pier on Monday morning.",
        "The ferry stopped at noon on Monday, and by one the harbor was as quiet as it had been in 1974.",
        "The ferry at its pier on Monday morning. (AP Photo/Jane Doe)",
    ]
    off = frozenset({"caption-again"})
    judgement = Judgement(np.array([0.1, 0.9, 0.1], np.float32), [Role.PARAGRAPH] * 3, 0.5, "stand-in")
    blocks = [Block(position, line) for position, line in enumerate(lines)]
    labelled = label_blocks(blocks, judgement, site=None, disabled=off)
    page = RawPage("tests", "page", None, MOMENT, "text/plain", None, b"")
    article = assemble(page, labelled, None, disabled=off)
    assert [caption.credit for caption in article.captions] == ["AP Photo/Jane Doe"]
