# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Time lines: "Posted: Mar 3, 2024 / 09:14 PM CST", "Publié le : 14/08/2022 - 18:05", "12.09.2023, 16:40 Uhr"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.fields.dates import AMERICAN, EUROPEAN, moment, same_day, stated_dates

_PUBLISHED = (
    r"(?:first\s+|originally\s+)?(?:published|posted|filed|issued|created|released|aired)|original(?=\W{1,2}\w{3,9}\.?\s\d)|publi(?:ée?|cad[oa])|"
    r"veröffentlicht|erschienen|erstellt|pubblicat[oa]|publicerad|publisert|publiceret|julkaistu|gepubliceerd|geplaatst|mis en ligne|yayın(?:lanma|landı)?|opublikowano|publikacja|опубликовано"
)
_UPDATED = (
    r"(?:last\s+)?(?:updated|modified|edited)|(?:última )?actualizaci[óo]n|actualizad[oa]|mise?\s+à\s+jour|modifiée?|dernière (?:mise à jour|modification)|"
    r"(?:zuletzt\s+|letzte\s+)?(?:aktualisier\w+|geändert)|akt(?=\.:)|stand|aggiornat[oa]|ultimo aggiornamento|atualizad[oa]|bijgewerkt|laatste update|(?:sist\s+|senast\s+|sidst\s+)?(?:uppdatera[dt]|oppdatert|opdateret)|päivitetty|(?:son )?güncelle\w+|uppfært|aktualizacja|обновлено|update"
)
_MARK = re.compile(
    rf"(?<![^\W\d_])(?:(?P<published>(?:{_PUBLISHED})\b|(?:公開|掲載|投稿|配信)日?時?[:：])|(?P<updated>(?:{_UPDATED})\b|更新日?時?[:：]))",
    re.IGNORECASE,
)
_LANGUAGES = (
    ("fr", re.compile(r"publiée?\b|\bà \d|\d h \d|mise? à jour|modifiée?\b", re.IGNORECASE)),
    ("de", re.compile(r"veröffentlicht|aktualisiert|\bstand\b|\buhr\b", re.IGNORECASE)),
    ("es", re.compile(r"publicad[oa]|actualiza|\ba las\b|\bh\.|\bhoras\b", re.IGNORECASE)),
    ("it", re.compile(r"pubblicat|aggiornat", re.IGNORECASE)),
    ("nl", re.compile(r"gepubliceerd|bijgewerkt", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Times:
    """What a time line states, in ISO 8601 as precise as printed."""

    published: str | None = None
    modified: str | None = None


def is_marked(text: str) -> bool:
    """Whether the line says what its date is."""
    return _MARK.search(text) is not None


_HANDLE = re.compile(r"@(?!\d)")  # a clock's "@" is none: "May 3, 2024 @17:19"
_READING = re.compile(
    r"\W*(?:Lesezeit|Lesedauer|Reading time|Temps de lecture|Tiempo de lectura|Tempo di lettura|Leestijd)\W{0,3}(?:ca\. )?\d+\s?min\w*\.?",
    re.IGNORECASE,
)  # often glued to the clock before it
# How a theme of many blogs goes on: "October 15, 2018/0 Comments/in News /by Jane Doe"
_FILED = re.compile(r"/\s?\d+ Comments?/\s?in .*$")
_OF_DAY = re.compile(
    r"(?:^|\W)(?:[01]?\d|2[0-3])[:.h][0-5]\d\b(?!\.\d)|^\d{1,2} (?:minutes?|hours?|Minuten|Stunden) ago$",
    re.IGNORECASE,
)


def tells_clock(text: str) -> bool:
    """Whether a line is the time of a day whose date it leaves out: "Publicerad 14.14", "mandag 5. august kl. 14:47"."""
    if _OF_DAY.search(text) is None:
        return False
    rest = _FILLERS.sub(" ", _CLOCKS.sub(" ", _MARK.sub(" ", text)))
    return sum(map(str.isalpha, rest)) <= _LEFT_OVER


_CLOCKS = re.compile(
    r"\([^()]*\butc[^()]*\)|(?:utc|gmt)\s?[+-]\d{1,2}|\bhs?\b\.?|\d{1,2}(?:[:h.]\d{2}){1,2}|\b[ap]\.?m\b\.?|\buhr\b|\b[ecmp][sd]?t\b|\b(?:gmt|utc|bst|cest?)\b",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"\b(?:at|on|um|am|à|a las|le|el|den|der|om|alle|ore|by|hours?|minutes?|days? ago|\w{3,9}day|min(?:ute)? read)\b",
    re.IGNORECASE,
)
_BARE_NUMBERS = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d\d-\d\d")
_LIKE_DATE = re.compile(
    r"\d\w{0,2}\W{1,3}(?:\w{2,10}\W{1,3}){0,3}(?:19|20)\d\d|(?:19|20)\d\d-\d\d|^(?:[\w ]{1,24}[:：]\s*)?(?:19|20)\d\d/\d\d|(?:19|20)\d\d\s?[年년]"
)  # rules most lines out at once
_MARKED_LEFT = 10  # beside a word for dates inside a line that ends in a full stop: a place ("Valencia.")
_LEFT_OVER = (
    26  # letters beside the dates, times and their words: a writer's or a place's name, not a sentence
)


def is_time_line(text: str) -> bool:
    """Whether the whole line is a story's date: dates, times, the words for them, and at most a name beside them."""
    if len(text) > 150 or ("@" in text and _HANDLE.search(text)):
        return False
    text = _FILED.sub("", text)
    text = _READING.sub("", text)
    if _LIKE_DATE.search(text) is None:
        return False
    mark = _MARK.match(text)
    dates = stated_dates(text, _language(text) if "/" in text else None)
    if not dates or (mark is None and _BARE_NUMBERS.fullmatch(text)):
        return False
    start = dates[0].start
    if mark is None and start and text[start].isdigit() and "a" <= text[start - 1] <= "ÿ":
        return False  # "Science27.02.2016": a teaser's section
    rest = text
    for stated in reversed(dates):
        rest = rest[: stated.start] + " " + rest[stated.end :]
    rest = _FILLERS.sub(" ", _CLOCKS.sub(" ", _MARK.sub(" ", rest)))
    letters = sum(c.isalpha() for c in rest)
    named = mark or (any(bar in text for bar in "|·•") and is_marked(text))  # "A · CBC News · Posted: …"
    if letters > (2 * _LEFT_OVER if named else _LEFT_OVER):
        return False
    if mark or letters <= 4 or not text.endswith((".", "!", "?", "。", "！", "？")):
        return True
    return letters <= _MARKED_LEFT and is_marked(text)


# A time of day in a zone of the United States: numeric dates beside it name the month first.
_AMERICAN_CLOCK = re.compile(r"\d:\d\d\s?[AaPp]\.?[Mm]\.?\s[ECMP][SD]?T\b")
# A time of day in a zone of Europe: they name the day first there.
_EUROPEAN_CLOCK = re.compile(r"\d[:.h]\d\d\s?(?:(?:GMT|UTC)\s?\+\s?[123]\b|[CE]ES?T\b|MES?Z\b|BST\b)")
# Templates that leave out the space before the second date: "17.47 CETFirst published on".
_GLUED_MARK = re.compile(
    r"(?<=[A-Z\d])(?=(?:First|Last|Originally)\s(?:published|updated|modified)|(?:Published|Updated)\b)"
)


def _language(text: str) -> str | None:
    if _AMERICAN_CLOCK.search(text) is not None:
        return AMERICAN
    if _EUROPEAN_CLOCK.search(text) is not None:
        return EUROPEAN
    return next((code for code, words in _LANGUAGES if words.search(text)), None)


def read_times(text: str, language: str | None = None) -> Times:
    """The dates of one time line. A line without a word for it gives its first date as `published`."""
    text = _GLUED_MARK.sub(" ", _READING.sub("", text))
    language = language or _language(text)
    marks = list(_MARK.finditer(text))
    if not marks:
        return Times(moment(text, language))
    published = modified = None
    if unnamed := moment(text[: marks[0].start()], language):
        first = moment(text[marks[0].end() : marks[1].start() if len(marks) > 1 else len(text)], language)
        if marks[0]["published"] and first and first[:10] <= unnamed[:10] and first != unnamed:
            modified = unnamed  # "Fri 22 Dec 2023 17.47 CET, first published on Fri 22 Dec 2023 15.21 CET"
        else:
            published = unnamed
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        piece = text[mark.end() : following.start() if following else len(text)]
        stated = moment(piece, language) or same_day(piece, published)
        if mark["published"] and published is None:
            published = stated
        elif mark["updated"] and modified is None:
            modified = stated
    return Times(published, modified)
