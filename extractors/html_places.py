"""What is measured of a block's place: the elements above it, and what else lies below them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.dom import BOLD, HEADINGS, HIDDEN, LINKED, DomPage, Places
from extractors.html_text import Column, Columns, Vocabulary, mark_tokens, token_odds
from extractors.html_words import FAMILY_BITS, FAMILY_NAMES

Indexes = NDArray[np.int64]

PROSE_WORDS = 12  # words of a block that may be prose
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
TAG_CODES = {tag: code for code, tag in enumerate(_CODED)}


def markup_columns(columns: Columns, page: DomPage) -> None:
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
    columns["tag"] = np.array([TAG_CODES.get(tag, 40) for tag in tags], np.float32)
    columns["heading"] = np.array([tag in HEADINGS for tag in tags], np.float32)
    columns["depth"] = np.array(page.places.depths, np.float32)[page.owners]
    columns["prose"] = (
        (columns["words"] >= PROSE_WORDS)
        & (columns["linked"] < 0.4)
        & (columns["ending"] >= 2)
        & (columns["stop_words"] > 0.1)
    ).astype(np.float32)


def mark_columns(columns: Columns, places: Places, owners: Indexes, vocabulary: Vocabulary) -> None:
    """Families of class names and tags, and the vocabulary's odds: of the owner, its parent, the way up."""
    codes: dict[tuple[str, str], int] = {}
    of_place = [codes.setdefault(key, len(codes)) for key in zip(places.tags, places.marks, strict=True)]
    judged = [_judged_mark(key, vocabulary) for key in codes]
    path = np.array([bits for bits, *_ in judged], np.int64)[of_place]
    own = path.copy()
    exact = np.array([odds for _, *odds in judged], np.float64)[of_place].T
    exact = np.concatenate([exact, exact])  # least, most, mean; way up least, most, sum
    _carry_down(places, path, exact)
    odds = exact.astype(np.float32)
    lines, parents = np.array(places.lines, np.int64), np.array(places.parents, np.int64)
    above = lines[np.maximum(parents[owners], 0)]
    bits_of = np.stack([own[owners] | own[above], path[owners]])
    families = (bits_of[:, None, :] >> np.arange(len(FAMILY_NAMES))[:, None] & 1).astype(np.float32)
    columns["families"] = families.reshape(-1, len(owners))  # near, then on the way up
    own_odds, above_odds = odds[:, owners], odds[:3, above]
    columns["mark_odds"] = np.stack([own_odds[:3], above_odds], axis=1).reshape(-1, len(owners))
    columns["mark_path_range"] = own_odds[3:5]
    columns["mark_path_sum"] = own_odds[5]


def _carry_down(places: Places, path: Indexes, odds: NDArray[np.float64]) -> None:
    """Make the families, and the last three rows of the odds, those of the place and of all above it."""
    depths, parents = np.array(places.depths, np.int64), np.array(places.parents, np.int64)
    order = np.argsort(depths, kind="stable")
    ends = np.searchsorted(depths[order], np.arange(depths.max() + 2))
    np.nan_to_num(odds[5], copy=False)
    for depth, (start, end) in enumerate(pairwise(ends.tolist())):
        level = order[start:end]
        above = parents[level]
        up = odds[3:, above] if depth else np.zeros((3, 1))
        odds[3, level] = np.fmin(odds[3, level], up[0])
        odds[4, level] = np.fmax(odds[4, level], up[1])
        odds[5, level] += up[2]
        if depth:
            path[level] |= path[above]


def _judged_mark(key: tuple[str, str], vocabulary: Vocabulary) -> tuple[int, float, float, float]:
    judged = vocabulary.judged_marks.get(key)
    if judged is None:
        tokens = mark_tokens(*key)
        bits = 0
        for token in tokens:
            bits |= FAMILY_BITS.get(token, 0)
        judged = vocabulary.judged_marks[key] = (bits, *token_odds(tokens, vocabulary.marks))
    return judged


def region_columns(columns: Columns, places: Places, owners: Indexes, votes: Column) -> None:
    """What lies in the block's element and in the three above it, and how far the story's bulk is."""
    first, last = _spans(places, owners)
    lines, parents = np.array(places.lines, np.int64), np.array(places.parents, np.int64)
    above = lines[np.maximum(parents, 0)]
    chars = columns["chars"]
    count = len(chars)
    # by row: characters, linked, kept and prose ones, blocks
    values = np.stack(
        [chars, chars * columns["linked"], chars * votes, chars * columns["prose"], np.ones_like(chars)]
    )
    sums = np.zeros((5, count + 1))
    np.cumsum(values, axis=1, dtype=np.float64, out=sums[:, 1:])
    levels = np.empty((4, count), np.int64)
    levels[0] = owners
    for level in range(1, 4):
        levels[level] = above[levels[level - 1]]
    total = sums[:, last + 1] - sums[:, first]
    near = total[:, levels]
    page = sums[:, -1]
    size = np.maximum(near[0], 1)
    regions = np.stack(
        [
            *(size, near[4], near[1] / size, near[2] / size, near[3] / size),
            *(near[2] / max(page[2], 1), near[3] / max(page[3], 1)),
        ],
        axis=1,
    )
    columns["regions"] = regions.reshape(-1, count).astype(np.float32)
    for name, row in (("kept", 2), ("prose", 3)):
        columns[f"hops_{name}"] = _hops(above, total[row] >= 0.5 * max(page[row], 1))[owners]
    columns["page"] = np.repeat(page[[0, 2, 3, 4], None].astype(np.float32), count, axis=1)


def _spans(places: Places, owners: Indexes) -> tuple[Indexes, Indexes]:
    """The first and last block below each place: blocks below one element are neighbours in reading order."""
    count = len(places.tags)
    first, last = [len(owners) - 1] * count, [0] * count
    for block, owner in enumerate(owners.tolist()):
        if block < first[owner]:
            first[owner] = block
        last[owner] = block
    for place in range(count - 1, 0, -1):
        parent = places.parents[place]
        if first[place] < first[parent]:
            first[parent] = first[place]
        if last[place] > last[parent]:
            last[parent] = last[place]
    begin = np.array(first, np.int64)
    return begin, np.maximum(np.array(last, np.int64), begin - 1)


def _hops(above: Indexes, bulk: NDArray[np.bool_]) -> Column:
    """How many line-ending elements up from each place the bulk of a quantity is below (0: below itself)."""
    hops: list[int] = []
    for place, (up, inside) in enumerate(zip(above.tolist(), bulk.tolist(), strict=True)):
        hops.append(0 if inside or place == 0 else hops[up] + 1)
    return np.array(hops, np.float32)


def article_columns(columns: Columns, places: Places, owners: Indexes) -> None:
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
    first_level = columns["tag"] == TAG_CODES["h1"]
    columns["headings_before"] = np.cumsum(first_level).astype(np.float32)
    columns["headings_all"] = np.full(len(article), first_level.sum(), np.float32)
