# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Photo captions: where the credit begins, what date the caption states, and when two printings are one caption."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extractors.fields.dates import stated_dates
from extractors.words import NO_INK

# Agencies and picture desks as credits end with them.
DESKS = (
    "Getty Images?|Getty|AP|Associated Press|The Associated Press|AFP|Agence France-Presse|Reuters|REUTERS|EPA(?:-EFE|-EPA)?|EFE|dpa|DPA|"
    "[Pp]icture[ -][Aa]lliance|Shutterstock(?:\\.com)?|i[Ss]tock(?:photo)?|Bloomberg|Alamy(?: Stock Photo)?|PA(?: Wire| Images| Media)?|"
    "Z[Uu][Mm][Aa](?: Press)?(?: Wire)?|S[Ii][Pp][Aa](?: USA| Press)?|I[Mm][Aa][Gg][Oo](?: Images)?|ANSA|L[Uu][Ss][Aa]|NurPhoto|Anadolu(?: Agency)?|"
    "Xinhua|TASS|Tribune News Service|TNS|USA TODAY(?: Sports| NETWORK)?|Imagn(?: Images)?|Unsplash|Pexels|Pixabay|Adobe Stock|"
    "K[Ee][Yy][Ss][Tt][Oo][Nn][Ee](?:-SDA)?|APA|TT(?: News Agency)?|NTB|Ritzau(?: Scanpix)?|B[Ee][Ll][Gg][Aa]|ANP|Europa Press|M[Aa][Xx][Pp][Pp][Pp]|"
    "Abaca(?:press)?|Hans Lucas|M[Yy][Oo][Pp]|Polaris|Redux|Magnum(?: Photos)?|WireImage|FilmMagic|Canadian Press|The Canadian Press|Jiji|Kyodo(?: News)?|"
    "Yonhap|PTI|Wikimedia(?: Commons)?|Flickr|Deposit[Pp]hotos|Dreamstime"
)  # agencies and picture desks: a line may end with one and need no other sign of being a credit
SOURCES = (
    f"{DESKS}|Le Monde|NASA|NOAA|Postmedia(?: News)?|NPR|CNN|CNBC|NBC(?: News)?|ABC(?: News)?|CBS(?: News)?|FOX \\d+|Facebook|Instagram|"
    "Twitter|YouTube|Netflix|Disney|Google|Pool|POOL|File(?: [Pp]hoto)?|FILE"
)  # what else stands at a credit's end, after a slash or "via" inside brackets
_PERSON = r"[A-ZÀ-Þ][\w’'.\-]*(?:\s(?:de|da|di|van|von|der|el|al|la|[A-ZÀ-Þ][\w’'.\-]*)){0,5}"
_LABEL = (
    r"(?:(?:AP |File |Staff |Pool |Handout |Courtesy |Submitted |Contributed |Stock |Main |Lead )?(?:[Pp]hotos?|PHOTOS?|[Pp]hotographs?|[Ii]mages?|IMAGE|[Pp]ictures?|"
    r"[Ff]otos?|FOTO|[Bb]ild(?:er)?|[Ii]magen|[Cc]redits?|CREDIT|[Cc]rédits?|[Ii]llustrations?|[Ss]creen ?(?:grab|shot)|[Vv]ideo|[Gg]raphics?|[Gg]rafik|[Mm]ap|[Pp]hoto-?[Ii]llustration)"
    r"(?: (?:[Cc]redits?|[Cc]ourtesy(?: of)?|[Ss]ource|[Cc]opyright|[Cc]rédit))?"
    r"(?:\s?[:/|]\s?| by:? | [Bb]y:? | courtesy(?: of)? | via | from | provided by | © ?| par | von | de ))"
)
_COURTESY = r"(?:[Cc]ourtesy(?: of| photo)?|COURTESY(?: OF)?|Handout(?: via| /|/)|Provided by)\b[ :/]?\s?"
_NAME = r"[^\W\d_][^()\[\]\n]{0,80}?"
_VIA = rf"{_NAME},?\s(?:via|für|for)\s(?:{SOURCES})"
_SLASH = rf"(?:{_NAME}\s?[/|]\s?(?:[^()/|]{{2,40}}\s?[/|]\s?)*(?:{SOURCES})|[A-ZÀ-Þ][\w’'.\-]*(?:\s{_PERSON})\s?/\s?[A-Z][A-Za-z.\- ]{{1,40}})"
_COMMA = rf"{_PERSON},\s(?:{DESKS})"
_FILED = r"(?:,?\s(?:[Ff]ile|FILE|[Aa]rchiv\w*|[Pp]ool|[Ff]ile [Pp]hoto|\d{4}))?"
# What brackets at a caption's end may hold to be a credit, anchored at both ends.
_BRACKETED = re.compile(
    rf"(?:사진\s?(?:출처|제공)?\s?[=:].{{2,60}}|{_LABEL}.{{2,90}}|{_COURTESY}.{{2,80}}|{_VIA}{_FILED}|{_SLASH}{_FILED}|{_COMMA}{_FILED}|(?:©|\(c\))\s?.{{2,60}}|"
    rf"(?:AP|File|Staff|Courtesy|Submitted|Pool|Handout) (?:[Pp]hoto|[Ii]mage)s?{_FILED}|.{{2,60}}(?:[Ff]ile [Pp]hoto|[Ss]taff [Pp]hoto|[Ss]creen ?grab|[Ss]creenshot)|Getty(?: Images)?{_FILED}|Shutterstock|iStock(?:photo)?|"
    rf"(?:[KW][A-Z]{{2,3}}(?:-TV)?|(?:FOX|Fox|ABC|NBC|CBS|CW) ?\d{{1,2}}(?: [A-Z][\w]+)?)(?: (?:[Pp]hoto|[Ii]mage))?)$"
)
_STATION = re.compile(r"[KW][A-Z]{2,3}(?:-TV)?$")
_SENTENCE_ENDS = (".", "!", "?", "”", '"')
# The same without brackets, after the caption's last sentence or alone.
_LABELLED_TAIL = re.compile(
    r"(?:^|(?<=[.!?…\"”’»)\]])\s|(?<=[^\W\d_]{2}[.!?])|(?<=\d[.!?])|\s/\s|\s\|\s|\s[—–-]\s|\s{2})"
    r"(?P<credit>(?:\[?(?:(?:AP |File |Staff )?Photo(?:graph|s)?|PHOTO|Foto|FOTO|Fotos|Bildrechte|Bild|Image|Picture|Credit|CREDIT|Crédits?|Imagen|Illustration|Cartoon|Animation)(?: [Cc]redit| [Cc]ourtesy(?: of)?)?"
    r"(?:\s?[:/]\s?| [Bb]y:? |\s©\s?|s? via |(?<=ourtesy)\s|(?<=ourtesy of)\s)|©\s?|[Cc]ourtesy (?:of )?)(?=[A-ZÀ-Þ0-9©@“\"(]|- ?/|i[A-Z]|dpa|picture|(?<=ourtesy )the |(?<=ourtesy of )the )(?:[^.!?\n]|(?<=\b[A-Z])\.|\.(?=\w)|(?<=\bal)\.){2,110}?[.\]]?)$"
)
_AGENCY_TAIL = re.compile(
    rf"(?:^|(?<=[.!?…\"”’»)])\s(?:\|\s)?|(?<=[^\W\d_]{{2}}[.!?])|(?<=\d[.!?]))(?P<credit>{_PERSON}(?:,\s?[A-Z]{{2,4}})?(?:(?:\s?[/|]\s?|\svia\s)(?:[^.!?\n()/]{{2,40}}(?:/|\svia\s))*|,\s)(?:{DESKS})"
    rf"(?:/File Photo|, File| via (?:{DESKS}))?\.?)$"
)
_PERSON_DESK = re.compile(
    rf"(?:(?<=[.!?…\"”’»)])\s|(?<=[^\W\d_]{{2}}[.!?])|(?<=\d[.!?]))(?P<credit>{_PERSON}\s\((?:(?:{DESKS})(?:/(?:{DESKS}))*(?: via (?:{DESKS}))?)\))$"
)
_BARE_SOURCE = re.compile(
    rf"^(?P<credit>(?:Getty(?: Images)?|Shutterstock|iStock(?:photo)?|Alamy)|\((?:{DESKS})\)|(?:{DESKS}) via (?:{DESKS}))$"
)
_DESK_TAIL = re.compile(r"(?<=[.!?…\"”’»)])\s(?P<credit>(?:AP|AFP|EPA|Reuters|REUTERS) (?:[Pp]hoto|PHOTO))$")
_REUTERS_TAIL = re.compile(
    r"(?:^|\s)(?P<credit>(?:REUTERS|AP Photo|AFP PHOTO)\s?/\s?(?:[^.!?\n]|(?<=\b[A-Z])\.){2,70})\.?$"
)
_BYLINE_HEADS = ("By ", "by ", "BY ", "Von ", "Par ", "Por ")
# Desks that deal in pictures alone: whoever is named before one took the picture, and wrote nothing.
_PHOTOGRAPHER = re.compile(
    rf"(?:By|Von|Par|Por) (?P<credit>{_PERSON}\s?/\s?(?:Getty(?: Images)?|Shutterstock|i[Ss]tock(?:photo)?|Alamy|WireImage|FilmMagic|Adobe Stock|"
    r"[Pp]icture[ -][Aa]lliance|Redux|Magnum(?: Photos)?))\.?$"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:copyright\s*)?(?:19|20)\d\d|©[^.]{3,60}\b(?:19|20)\d\d|all rights reserved",
    re.IGNORECASE,
)
_GALLERY = re.compile(
    r"^(?:\d{1,3} (?:of|von|sur|de) \d{1,3}\s?[|:–—-]|\d{1,3}\s?/\s?\d{1,3}(?:\s?[|:–—]|\s))\s*",
    re.IGNORECASE,
)
_DASH = "-\u2010-\u2015\u2212"  # every hyphen and dash, for a class of characters
_FILE = re.compile(
    rf"^\(?(?:FILE(?: ?[{_DASH}]| PHOTO\b| IMAGE\b)|ARCHIVO\s?[{_DASH}:]|ARCHIV(?:FOTO|BILD)\b)|"
    rf"^(?-i:\((?:FILE|ARCHIV(?:O|ES?)?)\)|FILE: |ARCHIV(?:ES?)?\s?[{_DASH}:])",
    re.IGNORECASE,
)
_FILE_PREFIX = re.compile(
    rf"^(?:\(?(?:FILE(?: ?(?:PHOTO|IMAGE|PICTURE))?|ARCHIV(?:O|ES?|BILD|FOTO)?(?=\s?[{_DASH}:)]))\)?\s*[{_DASH}:.]*\s*)(?:In this [^,]{{3,30}}, (?:\d{{4}},? )?(?:file )?(?:photo|image|picture)(?: provided by [^,]{{3,40}})?, )?|"
    r"^In this [^,]{3,30}, (?:[^,]{3,20}, )?(?:\d{4},? )?(?:file )?(?:photo|photograph|image|picture)(?: provided by [^,]{3,40})?, |"
    r"^(?:Image caption|Media caption|PHOTO|Photo|Caption|Image)(?:\s*:\s*|\s+(?=[A-Z]))",
    re.IGNORECASE,
)
_IN_THIS = re.compile(
    r"^In this (?:[^,.]{3,30}, ){0,3}?(?:\d{4},? )?(?:file )?(?:photo|photograph|image)\b[ ,]", re.IGNORECASE
)
_PHOTO_COLON = re.compile(r"^PHOTO: (?:\S+ ){9,}\S+\.$")
_BBC = re.compile(r"^(?:Image|Media) caption[,:]?\s*(?=[^a-z\s])")
# "© Jane Doe The cook waits for the boat.", as one portal prints all its pictures
_LED = re.compile(
    r"© (?P<credit>(?:Provided by [A-Z][\w.]*|[A-Z][\w.'’-]+(?: [A-Z]\.)?) [A-Z][\w.'’-]+(?:/[A-Z][\w.]+(?: [A-Z][\w.]+){0,2})?) (?P<words>(?!Company|Inc\b|Ltd|LLC|GmbH|Media|Group|Corp|Limited)[A-Z](?:\S* ){4,}\S+)$"
)
_EXPANDER = re.compile(r"(?:\.\.\.|…)\s?\[\+\]")  # a button in the middle of the words
_LEGEND = re.compile(r"^(?:Legende|Légende|Leyenda|Bildlegende|Bildunterschrift)\s?: \S+ \S+ \S+")
_BBC_CREDIT = re.compile(r"^Image (?:copyright|source)[,:]?\s+(?P<credit>\S.{0,60})$")
_LOOSE = re.compile(r"[\W_]+")
_LOOSE_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
_NO_INK = re.compile(f"[{NO_INK}\u200c\u200d]+")  # and the joiners, which letters of some scripts need
# How lines begin that may hold a caption behind a label or number.
_LEADS = (
    *("FILE", "File", "(FILE", "(File", "ARCHIV", "Archiv", "(ARCHIV", "In this", "Image", "IMAGE"),
    *("Media caption", "PHOTO", "Photo", "Caption", "CAPTION"),
)  # fmt: skip


