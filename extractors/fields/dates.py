# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Dates and moments as news pages print them, in English, French, German, Spanish, Italian, Portuguese, Dutch,
the languages of Scandinavia, Finnish, Turkish, Polish, Russian and Ukrainian.

Nothing is guessed: a date without its year, or a numeric one whose order cannot be known
(`01/02/2024` on an English page), is no date. Offsets come from the zone that is printed; the four
American zones without S or D ("ET") follow the United States' rule since 2007 (second Sunday of March to first
of November).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari jan ocak stycznia января січня tammikuuta",
    "february feb février fevrier févr februar febrero febbraio fevereiro fev februari şubat lutego февраля лютого helmikuuta",
    "march mar mars märz marz marzo março maart mrt mär mart marca марта березня maaliskuuta",
    "april apr avril avr abril abr aprile nisan kwietnia апреля квітня huhtikuuta",
    "may mai mayo maggio mag maio mei maj mayıs maja мая травня toukokuuta",
    "june jun juin juni junio giugno giu junho haziran czerwca июня червня kesäkuuta",
    "july jul juillet juil juli julio luglio lug julho temmuz lipca июля липня heinäkuuta",
    "august aug août aout agosto ago augustus augusti ağustos sierpnia августа серпня elokuuta",
    "september sep sept septembre septiembre settembre set setembro eylül września сентября вересня syyskuuta",
    "october oct octobre oktober okt octubre ottobre ott outubro out ekim października октября жовтня lokakuuta",
    "november nov novembre noviembre novembro kasım listopada ноября листопада marraskuuta",
    "december dec décembre déc dezember dez diciembre dic dicembre dezembro desember des aralık grudnia декабря грудня joulukuuta",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20)\d\d"
