"""What is measured of each block of an HTML page, as one row of numbers.

Features are versioned with this code: a model trained on other ones is refused (`FEATURES`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.dom import BOLD, HEADINGS, HIDDEN, LINKED, DomPage, Places
from extractors.html_votes import Votes
from extractors.html_words import FAMILY_BITS, FAMILY_NAMES, STOP_WORDS

FEATURES = "html-features-1"
Column = NDArray[np.float32]
Indexes = NDArray[np.int64]

PROSE_WORDS = 12  # words of a block that may be prose
HEAD = 300  # characters of a block whose words are compared with the page's head
SHORT_WORDS = 12  # words of a block whose every word is looked up in the vocabulary
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORDS = re.compile(r"[^\W\d_]+")
_ASCII_WORDS = re.compile(r"[a-z]+")  # the same of ASCII text in lower case, several times as fast
_SENTENCE_END = frozenset(".!?…。！？")
_QUOTE_MARKS = "\"'”“’‘»«)]"
_CODED = (
    *(
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "span",
        "a",
        "blockquote",
        "figcaption",
    ),
    *(
        "dd",
        "dt",
        "button",
        "label",
        "section",
        "article",
        "header",
        "footer",
        "aside",
        "nav",
        "main",
        "body",
    ),
    *("pre", "summary", "address", "center", "strong"),
)
_TAG_CODES = {tag: code for code, tag in enumerate(_CODED)}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Log odds of being story: of blocks below an element with a token in its class or id, and of blocks
    with a word. Learned; holds single tokens and phrases of at most three words seen on several sites."""

    marks: Mapping[str, float]
    words: Mapping[str, float]


def mark_tokens(tag: str, marks: str) -> tuple[str, ...]:
    """The words of an element's class, id …, and each pair of neighbours, with the tag as `<tag>`."""
    words = [word.lower() for word in _TOKENS.findall(marks)[:24]]
    return (f"<{tag}>", *words, *(f"{a}-{b}" for a, b in pairwise(words)))


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


def _odds(tokens: Sequence[str], odds: Mapping[str, float]) -> tuple[float, float, float]:
    """Least, greatest and mean log odds of the known tokens; NaN where none is known."""
    known = [odds[token] for token in tokens if token in odds]
    return (min(known), max(known), sum(known) / len(known)) if known else (np.nan, np.nan, np.nan)


def features(page: DomPage, cast: Votes, vocabulary: Vocabulary) -> dict[str, Column]:
    """The columns of a page's blocks by name, in a fixed order; `cast` are trafilatura's votes."""
    columns: dict[str, Column] = {}
    votes = np.maximum(cast.fast, cast.wide)
    columns["vote_fast"] = cast.fast
    columns["vote_wide"] = cast.wide
    columns["vote_again"] = np.full(len(votes), cast.again, np.float32)
    texts = [block.text for block in page.blocks]
    owners = np.array(page.owners, np.int64)
    _text_columns(columns, texts)
    _word_columns(columns, texts, page, vocabulary)
    _markup_columns(columns, page)
    _mark_columns(columns, page.places, owners, vocabulary)
    _region_columns(columns, page.places, owners, votes)
    _group_columns(columns, page, votes)
    _order_columns(columns, votes)
    _article_columns(columns, page.places, owners)
    _neighbour_columns(columns)
    return columns


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
_CLASS_NAMES = (
    *("other", "lower", "upper", "digit", "space", "comma", "stop", "quote", "bar", "colon", "bracket"),
    *("dash", "mark", "sign"),
)


def _text_columns(columns: dict[str, Column], texts: Sequence[str]) -> None:
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
    for number in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13):
        share = counts[:, number] / np.maximum(columns["chars"], 1)
        columns[f"share_{_CLASS_NAMES[number]}"] = share.astype(np.float32)
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


def _word_columns(
    columns: dict[str, Column], texts: Sequence[str], page: DomPage, vocabulary: Vocabulary
) -> None:
    """Stop words, ends, the vocabulary's odds, and what the page's head says: its title and articleBody."""
    title = set(_WORDS.findall(page.title.lower()))
    described = set(_WORDS.findall(page.description[:1000].lower()))
    body = _key(page.article_body)
    rows = []
    for text in texts:
        lower = text.lower()
        words = lower.split()
        first = _words(lower[:HEAD])
        distinct = set(first)
        shared = len(distinct & title)
        key = _key(text) if body else ""
        rows.append(
            (
                sum(map(STOP_WORDS.__contains__, words)) / len(words),
                _ending(text),
                _beginning(text),
                *_odds(_tokens_of(first, text), vocabulary.words),
                shared / max(len(distinct), 1),
                shared / max(len(title), 1) if len(words) < 30 else 0,
                len(distinct & described) / max(len(distinct), 1) if described else -1,
                -1 if not body else _contained(key, body),
            )
        )
    names = (
        *("stop_words", "ending", "beginning", "word_least", "word_most", "word_mean"),
        *("in_title", "of_title", "described", "in_body"),
    )
    columns.update(zip(names, np.array(rows, np.float32).T, strict=True))
    columns["body_size"] = np.full(len(texts), len(body), np.float32)