# Several steps ask the same of a page's few captions. Remembering a page's worth of pure answers changes none.
OF_ONE_PAGE = 64


@dataclass(frozen=True, slots=True)
class CaptionParts:
    """A caption's words and its credit, apart."""

    text: str
    credit: str | None


@lru_cache(maxsize=OF_ONE_PAGE)
def split_caption(text: str) -> CaptionParts:
    """The caption without its credit, gallery number and label; the credit without its brackets and label."""
    if "[+]" in text:
        text = " ".join(_EXPANDER.sub(" ", text).split())
    body = _GALLERY.sub("", text, count=1)
    body = _BBC.sub("", body, count=1)
    if _PHOTO_COLON.match(body):
        body = body.removeprefix("PHOTO: ")  # a caption's label; before a name it is a credit's
    if (led := _LED.match(body)) is not None:
        return CaptionParts(led["words"], led["credit"])
    found = find_credit(body)
    if found is None:
        return CaptionParts(body.strip(), None)
    start, credit = found
    words = body[:start].rstrip(" |/—–-").strip()
    # said twice: "A ferry leaves. (AP Photo/Jane Doe) AP Photo"
    if words.endswith(")") and (fuller := find_credit(words)) is not None and fuller[0] > 0:
        return CaptionParts(words[: fuller[0]].rstrip(" |/—–-").strip(), fuller[1])
    return CaptionParts(words, credit)


