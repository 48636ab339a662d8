# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Bylines: "By A and B", "by: NAME", "Par", "Von", "Por", "Reporting by A; Editing by B", "A is a …" left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.fields.people import is_name, is_organisation, split_names

_LEAD = re.compile(
    r"(?:(?:Written|Reported|Story|Words|Text|Posted|Published|Created|Authored|Analysis|Opinion|Review|Column)\s+)?[Bb][Yy]\b\s*:?\s+"
    r"|BY:?\s+|(?:Par|PAR|Von|VON|Por|POR|Di|Door|DOOR|Texte|Text|Autor(?:in)?|Auteur|Autore|Author|Authors|Author\(s\)|Escrito por|Ein Artikel von|Eine Analyse von|Ein Kommentar von|Ein Gastbeitrag von|Propos recueillis par)\b\s*:?\s+",
)
_TAIL = re.compile(
    r"\s*(?:\||•|·|—|–|\s-\s|\bfor\b|\bof\b|\bpour\b|\bfür\b|\bpara\b|\bat\b|\bPublished\b|\bUpdated\b|\bPosted\b|\(|"
    r"\d{1,2}[:.]\d\d|\d|@|(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)\s\d).*$"
)
_ROLE = re.compile(
    r"^(?:(?:[\w’'\-&]+\s){0,4}(?:staff|reporter|writer|editor|correspondent|columnist|contributor|producer|anchor|journalist|"
    r"photographer|chief|critic|fellow|intern|director|president|analyst|host|meteorologist|bureau|redakteur\w*|korrespondent\w*|"
    r"journaliste|correspondant\w*|corresponsal|redactora?|enviado|envoyée?)\b.*)$",
    re.IGNORECASE,
)
_CAPS_NAME = re.compile(r"((?:[A-ZÀ-Þ][A-ZÀ-Þ'’.\-]*\s+){1,3}[A-ZÀ-Þ][A-ZÀ-Þ'’\-]+)\s+(?:The\s)?[A-Z][a-z]")
_REPORTING = re.compile(
    r"^\(?(?:Reporting|Reported|Writing)\s+by:?\s+(.{3,220}?)(?:;|\)|\s*$|,?\s+(?:with reporting|additional|editing|writing)\b)",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\s+(?:in|à|en|aus)\s+[A-ZÀ-Þ].*$")


def read_byline(text: str) -> tuple[str, ...]:
    """The authors a line names, when the whole line is a byline; empty when it is not one.

    An organisation ("By The Associated Press") counts as it is printed.
    """
    if len(text) > 220:
        return ()
    if (reported := _REPORTING.match(text)) is not None:
        return tuple(n for p in split_names(reported[1]) if is_name(n := _IN_PLACE.sub("", p).strip(" .")))
    lead = _LEAD.match(text)
    return _names(text[lead.end() :]) if lead else ()


def _names(rest: str) -> tuple[str, ...]:
    rest = rest.strip()
    if caps := _CAPS_NAME.match(rest):
        return (caps[1],)
    if rest.endswith((".", "!", "?")) and len(rest) > 60:
        return ()
    parts = split_names(_TAIL.sub("", rest))
    found: list[str] = []
    for part in parts:
        name = part.strip(" .,:")
        if is_name(name):
            found.append(name)
        elif not found and is_organisation(name):
            return (name,)
        elif not (found and (is_organisation(name) or _ROLE.match(name))):
            return tuple(found) if found and len(parts) > 1 and _is_outlet(name) else ()
    return tuple(found)


def _is_outlet(part: str) -> bool:
    """What may follow a name after a comma: a short name of a place or paper."""
    return len(part) <= 40 and part[:1].isupper() and not part.endswith(".")


_OUTLET = re.compile(
    r"\b(?:USA TODAY|Times|News|Post|Journal|Register|Republic|Star|Press|Tribune|Herald|Enquirer|Observer|Sentinel|Network|"
    r"Democrat|Dispatch|Gazette|Chronicle|Sun|Record|Courier|Leader|Telegram|Globe|Examiner|Inquirer|Advocate|Statesman|"
    r"Tennessean|Oklahoman|Beacon|Banner|Citizen|Ledger|Mirror|Standard|Daily|Bee|Eagle|Associated Press|Reuters|CNN|NBC|CBS|ABC|FOX|NPR|AP)\b"
)


def read_name_and_outlet(first: str, second: str) -> tuple[str, ...]:
    """Authors of a byline without "By": a line of names, and below it the line of their outlet.

    `("Jane Doe and John Roe", "Springfield Courier")`
    """
    if len(first) > 120 or len(second) > 60 or not _OUTLET.search(second) or second.endswith((".", "?", "!")):
        return ()
    names = split_names(first)
    return tuple(names) if names and all(is_name(n) for n in names) else ()


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once, first come first, whatever its capitals."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(" ".join(name.lower().split()), name)
    return tuple(seen.values())
