"""Two states of an article side by side, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rich.console import Console
from rich.text import Text

from warehouse.locating import State

# A word with the space after it, or one character of a script without spaces, or white space.
_TOKENS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[\w’'-]+|\s+|[^\w\s]"
)
_BREAK = "\n\n"


class Kind(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    CAME = "came"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of one kind, with its white space."""

    kind: Kind
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """The pieces of which the SAME and GONE ones join to `old`, and the SAME and CAME ones to `new`.

    Paragraphs are matched first, words within those that differ (difflib, without its guess at junk).
    """
    pieces: list[Piece] = []
    before, after = _paragraphs(old), _paragraphs(new)
    for same, gone, came in _matched(before, after):
        if same:
            _add(pieces, Kind.SAME, "".join(gone))
        else:
            _words(pieces, "".join(gone), "".join(came))
    return pieces


def _paragraphs(text: str) -> list[str]:
    return re.findall(r".*?\n\n|.+$", text, re.DOTALL)


def _words(pieces: list[Piece], old: str, new: str) -> None:
    for same, gone, came in _matched(_TOKENS.findall(old), _TOKENS.findall(new)):
        if same:
            _add(pieces, Kind.SAME, "".join(gone))
        else:
            _add(pieces, Kind.GONE, "".join(gone))
            _add(pieces, Kind.CAME, "".join(came))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", old[i:j], new[k:m]


def _add(pieces: list[Piece], kind: Kind, text: str) -> None:
    if text:
        pieces.append(Piece(kind, text))


def print_diff(console: Console, old: State, new: State) -> None:
    """The fields that changed and the whole text; gone words red and struck, new ones green.

    Without colours they stand in [-…-] and {+…+}.
    """
    plain = console.color_system is None
    console.print(
        f"[bold]version {old.version}[/] ({old.first_captured_at} UTC) → "
        f"[bold]version {new.version}[/] ({new.first_captured_at} UTC)\n"
    )
    for (name, before), (_, after) in zip(old.fields, new.fields, strict=True):
        if before != after:
            console.print(Text(f"{name}: ", style="bold") + as_text(word_changes(before, after), plain=plain))
    if old.text == new.text:
        console.print("The text is the same.")
    else:
        console.print()
        console.print(as_text(word_changes(old.text, new.text), plain=plain))


_STYLES = {Kind.SAME: "", Kind.GONE: "red strike", Kind.CAME: "green"}
_MARKS = {Kind.SAME: "{}", Kind.GONE: "[-{}-]", Kind.CAME: "{{+{}+}}"}


def as_text(pieces: Sequence[Piece], *, plain: bool) -> Text:
    """The pieces in colours, or `plain`: marked with signs."""
    text = Text()
    for piece in pieces:
        if plain:
            text.append(_MARKS[piece.kind].format(piece.text))
        else:
            text.append(piece.text, style=_STYLES[piece.kind])
    return text
