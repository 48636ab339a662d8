# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Copyright lines: holder, year, and a wire agency that trails them."""

from __future__ import annotations

import re

from extractors.model import Copyright

_SIGN = r"(?:저작권자\s*(?=©|\(c\))|copyrights?\b\s?(?=©|\(c\)|&copy;|(?:19|20)\d\d)|derechos de autor|copyrights?\b(?:\s*notice)?\s*:?\s*(?:©|\(c\)|&copy;)?|©|\(c\)\s|&copy;|℗|(?<!.)@(?=\s(?:19|20)\d\d\b))"
_YEAR = re.compile(
    r"(?:(?:19|20)\d\d\s*[-–—/,]\s*)*(?P<year>(?:19|20)\d\d)\b(?![-–]\d\d\b)|(?P<century>19|20)\d\d[-–](?P<short>\d\d)\b|(?:19|20)\d\d"
)
_HEAD = re.compile(
    rf"(?:^|[\s(.]|(?<=[a-z])(?=©))(?:The[- ]CNN[- ]Wire\s*(?:™|TM)?\s*(?:&|and)?\s*)?(?:{_SIGN}\s*)+(?:by\s+)?",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*(?:,?\s*(?:all|todos|tous|alle|tutti)\s+(?:rights?|los derechos|os direitos|droits|rechte|i diritti|rechten)\b|\.\s|\.$|\s?\||\s[·•]\s|"
    r"\s(?:[–-]\s)?(?:powered|built|published|designed?|website|content management) (?:by|with)\b|(?:\s|(?-i:(?<=[a-z])(?=C)))copyright\b|\s+do not sell\b|this link opens\b|"
    r",?\s+or its (?:affiliated|affiliates)|,\s+an?\s|,\s+(?:PO|P\.O\.|Postfach|\d+)\s|\s+on behalf of\b.*|\s+unless otherwise\b|(?:\s+|(?<=\s))is\s+an?\s|;|,?\s*t[üu]m hakları|,?\s*무단\s?(?:전재|복제)|,\s*dpa:|,?\s+(?:Terms|Privacy|Contact Us|Impressum|Datenschutz|This material)\b|\bused (?:by|with)\b|—\s*used)",
    re.IGNORECASE,
)
_DPA_ID = re.compile(r",?\s*dpa:[\d\-/]+")
_COMPANY_DOT = re.compile(r"(?:\b(?:Inc|Co|Corp|Ltd|Pvt|Pte|Pty|Sp|o\.o|S\.A|Cos|Bros|U\.S|[A-Z]))\.$")
_AGENCIES = ("AP", "AFP", "Reuters", "dpa", "EFE", "UPI", "CNN", "ANSA", "Associated Press", "Bloomberg")
_TRAILING = re.compile(
    rf"(?:redistributed|reserved|droits\s\w+|vorbehalten|reservados)[.,]?(?:\s[^.]*?permission\.?)?[\s,/|]+((?:(?:{'|'.join(_AGENCIES)})[\s,/&]*)+)\.?$",
    re.IGNORECASE,
)
_UNSIGNED = re.compile(
    r"(?:(?:19|20)\d\d\s*[-–]\s*)?(?P<year>(?:19|20)\d\d),?\s(?P<holder>[A-ZÀ-Þ][^.|]{1,50}?)[.,]?\s\|?\s?(?:All rights reserved|Alle Rechte vorbehalten|Tous droits réservés|Todos los derechos reservados)\b",
    re.IGNORECASE,
)
_RESERVED_FIRST = re.compile(
    r"(?:All rights reserved|Alle Rechte vorbehalten|Tous droits réservés|Todos los derechos reservados)\s*[-–—:|©]\s*"
    r"(?P<holder>[A-ZÀ-Þ][^.|]{1,50}?),?\s(?P<year>(?:19|20)\d\d)$",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"(?:terms|privacy|cookies?|impressum|sitemap|(?:powered|designed|built|developed|website|site|web design) by)\b",
    re.IGNORECASE,
)  # what a footer goes on with
_BAR = re.compile(r"\s*[|•·]")
_PICTURE = re.compile(r"(?:AP|AFP|EPA|Reuters|Getty)(?: Photos?| Images?)?$|.*\bPhotos?$")
_COMPANY = re.compile(r"(.+?\b(?:Limited|Ltd\.?|LLC|plc|PLC))\s+(?=[A-Z])(?!Co\b|Company|Partnership)")
_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,4}$")
_RINGED = str.maketrans("ⓒⒸ", "©©")
_MARKER = re.compile(
    rf"{_SIGN}|all rights reserved|dpa:\d|tous droits|alle rechte vorbehalten|todos los derechos",
    re.IGNORECASE,
)