def find_credit(text: str) -> tuple[int, str] | None:
    """Where the credit of a caption line begins and what it says, or None where none is certain."""
    stripped = text.rstrip()
    if ("©" in stripped or "ight" in stripped) and _COPYRIGHT.search(stripped):
        return None
    brackets = stripped.endswith((")", ").", "]", ")”"))
    start = max(0, len(stripped) - _REACH)
    if brackets and (match := _PERSON_DESK.search(stripped, start)) is not None:
        return match.start("credit"), match["credit"]
    if brackets and (bracketed := _bracketed(stripped)) is not None:
        return bracketed
    if stripped.startswith(_BYLINE_HEADS):
        named = _PHOTOGRAPHER.match(stripped)
        return (0, named["credit"]) if named else None
    for form in _tails(stripped[start:]):
        if (match := form.search(stripped, start)) is not None:
            return match.start("credit"), clean_credit(match["credit"])
    return None


_REACH = 190  # characters before a line's end in which a credit can begin


def _tails(tail: str) -> Iterator[re.Pattern[str]]:
    """The forms of a credit at a line's end that its last characters leave possible."""
    if (
        ":" in tail
        or "©" in tail
        or "hoto" in tail
        or "HOTO" in tail
        or "ourtesy" in tail
        or "mage" in tail
        or "llustration" in tail
        or "artoon" in tail
        or "nimation" in tail
        or "Foto" in tail
    ):
        yield _LABELLED_TAIL
    if "/" in tail or "|" in tail or " via " in tail or "," in tail:
        yield _AGENCY_TAIL
    if len(tail) < 60:
        yield _BARE_SOURCE
    if tail.endswith(("hoto", "PHOTO")):
        yield _DESK_TAIL
    if "RS/" in tail or "RS /" in tail or "hoto/" in tail or "PHOTO" in tail or "hoto /" in tail:
        yield _REUTERS_TAIL


