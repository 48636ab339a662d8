# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Bylines: "By A and B", "by: NAME", "Par", "Von", "Por", "Reporting by A; Editing by B", "A is a …" left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.fields.captions import names_photographer
from extractors.fields.dates import stated_dates
from extractors.fields.people import NAME, is_name, is_organisation, is_section, split_names

_LEAD = re.compile(
    r"(?:(?:Written|Reported|Story|Words|Text|Posted|Published|Created|Authored|Analysis|Opinion|Review|Column)\s+)?(?:[Bb][Yy]\b\s*:?\s+|[Bb]y(?=[A-ZÀ-Þ][^A-Z]))"
    r"|BY:?\s+|(?:Par|PAR|par|Von|VON|von|Por|POR|Di|Door|DOOR|Texte|Text|Autor(?:in)?|Auteur|Autore|Author|Authors|Author\(s\)|Escrito por|Ein Artikel von|Eine Analyse von|Ein Kommentar von|Ein Gastbeitrag von|(?:Propos recueillis|Entretien réalisé|Interview réalisée) par|Das (?:Gespräch|Interview) führten?|Entrevista de)\b\s*:?\s+|From\s+(?=staff\b)",
)
_TAIL = re.compile(
    r"\s*(?:(?<=[a-zà-ÿ])(?:Staff|Published|Updated|Posted|Business|Senior|Political|Biography|(?:[A-Z][\w&-]*\s(?:and\s|&\s)?){0,4}(?:Reporter|Writer|Editor|Columnist|Contributor|Correspondent|Journalist|Producer))\b|\bFor\b|\||•|·|—|–|\s-\s|\bfor\b|\bof\b|\bpour\b|\bfür\b|\bpara\b|\bat\b|\b[Pp]ublished\b|\b[Uu]pdated\b|\bPosted\b|\bPUBLISHED\b|\bPubli(?:é|cado)\b|\bMis à jour\b|\bActualizado\b|\bVeröffentlicht\b|\bUPDATED\b|\(|"
    r"\b[Oo]n\s(?=\d|[A-Z][a-z]{2,8}\.?\s\d)|\d|@|\s(?:Fox News|FOX News|FOX BUSINESS|FOXBusiness|USA TODAY|CNN|CNBC|NBC News|CBS News|ABC News|Associated Press|The Associated Press|Reuters|AFP|BBC News|Special to)\b|"
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\.?(?:\s\d|$)).*$"
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
_BIO = re.compile(
    rf"(?P<name>{NAME}) (?:is|was|has been|covers|reports|writes)\b[^.!?]{{0,120}}"
    r"\b(?:reporter|writer|editor|correspondent|columnist|journalist|producer|critic|writes|reports|covers|covering|reporting)\b"
)
_IN_PLACE = re.compile(r"\s+(?:in|à|en|aus)\s+[A-ZÀ-Þ].*$")
_INTRODUCED = re.compile(rf"[Bb]y (?P<name>{NAME}), (?:an?|the|one of|who|our) [^.]{{10,200}}[.]?(?:\s|$)")
# "By Example News with agencies", "By FRANCE 24 with AFP"
_JOINT = re.compile(
    r"(?:[Bb]y|BY) (?P<outlet>[A-Z]\w+(?: [A-Z0-9]\w*){0,3}) (?:with|and) (?:[Aa]genc(?:ies|y)|AFP|AP|Reuters|REUTERS|EBU|wires)(?:(?:,| and|/) ?(?:AFP|AP|Reuters|EBU))*"
)
_TWICE = re.compile(r"(?P<once>.{4,70}?)[\s,]+(?P=once)")


def read_byline(text: str) -> tuple[str, ...]:
    """The authors a line names, when the whole line is a byline; empty when it is not one.

    An organisation ("By The Associated Press") counts as it is printed. Behind one name may follow who that
    is: "By Jane Doe, a reporter who covers the harbor. Doe joined in 2019."
    """
    if (joint := _JOINT.fullmatch(text)) is not None and not is_name(joint["outlet"]):
        return (joint["outlet"],)
    if (introduced := _INTRODUCED.match(text)) is not None and is_name(introduced["name"]):
        return (introduced["name"],)
    if len(text) > 220 or names_photographer(text):
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
        name = part.strip(" .,:-–—|")
        if found and name.isupper() and " " in name and not found[0].isupper():
            continue  # for whom: "Jane Doe, HARBOR RADIO"
        if is_name(name):
            found.append(name)
        elif not found:
            whole = rest.strip(" .,:-–—|")
            return (
                (name,)
                if is_organisation(name)
                else (whole,)
                if is_organisation(whole) and len(parts) == 1
                else ()
            )
        elif not (is_organisation(name) or _ROLE.match(name)):
            return tuple(found) if len(parts) > 1 and _is_outlet(name) else ()
    return tuple(found)


def _is_outlet(part: str) -> bool:
    """What may follow a name after a comma: a short name of a place or paper."""
    return len(part) <= 40 and part[:1].isupper() and not part.endswith(".")


