"""What is measured of a block's text: its characters, its words, what the page's head says of it.

A column is one number for each block; columns that are computed together are rows of one array.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.dom import DomPage
from extractors.html_batch import Column, HtmlBatch
from extractors.html_words import STOP_WORDS

Columns = dict[str, Column]  # by name, in the order in which the model knows them

HEAD = 300  # characters of a block whose words are compared with the page's head
SHORT_WORDS = 12  # words of a block whose every word is looked up in the vocabulary
MEMORABLE = 100  # characters of a text that may stand on other pages too
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORDS = re.compile(r"[^\W\d_]+")
_ASCII_WORDS = re.compile(r"[a-z]+")  # the same of ASCII text in lower case, several times as fast
_SENTENCE_END = frozenset(".!?…。！？")
_QUOTE_MARKS = "\"'”“’‘»«)]"


class JudgedText(NamedTuple):
    """What is known of a text wherever it stands: numbers for its columns, its first words."""

    values: tuple[float, ...]
    distinct: frozenset[str]
    word_count: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Log odds of being story: of blocks below an element with a token in its class or id, and of blocks
    with a word. Learned; holds single tokens and phrases of at most three words seen on several sites.

    What was looked up is remembered as long as the value lives: a site's pages are much alike.
    """

    marks: Mapping[str, float]
    words: Mapping[str, float]
    judged_marks: dict[tuple[str, str], tuple[int, float, float, float]] = field(default_factory=dict)
    judged_texts: dict[str, JudgedText] = field(default_factory=dict)


def mark_tokens(tag: str, marks: str) -> tuple[str, ...]:
    """The words of an element's class, id …, and each pair of neighbours, with the tag as `<tag>`."""
    if not marks:
        return (f"<{tag}>",)
    words = "-".join(_TOKENS.findall(marks)[:24]).lower().split("-")
    return (f"<{tag}>", *words, *map("-".join, pairwise(words)))


def _words(lower: str) -> list[str]:
    return (_ASCII_WORDS if lower.isascii() else _WORDS).findall(lower)


def word_tokens(text: str) -> tuple[str, ...]:
    """What the vocabulary knows of a text: how it starts and ends, and every word of a short one."""
    return _tokens_of(_words(text[:HEAD].lower()), text)


def _tokens_of(words: Sequence[str], text: str) -> tuple[str, ...]:
    if not words:
        return ()
    start = "-".join(words[:2])
    if len(words) > SHORT_WORDS:
        last = _words(text[-60:].lower())[-1:]
        return (f"^{words[0]}", f"^{start}", *(f"${word}" for word in last))
    whole = (f"={'-'.join(words)}",) if len(words) <= 3 else ()
    return (*whole, f"^{start}", *words)


def token_odds(tokens: Sequence[str], odds: Mapping[str, float]) -> tuple[float, float, float]:
    """Least, greatest and mean log odds of the known tokens; NaN where none is known."""
    known = [odds[token] for token in tokens if token in odds]
    return (min(known), max(known), sum(known) / len(known)) if known else (np.nan, np.nan, np.nan)


def _class_table() -> NDArray[np.int64]:
    """The class of every code point below 0x3000: 0 other, 1 lower, 2 upper, 3 digit, 4 space, 5 comma …"""
    table = np.zeros(0x3001, np.int64)
    for code in range(0x3000):
        char = chr(code)
        table[code] = (
            1
            if char.islower()
            else 2
            if char.isupper()
            else 3
            if char.isdigit()
            else 4
            if char.isspace()
            else 0
        )
    for group, chars in enumerate(
        (",;،", ".!?…", "\"“”«»„‘’'", "|•·/›>»→▪", ":", "()[]", "-–—", "©®™", "@#$%&*+=<_"), 5
    ):
        for char in chars:
            table[ord(char)] = group
    return table


_CLASSES = _class_table()
_SHARED = [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13]  # all but other characters and spaces


