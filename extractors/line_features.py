"""Features of the lines of text dumps, for many dumps at once: characters and words counted with numpy.

A dump has no links and no DOM; what is left is how lines are written (characters, words, how they begin
and end), what their words usually are part of (a learnt table), and where they stand among the others.
Nothing runs once per line in Python, and no dump's features depend on the dumps beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEATURES_VERSION = 3  # part of every model file; a change of any feature makes it another number
LINE_LIMIT = 2_000  # characters of a line that are looked at; its whole length is a feature by itself
WORD_CHARACTERS = 8  # of a word that are told apart: more would split its inflections
TABLE_BITS = 16  # size of the tables of word and word-pair scores
SCORE_STEPS = 16  # of a word score to a unit of log odds: scores are whole numbers, so that sums are exact

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Numbers = NDArray[np.number[Any]]  # whole or not
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SMALL_FACTOR = np.uint32(0x9E3779B1)


class Kind(IntEnum):
    """What a character is."""

    SPACE = 0
    BREAK = 1
    LOWER = 2
    UPPER = 3
    LETTER = 4  # of a script without case; combining marks too
    DENSE = 5  # of a script without spaces
    DIGIT = 6
    STOP = 7
    COMMA = 8
    COLON = 9
    QUOTE = 10
    DASH = 11
    BRACKET = 12
    SIGN = 13  # bars, bullets, arrows, slashes and the like
    OTHER = 14


_CHARACTERS = {
    Kind.STOP: ".!?…。！？।۔؟",
    Kind.COMMA: ",;，、；،؛",
    Kind.COLON: ":：",
    Kind.QUOTE: "\"'«»“”„‘’‚‹›「」『』",
    Kind.DASH: "-–—―‒",
    Kind.BRACKET: "()[]{}（）【】",
    Kind.SIGN: "|•·»›→←↓↑▸►▶*#+=_/\\©®™@&%$€£¥<>~^",
}


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a batch: how many each dump has, and per line the counts everything else is made of.

    `kinds` is lines x kinds. Words are hashes in the order of the text: `word_line` says whose each is,
    `word_first` and `word_count` where a line's words begin and how many they are.
    """

    sizes: Ints
    page: Ints
    length: Ints
    kinds: Ints
    first: Ints
    last: Ints
    words: NDArray[np.uint64]
    word_line: Ints
    word_upper: NDArray[np.bool_]
    word_length: Ints
    word_first: Ints
    word_count: Ints
    upper_count: Ints


def read_lines(dumps: Sequence[Sequence[str]]) -> Lines:
    """Counts of the lines (folded, not empty) of each dump."""
    sizes = np.fromiter(map(len, dumps), np.int64, len(dumps))
    texts = [text[:LINE_LIMIT] for text in chain.from_iterable(dumps)]
    count = len(texts)
    # composed: some programs leave "ü" as two characters, of which the model would see a word's end
    whole = unicodedata.normalize("NFC", "\n".join(texts) + "\n")
    raw = np.frombuffer(whole.encode("utf-16-le", "surrogatepass"), np.uint16)
    kind = _kinds()[raw]
    breaks = np.flatnonzero(raw == 10)
    if len(breaks) != count:
        raise ValueError("A line holds a line break: lines must come folded, as `split_dump` leaves them.")
    starts = np.concatenate(([0], breaks[:-1] + 1))
    line = np.repeat(np.arange(count), np.diff(breaks, prepend=-1))
    kinds = np.bincount(line * 16 + kind, minlength=count * 16).reshape(count, 16)
    starts_word, ends_word = _word_edges((kind >= Kind.LOWER) & (kind <= Kind.DIGIT))
    word_line, upper = line[starts_word], kind[starts_word] == Kind.UPPER
    word_count = np.bincount(word_line, minlength=count)
    return Lines(
        sizes=sizes,
        page=np.repeat(np.arange(len(dumps)), sizes),
        length=np.fromiter(map(len, chain.from_iterable(dumps)), np.int64, count),
        kinds=kinds,
        first=kind[starts].astype(np.int64),
        last=kind[breaks - 1].astype(np.int64),
        words=_hash_words(raw, starts_word, ends_word),
        word_line=word_line,
        word_upper=upper,
        word_length=ends_word - starts_word,
        word_first=np.cumsum(word_count) - word_count,
        word_count=word_count,
        upper_count=np.bincount(word_line[upper], minlength=count),
    )


