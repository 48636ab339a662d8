"""Who wrote an article: as its metadata names them, its bylines print them, or a note on the author says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractors.fields.byline import (
    is_agency_alone,
    read_bare_names,
    read_bio,
    read_byline,
    read_names_in_time_line,
    read_names_with_role,
    said_once,
    unique,
)
from extractors.fields.dates import stated_dates
from extractors.fields.people import is_name, is_organisation
from extractors.gathered import Fields
from extractors.model import Origin, Role

_COMPANY = re.compile(r"\b(?:GmbH|AG|KG|Inc|LLC|Ltd|Verlag|Magazine?)\b")
_DATED = re.compile(r"\s(?:(?:am|vom|on|le|du|el|del)\s)?(?=\d)")


def find_authors(fields: Fields) -> tuple[str, ...]:
    """Authors as the metadata names them; as printed where it names none, the outlet, or not all."""
    stated, site = fields.metadata.authors, fields.metadata.site
    names = _printed_authors(fields)
    if stated and not all(_is_outlet(name, site) for name in stated):
        if _names_more(names, stated) or _names_others(fields, names, stated):
            fields.note("authors", Origin.TEXT)
            return unique(names)
        fields.note("authors", fields.stated("authors"))
        return stated
    if all(is_agency_alone(name) for name in names):  # or nobody is named
        names = [n for line in fields.of(Role.CONTRIBUTORS) for n in read_byline(line)] or names
    if stated and all(_is_outlet(name, site) and not is_agency_alone(name) for name in names):
        fields.note("authors", fields.stated("authors"))
        return stated
    if names:
        fields.note("authors", Origin.TEXT)
    return unique(names)


def _names_more(printed: Sequence[str], stated: Sequence[str]) -> bool:
    """Whether the byline names all whom the metadata names, and others: many templates state the first."""
    return {name.lower() for name in stated} < {name.lower() for name in printed}


def _names_others(fields: Fields, printed: Sequence[str], stated: Sequence[str]) -> bool:
    """Whether the story is signed "By …" by others than the metadata names: it may name who posted it."""
    rules = {fields.blocks[i].label.rule for i in fields.at(Role.BYLINE)}
    ours, theirs = " ".join(printed).lower(), " ".join(stated).lower()
    alike = any(n.lower() in theirs for n in printed) or any(n.lower() in ours for n in stated)
    people = all(is_name(n) and not _is_outlet(n, fields.metadata.site) for n in printed)
    return bool(printed) and people and rules == {"byline"} and not alike


def _is_outlet(name: str, site: str | None) -> bool:
    if is_organisation(name) or _COMPANY.search(name):
        return True
    mine, its = name.lower().replace(" ", ""), (site or "").lower().replace(" ", "")
    return bool(its) and (mine in its or (len(its) >= 4 and mine.startswith(its)))


def _printed_authors(fields: Fields) -> list[str]:
    """All bylines between headline and story, else the nearest, else the name in a time line."""
    names: list[str] = []
    lines = fields.nearest(Role.BYLINE)
    if len({day for text, inside in lines if inside for day in _days(text)}) > 1:
        lines = [line for line in lines if line[1]][-1:]  # a row of teasers; the last stands by the story
    for text, inside in lines:
        if names and not inside:
            break
        agency = is_agency_alone(text)
        names.extend(
            read_byline(text)
            or read_names_with_role(text)
            or read_bare_names(text)
            or ((agency,) if agency else (said_once(text),) if is_name(text) or _is_newsroom(text) else ())
        )
    if not names:
        for text, inside in fields.nearest(Role.TIMELINE)[:1]:
            agency = is_agency_alone(_DATED.split(text, maxsplit=1)[0].strip())
            stated = read_names_in_time_line(text) if inside else ()
            names.extend((agency,) if agency else stated or read_bare_names(text))
    if not names:
        told = unique([name for text in fields.of(Role.AUTHOR_BIO) if (name := read_bio(text))])
        names.extend(told if len(told) == 1 else ())
    return names


def _is_newsroom(text: str) -> bool:
    return is_organisation(text) and "," not in text


def _days(text: str) -> list[date]:
    return [stated.day for stated in stated_dates(text)]
