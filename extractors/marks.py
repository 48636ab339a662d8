"""The attributes by which a page names its elements, collected once for all who look for some of them."""

from __future__ import annotations

from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement

Mark = Any  # lxml's string with `attrname` and `getparent()`, for which it has no public name
_ATTRIBUTES = etree.XPath(
    " | ".join(
        f"/descendant::body/descendant-or-self::*/@{name}"
        for name in ("class", "id", "data-component", "rel")
    )
)


def marks_of(tree: HtmlElement) -> list[Mark]:
    """The classes, ids, `data-component`s and `rel`s of the body's elements, in order."""
    return cast(list[Mark], _ATTRIBUTES(tree))
