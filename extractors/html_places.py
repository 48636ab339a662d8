"""What is measured of a block's place: the elements above it, and what else lies below them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractors.html_batch import Column, HtmlBatch, Indexes
from extractors.html_text import Columns, Vocabulary, mark_tokens, token_odds
from extractors.html_words import FAMILY_BITS, FAMILY_NAMES
from extractors.places import BOLD, HEADINGS, HIDDEN, LINKED

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


def markup_columns(columns: Columns, batch: HtmlBatch) -> None:
    """Shares of linked, bold and hidden characters, the number of links, headings."""
    count = len(batch.texts)
    sizes, rows, flags = [], [], []
    for page, start in zip(batch.pages, batch.block_starts[:-1].tolist(), strict=True):
        of_place = page.places.flags
        for place, block, text in page.nodes:
            sizes.append(len(text))
            rows.append(start + block)
            flags.append(of_place[place])
    size, row, flag = np.array(sizes, np.float32), np.array(rows, np.int64), np.array(flags, np.int64)
    total = np.maximum(np.bincount(row, size, count), 1)
    for name, bit in (("linked", LINKED), ("bold", BOLD), ("hidden", HIDDEN)):
        columns[name] = (np.bincount(row, size * ((flag & bit) > 0), count) / total).astype(np.float32)
    columns["nodes"] = np.bincount(row, minlength=count).astype(np.float32)
    columns["links"] = np.bincount(row, (flag & LINKED) > 0, count).astype(np.float32)
    tags = [batch.tags[owner] for owner in batch.owners.tolist()]
    columns["tag"] = np.array([TAG_CODES.get(tag, 40) for tag in tags], np.float32)
    columns["heading"] = np.array([tag in HEADINGS for tag in tags], np.float32)
    columns["depth"] = batch.depths[batch.owners].astype(np.float32)
    columns["prose"] = (
        (columns["words"] >= PROSE_WORDS)
        & (columns["linked"] < 0.4)
        & (columns["ending"] >= 2)
        & (columns["stop_words"] > 0.1)
    ).astype(np.float32)


def mark_columns(columns: Columns, batch: HtmlBatch, vocabulary: Vocabulary) -> None:
    """Families of class names and tags, and the vocabulary's odds: of the owner, its parent, the way up."""
    codes: dict[tuple[str, str], int] = {}
    of_place = [codes.setdefault(key, len(codes)) for key in zip(batch.tags, batch.marks, strict=True)]
    judged = [_judged_mark(key, vocabulary) for key in codes]
    path = np.array([bits for bits, *_ in judged], np.int64)[of_place]
    own = path.copy()
    exact = np.array([odds for _, *odds in judged], np.float64)[of_place].T
    exact = np.concatenate([exact, exact])  # least, most, mean; way up least, most, sum
    _carry_down(batch, path, exact)
    odds = exact.astype(np.float32)
    owners = batch.owners
    above = batch.lines[batch.parents[owners]]
    bits_of = np.stack([own[owners] | own[above], path[owners]])
    families = (bits_of[:, None, :] >> np.arange(len(FAMILY_NAMES))[:, None] & 1).astype(np.float32)
    columns["families"] = families.reshape(-1, len(owners))  # near, then on the way up
    own_odds, above_odds = odds[:, owners], odds[:3, above]
    columns["mark_odds"] = np.stack([own_odds[:3], above_odds], axis=1).reshape(-1, len(owners))
    columns["mark_path_range"] = own_odds[3:5]
    columns["mark_path_sum"] = own_odds[5]


def _carry_down(batch: HtmlBatch, path: Indexes, odds: NDArray[np.float64]) -> None:
    """Make the families, and the last three rows of the odds, those of the place and of all above it."""
    depths = batch.depths
    order = np.argsort(depths, kind="stable")
    ends = np.searchsorted(depths[order], np.arange(depths.max() + 2))
    np.nan_to_num(odds[5], copy=False)
    roots = order[: ends[1]]
    odds[3, roots] = np.fmin(odds[3, roots], 0)
    odds[4, roots] = np.fmax(odds[4, roots], 0)
    for start, end in pairwise(ends[1:].tolist()):
        level = order[start:end]
        above = batch.parents[level]
        up = odds[3:, above]
        odds[3, level] = np.fmin(odds[3, level], up[0])
        odds[4, level] = np.fmax(odds[4, level], up[1])
        odds[5, level] += up[2]
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


