"""Captions printed more than once, whatever their typography.

The first printing stays the caption, the others are repeats. A printing counts as one of a caption when the
whole line, without "FILE -", gallery number and credit, has the same letters and digits in the same order, or
is cut off by dots where the caption goes on. Lines that merely repeat each other in a story are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.fields.captions import caption_key, loose_key, may_begin_as_caption
from extractors.fields.dateline import parse_dateline
from extractors.model import Block, Label, Role
from extractors.rules.registry import LABELS

_LEAST_KEY = 20  # characters of letters and digits: shorter lines repeat by chance
_LEAST_WORDS = 4
_LEAST_BARE = 40  # a caption without a credit needs a sentence's length
_HEAD = 8  # characters of a key that are compared first
_DOTS = ("…", "...", "[…]", "[...]")
_QUOTES = "\"'“”‘’«»„() "


def claim_repeats(blocks: Sequence[Block], labels: list[Label | None], disabled: frozenset[str]) -> None:
    """Marks captions printed twice before the dateline, then every later printing of any caption."""
    if "caption-twice" not in disabled:
        _claim_twice(blocks, labels)
    if "caption-repeat" not in disabled:
        _claim_printings(blocks, labels, disabled)


def _claim_twice(blocks: Sequence[Block], labels: list[Label | None]) -> None:
    end = _first_dateline(blocks, labels)
    candidates: dict[str, list[int]] = {}
    opening = _opening(blocks, labels) if end is None else end
    for position in range(opening):
        text = blocks[position].text
        if (
            labels[position] is None
            and _LEAST_BARE <= len(text) <= 700
            and text.rstrip("\"”’')").endswith((".", "!"))  # a question is a headline's, or a poll's
        ):
            candidates.setdefault(text[:2].strip(_QUOTES) or text[:2], []).append(position)
    for positions in candidates.values():
        if len(positions) > 1:
            _mark_twice(blocks, labels, positions, adjacent=end is None)


def _mark_twice(
    blocks: Sequence[Block], labels: list[Label | None], positions: list[int], adjacent: bool
) -> None:
    first_seen: dict[str, int] = {}
    for position in positions:
        first = first_seen.setdefault(caption_key(blocks[position].text), position)
        if first != position and (not adjacent or position == first + 1):
            labels[first] = LABELS["caption-twice"]


def _first_dateline(blocks: Sequence[Block], labels: Sequence[Label | None]) -> int | None:
    """The position of the first paragraph that opens with a dateline naming its agency."""
    for position, block in enumerate(blocks):
        text = block.text
        if len(text) < 60 or labels[position] is not None or ")" not in text[:70]:
            continue
        if (dateline := parse_dateline(text, opening=False)) is not None and dateline.agency:
            return position
    return None


def _opening(blocks: Sequence[Block], labels: Sequence[Label | None]) -> int:
    """Where no dateline helps: behind the second unclaimed sentence of a paragraph's length."""
    seen = 0
    for position, block in enumerate(blocks):
        if labels[position] is None and len(block.text) >= 60 and block.text[-1] in '.!?”"':
            seen += 1
            if seen == 2:
                return position + 1
    return 0


def _claim_printings(blocks: Sequence[Block], labels: list[Label | None], disabled: frozenset[str]) -> None:
    keys: dict[str, int] = {}
    heads: set[str] = set()
    claimed: dict[int, str] = {}
    for position, label in enumerate(labels):
        if label is not None and label.role is Role.CAPTION:
            key = caption_key(blocks[position].text)
            claimed[position] = key
            if _is_long_enough(key):
                keys.setdefault(key, position)
                heads.add(key[:_HEAD])
    if not keys:
        return
    printings: dict[str, list[int]] = {}
    for position, block in enumerate(blocks):
        key = claimed.get(position) or _printing_of(block.text, labels[position], heads, keys)
        if key in keys:
            printings.setdefault(key, []).append(position)
    for positions in printings.values():
        _mark_printings(labels, positions, disabled)


def _is_long_enough(key: str) -> bool:
    return len(key) >= _LEAST_KEY and key.count(" ") >= _LEAST_WORDS - 1


def _printing_of(text: str, label: Label | None, heads: set[str], keys: dict[str, int]) -> str:
    """The key of the caption that an unclaimed line prints again, or "" where it prints none."""
    if len(text) < _LEAST_KEY or (label is not None and label.role is not Role.PLAYER):
        return ""
    led = loose_key(text[: 4 * _HEAD])[:_HEAD] not in heads
    if led and not may_begin_as_caption(text):
        return ""
    key = caption_key(text) if led else loose_key(text)
    if key in keys:
        return key
    if text.endswith(_DOTS) and _is_long_enough(key):
        return next((known for known in keys if known.startswith(key)), "")
    key = caption_key(text)
    return key if key in keys else ""


def _mark_printings(labels: list[Label | None], positions: list[int], disabled: frozenset[str]) -> None:
    first = labels[positions[0]]
    if first is None or first.role is not Role.CAPTION:
        if "caption-again" in disabled:
            return
        labels[positions[0]] = LABELS["caption-again"]
    for position in positions[1:]:
        labels[position] = LABELS["caption-repeat"]