def _bracketed(text: str) -> tuple[int, str] | None:
    end = max(text.rfind(")"), text.rfind("]"))
    start = max(text.rfind("(", 0, end), text.rfind("[", 0, end))
    depth = text.count(")", start, end)
    while depth and start > 0:  # "(Name (right)/Getty Images)"
        start = text.rfind("(", 0, start)
        depth -= 1
    if start < 0 or end - start > 160:
        return None
    inside = text[start + 1 : end].strip()
    if _STATION.match(inside) and text[:start].rstrip()[-1:] not in _SENTENCE_ENDS:
        return None  # an abbreviation in the sentence: "the weekly show (WKLY)"
    return (start, clean_credit(inside)) if _BRACKETED.match(inside) else None


_CREDIT_LABEL = re.compile(
    r"^(?:(?:Image|Photo|Picture|Gallery|Video) credits?\s?:|Photo(?:graph|s)?(?: courtesy)?\s?(?:by\b:?|[:/|]|[–-]\s)|Images?\s?(?:by\b|:)|Pictures?\s?(?:by\b|:)|Fotos?\s?:|Bild(?:rechte)?\s?:|Credits?\s?:|Crédits?(?: photo)?\s?:|(?:Fotos?|Bild|Photos?|Images?)\s?©|Photo(?:graph)?s? (?:via|courtesy(?! of))\s|"
    r"Image (?:copyright|source)[,:]?|(?:Illustration|Cartoon|Animation)\s?(?:by\b|:)|Imagen\s?:|사진\s?(?:출처|제공)?\s?[=:]|©)\s*(?:Foto|Bild|Photo|Credit)?(?:\s?:\s?)?",
    re.IGNORECASE,
)