def _word_edges(in_word: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Where words begin and where they have ended; the last character is a line break, never in a word."""
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    if len(in_word) and in_word[0]:
        edges = np.concatenate(([0], edges))
    return edges[0::2], edges[1::2]


def _hash_words(raw: NDArray[np.uint16], start: Ints, end: Ints) -> NDArray[np.uint64]:
    """A hash of each word, case folded: of its length and its first characters."""
    lower = _lower()[raw].astype(np.uint32)
    hashed = (end - start).astype(np.uint32)
    last = end - 1
    for at in range(WORD_CHARACTERS):
        hashed *= _SMALL_FACTOR
        hashed += lower[np.minimum(start + at, last)]
    return _mixed(hashed.astype(np.uint64))


def _mixed(hashed: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashed = (hashed ^ (hashed >> np.uint64(29))) * _FACTOR
    return hashed ^ (hashed >> np.uint64(32))


def word_slots(lines: Lines) -> tuple[Ints, Ints]:
    """The table slot of each word, and of each word with the one before it in its line.

    The first word of a line pairs with the line's beginning.
    """
    shift = np.uint64(64 - TABLE_BITS)
    before = np.zeros_like(lines.words)
    inner = np.flatnonzero(lines.word_line[1:] == lines.word_line[:-1]) + 1
    before[inner] = lines.words[inner - 1]
    pairs = _mixed(before * _FACTOR + lines.words)
    return (lines.words >> shift).astype(np.int64), (pairs >> shift).astype(np.int64)


def spread(scores: NDArray[np.int8], lines: Lines) -> Ints:
    """Per line the sum, lowest, highest, first, second and last of its words' scores; 0 without words."""
    result = np.zeros((len(lines.length), 6), np.int64)
    some = np.flatnonzero(lines.word_count)
    if not len(some):
        return result
    starts = lines.word_first[some]
    lasts = starts + lines.word_count[some] - 1
    wide = scores.astype(np.int64)
    result[some, 0] = np.add.reduceat(wide, starts)
    result[some, 1] = np.minimum.reduceat(wide, starts)
    result[some, 2] = np.maximum.reduceat(wide, starts)
    result[some, 3] = wide[starts]
    result[some, 4] = wide[np.minimum(starts + 1, lasts)]
    result[some, 5] = wide[lasts]
    return result


def own_features(lines: Lines, words: Ints, pairs: Ints) -> NDArray[np.float64]:
    """Lines x features that need no other line of the page; `words` and `pairs` are spreads of scores."""
    kinds = lines.kinds[:, Kind.LOWER : Kind.OTHER + 1]
    seen = np.maximum(kinds.sum(1) + lines.kinds[:, Kind.SPACE], 1)
    count = np.maximum(lines.word_count, 1)
    columns = [
        lines.length,
        lines.word_count,
        kinds[:, : Kind.STOP - Kind.LOWER].sum(1) / count,
        lines.upper_count / count,
        lines.first,
        lines.last,
        lines.kinds[:, Kind.STOP],
        lines.kinds[:, Kind.COMMA],
        words[:, 0] / count,
        pairs[:, 0] / count,
        *words.T,
        *pairs.T,
        *(kinds / seen[:, None]).T,
    ]
    return np.stack(columns, 1)


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of each UTF-16 unit; halves of astral characters are OTHER."""
    table = np.full(65536, Kind.OTHER, np.uint8)
    for code in range(65536):
        table[code] = _kind(chr(code), code)
    for kind, characters in _CHARACTERS.items():
        table[[ord(character) for character in characters]] = kind
    return table


def _kind(character: str, code: int) -> Kind:
    category = unicodedata.category(character)
    if code == 10:
        return Kind.BREAK
    if category == "Zs" or character.isspace():
        return Kind.SPACE
    if 0x0E00 <= code < 0x0F00 or 0x1780 <= code < 0x1800 or (0x3040 <= code < 0xA000 and category[0] == "L"):
        return Kind.DENSE
    if category[0] in "LM":
        return {"Ll": Kind.LOWER, "Lu": Kind.UPPER, "Lt": Kind.UPPER}.get(category, Kind.LETTER)
    return Kind.DIGIT if category[0] == "N" else Kind.OTHER


@cache
def _lower() -> NDArray[np.uint16]:
    table = np.arange(65536, dtype=np.uint16)
    for code in range(65536):
        lower = chr(code).lower()
        if len(lower) == 1 and ord(lower) < 65536:
            table[code] = ord(lower)
    return table