def _key(text: str) -> str:
    return "".join(_words(text.lower()))


def _contained(key: str, body: str) -> float:
    """1 where the text stands in the body, 0.5 where its first or last 40 letters do, else 0."""
    if not key:
        return 0
    if key in body:
        return 1
    return 0.5 if len(key) > 60 and (key[:40] in body or key[-40:] in body) else 0


def _markup_columns(columns: dict[str, Column], page: DomPage) -> None:
    """Shares of linked, bold and hidden characters, the number of links, headings."""
    count = len(page.blocks)
    sizes = np.array([len(node.text) for node in page.nodes], np.float32)
    rows = np.array([node.block for node in page.nodes], np.int64)
    flags = np.array(page.places.flags, np.int64)[[node.place for node in page.nodes]]
    total = np.maximum(np.bincount(rows, sizes, count), 1)
    for name, bit in (("linked", LINKED), ("bold", BOLD), ("hidden", HIDDEN)):
        columns[name] = (np.bincount(rows, sizes * ((flags & bit) > 0), count) / total).astype(np.float32)
    columns["nodes"] = np.bincount(rows, minlength=count).astype(np.float32)
    columns["links"] = np.bincount(rows, (flags & LINKED) > 0, count).astype(np.float32)
    tags = [page.places.tags[owner] for owner in page.owners]
    columns["tag"] = np.array([_TAG_CODES.get(tag, 40) for tag in tags], np.float32)
    columns["heading"] = np.array([tag in HEADINGS for tag in tags], np.float32)
    columns["depth"] = np.array(page.places.depths, np.float32)[page.owners]
    columns["prose"] = (
        (columns["words"] >= PROSE_WORDS)
        & (columns["linked"] < 0.4)
        & (columns["ending"] >= 2)
        & (columns["stop_words"] > 0.1)
    ).astype(np.float32)