_OUTLET = re.compile(
    r"\b(?:USA TODAY|Times|News|Post|Journal|Register|Republic|Star|Press|Tribune|Herald|Enquirer|Observer|Sentinel|Network|"
    r"Democrat|Dispatch|Gazette|Chronicle|Sun|Record|Courier|Leader|Telegram|Globe|Examiner|Inquirer|Advocate|Statesman|"
    r"Tennessean|Oklahoman|Beacon|Banner|Citizen|Ledger|Mirror|Standard|Daily|Bee|Eagle|Associated Press|Reuters|CNN|NBC|CBS|ABC|FOX|NPR|AP|BBC|Guardian|Bloomberg|Politico|ProPublica|Axios)\b"
)


_MENU_WORDS = frozenset(
    {"news", "press", "daily", "record", "standard", "network", "leader"}
)  # no outlet's whole name


def read_name_and_outlet(first: str, second: str) -> tuple[str, ...]:
    """Authors of a byline without "By": a line of names, and below it the line of their outlet.

    `("Jane Doe and John Roe", "Springfield Courier")`
    """
    if (
        len(first) > 120
        or len(second) > 60
        or not _OUTLET.search(second)
        or second.lower() in _MENU_WORDS
        or second.endswith((".", "?", "!"))
    ):
        return ()
    names = split_names(first)
    return tuple(names) if names and all(is_name(n) for n in names) else ()


def read_name_and_role(first: str, second: str) -> tuple[str, ...]:
    """Authors of a byline without "By": a line of names, and below it what they are for the paper.

    `("Jane Doe", "Senior Political Reporter")`
    """
    if (
        len(first) > 80
        or len(second) > 90
        or second.endswith((".", "?", "!", ":"))
        or not _ROLE.match(second)
    ):
        return ()
    names = (first,) if is_name(first) else tuple(split_names(first))
    sure = names and all(is_name(n) and not is_section(n) for n in names)
    return names if sure and not is_name(second.split(",")[0]) else ()


def read_bio(text: str) -> str | None:
    """Who a note on an author is about: "Jane Doe is a senior reporter at …", or None for other notes."""
    bio = _BIO.match(text)
    return bio["name"] if bio and is_name(bio["name"]) and not is_section(bio["name"]) else None


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once, first come first, whatever its capitals."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(" ".join(name.lower().split()), name)
    return tuple(seen.values())


_TIME_TAIL = re.compile(
    r"\s*(?:[,|•·/–—-]\s*)*(?:(?:\b|(?<=[a-zà-ÿ]))(?:Published|Updated|Posted|Publié|Veröffentlicht|Publicado)\b.*|@.*|\(.*|\d.*|"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s.*\d.*|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d.*|\b(?:in|aus|à|en)\s[A-ZÀ-Þ].*)$"
)
_ROLE_TAIL = re.compile(
    r"[\s,|]+(?:[Ss]taff |[Ss]enior |[Cc]hief |[Pp]olitical )?(?:[Rr]eporter|[Ww]riter|[Ee]ditor|[Cc]orrespondent|[Cc]olumnist|[Cc]ontributor|[Pp]roducer|Redakteur(?:in)?|"
    r"Korrespondent(?:in)?|Journaliste?|Autor(?:in)?)\b.*$"
)


_CALL_SIGN = re.compile(r"[A-Z]{3,6}|[\w-]+\.(?:com|org|net)")  # an outlet behind a name: "Jane Doe, ESPN"
_RELATIVE = re.compile(
    r"\s\d{1,2}\s?(?:[smhdwy]|mos?|secs?|mins?|hrs?|seconds?|minutes?|hours?|days?|weeks?|months?|years?)(?:\sago)?$"
)


def is_dated(text: str) -> bool:
    """Whether a line of names has a date of its own, or closes with how long ago it was: "Jane Doe 2 days ago"."""
    return _RELATIVE.search(text) is not None or bool(stated_dates(text))


def said_once(text: str) -> str:
    """What a line prints twice, as a portrait's name and the name beside it; any other line as it is."""
    twice = _TWICE.fullmatch(text)
    return twice["once"] if twice else text


def read_bare_names(text: str) -> tuple[str, ...]:
    """Authors of a line of names without "By", with a place, role, handle or date behind them at most.

    Such a line is a byline only beside a time line; `is_name` knows what sections of a paper look like. Three
    words in capitals are a heading ("STOP FERRY STRIKES").
    """
    if not 4 <= len(text) <= 140:
        return ()
    text = said_once(text)
    agencies: list[str] = []
    bare = _ROLE_TAIL.sub("", _TIME_TAIL.sub("", text), count=1).strip(" ,|•·/–—-")
    names = split_names(bare)
    while len(names) > 1 and is_agency_alone(names[-1]):
        agencies.insert(0, names.pop())
    if agencies and all(is_name(n) for n in names):
        return (*names, *agencies)
    if len(names) > 1 and (_CALL_SIGN.fullmatch(names[-1]) or is_organisation(names[-1])):
        names.pop()
    likely = all(is_name(n) and not is_section(n) and not (n.isupper() and n.count(" ") > 1) for n in names)
    return tuple(names) if 1 <= len(names) <= 4 and likely else ()


