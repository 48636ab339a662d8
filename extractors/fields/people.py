# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Names of people as bylines print them."""

from __future__ import annotations

import re

_UPPER = r"[A-ZÀ-ÖØ-ÞŁŚŻŠČŽĆĐŐŰİ]"
_WORD = rf"(?:{_UPPER}[\w'’.\-]*|{_UPPER}['’]{_UPPER}[\w\-]+)"
_PARTICLE = r"(?:de|da|do|dos|das|del|della|der|den|di|du|la|le|van|von|zu|zur|ter|ten|el|al|bin|ibn|bint|y|e|af|av|[dlo]['’]\w+|al-\w+|el-\w+)"
NAME = rf"(?:{_WORD})(?:\s+(?:{_PARTICLE}|{_WORD})){{1,5}}"
_NAME_ONLY = re.compile(
    rf"(?:Dr\.?\s|Prof\.?\s|Sir\s)?{NAME}(?:,?\s(?:Jr|Sr|II|III|IV|MD|M\.D|PhD|Ph\.D|RD|MS|MPH|LD|RN)\.?)*$"
)
_ORGANISATION = re.compile(
    r"\b(?:press|presse|prensa|zeitung|nachrichten|rundschau|gazette|courier|kurier|anzeiger|diario|periódico|newspapers?|reuters|news|staff|agenc\w+|editors?|editorial|team|times|post|journal|tribune|herald|network|media|newsroom|"
    r"redaktion|rédaction|redacción|redazione|agencia|agence|service|services|reports|dts|epd|sda|board|bureau|wire|institute?|university|universität|université|universidad|xpress|college|foundation|images?|getty|cent(?:er|re)|cnn|afp|dpa|efe|ap|bbc|npr|abc|cbs|nbc)\b",
    re.IGNORECASE,
)
# First words that begin a phrase, not a person's name.
_NO_NAME_TEXT = """
the a an this that these those all any most our your my we you i and or but for with from in on at to
about more read see get sign subscribe share follow click watch listen view photo photos video image
source credit related latest top how why what when where who is are do does can best new next last first
second third breaking live linki link copy copier copiar kopieren terms privacy contact advertise home search menu copyright continue zur zum die das ein eine les un une los las mit für und
"""
_NO_NAME = frozenset(_NO_NAME_TEXT.split())
# Words of work and of phrases: "Research Fellow", "Written By" and "TABLE OF CONTENTS" stand where a name might.
_WORK_TEXT = """
fellow expert analyst historian specialist manager director professor reporter writer columnist correspondent journalist contributor contributing
photographer producer founder by fundraiser guest graphics of the for to your our my contents
"""
_WORK = frozenset(_WORK_TEXT.split())
_SPLIT = re.compile(
    r"\s*(?:,\s*(?:and|und|et|y|e|en)\s+|\s(?:and|und|et|y|&|e|en|with|mit|avec|con)\s|[,;/•·⋅|]|\s[–—-]\s)\s*"
)


def is_name(text: str) -> bool:
    """Whether `text` has the shape of one person's name: two to six words, capitalised but for particles."""
    if not 4 <= len(text) <= 60 or any(c.isdigit() for c in text):
        return False
    if _ORGANISATION.search(text):
        return False
    words = text.lower().split()
    if words[0] in _NO_NAME or not _WORK.isdisjoint(words):
        return False
    return _NAME_ONLY.match(text) is not None


# Words of sections, places and labels that stand capitalised in pairs beside a date, where a byline might.
_SECTION_WORDS_TEXT = """
sport sports football soccer baseball basketball hockey tennis golf politics business world national
local opinion science tech technology health culture arts entertainment style travel food money economy
markets finance environment weather education crime courts estate city county state states united
kingdom union africa asia europe america american middle east west north south new york los angeles san
francisco hong kong tel aviv washington dc london paris berlin rome madrid lifestyle games gaming movies
music tv television video videos podcast analysis feature features review interview story stories
article articles exclusive special report reports live updates series guide premium subscriber only
minutes minute min days day hours hour ago mental public high school university college supreme court
house breaking climate change artificial intelligence social real open politik wirtschaft kultur
panorama gesellschaft wissen ausland inland deutschland welt monde société économie politique
internacional economía sociedad españa deportes nacional cultura mundo política january february march
april may june july august september october november december monday tuesday wednesday thursday friday
saturday sunday whatsapp telegram facebook twitter linkedin guardar compartir copiar teilen drucken partager imprimer email artikel ressort redaktion comments comment share save print
street avenue road boulevard square
"""
_SECTION_WORDS = frozenset(_SECTION_WORDS_TEXT.split())


def is_section(text: str) -> bool:
    """Whether a name-shaped text holds a word of a section, place or label ("Real Estate", "New York")."""
    return not _SECTION_WORDS.isdisjoint(text.lower().replace(",", " ").split())


_SMALL_AGENCIES = frozenset(
    {"dpa", "epd", "sda", "dts", "dapd", "staff reports", "wire reports", "news services"}
)


def is_organisation(text: str) -> bool:
    """Whether `text` reads as the name of a news organisation or its staff."""
    return (
        len(text) <= 60
        and (text[:1].isupper() or text in _SMALL_AGENCIES)
        and _ORGANISATION.search(text) is not None
    )


def split_names(text: str) -> list[str]:
    """The parts of "A, B and C" in order."""
    return [part for part in _SPLIT.split(text) if part]