def _mark_columns(
    columns: dict[str, Column], places: Places, owners: Indexes, vocabulary: Vocabulary
) -> None:
    """Families of class names and tags, and the vocabulary's odds: of the owner, its parent, the way up."""
    known: dict[tuple[str, str], tuple[int, float, float, float]] = {}
    own = np.zeros(len(places.tags), np.int64)
    path = np.zeros(len(places.tags), np.int64)
    odds = np.full(
        (len(places.tags), 6), np.nan, np.float32
    )  # own least, most, mean; way up least, most, sum
    own_bits: list[int] = []
    path_bits: list[int] = []
    rows: list[
        tuple[float, float, float, float, float, float]
    ] = []  # least, most, mean; way up least, most, sum
    for tag, marks, parent in zip(places.tags, places.marks, places.parents, strict=True):
        judged = known.get((tag, marks))
        if judged is None:
            tokens = mark_tokens(tag, marks)
            bits = 0
            for token in tokens:
                bits |= FAMILY_BITS.get(token, 0)
            judged = known[tag, marks] = (bits, *_odds(tokens, vocabulary.marks))
        bits, least, most, mean = judged
        up = rows[parent] if parent >= 0 else (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        own_bits.append(bits)
        path_bits.append(bits | (path_bits[parent] if parent >= 0 else 0))
        rows.append(
            (
                least,
                most,
                mean,
                least if least < up[3] else up[3],
                most if most > up[4] else up[4],
                up[5] + (mean if mean == mean else 0),
            )
        )
    own, path = np.array(own_bits, np.int64), np.array(path_bits, np.int64)
    odds = np.array(rows, np.float32)
    lines, parents = np.array(places.lines, np.int64), np.array(places.parents, np.int64)
    above = lines[np.maximum(parents[owners], 0)]
    shifts = np.arange(len(FAMILY_NAMES))
    near = ((own[owners] | own[above])[:, None] >> shifts & 1).astype(np.float32)
    way_up = (path[owners][:, None] >> shifts & 1).astype(np.float32)
    columns.update(zip([f"near_{name}" for name in FAMILY_NAMES], near.T, strict=True))
    columns.update(zip([f"path_{name}" for name in FAMILY_NAMES], way_up.T, strict=True))
    for number, name in enumerate(("least", "most", "mean", "path_least", "path_most", "path_sum")):
        columns[f"mark_{name}"] = odds[owners, number]
        if number < 3:
            columns[f"mark_above_{name}"] = odds[above, number]


def _region_columns(columns: dict[str, Column], places: Places, owners: Indexes, votes: Column) -> None:
    """What lies in the block's element and in the three above it, and how far the story's bulk is."""
    first, last = _spans(places, owners)
    lines, parents = np.array(places.lines, np.int64), np.array(places.parents, np.int64)
    above = lines[np.maximum(parents, 0)]
    chars = columns["chars"]
    sums = {
        name: np.concatenate([[0], np.cumsum(values, dtype=np.float64)])
        for name, values in (
            ("chars", chars),
            ("linked", chars * columns["linked"]),
            ("kept", chars * votes),
            ("prose", chars * columns["prose"]),
            ("blocks", np.ones_like(chars)),
        )
    }
    total = {name: values[last + 1] - values[first] for name, values in sums.items()}
    place = owners
    for level in range(4):
        size = np.maximum(total["chars"][place], 1)
        columns[f"region{level}_chars"] = size.astype(np.float32)
        columns[f"region{level}_blocks"] = total["blocks"][place].astype(np.float32)
        columns[f"region{level}_linked"] = (total["linked"][place] / size).astype(np.float32)
        columns[f"region{level}_kept"] = (total["kept"][place] / size).astype(np.float32)
        columns[f"region{level}_prose"] = (total["prose"][place] / size).astype(np.float32)
        columns[f"region{level}_of_kept"] = (total["kept"][place] / max(sums["kept"][-1], 1)).astype(
            np.float32
        )
        columns[f"region{level}_of_prose"] = (total["prose"][place] / max(sums["prose"][-1], 1)).astype(
            np.float32
        )
        place = above[place]
    for name in ("kept", "prose"):
        columns[f"hops_{name}"] = _hops(places, above, total[name] >= 0.5 * max(sums[name][-1], 1))[owners]
    count = len(chars)
    for name in ("chars", "kept", "prose", "blocks"):
        columns[f"page_{name}"] = np.full(count, sums[name][-1], np.float32)


def _spans(places: Places, owners: Indexes) -> tuple[Indexes, Indexes]:
    """The first and last block below each place: blocks below one element are neighbours in reading order."""
    count = len(places.tags)
    first, last = [len(owners) - 1] * count, [0] * count
    for block, owner in enumerate(owners.tolist()):
        first[owner] = min(first[owner], block)
        last[owner] = max(last[owner], block)
    for place in range(count - 1, 0, -1):
        parent = places.parents[place]
        first[parent] = min(first[parent], first[place])
        last[parent] = max(last[parent], last[place])
    begin = np.array(first, np.int64)
    return begin, np.maximum(np.array(last, np.int64), begin - 1)


def _hops(places: Places, above: Indexes, bulk: NDArray[np.bool_]) -> Column:
    """How many line-ending elements up from each place the bulk of a quantity is below (0: below itself)."""
    hops: list[int] = []
    for place, (up, inside) in enumerate(zip(above.tolist(), bulk.tolist(), strict=True)):
        hops.append(0 if inside or place == 0 else hops[up] + 1)
    return np.array(hops, np.float32)


def _group_columns(columns: dict[str, Column], page: DomPage, votes: Column) -> None:
    """The other blocks of the page at the same kind of place, and other printings of the same text."""
    paths = [block.path or "" for block in page.blocks]
    for name, keys in (("path", paths), ("outer", [path.rpartition("/")[0] for path in paths])):
        numbers: dict[str, int] = {}
        groups = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
        size = np.bincount(groups).astype(np.float32)
        columns[f"{name}_size"] = size[groups]
        for of, values in (
            ("words", columns["words"]),
            ("linked", columns["linked"]),
            ("prose", columns["prose"]),
            ("kept", votes),
        ):
            columns[f"{name}_{of}"] = (np.bincount(groups, values) / size).astype(np.float32)[groups]
    seen: Counter[str] = Counter()
    times = Counter(block.text for block in page.blocks)
    printings = []
    for block in page.blocks:
        printings.append((times[block.text], seen[block.text]))
        seen[block.text] += 1
    columns["printings"], columns["printing"] = np.array(printings, np.float32).reshape(-1, 2).T


def _article_columns(columns: dict[str, Column], places: Places, owners: Indexes) -> None:
    """Which of the page's articles the block is in: by `<article>` element and by first-level heading."""
    nearest: list[int] = []
    for place, (tag, parent) in enumerate(zip(places.tags, places.parents, strict=True)):
        nearest.append(place if tag == "article" else nearest[parent] if parent >= 0 else -1)
    article = np.array(nearest, np.int64)[owners]
    order: dict[int, int] = {-1: -1}
    prose = columns["chars"] * columns["prose"]
    for at in article[columns["prose"] > 0].tolist():
        order.setdefault(at, len(order) - 1)
    weight = np.bincount(article + 1, prose, len(places.tags) + 1)
    columns["article"] = np.array([order.get(at, -2) for at in article.tolist()], np.float32)
    columns["article_share"] = (weight[article + 1] / max(float(prose.sum()), 1)).astype(np.float32)
    columns["articles"] = np.full(len(article), len(order), np.float32)
    first_level = columns["tag"] == _TAG_CODES["h1"]
    columns["headings_before"] = np.cumsum(first_level).astype(np.float32)
    columns["headings_all"] = np.full(len(article), first_level.sum(), np.float32)


def _order_columns(columns: dict[str, Column], votes: Column) -> None:
    """Where the block stands: in the page, to the headline, to the kept blocks, to the last heading."""
    count = len(votes)
    positions = np.arange(count).astype(np.float32)
    columns["position"] = (positions / count).astype(np.float32)
    columns["from_end"] = count - positions
    before = np.cumsum(columns["chars"])
    columns["chars_before"] = before / before[-1]
    columns["vote"] = votes
    overlap = columns["of_title"] * (1 + columns["heading"])
    headline = int(np.argmax(overlap)) if overlap.max() > 0.5 else -1
    columns["to_headline"] = positions - headline if headline >= 0 else np.full(count, np.nan, np.float32)
    kept = votes >= 0.5
    for name, marked in (
        ("kept", kept),
        ("prose", columns["prose"] > 0),
        ("heading", columns["heading"] > 0),
    ):
        columns[f"since_{name}"] = _since(marked)
        columns[f"until_{name}"] = _since(marked[::-1])[::-1]
    where = np.flatnonzero(kept)
    columns["from_first"] = positions - where[0] if len(where) else np.full(count, np.nan, np.float32)
    columns["from_last"] = positions - where[-1] if len(where) else np.full(count, np.nan, np.float32)
    last = np.maximum.accumulate(np.where(columns["heading"] > 0, np.arange(count), -1))
    for of in ("word_mean", "word_least", "vote"):
        columns[f"heading_{of}"] = np.where(last >= 0, columns[of][last], np.nan).astype(np.float32)


def _since(marked: NDArray[np.bool_]) -> Column:
    """Blocks since the last marked one before (999 where there is none)."""
    positions = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, positions, -999))
    shifted = np.concatenate([[-999], last[:-1]])
    since: Column = np.minimum(positions - shifted, 999).astype(np.float32)
    return since