def clean_credit(credit: str) -> str:
    """A credit without brackets and without the label before it: "Photo: A/AP" is "A/AP"; "AP Photo/A" stays."""
    inner = credit.strip(" []")
    if inner.startswith("(") and inner.endswith(")"):
        inner = inner[1:-1]
    bare = _CREDIT_LABEL.sub("", inner, count=1)
    return bare.removeprefix("- /").strip(" .") or inner  # nobody's name: "Photo by - /AFP via Getty Images"


def is_credit_alone(text: str) -> bool:
    """Whether the whole line is a photo credit and nothing else."""
    if len(text) > 110:
        return False
    if _BBC_CREDIT.match(text):
        return True
    found = find_credit(text)
    return found is not None and found[0] <= 1 and len(found[1]) > 1 and len(found[1].split()) <= 9


def names_photographer(text: str) -> bool:
    """Whether a line that begins as a byline credits a picture: "By Jane Doe/Getty Images"."""
    return _PHOTOGRAPHER.match(text) is not None


def opens_with_credit(text: str) -> bool:
    """Whether a line opens with the sign and a name, and goes on with a picture's words."""
    return len(text) <= 520 and _LED.match(text) is not None and "eserved" not in text


def begins_as_caption(text: str) -> bool:
    """ "FILE - …", "2 of 12 | …", "In this May 28, 2024, photo …", "Image caption …"."""
    return bool(
        _FILE.match(text)
        or _IN_THIS.match(text)
        or _BBC.match(text)
        or _PHOTO_COLON.match(text)
        or _LEGEND.match(text)
        or _numbered(text)
    )


def _numbered(text: str) -> bool:
    match = _GALLERY.match(text)
    if match is None or not ("|" in match[0] or " of " in match[0].lower()):
        return False
    return len(text) - match.end() > 20


def caption_date(text: str) -> date | None:
    """The date that a caption states: its only one, or the only one with a weekday before it ("Tuesday, May 28, 2024")."""
    dates = stated_dates(text)
    weekdays = {d.day for d in dates if d.weekday}
    if len(weekdays) == 1:
        return weekdays.pop()
    days = {d.day for d in dates}
    return days.pop() if len(days) == 1 else None


@lru_cache(maxsize=OF_ONE_PAGE)
def caption_key(text: str) -> str:
    """What two printings of one caption share: letters and digits only, without "FILE -", gallery number and credit."""
    return loose_key(without_lead(split_caption(without_lead(text)).text))


def without_lead(text: str) -> str:
    """The line without "FILE -", "Photo:", gallery number and the like, and without characters of no width."""
    return _FILE_PREFIX.sub("", _GALLERY.sub("", _plain(text), count=1), count=1)


def loose_key(text: str) -> str:
    """Letters and digits only, one space between words: for lines without a credit."""
    if text.isascii():
        return " ".join(text.translate(_LOOSE_ASCII).split())  # the same, three times as fast
    return _LOOSE.sub(" ", _plain(text).casefold()).strip()


def begins_otherwise(text: str, initials: Container[str]) -> bool:
    """A cheap look: whether the loose key of a text surely begins with none of some letters."""
    first = text[0]
    return first.isascii() and first.isalnum() and first.lower() not in initials


def _plain(text: str) -> str:
    """The text without characters of no width, with one code for each letter and space that has several."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _NO_INK.sub("", text))


def may_begin_as_caption(text: str) -> bool:
    """Whether something stands before the line's words that printings of one caption differ in; a cheap look."""
    return text.startswith(_LEADS) or text[0].isdigit()
