"""A page's HTML as a list of blocks of visible text, with what the tree says of each.

One lxml parse is shared by everything that reads the page. The splitter never recurses, and goes from text
to text, so that its cost follows what is visible and not the markup around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree, html

from extractors.html_head import article_body_of, description_of
from extractors.model import Block, Role
from extractors.places import BOLD, HEADINGS, LINKED, Places, enter
from extractors.words import NO_INK

# Never seen by a reader, whatever the style sheet says.
UNSEEN = (
    *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "head"),
    *("title", "select", "datalist", "textarea", "audio", "video", "noframes"),
)
_BOXES = frozenset({"a", "span", "time", "cite", "label"})  # inline, but often styled as boxes of their own
_LETTERS = frozenset({"b", "i", "em", "strong", "sup", "sub", "u", "s", "small", "font", "q", "abbr"})
_KINDS = {
    **dict.fromkeys(HEADINGS, Role.SUBHEADING),
    "li": Role.LIST_ITEM,
    "blockquote": Role.QUOTE,
    "td": Role.TABLE_ROW,
    "th": Role.TABLE_ROW,
}

_TEXT_OR_BREAK = etree.XPath("descendant::node()[self::br or (self::text() and normalize-space())]")
# Characters that a tree may hold by way of references, but that no text can be set to; and those without ink.
_DROPPED = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff{NO_INK}]")
FIRST_MARK, LAST_MARK = 0xF0000, 0xFFFFD  # a private-use plane
MARK = re.compile(f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]")


class TextNode(NamedTuple):  # a named tuple, as there are many and one is made three times as fast
    """One text of the tree: the index of the place it lies in, its block."""

    place: int
    block: int
    text: str


@dataclass(frozen=True, slots=True)
class DomPage:
    """The blocks of a page in reading order.

    By block: `kinds`, what its markup makes of it if it is in the story; `linked`, whether all of it is a
    link; `owners`, the index in `places` of the element that holds it. `tree` is the page's tree without what
    nobody sees, each text led by its mark, the character FIRST_MARK + its index in `nodes`. `title`,
    `description` and `article_body` are what the page's head claims ("" where it does not).
    """

    blocks: list[Block]
    kinds: list[Role]
    linked: list[bool]
    owners: list[int]
    nodes: list[TextNode]
    places: Places
    tree: html.HtmlElement
    title: str
    description: str
    article_body: str


def split_html(tree: html.HtmlElement) -> DomPage:
    """The page's blocks: each a run of text that no line-ending element, and no line break, interrupts.

    Every visible text is in exactly one block. The tree is used up: what nobody sees is cut from it, and its
    texts are marked.
    """
    title = tree.findtext(".//title") or ""
    description, article_body = description_of(tree), article_body_of(tree)
    etree.strip_elements(tree, *UNSEEN, with_tail=False)
    _drop_readings(tree)
    places = Places()
    nodes, owners = _text_nodes(tree, places)
    texts: list[list[str]] = [[] for _ in owners]
    shared = [BOLD | LINKED] * len(owners)  # what all texts of a block are
    before = nodes[0] if nodes else None
    for node in nodes:
        parts = texts[node.block]
        if (
            parts
            and not (node.text[0].isspace() or parts[-1][-1].isspace())
            and _are_apart(before, node, places)
        ):
            parts.append(" ")
        parts.append(node.text)
        before = node
        shared[node.block] &= places.flags[node.place]
    blocks = [
        Block(position, " ".join("".join(parts).split()), path=places.paths[owner])
        for position, (parts, owner) in enumerate(zip(texts, owners, strict=True))
    ]
    kinds = [_kind(places, owner, flags & BOLD != 0) for owner, flags in zip(owners, shared, strict=True)]
    linked = [flags & LINKED != 0 for flags in shared]
    return DomPage(
        blocks, kinds, linked, owners, nodes, places, tree, " ".join(title.split()), description, article_body
    )


def _drop_readings(tree: html.HtmlElement) -> None:
    """Cut the readings above ideographs that have no brackets: in line they break the words."""
    for reading in list(tree.iter("rt")):
        if reading.getparent().find("rp") is None:
            reading.drop_tree()


def _are_apart(before: TextNode | None, node: TextNode, places: Places) -> bool:
    """Whether two texts that touch are shown apart: boxes of their own, told by their letters.

    "Port Ames.</span><span>Jane Doe": a new word begins with a capital behind a small letter, a digit or a
    sentence's end. Elements that only change the letters (b, i, sup …) never part a word.
    """
    if before is None or before.place == node.place:
        return False
    boxes = (places.tags[before.place] in _BOXES) + (places.tags[node.place] in _BOXES)
    left, right = before.text[-1], node.text[0]
    if not boxes or {places.tags[before.place], places.tags[node.place]} & _LETTERS:
        return False
    if right.isupper():
        word = node.text[1:2]
        return (
            left.islower() or left in ".!?)»”" or (left.isupper() and word.islower() and len(before.text) > 1)
        )
    if right.isdigit():
        return boxes == 2 and left.isdigit()
    return right in "(©" and left in ".!?"


def _text_nodes(tree: html.HtmlElement, places: Places) -> tuple[list[TextNode], list[int]]:
    """The texts of the tree with the block each is in, and each block's place; marks them, fills `places`."""
    known: dict[html.HtmlElement, int] = {}
    all_found = _TEXT_OR_BREAK(tree)
    whole = "".join([found for found in all_found if isinstance(found, str)])
    dirty, marked = _DROPPED.search(whole) is not None, MARK.search(whole) is not None
    nodes: list[TextNode] = []
    owners: list[int] = []
    line, before = -1, None
    found: Any  # an element, or a text that knows where it stands
    for found in all_found:
        if isinstance(found, html.HtmlElement):
            line = -1
            continue
        text = _DROPPED.sub("", found) if dirty else str(found)
        if not text.strip():  # white space to Python, but not to XPath
            continue
        element, is_tail = found.getparent(), found.is_tail
        holder = element.getparent() if is_tail else element
        place = known[holder] if holder in known else enter(holder, known, places)
        shown = text
        if places.lines[place] != line:
            line = places.lines[place]
            owners.append(line)
        elif (
            before is not None
            and not (text[0].isspace() or nodes[-1].text[-1].isspace())
            and _has_space_between(before, (element, is_tail))
        ):
            shown = " " + text
        mark = chr(min(FIRST_MARK + len(nodes), LAST_MARK)) + (MARK.sub("", text) if marked else text)
        if is_tail:
            element.tail = mark
        else:
            element.text = mark
        nodes.append(TextNode(place, len(owners) - 1, shown))
        before = element, is_tail
    return nodes, owners


def _has_space_between(before: tuple[html.HtmlElement, bool], after: tuple[html.HtmlElement, bool]) -> bool:
    """Whether white space stands between two texts that follow each other, each an element's own or its tail.

    Looked for only where two texts would touch: most white space of a page lies between lines.
    """
    element, is_tail = before
    while (element, is_tail) != after:
        if not is_tail and len(element):
            element = element[0]
        elif not is_tail:
            is_tail = True
        elif (following := element.getnext()) is not None:
            element, is_tail = following, False
        else:
            element = element.getparent()
        if (element, is_tail) != after and (element.tail if is_tail else element.text):
            return True
    return False


def _kind(places: Places, owner: int, bold: bool) -> Role:
    """What the markup makes of a block: by the nearest telling element within five steps up."""
    place = owner
    for _ in range(5):
        if place < 0:
            break
        if kind := _KINDS.get(places.tags[place]):
            return kind
        place = places.parents[place]
    return Role.SUBHEADING if bold else Role.PARAGRAPH