_NEIGHBOURS = (
    "words",
    "linked",
    "vote",
    "tag",
    "ending",
    "stop_words",
    "word_mean",
    "mark_path_sum",
    "prose",
    "in_body",
    "described",
    "path_kept",
)


def _neighbour_columns(columns: dict[str, Column]) -> None:
    """The same of the two blocks before and after, and sums over wider windows."""
    for name in _NEIGHBOURS:
        for step in (-2, -1, 1, 2):
            columns[f"{name}{step:+d}"] = _shifted(columns[name], step)
    for name in ("words", "vote", "prose", "linked"):
        for reach in (4, 10):
            columns[f"{name}~{reach}"] = _window(columns[name], reach)


def _shifted(values: Column, step: int) -> Column:
    shifted = np.full(len(values), np.nan, np.float32)
    if step < 0:
        shifted[-step:] = values[:step]
    else:
        shifted[:-step] = values[step:]
    return shifted


def _window(values: Column, reach: int) -> Column:
    """The mean over the blocks within `reach` before and after."""
    sums = np.concatenate([[0], np.cumsum(values, dtype=np.float64)])
    positions = np.arange(len(values))
    low, high = np.maximum(positions - reach, 0), np.minimum(positions + reach + 1, len(values))
    means: Column = ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
    return means
