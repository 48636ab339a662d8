"""Made-up pages and what cleaning would make of them: any number, the same for ever.

Word frequencies follow Zipf's law over a made-up vocabulary, so that text compresses about as news does;
every site repeats its own boilerplate, and each page has links that few others share.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from extractors.model import (
    Article,
    Block,
    Caption,
    Copyright,
    Dateline,
    FieldOrigin,
    Label,
    LabelledBlock,
    Origin,
    Outcome,
    RawPage,
    Reason,
    Rejection,
    Role,
)

START = datetime(2024, 5, 30, 12, 0, tzinfo=UTC)
_SYLLABLES = [
    a + b
    for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t")
    for b in ("a", "e", "i", "o", "u", "an")
]


def _vocabulary() -> list[str]:
    rng = random.Random(1)
    return ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(20_000)]


WORDS = _vocabulary()
_WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(len(WORDS))))


def sentence(rng: random.Random, words: int) -> str:
    """A capitalised run of `words` words with a full stop."""
    return " ".join(rng.choices(WORDS, cum_weights=_WEIGHTS, k=words)).capitalize() + "."


@dataclass(frozen=True)
class Site:
    """What one site prints on all its pages."""

    name: str
    host: str
    top: tuple[str, ...]
    bottom: tuple[str, ...]


@cache
def site(number: int) -> Site:
    """Site number `number`, with 30 lines of its own."""
    rng = random.Random(f"site {number}")
    lines = [sentence(rng, rng.randint(1, 9)).rstrip(".") for _ in range(30)]
    return Site(f"Site {number}", f"www.site{number}.example", tuple(lines[:10]), tuple(lines[10:]))


def page_and_outcome(number: int, *, sites: int = 50, paragraphs: int = 20) -> tuple[RawPage, Outcome]:
    """Page `number`: an article of about 170 characters a paragraph, or, for one page in 50, a rejection."""
    rng = random.Random(f"page {number}")
    home = site(number % sites)
    headline = sentence(rng, 9).rstrip(".")
    story = [sentence(rng, rng.randint(15, 40)) for _ in range(paragraphs)]
    links = [sentence(rng, 8).rstrip(".") for _ in range(8)]
    caption = sentence(rng, 20)
    printed = _printed(home, headline, caption, story, links)
    page = RawPage(
        source=f"source{number % 3}",
        path=f"{number % 97}/{number}.txt",
        url=f"https://{home.host}/news/{number}?utm_source=feed" if number % 10 else None,
        captured_at=START + timedelta(minutes=number),
        media_type="text/plain",
        charset=None,
        body="\n".join(block.block.text for block in printed).encode(),
    )
    if number % 50 == 7:
        return page, Rejection(page.page_id, Reason.TOO_SHORT, "3 words", tuple(printed[:12]))
    return page, _article(page, home, headline, caption, story, printed)


def pages_and_outcomes(numbers: range) -> Iterator[tuple[RawPage, Outcome]]:
    """`page_and_outcome` for each number."""
    return (page_and_outcome(number) for number in numbers)


def _printed(
    home: Site, headline: str, caption: str, story: list[str], links: list[str]
) -> list[LabelledBlock]:
    parts = [
        *((text, Role.NAVIGATION) for text in home.top),
        (headline, Role.HEADLINE),
        (caption, Role.CAPTION),
        *((text, Role.PARAGRAPH) for text in story),
        *((text, Role.RAIL) for text in links),
        *((text, Role.BOILERPLATE) for text in home.bottom),
    ]
    return [
        LabelledBlock(Block(position, text), Label(role, f"rule.{role}", 1.0 if role.kept else 0.987))
        for position, (text, role) in enumerate(parts)
    ]


def _article(
    page: RawPage, home: Site, headline: str, caption: str, story: list[str], printed: list[LabelledBlock]
) -> Article:
    return Article(
        page_id=page.page_id,
        url=page.url,
        headline=headline,
        text="\n\n".join(story),
        authors=("Ann Author", "Bo Writer"),
        date_published="2024-05-30",
        date_modified="2024-05-30T14:00:00-05:00",
        dateline=Dateline("PRAGUE", "AP", "PRAGUE (AP) —"),
        captions=(Caption(caption, "Pat Photo via AP", START.date(), 2),),
        contributors=None,
        editors_note=None,
        keywords=("War", "Peace"),
        copyright=Copyright("Example Media", 2024, "Copyright 2024 Example Media", ("AP",)),
        site=home.name,
        language="en",
        origins=(FieldOrigin("headline", Origin.TEXT), FieldOrigin("site", Origin.META)),
        blocks=tuple(printed),
    )
