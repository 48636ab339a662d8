"""Every repeat of a caption is found by the whole cleaner, whatever its typography; nothing else is one."""

from __future__ import annotations

import random
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.clean import clean
from extractors.model import Article, Role
from tests.extractors.printed_captions import (
    BYLINE,
    CAPTIONS,
    HEADLINE,
    STORY,
    TYPOGRAPHY,
    PrintedPage,
    as_dump,
    as_html,
    printed_page,
)
from tests.extractors.test_promises import page

seeds = st.integers(0, 1_000_000)


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_repeats_in_dumps(seed: int, gap: str) -> None:
    printed = printed_page(random.Random(seed))
    _assert_merged(_article(as_dump(printed.lines, gap), "text/plain"), printed)


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from([0.0, 0.5, 1.0]))
def test_repeats_in_html(seed: int, figures: float) -> None:
    chance = random.Random(seed)
    printed = printed_page(chance)
    _assert_merged(_article(as_html(printed, chance, figures), "text/html"), printed)


@settings(max_examples=40, deadline=None)
@given(seeds, st.sampled_from(CAPTIONS), st.integers(2, 5), st.booleans())
def test_captions_without_any_credit_repeat_above_the_dateline(
    seed: int, caption: tuple[str, str], times: int, apart: bool
) -> None:
    chance, text = random.Random(seed), caption[0]
    lines = [TYPOGRAPHY[chance.choice(list(TYPOGRAPHY))](text) for _ in range(times)]
    if apart:
        lines.insert(1, "May 29, 2024")
    got = _article(as_dump((*lines, *STORY), "\n"), "text/plain")
    assert [c.times_seen for c in got.captions] == [times]
    assert got.headline == HEADLINE and got.text.startswith(STORY[0])


@pytest.mark.parametrize("credit", ["", " (AP Photo/Jane Doe)"])
def test_a_story_that_quotes_a_captions_beginning_keeps_its_sentence(credit: str) -> None:
    text = CAPTIONS[0][0]
    longer = f"{text[:-1]}, and whoever saw it go that day says it will not come back before the summer."
    lines = (f"{text} (AP Photo/Jane Doe)", *STORY[:3], longer, f"{text}{credit}", *STORY[3:])
    got = _article(as_dump(lines, "\n"), "text/plain")
    assert longer in got.text and [c.times_seen for c in got.captions] == [2]


def _article(body: bytes, media_type: str) -> Article:
    outcome = clean(page(body, media_type))
    assert isinstance(outcome, Article)
    return outcome


def _assert_merged(got: Article, printed: PrintedPage) -> None:
    stated = {(normalize("NFC", c.credit or "").removesuffix(", File"), c.times_seen) for c in got.captions}
    assert stated == {(credit, times) for (_, credit), times in printed.captions.items()}
    assert len(got.captions) == len(printed.captions)
    for text in (HEADLINE, BYLINE, *STORY, *printed.traps):
        roles = {b.label.role for b in got.blocks if b.block.text == text}
        assert roles and not roles & {Role.CAPTION, Role.REPEAT, Role.CREDIT}
    for trap, times in printed.traps.items():
        assert sum(b.block.text == trap for b in got.blocks) == times
    printings = sum(b.label.role in (Role.CAPTION, Role.REPEAT) for b in got.blocks)
    assert printings == sum(printed.captions.values())
