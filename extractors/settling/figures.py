"""Captions and credits of an HTML page, told by the element they lie in and by the figure they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.fields.credit_lines import is_credit_beside_caption, is_label_alone
from extractors.fields.credits import split_where_expected
from extractors.model import Role
from extractors.rules.claiming import is_beside_picture
from extractors.settling.page import Page
from extractors.sieve import sieve

_FIGURE = (
    *("figure", "image", "img", "photo", "picture", "gallery", "media"),
    *("slide", "bild", "foto", "embed", "caption"),
)
_HOLDER = re.compile(
    r"(?:^|[^a-z])(?:figure|wp-caption|[\w-]*(?:image|photo|picture|gallery|embed|media|slide|foto|bild)[\w-]*)",
    re.IGNORECASE,
)
_CAPTION = sieve(
    "caption bildunterschrift bildtext cutline legende pie absatzbild",
    r"(?:^|[.#_-])(?:[a-z]*-?caption|captions?|bildunterschrift|bildtext|cutline|legende|pie-?de-?foto|absatzbild\w*info\w*)(?:$|[.#_-])",
    re.IGNORECASE,
)
_CREDIT = sieve(
    "credit attribution photo copyright bildquelle fotograf",
    r"(?:^|[.#_-])(?:[a-z]*-?credits?|attribution|photographer|photo-?by|copyright|bildquelle|fotograf)(?:$|[.#_-])",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?<!image-)video|audio|player|widget|text-caption|newsletter|promo|related|teaser|card", re.IGNORECASE
)
_TEASER = re.compile(r"/li[^/]*/a[^/]*/figure")  # a list of links with pictures
_CARD = re.compile(r"[./](?:card|teaser|promo)(?![a-z])", re.IGNORECASE)  # of other stories, and of offers
_LONGEST_CREDIT = 110
_LONGEST = 700


@dataclass(frozen=True, slots=True)
class _Classes:
    """What the classes of an element near a picture, and of those right above it, speak of."""

    credit: bool
    caption: bool
    itself_caption: bool  # its own class alone


def mark_figures(page: Page) -> None:
    """Marks captions by their class, and credits by theirs or by standing beside a caption in one figure."""
    if page.blocks[0].block.path is None:
        return
    known: dict[str, _Classes | None] = {}  # siblings share their path, so each is looked through once
    for position in range(len(page.blocks)):
        path = page.path(position)
        if path not in known:
            known[path] = _classes(path)
        if (classes := known[path]) is not None:
            _mark_by_class(page, position, classes)
    _mark_quotes(page)
    for position, label in enumerate(page.labels):
        if label.role is Role.CAPTION and is_label_alone(page.text(position)):
            _mark_labelled(page, position + 1)
        elif label.role is Role.CAPTION:
            _mark_neighbours(page, position)


def _mark_quotes(page: Page) -> None:
    """Who says what a figure quotes: kept as a quotation, or left out, with the words themselves."""
    for position, label in enumerate(page.labels[1:], 1):
        if label.rule != "figcaption":
            continue
        figure, above = figure_of(page.path(position)), page.path(position - 1)
        if figure is not None and above.startswith(f"{figure}/blockquote"):
            said = page.labels[position - 1].role
            page.put(position, Role.QUOTE if said.kept else said, "quotation-in-figure", label.confidence)


def _classes(path: str) -> _Classes | None:
    """None where nothing is said of a picture's words."""
    if "figcaption" in path and is_beside_picture(path):
        return None
    ends = path.split("/")[-3:]
    credit, caption = any(map(_is_credit, ends[-2:])), any(map(_is_caption, ends))
    if not (credit or caption) or not _is_near_picture(path):
        return None
    return _Classes(
        credit,
        caption and not _NOT.search("/".join(ends)),
        _is_caption(ends[-1]) and not _NOT.search(ends[-1]),
    )


def _is_near_picture(path: str) -> bool:
    lower = path.lower()
    return any(word in lower for word in _FIGURE) and _HOLDER.search(path) is not None


@lru_cache(maxsize=4096)  # steps are short, and much the same on all pages of a site
def _is_caption(step: str) -> bool:
    return _CAPTION.finds(step)


@lru_cache(maxsize=4096)
def _is_credit(step: str) -> bool:
    return _CREDIT.finds(step)


def _mark_by_class(page: Page, position: int, classes: _Classes) -> None:
    label, text = page.labels[position], page.text(position)
    free = page.is_free(position) or label.rule == "figcaption"
    above = position < page.first and "footer" not in page.path(position)
    free = free or (label.rule == "copyright-line" and above)  # "Copyright Jane Doe/AP 2024"
    within = len(text) <= _LONGEST_CREDIT and free
    if page.is_free(position) and classes.credit and _is_sentence_with_credit(text):
        page.put(position, Role.CAPTION, "caption-class")
    elif within and classes.credit and not (classes.itself_caption and not is_credit_beside_caption(text)):
        page.put(position, Role.CREDIT, "credit-class")
    elif (
        page.is_free(position)
        and len(text) <= _LONGEST
        and " " in text
        and classes.caption
        and not (position > page.last and (label.rule == "under-rail" or _TEASER.search(page.path(position))))
        and not (position > page.last and _CARD.search(page.path(position)))
    ):
        page.put(position, Role.CAPTION, "caption-class")


def _mark_labelled(page: Page, position: int) -> None:
    """The name below "Photo:" alone."""
    text = page.text(position) if position < len(page.blocks) else ""
    if is_credit_beside_caption(text) and page.labels[position].role is Role.CAPTION:
        page.put(position, Role.CREDIT, "credit-in-figure")


def _is_sentence_with_credit(text: str) -> bool:
    """Whether a line in a credit's element holds the picture's words too."""
    parts = split_where_expected(text)
    return (
        parts.credit is not None and parts.text.endswith((".", "!", "?", "”")) and parts.text.count(" ") >= 4
    )


def _mark_neighbours(page: Page, position: int) -> None:
    """A name next to a caption within one figure; of two captions there, the second may be the credit."""
    figure = figure_of(page.path(position))
    if figure is None:
        return
    for beside in (position + 1, position - 1):
        if not 0 <= beside < len(page.blocks) or figure_of(page.path(beside)) != figure:
            continue
        label = page.labels[beside]
        own = page.is_free(beside) or (label.role is Role.CAPTION and beside > position)
        if own and not page.is_story(beside) and is_credit_beside_caption(page.text(beside)):
            page.put(beside, Role.CREDIT, "credit-in-figure")


def figure_of(path: str) -> str | None:
    """The path down to the element that holds a picture with its words, or None."""
    steps = path.split("/")
    for count in range(len(steps), 0, -1):
        step = steps[count - 1]
        if step == "figure" or step.startswith(("figure.", "figure#")):
            return "/".join(steps[:count])
    for count, step in enumerate(steps, 1):
        if count > 3 and _HOLDER.search(step):
            return "/".join(steps[:count])
    return None