def region_columns(columns: Columns, batch: HtmlBatch, votes: Column) -> None:
    """What lies in the block's element and in the three above it, and how far the story's bulk is."""
    first, last = _spans(batch)
    above = batch.lines[batch.parents]
    chars = columns["chars"]
    count = len(chars)
    # by row: characters, linked, kept and prose ones, blocks
    values = np.stack(
        [chars, chars * columns["linked"], chars * votes, chars * columns["prose"], np.ones_like(chars)]
    )
    sums = np.zeros((5, count + len(batch.pages)))  # running ones: each page's begin with a 0
    starts = batch.block_starts.tolist()
    for number, (start, end) in enumerate(pairwise(starts)):
        begin = start + number + 1
        np.cumsum(values[:, start:end], axis=1, dtype=np.float64, out=sums[:, begin : end + number + 1])
    levels = np.empty((4, count), np.int64)
    levels[0] = batch.owners
    for level in range(1, 4):
        levels[level] = above[levels[level - 1]]
    total = sums[:, last + 1 + batch.place_page] - sums[:, first + batch.place_page]
    near = total[:, levels]
    of_page = sums[:, batch.block_starts[1:] + np.arange(len(batch.pages))]
    page = of_page[:, batch.page]
    size = np.maximum(near[0], 1)
    regions = np.stack(
        [
            *(size, near[4], near[1] / size, near[2] / size, near[3] / size),
            *(near[2] / np.maximum(page[2], 1), near[3] / np.maximum(page[3], 1)),
        ],
        axis=1,
    )
    columns["regions"] = regions.reshape(-1, count).astype(np.float32)
    for name, row in (("kept", 2), ("prose", 3)):
        most = 0.5 * np.maximum(of_page[row], 1)
        columns[f"hops_{name}"] = _hops(above, total[row] >= most[batch.place_page])[batch.owners]
    columns["page"] = page[[0, 2, 3, 4]].astype(np.float32)


def _spans(batch: HtmlBatch) -> tuple[Indexes, Indexes]:
    """The first and last block below each place: blocks below one element are neighbours in reading order."""
    first = (batch.block_starts[1:] - 1)[batch.place_page].tolist()
    last = batch.block_starts[batch.place_page].tolist()
    for block, owner in enumerate(batch.owners.tolist()):
        if block < first[owner]:
            first[owner] = block
        last[owner] = block
    for place, parent in zip(reversed(range(len(first))), reversed(batch.parents.tolist()), strict=True):
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
        hops.append(0 if inside or up == place else hops[up] + 1)
    return np.array(hops, np.float32)


def article_columns(columns: Columns, batch: HtmlBatch) -> None:
    """Which of the page's articles the block is in: by `<article>` element and by first-level heading."""
    nearest: list[int] = []
    for place, (tag, parent) in enumerate(zip(batch.tags, batch.parents.tolist(), strict=True)):
        nearest.append(place if tag == "article" else nearest[parent] if parent != place else -1)
    article = np.array(nearest, np.int64)[batch.owners]
    prose = columns["chars"] * columns["prose"]
    orders: list[dict[int, int]] = [{-1: -1} for _ in batch.pages]  # by page
    written = columns["prose"] > 0
    for page, at in zip(batch.page[written].tolist(), article[written].tolist(), strict=True):
        orders[page].setdefault(at, len(orders[page]) - 1)
    numbers = [
        orders[page].get(at, -2) for page, at in zip(batch.page.tolist(), article.tolist(), strict=True)
    ]
    columns["article"] = np.array(numbers, np.float32)
    group = np.where(article < 0, len(batch.tags) + batch.page, article)
    weight = np.bincount(group, prose)
    columns["article_share"] = (weight[group] / np.maximum(batch.by_page(prose), 1)[batch.page]).astype(
        np.float32
    )
    columns["articles"] = np.array([len(order) for order in orders], np.float32)[batch.page]
    first_level = columns["tag"] == TAG_CODES["h1"]
    columns["headings_before"] = batch.before(first_level).astype(np.float32)
    columns["headings_all"] = batch.by_page(first_level)[batch.page].astype(np.float32)
