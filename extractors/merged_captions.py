"""A page's captions: each once, counted, with credit and date from whichever printing states them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extractors.fields.captions import CaptionParts, caption_date
from extractors.fields.credit_lines import is_bare_credit, is_caption_label, is_label_alone, is_one_word
from extractors.fields.credits import own_credit, printing_key
from extractors.model import Caption, LabelledBlock, Role
from extractors.picture_credits import split_by_mark


def merge_captions(
    blocks: Sequence[LabelledBlock], captions: Sequence[int], repeats: Sequence[int], marked: tuple[str, ...]
) -> tuple[Caption, ...]:
    """Captions by first printing: `captions`, `repeats` are positions, `marked` credits told by markup."""
    printings: dict[str, list[int]] = {}
    for position in captions:
        printings.setdefault(printing_key(blocks[position].block.text), []).append(position)
    for position in repeats if printings else ():
        if blocks[position].label.rule == "caption-repeat":
            key = printing_key(blocks[position].block.text)
            known = key if key in printings else next((k for k in printings if k.startswith(key)), None)
            if known is not None:
                printings[known].append(position)
    return tuple(
        c for positions in printings.values() if (c := _caption(blocks, positions, marked)) is not None
    )


def _caption(
    blocks: Sequence[LabelledBlock], positions: Sequence[int], marked: tuple[str, ...]
) -> Caption | None:
    if all(is_label_alone(text) or text in marked for p in positions for text in [blocks[p].block.text]):
        return None
    parts = [split_by_mark(blocks[p].block.text, marked) for p in positions]
    credits = [p.credit for p in sorted(parts, key=lambda p: not p.text) if p.credit]
    credit = next(iter(credits), None) or _credit_beside(blocks, positions)
    text = parts[0].text or next((p.text for p in parts if p.text), "")
    if not text or is_bare_credit(text) or (credit is None and is_one_word(text)):
        return None
    return Caption(text, credit, _first_date(parts), len(positions))


def _first_date(parts: Sequence[CaptionParts]) -> date | None:
    return next((d for p in parts if (d := caption_date(p.text)) is not None), None)


def _credit_beside(blocks: Sequence[LabelledBlock], positions: Sequence[int]) -> str | None:
    """A credit standing alone right below or above a printing of the caption."""
    for position in positions:
        below = position + 1
        if below < len(blocks) and is_label_alone(blocks[below].block.text):
            below += 1  # "Photo:" on a line of its own
        above = position - 1
        if above > 0 and is_caption_label(blocks[above].block.text):
            above -= 1
        for beside in (below, above):
            if 0 <= beside < len(blocks) and blocks[beside].label.role is Role.CREDIT:
                return own_credit(blocks[beside].block.text)
    return None