def text_columns(columns: Columns, texts: Sequence[str]) -> None:
    """Characters by class, as shares, and the shape of the ends."""
    sizes = np.array([len(text) for text in texts], np.int64)
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _CLASSES[np.minimum(points, 0x3000)]
    rows = np.repeat(np.arange(len(texts)), sizes)
    counts = np.bincount(rows * 14 + classes, minlength=len(texts) * 14).reshape(-1, 14).astype(np.float32)
    starts = np.ones(len(points), bool)
    starts[1:] = (classes[:-1] == 4) | (rows[1:] != rows[:-1])
    capitals = np.bincount(rows[starts & (classes == 2)], minlength=len(texts)).astype(np.float32)
    numbers = np.bincount(rows[starts & (classes == 3)], minlength=len(texts)).astype(np.float32)
    columns["chars"] = sizes.astype(np.float32)
    words = (counts[:, 4] + 1).astype(np.float32)
    columns["words"] = words
    columns["word_size"] = (columns["chars"] / words).astype(np.float32)
    shares = counts[:, _SHARED] / np.maximum(columns["chars"], 1)[:, None]
    columns["shares"] = shares.astype(np.float32, copy=False).T
    columns["stops"] = counts[:, 6]
    columns["bars"] = counts[:, 8]
    columns["capital_words"] = capitals / words
    columns["number_words"] = numbers / words


def _ending(text: str) -> int:
    """3 for a sentence's end, 2 for a colon, 1 for another sign, 0 for a letter or digit."""
    bare = text.rstrip(_QUOTE_MARKS) or text
    last = bare[-1]
    return 3 if last in _SENTENCE_END else 2 if last in ":：" else 0 if last.isalnum() else 1


def _beginning(text: str) -> int:
    """0 lower case, 1 capital, 2 digit, 3 quote, 4 dash or bullet, 5 anything else."""
    first = text[0]
    if first.isalpha():
        return 0 if first.islower() else 1
    return 2 if first.isdigit() else 3 if first in _QUOTE_MARKS else 4 if first in "-–—•·*▪" else 5


def word_columns(columns: Columns, batch: HtmlBatch, vocabulary: Vocabulary) -> None:
    """Stop words, ends, the vocabulary's odds, and what the page's head says: its title and articleBody."""
    rows: list[tuple[float, ...]] = []
    for page in batch.pages:
        rows += _word_rows(page, vocabulary)
    names = (
        *("stop_words", "ending", "beginning", "word_least", "word_most", "word_mean"),
        *("in_title", "of_title", "described", "in_body", "body_size"),
    )
    columns.update(zip(names, np.array(rows, np.float32).T, strict=True))


def _word_rows(page: DomPage, vocabulary: Vocabulary) -> Iterator[tuple[float, ...]]:
    title = set(_WORDS.findall(page.title.lower()))
    described = set(_WORDS.findall(page.description[:1000].lower()))
    body = _key(page.article_body)
    known = vocabulary.judged_texts
    for block in page.blocks:
        text = block.text
        judged = known.get(text)
        if judged is None:
            judged = _judged_text(text, vocabulary)
            if len(text) <= MEMORABLE:
                known[text] = judged
        values, distinct, count = judged
        among = len(distinct) or 1
        shared = len(distinct & title)
        yield (
            *values,
            shared / among,
            shared / (len(title) or 1) if count < 30 else 0,
            len(distinct & described) / among if described else -1,
            _contained(_key(text), body) if body else -1,
            len(body),
        )


def _judged_text(text: str, vocabulary: Vocabulary) -> JudgedText:
    lower = text.lower()
    words = lower.split()
    first = _words(lower[:HEAD])
    return JudgedText(
        (
            sum(map(STOP_WORDS.__contains__, words)) / len(words),
            _ending(text),
            _beginning(text),
            *token_odds(_tokens_of(first, text), vocabulary.words),
        ),
        frozenset(first),
        len(words),
    )


def _key(text: str) -> str:
    return "".join(_words(text.lower()))


def _contained(key: str, body: str) -> float:
    """1 where the text stands in the body, 0.5 where its first or last 40 letters do, else 0."""
    if not key:
        return 0
    if key in body:
        return 1
    return 0.5 if len(key) > 60 and (key[:40] in body or key[-40:] in body) else 0
