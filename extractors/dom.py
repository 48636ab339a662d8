"""A page's HTML as a list of blocks of visible text, with what the tree says of each.

One lxml parse is shared by everything that reads the page. The splitter never recurses, and goes from text
to text, so that its cost follows what is visible and not the markup around it.
"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree, html

from extractors.model import Block, Role

# Never seen by a reader, whatever the style sheet says.
UNSEEN = (
    *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "head"),
    *("title", "select", "datalist", "textarea", "audio", "video", "noframes"),
)
# Elements that do not end a line. Everything else does, unknown (custom) elements included.
_INLINE = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb rp rt ruby s
samp small span strike strong sub sup time tspan tt u var wbr img"""
INLINE = frozenset(_INLINE.split())
_BOXES = frozenset({"a", "span", "time", "cite", "label"})  # inline, but often styled as boxes of their own
_LETTERS = frozenset({"b", "i", "em", "strong", "sup", "sub", "u", "s", "small", "font", "q", "abbr"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = HEADINGS | {"b", "strong"}
_KINDS = {
    **dict.fromkeys(HEADINGS, Role.SUBHEADING),
    "li": Role.LIST_ITEM,
    "blockquote": Role.QUOTE,
    "td": Role.TABLE_ROW,
    "th": Role.TABLE_ROW,
}
_MARKS = ("class", "id", "itemprop", "role", "data-testid", "data-component")
MAX_MARK = 256  # characters of a class, id … that are read
MAX_STEP = 80  # characters of one step of a block's path
MAX_PATH = 400  # characters of a block's path; the outermost steps are cut

_TEXT_OR_BREAK = etree.XPath("descendant::node()[self::br or (self::text() and normalize-space())]")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARTICLE_BODY = re.compile(r'"articleBody"\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")', re.DOTALL)
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_MARKUP = re.compile(r"<[^<>]*>")
# Characters that a tree may hold by way of references, but that no text can be set to.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FIRST_MARK, LAST_MARK = 0xF0000, 0xFFFFD  # a private-use plane
MARK = re.compile(f"[{chr(FIRST_MARK)}-{chr(LAST_MARK)}]")

LINKED, BOLD, HIDDEN = 1, 2, 4  # bits of Places.flags


@dataclass(slots=True)
class Places:
    """The elements with visible text in or below them, as columns; parents stand before their children.

    `parents` holds indexes (-1 for the root), `lines` the index of the nearest element, itself or above, that
    ends a line; `marks` class, id, role … as one string; `flags` the bits LINKED, BOLD, HIDDEN, inherited.
    """

    parents: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)


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
    description, article_body = _description(tree), _article_body(tree)
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
    dirty, marked = _CONTROL.search(whole) is not None, MARK.search(whole) is not None
    nodes: list[TextNode] = []
    owners: list[int] = []
    line, before = -1, None
    found: Any  # an element, or a text that knows where it stands
    for found in all_found:
        if isinstance(found, html.HtmlElement):
            line = -1
            continue
        text = _CONTROL.sub("", found) if dirty else str(found)
        if not text.strip():  # white space to Python, but not to XPath
            continue
        element, is_tail = found.getparent(), found.is_tail
        holder = element.getparent() if is_tail else element
        place = known[holder] if holder in known else _enter(holder, known, places)
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


def _enter(element: html.HtmlElement, known: dict[html.HtmlElement, int], places: Places) -> int:
    """Enter an element, and those above it that are new, into `places`; returns its index."""
    chain = []
    while element is not None and element not in known:
        chain.append(element)
        element = element.getparent()
    index = -1 if element is None else known[element]
    for new in reversed(chain):
        index = known[new] = _append(new, index, places)
    return index


def _append(element: html.HtmlElement, parent: int, places: Places) -> int:
    index = len(places.tags)
    tag: str = element.tag
    attributes = dict(element.items())
    inherited, line, above, depth = 0, index, "", 0
    if parent >= 0:
        inherited, above, depth = places.flags[parent], places.paths[parent], places.depths[parent] + 1
        if tag in INLINE:
            line = places.lines[parent]
        else:
            inherited &= ~BOLD
    if tag == "a":
        inherited |= LINKED
    elif tag in _BOLD:
        inherited |= BOLD
    marks = ""
    if attributes:
        if _hidden(attributes):
            inherited |= HIDDEN
        marks = " ".join([attributes[name][:MAX_MARK] for name in _MARKS if name in attributes])
    places.parents.append(parent)
    places.lines.append(line)
    places.tags.append(tag)
    places.marks.append(marks)
    places.paths.append(_path(above, tag, attributes))
    places.depths.append(depth)
    places.flags.append(inherited)
    return index


def _hidden(attributes: Mapping[str, str]) -> bool:
    """True where an element itself says that it is not shown, or not to be read aloud."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return "style" in attributes and _HIDDEN_STYLE.search(attributes["style"]) is not None


def _path(above: str, tag: str, attributes: Mapping[str, str]) -> str:
    """`above/tag.class1.class2#id`, cut to MAX_PATH at a step's border."""
    step = tag
    if "class" in attributes:
        step = ".".join([tag, *attributes["class"][:MAX_MARK].split()])
    if "id" in attributes:
        step += "#" + attributes["id"][:MAX_MARK].strip()
    path = f"{above}/{step[:MAX_STEP]}" if above else step[:MAX_STEP]
    return path if len(path) <= MAX_PATH else path[path.find("/", len(path) - MAX_PATH) + 1 :]


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


def _description(tree: html.HtmlElement) -> str:
    """The longest of the descriptions that the page's head gives."""
    given = [""]
    for meta in tree.iter("meta"):
        if (meta.get("name") or meta.get("property")) in _DESCRIPTIONS:
            given.append(meta.get("content") or "")
    return max(given, key=len)


def _article_body(tree: html.HtmlElement) -> str:
    """The longest `articleBody` that the page's JSON-LD holds, without its markup."""
    bodies = [""]
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and script.text and '"articleBody"' in script.text:
            bodies += [_unquoted(literal) for literal in _ARTICLE_BODY.findall(script.text)]
    return max(bodies, key=len)


def _unquoted(literal: str) -> str:
    try:
        return _MARKUP.sub(" ", entities.unescape(str(json.loads(literal, strict=False))))
    except ValueError:
        return ""