_ANY_YEAR = re.compile(_YEAR)
_REACH = 40  # characters in which a date begins before its year, unless there are runs of spaces or hyphens
_RUN = re.compile(r"[\s\-]{2}")
_DATE = re.compile(
    rf"(?:\b|(?-i:(?<=[a-zà-ÿ\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])))(?P<m1>{_MONTH})\s*(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+"
    rf"(?P<y1>{_YEAR})(?:\b|(?-i:(?=[A-Z][a-zà-ÿ]))|(?=\d+\s?(?:shares|views|comments|likes)))"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:de|of))?[\s\-]+(?P<m2>{_MONTH})(?:\s+(?:de|del))?,?[\s\-]+"
    rf"(?P<y2>{_YEAR})(?:\b|(?=\d{{1,2}}\s(?:{_MONTH})))"
    rf"|(?<![^\W\d]-)\b(?P<y3>{_YEAR})(?P<s3>[-/])(?P<m3>\d\d)(?P=s3)(?P<d3>\d\d)(?!\d)"
    rf"|(?:\b|(?<=[a-zà-ÿ]))(?P<a>\d{{1,2}})(?P<sep>[./-])(?:(?<=\.)\s)?(?P<b>\d{{1,2}})(?P=sep)(?:(?<=\.)\s)?(?P<y4>{_YEAR})(?:\b|(?=\d{{1,2}}\.\s(?:{_MONTH})))"
    rf"|(?P<y5>{_YEAR})\s?[年년]\s?(?P<m5>\d{{1,2}})\s?[月월]\s?(?P<d5>\d{{1,2}})\s?[日일]",
    re.IGNORECASE,
)
_WEEKDAY_END = re.compile(
    r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?|(?:mon|diens|mitt|donners|frei|sams|sonn)\w*|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)"
    r"[.,]?\s+(?:den\s+|le\s+)?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d.,:/])(?P<h>[01]?\d|2[0-3])(?:(?P<colon>[:h.])(?P<mi>[0-5]\d)(?::(?P<s>[0-5]\d)(?:\.\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?(?:\s*(?P<uhr>uhr\b|hs?\b\.?|horas\b))?"
    r"\s*\(?(?P<zone>Z|(?:UTC|GMT)\s?[+-]\d{1,2}(?::\d\d)?|UTC|GMT|H[SD]T|AK[SD]T|[+-]\d\d:?\d\d|[ECMP][SD]?T|BST|CES?T|MES?Z|WES?T|EES?T|IST|JST|KST|HKT|SGT|A[EW]?[SD]?T|AE[SD]T|NZ[SD]T)?\b",
    re.IGNORECASE,
)
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120,
    "eet": 120, "eest": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480, "aest": 600, "aedt": 660,
    "awst": 480, "hst": -600, "hdt": -540, "akst": -540, "akdt": -480, "nzst": 720, "nzdt": 780,
}  # minutes east of Greenwich; IST is three zones and stays unnamed  # fmt: skip
_AMERICAN = {"et": -300, "ct": -360, "mt": -420, "pt": -480}
AMERICAN = "en-US"  # the language whose numeric dates name the month first
EUROPEAN = "en-150"  # English as written in Europe
_DAY_FIRST = frozenset({EUROPEAN, "fr", "de", "es", "it", "pt", "nl"})


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date with its year as a text states it; `start` and `end` are offsets into that text."""

    day: date
    start: int
    end: int
    weekday: bool


def stated_dates(text: str, language: str | None = None) -> list[StatedDate]:
    """Every date that `text` states in full, in order."""
    found = []
    for match in _dates(text):
        day = _day_of(match, language)
        if day is not None:
            before = text[max(0, match.start() - 16) : match.start()]
            found.append(StatedDate(day, match.start(), match.end(), bool(_WEEKDAY_END.search(before))))
    return found


def _dates(text: str) -> Iterator[re.Match[str]]:
    """What `_DATE` finds, a hundred times as fast where there is no year: nothing is searched far before one."""
    end = 0
    while (year := _ANY_YEAR.search(text, end)) is not None:
        start = max(end, year.start() - _REACH)
        if _RUN.search(text, start, year.start()) is not None:
            start = end
        match = _DATE.search(text, start)
        if match is None:
            return
        yield match
        end = match.end()


def _day_of(match: re.Match[str], language: str | None) -> date | None:
    group = match.group
    if group("m1"):
        numbers = int(group("y1")), _month(group("m1")), int(group("d1"))
    elif group("m2"):
        numbers = int(group("y2")), _month(group("m2")), int(group("d2"))
    elif group("y3"):
        numbers = int(group("y3")), int(group("m3")), int(group("d3"))
    elif group("y5"):
        numbers = int(group("y5")), int(group("m5")), int(group("d5"))
    else:
        ordered = _ordered(int(group("a")), int(group("b")), group("sep"), language)
        if ordered is None:
            return None
        numbers = (int(group("y4")), *ordered)
    try:
        return date(*numbers)
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTHS[name.rstrip(".").lower()]


def _ordered(a: int, b: int, separator: str, language: str | None) -> tuple[int, int] | None:
    """(month, day) of a numeric date, where its order is certain."""
    if separator == "." or language in _DAY_FIRST or a > 12:
        return b, a
    return (a, b) if language == AMERICAN or b > 12 or a == b else None


def moment(text: str, language: str | None = None) -> str | None:
    """The first full date in `text`, with its clock time and offset where they stand beside it, as ISO 8601.

    `"Mar 3, 2024 / 09:14 PM CST"` gives `2024-03-03T21:14-06:00`; without a time only the day.
    """
    dates = stated_dates(text, language)
    if not dates:
        return None
    stated = dates[0]
    if text[stated.end : stated.end + 1] == "T":
        clock = _clock(text[stated.end + 1 :], stated.day, True)
    else:
        clock = _clock(text[stated.end : stated.end + 80], stated.day, False)
        clock = clock or _clock(text[max(0, stated.start - 36) : stated.start], stated.day, False)
    return stated.day.isoformat() + (f"T{clock}" if clock else "")


def _clock(text: str, day: date, at_start: bool) -> str | None:
    for match in _CLOCK.finditer(text):
        if at_start and match.start() > 0:
            return None
        half = (match["half"] or "").replace(" ", "").lower()
        if match["mi"] is None and not half:
            continue  # a bare number is no time of day
        if match["colon"] == "." and not (half or match["uhr"] or match["zone"]):
            continue  # 12.30 may be anything
        hour = int(match["h"])
        if half and hour <= 12:
            hour = hour % 12 + (12 if half[0] == "p" else 0)
        seconds = f":{match['s']}" if match["s"] else ""
        return f"{hour:02d}:{match['mi'] or '00'}{seconds}{_offset(match['zone'] or _zone_behind(text[match.end() :]), day)}"
    return None


_FROM_GREENWICH = re.compile(r"(?:UTC|GMT)\s?(?P<sign>[+-])(?P<h>\d{1,2})(?::(?P<m>\d\d))?", re.IGNORECASE)
_ZONE_BEHIND = re.compile(r"\s*\([^()]{0,40}?(?P<zone>(?:UTC|GMT)\s?[+-]\d{1,2}(?::\d\d)?)\)", re.IGNORECASE)


def _zone_behind(rest: str) -> str | None:
    """The offset in brackets behind a clock time: "16h03 (heure de La Réunion, UTC+4)"."""
    match = _ZONE_BEHIND.match(rest)
    return match["zone"] if match else None


def same_day(text: str, day: str | None) -> str | None:
    """The clock time in `text` on the day of an ISO date: "mis à jour à 21:40"; None where either is missing."""
    if day is None:
        return None
    clock = _clock(text[:30], date.fromisoformat(day[:10]), False)
    return f"{day[:10]}T{clock}" if clock else None


def _offset(zone: str | None, day: date) -> str:
    if zone is None:
        return ""
    if (apart := _FROM_GREENWICH.match(zone)) is not None:
        return f"{apart['sign']}{int(apart['h']):02d}:{apart['m'] or '00'}"
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "")
        return f"{zone[0]}{digits[:2]}:{digits[2:]}"
    name = zone.lower()
    minutes = _ZONES.get(name)
    if minutes is None and name in _AMERICAN:
        minutes = _AMERICAN[name] + (60 if _summer(day) else 0)
    if minutes is None:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _summer(day: date) -> bool:
    """Whether daylight-saving time holds in the United States on `day` (rule in force since 2007)."""
    return _sunday(day.year, 3, 2) <= day < _sunday(day.year, 11, 1)


def _sunday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))


def iso(value: str) -> str | None:
    """A machine-readable date (JSON-LD, meta, `<time datetime>`) as ISO 8601, as precise as stated; None if it is none.

    A midnight in UTC that sites write for "no time" is kept: it is what the page states.
    """
    value = value.strip()[:80]
    return moment(_UNPADDED.sub(_padded, _JAVA.sub(r"\1 \3 \2", value), count=1))


_JAVA = re.compile(
    rf"^[A-Z][a-z]{{2}} ([A-Z][a-z]{{2}} \d\d) ([\d:]{{8}} [A-Z]{{3,4}}) ({_YEAR})$"
)  # Date.toString()
_UNPADDED = re.compile(rf"^({_YEAR})([-/])(\d{{1,2}})\2(\d{{1,2}})(?!\d)")


def _padded(match: re.Match[str]) -> str:
    return f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}"