def with_sign(text: str) -> str:
    """The text with the sign that Korean and Japanese pages use, a letter in a ring, as the sign itself."""
    return text if text.isascii() else text.translate(_RINGED)


def states_copyright(text: str) -> bool:
    """Whether the words of a copyright notice stand anywhere in `text`."""
    return _MARKER.search(with_sign(text)) is not None


def read_copyright(text: str) -> Copyright | None:
    """The copyright a notice states, or None when it names neither holder nor year."""
    notice, text = text, with_sign(text).replace("\u00ad", "")
    head = _HEAD.search(text)
    if head is None:
        return _unsigned(notice)
    body = _DPA_ID.sub("", text[head.end() :])
    year = _YEAR.search(body[:60])
    if year is None:
        before = re.search(r"((?:19|20)\d\d)\s*$", text[: head.start() + 1])
        number = int(before[1]) if before else None
        holder = _holder(body)
    else:
        number = int(year["year"] or (year["century"] + year["short"] if year["short"] else year[0]))
        holder = _holder(body[: year.start()]) if year.start() >= 4 else _holder(body[year.end() :])
        named = 0 < head.start() <= 60 and text[: head.start()].rstrip()[-1:].strip("|/·•-–—")
        if named and year.start() < 4 and _BAR.match(body, year.end()):
            holder = None  # "Example Media © 2025 | Harbor Street 2": the name stands before the sign
    if holder is not None:
        holder = re.sub(r"^copyright\s+(?=\S)", "", holder, flags=re.IGNORECASE)
    glued = head[0].startswith("©") and text[: head.start()][-1:].isalpha()
    glued = glued and (year is None or body[year.end() :][:1] not in (" ", ","))
    if (holder is None or glued) and 0 < head.start() <= 60:
        holder = _holder(text[: head.start()])  # "Example University©2025", "2010 - 2022 Example©"
        number = number or next((int(y["year"] or y[0]) for y in [_YEAR.match(text)] if y), None)
    if (
        number is None
        and holder is not None
        and "©" not in head[0]
        and not (holder[0].isupper() or holder.startswith("dpa") or _ADDRESS.match(holder))
    ):
        holder = None  # "The copyright was sold" names nobody
    if number is None and holder is not None and _PICTURE.match(holder):
        return None  # "Copyright AP Photo" is a picture's credit
    if holder is None and number is None:
        return None
    return Copyright(holder, number, notice, _trailing(text))


def _unsigned(text: str) -> Copyright | None:
    """What a notice without the sign says: a year, a name, and that all rights are reserved."""
    match = _UNSIGNED.match(text) or _RESERVED_FIRST.match(text)
    return Copyright(match["holder"], int(match["year"]), text, _trailing(text)) if match else None


def _holder(text: str) -> str | None:
    text = text.lstrip(" ,-–—|:.®™·•©").rstrip()
    if text.lower().startswith("by "):
        text = text[3:]
    cut = len(text)
    for end in _END.finditer(text):
        piece = text[: end.start() + 1]
        if end[0].startswith(".") and _COMPANY_DOT.search(piece):
            if end.end() >= len(text):
                cut = end.start() + 1
                break
            following = text[end.end() :]
            if re.match(r"(?:KG|KGaA|OHG|Ltd|Limited|z\s?o\.\s?o\.|k\.|j\.)", following):
                continue  # "GmbH & Co. KG", "Sp. z o.o."
            if re.match(r"(?:all|todos|tous|alle)\b", following, re.IGNORECASE) or following[:1].isupper():
                cut = end.start() + 1
                break
            continue
        cut = end.start()
        break
    holder = text[:cut].strip(" ,-–—|:™®(·•")
    holder = holder.split(" on behalf of ")[0]
    if (company := _COMPANY.match(holder)) is not None:
        holder = company[1]  # "Example Publishing Limited Quay House, The Harbor": its address
    if holder.endswith(" and its licensors"):
        holder = holder[: -len(" and its licensors")]
    holder = re.sub(r"^(?:(?:19|20)\d\d\s?[-–,]?\s?)+|(?<=\.)\.+$|(?<=[a-z])TM$", "", holder)
    if _LINKS.match(holder):
        return None
    return holder if 1 < len(holder) <= 90 and holder[0].isalnum() else None


def _trailing(text: str) -> tuple[str, ...]:
    match = _TRAILING.search(text)
    if match is None:
        return ()
    return tuple(a for a in _AGENCIES if re.search(rf"\b{a}\b", match[1]))
