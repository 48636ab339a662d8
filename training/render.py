"""Renders an HTML page as the text lines that a plain-text dump of it holds."""

from __future__ import annotations

from lxml import html
from lxml.html import HtmlElement

_UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "svg", "iframe", "head", "object", "select", "textarea")
)
_BREAKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd"),
        *(
            "details",
            "dialog",
            "dir",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "menu", "nav"),
        *("ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_MAIN = ("//main", "//*[@role='main']", "//article", "//body")


def parse_page(text: str) -> HtmlElement | None:
    """The tree of a page; None where there is none."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    data = text.encode("utf-8", "replace")
    return html.document_fromstring(data, parser=parser) if data.strip() else None


def main_element(root: HtmlElement) -> HtmlElement:
    """The page's main element, or the nearest thing to one."""
    for path in _MAIN:
        found = root.xpath(path)
        if found:
            return found[0]
    return root


def visible_lines(root: HtmlElement) -> list[str]:
    """The visible text of an element: a line for each run without a block element's edge in it."""
    lines: list[str] = []
    run: list[str] = []
    waiting: list[tuple[HtmlElement, bool]] = [(root, False)]
    while waiting:
        element, seen = waiting.pop()
        shown = isinstance(element.tag, str) and element.tag not in _UNSEEN
        if shown and element.tag in _BREAKS:
            _end_line(lines, run)
        if shown and not seen:
            run.append(element.text or "")
            waiting.append((element, True))
            waiting.extend((child, False) for child in reversed(element))
        elif element is not root:
            run.append(element.tail or "")
    _end_line(lines, run)
    return lines


def _end_line(lines: list[str], run: list[str]) -> None:
    line = " ".join("".join(run).split())
    run.clear()
    if line:
        lines.append(line)
