"""Two hundred and ten pages that a seeded mutator has broken: each ends as one sound outcome, no crash."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from extractors.clean import clean, clean_many
from extractors.decode import MAX_BYTES
from extractors.model import Article, RawPage, Reason, Rejection
from tests.extractors.test_promises import assert_sound, page, raw
from tests.golden_pages import load

EACH = 30  # pages of every kind of damage
SOURCES = [golden for golden in load() if 200 < len(golden.body) < 20_000]
_TAGS = (
    b"<div",
    b"</p>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<script>",
    b"</table>",
    b"<td>",
    b"&#x0;",
    b"\xff\xfe",
)

Damage = Callable[[random.Random, bytes, bytes], bytes]


def _flipped(chance: random.Random, body: bytes, other: bytes) -> bytes:
    flipped = bytearray(body)
    for _ in range(max(1, len(body) // 50)):
        flipped[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _soup(chance: random.Random, body: bytes, other: bytes) -> bytes:
    for _ in range(40):
        at = chance.randrange(len(body))
        body = body[:at] + chance.choice(_TAGS) + body[at:]
    return body


def _repeated(chance: random.Random, body: bytes, other: bytes) -> bytes:
    start = chance.randrange(len(body))
    part = body[start : start + chance.randrange(20, 2000)]
    return body[:start] + part * chance.randrange(2, 30) + body[start:]


DAMAGES: dict[str, Damage] = {
    "cut off": lambda chance, body, other: body[: chance.randrange(1, len(body))],
    "beginning lost": lambda chance, body, other: body[chance.randrange(1, len(body)) :],
    "bits flipped": _flipped,
    "tag soup": _soup,
    "two pages in one": lambda chance, body, other: (
        body[: chance.randrange(1, len(body))] + other[chance.randrange(len(other)) :]
    ),
    "a part many times": _repeated,
    "entities without end": lambda chance, body, other: body.replace(b" ", b"&amp;amp;&#1114112;&lt;", 200),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_damaged_pages_end_as_one_sound_outcome(what: str) -> None:
    chance = random.Random(f"damage: {what}")
    pages = []
    for number in range(EACH):
        one, other = chance.choice(SOURCES), chance.choice(SOURCES)
        body = DAMAGES[what](chance, one.body, other.body)
        pages.append(
            RawPage("tests", f"{what} {number}", None, raw(one).captured_at, one.media_type, None, body)
        )
    outcomes = clean_many(pages)
    assert [outcome.page_id for outcome in outcomes] == [one.page_id for one in pages]
    for outcome in outcomes:
        assert_sound(outcome)


def test_a_page_beyond_the_limit_is_rejected_unread() -> None:
    outcome = clean(page(bytes(MAX_BYTES + 1)))
    assert isinstance(outcome, Rejection) and outcome.reason is Reason.TOO_LARGE
    assert str(MAX_BYTES) in outcome.detail


@pytest.mark.parametrize(
    "url", ["https://[x/a-b-c", "http://exa mple.com:99999999/\0a", "//", "https://", ":"], ids=range(5)
)
def test_a_malformed_address_harms_no_page(url: str) -> None:
    night = "Some {} people spent the night in the waiting room of the old harbor."
    story = "\n\n".join(map(night.format, range(9))).encode()
    outcome = clean(replace(page(story), url=url))
    assert isinstance(outcome, Article) and outcome.url == url