_SEPARATED = re.compile(r"\s*[|•·/]\s*|\s+[–—]\s+|(?<=\d)\s-\s")
_BY = re.compile(r"\b(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or)\s(?=[A-ZÀ-Þ])")
_PAPER_OR_ROLE = re.compile(
    r"[\w-]+\.(?:com|org|net|de|fr|es|co\.uk|at|ch)$|guest columnists?$", re.IGNORECASE
)


def read_names_in_time_line(text: str) -> tuple[str, ...]:
    """Authors that a time line names: "By A on May 3, 2024", "3.5.2024 by A", "May 3, 2024 / A", "A, EditorMay 3, 2024", "A · CBC News · Posted: …".

    Between bars only a part that is a name counts, and only if it is the one such part; where none is, the one outlet.
    """
    if names := read_byline(text):
        return names
    if (said := _BY.search(text)) is not None:
        rest = text[said.end() :]
        if _ONE_NAME.fullmatch(rest) is not None:  # as blogs sign: "May 3, 2024 | by Jane"
            return (rest,)
        return _names(rest)
    parts = _SEPARATED.split(text)
    if len(parts) == 1:
        parts = re.split(r"(?<=Uhr),\s", text)
    people = [part for part in parts if is_name(part) and not is_section(part)]
    if len(people) == 1 and len(parts) > 1:
        return tuple(people)
    outlets = [part for part in parts if is_organisation(part)]
    if len(outlets) == 1 and not people and len(parts) > 2:
        return tuple(outlets)
    dates = stated_dates(text)
    head = text[: dates[0].start].strip(" ,") if dates else ""
    agency = is_agency_alone(head)
    return (agency,) if agency else read_names_with_role(head)


_KOREAN = re.compile(
    r"(?:(?P<name>[가-힣]{2,4}) (?:\w{2}\s?)?(?:기자|특파원|칼럼니스트|논설위원|편집위원|평론가)|칼럼니스트 (?P<columnist>[가-힣]{2,4}))(?:\s\S+@\S+)?"
)  # "reporter", "correspondent", "columnist", "editorial writer", "editor", "critic"
_TOLD = re.compile(rf"(?P<teller>{NAME}),? as told to (?P<writer>{NAME})")
_ONE_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,14}")


def read_names_with_role(text: str) -> tuple[str, ...]:
    """Authors of a line that says their paper or work behind a bar or comma: "A | The Example Journal", "A, Print Editor"."""
    if (korean := _KOREAN.fullmatch(text)) is not None:
        return (korean["name"] or korean["columnist"],)
    text = said_once(text)
    if (told := _TOLD.fullmatch(text)) is not None:
        return told["teller"], told["writer"]
    first, bar, rest = text.partition(" | ")
    if not bar:
        first, bar, rest = text.replace(" ,", ",").partition(", ")
    if not bar or len(text) > 120 or text.endswith((".", "?", "!", ":")):
        return ()
    names = split_names(first)
    people = names and all(is_name(n) and not is_section(n) for n in names)
    if not people or (bar == ", " and any(is_name(part) for part in split_names(rest))):
        return ()
    if is_organisation(rest) or _ROLE.match(rest) or _PAPER_OR_ROLE.search(rest):
        return tuple(names)
    return (*names, rest) if bar == " | " and is_name(rest) and not is_section(rest) else ()


_AGENCY = re.compile(
    r"(?:(?:Von|Par|Por|By|von)\s)?(?P<name>dpa(?:[-/]\w+)*|SID|PTI|IANS|ANI|AFP|AP|APA|EFE|Reuters|REUTERS|sda|SDA|ATS|Keystone-SDA|epd|KNA|ANSA|Lusa|Belga|ANP|Europa Press|Xinhua|TASS|UPI|dts|"
    r"(?:The )?Associated Press|Agence France-Presse|Agencia EFE|(?:La|The) (?:Presse canadienne|Canadian Press)|Bloomberg|CNN|(?:La )?[Rr]edacción|(?:La )?[Rr]édaction|Redaktion|(?:From )?[Ss]taff [Rr]eports?|"
    r"(?:[A-ZÀ-Þ][\w.&’'-]*\s){1,3}(?:[Ee]ditorial\s|[Nn]ews\s)?(?:[Ss]taff|[Nn]ewsroom|[Ee]ditors))(?:, [A-ZÀ-Þ][\w ]{2,24},?)?$"
)


def is_agency_alone(text: str) -> str | None:
    """The agency or newsroom that a line names and nothing else ("dpa", "Par AFP", "Redacción"), or None."""
    match = _AGENCY.match(text)
    return match["name"] if match else None
