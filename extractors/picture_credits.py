"""The credits that an HTML page marks within its captions, by an element's class, or by `small` and `cite`.

Their words may take any form ("Netflix; Everett (2)") and often follow the caption without a space, so that
nothing but the markup tells where they begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement

from extractors.fields.captions import CaptionParts
from extractors.fields.credits import own_credit, split_where_expected
from extractors.marks import Mark

_WITHIN = etree.XPath("descendant::*[@class or @itemprop or self::small or self::cite]")
_CREDIT = re.compile(
    r"(?:^|[\s_-])(?:[a-z]*-?credits?|attribution|photographer|photo-?by|copyright|copyrightholder|source|author|rights|"
    r"bildquelle|fotograf|quelle|autor|auteur|fuente|autore|fonte)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 2, 110  # characters of a credit
_LEAST_TEXT = 8  # characters of a caption beside its credit
_BETWEEN = " |/–—-"
_LABEL = re.compile(
    r"(?:[Ss]ources?|[Cc]redits?|[Pp]hotos?|[Ff]otos?|[Qq]uelle|[Bb]ild|[Źź]ródło|[Ff]uente|[Ff]onte)\s?:\s*$|\s[–—-]\s[Cc]opyright\s*$"
)


def marked_credits(tree: HtmlElement, marks: Sequence[Mark]) -> tuple[str, ...]:
    """The texts of the elements that are credits within captions, or in place of one, longest first."""
    found: set[str] = set()
    named = (mark.getparent() for mark in marks if "aption" in mark and mark.attrname == "class")
    for holder in (*tree.iter("figcaption"), *named):
        whole = ""
        for element in _WITHIN(holder):
            named_so = _CREDIT.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}")
            if not named_so and element.tag not in ("small", "cite"):
                continue
            text = " ".join("".join(element.itertext()).split())
            whole = whole or " ".join("".join(holder.itertext()).split())
            apart = len(text) + _LEAST_TEXT <= len(whole)
            if _SHORTEST <= len(text) <= _LONGEST and (apart or (named_so and text == whole)):
                found.add(text)
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def split_by_mark(text: str, marked: tuple[str, ...]) -> CaptionParts:
    """Caption and credit of a line: parted where the markup parts them, unless the words tell more."""
    worded = split_where_expected(text)
    for words in marked:
        if not text.endswith(words) or len(text) < len(words) + _LEAST_TEXT:
            continue
        credit = own_credit(words.lstrip(_BETWEEN))
        rest = split_where_expected(_LABEL.sub("", text[: -len(words)]).rstrip(f"{_BETWEEN}(©"))
        for parts in (rest, worded):  # printed twice, the first time with the name; or the mark is on a part
            if parts.text and parts.credit and credit in parts.credit:
                return parts
        return CaptionParts(rest.text, credit)
    return worded
