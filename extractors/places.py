"""The elements of a page that hold what a reader sees: where each stands, what it makes of the text in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree, html

# The texts that are shown, so far as elements tell, and the paragraphs.
_UNSHOWN = "ancestor::noscript or ancestor::script or ancestor::style or ancestor::template"
SHOWN_TEXTS = etree.XPath(f"//body//text()[not({_UNSHOWN})]", smart_strings=False)
SHOWN_PARAGRAPHS = etree.XPath(f"//body//p[not({_UNSHOWN})]")
# Elements that do not end a line. Everything else does, unknown (custom) elements included.
_INLINE = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb rp rt ruby s
samp small span strike strong sub sup time tspan tt u var wbr img"""
INLINE = frozenset(_INLINE.split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = HEADINGS | {"b", "strong"}
_MARKS = ("class", "id", "itemprop", "role", "data-testid", "data-component")
MAX_MARK = 256  # characters of a class, id … that are read
MAX_STEP = 80  # characters of one step of a block's path
MAX_PATH = 400  # characters of a block's path; the outermost steps are cut

_HIDING = frozenset({"hidden", "aria-hidden", "style"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

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


def enter(element: html.HtmlElement, known: dict[html.HtmlElement, int], places: Places) -> int:
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
    attributes: Mapping[str, str] = dict(element.items())
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
    marks, step = "", tag[:MAX_STEP]
    if attributes:
        if not _HIDING.isdisjoint(attributes) and _hidden(attributes):
            inherited |= HIDDEN
        marks = " ".join([attributes[name][:MAX_MARK] for name in _MARKS if name in attributes])
        step = _step(tag, attributes)
    places.parents.append(parent)
    places.lines.append(line)
    places.tags.append(tag)
    places.marks.append(marks)
    path = f"{above}/{step}" if above else step
    if len(path) > MAX_PATH:
        path = path[path.find("/", len(path) - MAX_PATH) + 1 :]
    places.paths.append(path)
    places.depths.append(depth)
    places.flags.append(inherited)
    return index


def _hidden(attributes: Mapping[str, str]) -> bool:
    """True where an element itself says that it is not shown, or not to be read aloud."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    return "style" in attributes and _HIDDEN_STYLE.search(attributes["style"]) is not None


def _step(tag: str, attributes: Mapping[str, str]) -> str:
    """`tag.class1.class2#id`, one step of a path, which is cut to MAX_PATH at the border of one."""
    step = tag
    if "class" in attributes:
        step = ".".join([tag, *attributes["class"][:MAX_MARK].split()])
    if "id" in attributes:
        step += "#" + attributes["id"][:MAX_MARK].strip()
    return step[:MAX_STEP]
