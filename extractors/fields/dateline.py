# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""The dateline at the head of a story: `WASHINGTON (AP) —`, `NEW YORK, Nov 7 (Reuters) -`, `(CNN) —`, `Kiel (dpa) –`.

Certain forms only. A place must be printed in capitals, or stand before a known wire agency in lower-case style
("Paris (AFP) –"); an abbreviation explained in brackets ("Search Engine Marketing (SEM) — …") is no dateline, nor is
a paragraph that begins with capitals or holds a dash.
"""

from __future__ import annotations

import re

from extractors.fields.dates import MONTHS
from extractors.model import Dateline

WIRES = {
    "ap": "AP", "associated press": "Associated Press", "reuters": "Reuters", "afp": "AFP", "dpa": "dpa", "efe": "EFE",
    "upi": "UPI", "ansa": "ANSA", "lusa": "Lusa", "apa": "APA", "sda": "SDA", "ats": "ATS", "keystone-sda": "Keystone-SDA",
    "belga": "Belga", "anp": "ANP", "tass": "TASS", "xinhua": "Xinhua", "kyodo": "Kyodo", "jiji": "Jiji", "pti": "PTI",
    "ani": "ANI", "ians": "IANS", "bloomberg": "Bloomberg", "cnn": "CNN", "sid": "SID", "epd": "epd", "kna": "KNA",
    "ots": "ots", "afx": "AFX", "rtr": "rtr", "ddp": "ddp", "dapd": "dapd", "europa press": "Europa Press",
    "notimex": "Notimex", "télam": "Télam", "agência brasil": "Agência Brasil", "ap photo": "AP", "pa": "PA",
    "canadian press": "Canadian Press", "the canadian press": "The Canadian Press", "yonhap": "Yonhap", "cp": "CP",
    "aap": "AAP", "dpo": "dpo", "dts nachrichtenagentur": "dts Nachrichtenagentur", "dts": "dts", "idw": "idw",
    "the associated press": "The Associated Press", "nexstar": "NEXSTAR", "newsnation": "NewsNation", "the hill": "The Hill",
    "thomson reuters foundation": "Thomson Reuters Foundation", "anadolu": "Anadolu", "globe newswire": "GLOBE NEWSWIRE",
    "pr newswire": "PR Newswire", "prnewswire": "PRNewswire", "business wire": "BUSINESS WIRE", "cns": "CNS", "tca": "TCA",
}  # fmt: skip
_DASHES = "—–―-"
_DASH = r"(?:[—–―‒−]|--?|\.\s?[-—–]+|:)"
_UPPER = r"[A-ZÀ-ÖØ-ÞŁŚŻŠČŽ]"
_CAPS = rf"(?:Ma?c|De|Du|La|Le)?{_UPPER}(?:{_UPPER}|[.'’\-])*"
_PLACE = rf"(?P<place>{_CAPS}(?:[ /](?:{_CAPS}|de|del|of))*(?:,\s?{_UPPER}[\w.'’\-]*(?:[ ]{_UPPER}[\w.'’\-]*){{0,2}}){{0,2}}?)"
_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = rf"(?:,?\s(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\.?\s(?:de\s)?{_MONTH})(?:,?\s(?:19|20)\d\d)?[.,]?)"
_AGENCY = r"\((?P<agency>[^()]{2,40})\)"
_WITH_AGENCY = re.compile(rf"(?:{_PLACE}(?i:{_DAY})?\s?,?\s?)?{_AGENCY}\s*{_DASH}\s*(?=\S|$)")
_DAY_AGENCY = re.compile(rf"(?i:{_MONTH})\s\d{{1,2}}\s{_AGENCY}\s*{_DASH}\s*")
_BARE = re.compile(
    rf"{_PLACE}(?i:{_DAY})?\s*(?:[—–―]|--|(?<=\s)-(?=\s))\s+(?=\S)|{_PLACE.replace('place', 'alone')}\s*[—–―]$"
)
# Towns in small letters, only with their state: "New York, NY –", "Santa Barbara, California—".
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|"
    "Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|"
    "New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|"
    "South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
_TOWN = re.compile(
    rf"(?P<place>{_UPPER}[a-z'’.]+(?: {_UPPER}[a-z'’.]+){{0,2}}, (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|"
    rf"O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|{_STATES}))(?i:{_DAY})?(?:\s(?:[—–―]|--?)\s|—)(?=[A-Z“\"])"
)
_MIXED = re.compile(
    rf"(?P<place>{_UPPER}[^\W\d_]*(?:[ \-/](?:{_UPPER}[^\W\d_]*|am|an|der|de|la|le|les|del|im|in|bei|ob|sur|los|el)\b\.?){{0,4}}"
    rf"(?:,\s{_UPPER}[\w.]+)?)(?i:{_DAY})?,?\s{_AGENCY}\s*{_DASH}\s*(?=\S)"
)
_SLASHED = re.compile(rf"{_PLACE}(?i:{_DAY})?\s*/(?P<agency>TASS|ATS|PRNewswire|CNW)/(?:\.|\s*{_DASH})?\s*")
_CNN = re.compile(
    rf"(?:(?P<place>{_UPPER}[\w.]+(?:[ ,]+{_UPPER}[\w.]+){{0,3}})\s+)?(?P<agency>CNN)\s*[—–]\s*(?=\S|$)"
)
_CNN_OLD = re.compile(
    rf"(?:(?P<place>{_UPPER}[\w.]+(?:[ ,]+{_UPPER}[\w.]+){{0,3}})\s+)?\((?P<agency>CNN(?: Business| Español)?)\)\s*(?=[A-ZÀ-Þ“\"])"
)  # until 2021: "(CNN)The council met"
_ITALIAN = re.compile(rf"\((?P<agency>ANSA)\)\s*-\s*{_PLACE}(?i:,\s\d{{1,2}}\s{_MONTH})?\s*-\s*")
# "Xinhua, Beijing, April 24 (wire)"
_CHINESE = re.compile(
    r"[（(]?(?P<agency>新华社|新華社|中新社|中新网|中央社)(?P<place>[\u4e00-\u9fff]{2,8}?)\d{1,2}(?:月\d{1,2})?日[电電讯訊]"
)
_ENDS_IN_YEAR = re.compile(r"\d,? (?:19|20)\d\d$")
_FORMS = (_DAY_AGENCY, _ITALIAN, _WITH_AGENCY, _SLASHED, _CNN, _MIXED, _CNN_OLD)
# Words in capitals before a dash which are no places: notices, genres, shouts.
_NO_PLACE_TEXT = """
breaking update updated watch read live news exclusive opinion analysis correction editor note review
video photos photo more related listen alert file developing sponsored advertisement the a an and but no
yes why how what who when i q faq pros cons step tip part chapter warning important caution spoiler
bonus plus ps tldr summary verdict free sale eilmeldung exklusiv meinung kommentar direct en vidéo
entretien tribune décryptage reportage récit enquête analyse portrait infographie interview reportaje análisis entrevista crónica témoignage kommentar interview tribuna perfil último exclusiva opinión
"""
_NO_PLACE = frozenset(_NO_PLACE_TEXT.split())


def parse_dateline(text: str, opening: bool = True) -> Dateline | None:
    """The dateline at the head of `text`, or None.

    `opening`: the text is the story's first paragraph or stands near it; only there a place without an agency
    ("GENEVA — ") counts.
    """
    head = text[:110]
    first = head[:1]
    if (chinese := _CHINESE.match(head)) is not None:
        return Dateline(chinese["place"], chinese["agency"], chinese[0])
    if not (first == "(" or first.isupper()):
        return None
    if ")" in head or "CNN" in head or "/" in head:
        for form in _FORMS:
            match = form.match(head)
            if match and (found := _accepted(match, form)):
                return found
    return _bare(head) if opening else None


def is_dateline_alone(text: str) -> bool:
    """Whether the whole line is a dateline: "AUBURN, Wash. —", "SPRINGFIELD (AP) —", "CNN —"."""
    if len(text) > 60 or text[-1] not in _DASHES:
        return False
    found = parse_dateline(text)
    return found is not None and found.printed == text and (found.place is not None or found.agency == "CNN")


def _accepted(match: re.Match[str], form: re.Pattern[str]) -> Dateline | None:
    place = match.groupdict().get("place")
    agency = match["agency"].strip()
    known = _wire(agency)
    if place is not None and _ENDS_IN_YEAR.search(agency):
        return Dateline(_tidy(place), None, match[0].rstrip())  # "GENEVA (January 24, 2017) —"
    if form is _CNN_OLD:
        return Dateline(_tidy(place), agency, match[0].rstrip())
    if form is _MIXED:
        if known is None:
            return None
    elif place is None:
        if known is None and not _station(agency):
            return None
    elif known is None and (_explains(place, agency) or not _outlet(agency)):
        return None
    galician = known is not None and place is not None and place.startswith("A ")
    if place is not None and not galician and place.split()[0].strip(".,").lower() in _NO_PLACE:
        return None
    if match[0].rstrip().endswith(":") and known is None:
        return None
    return Dateline(_tidy(place), known or agency, match[0].rstrip())


def _bare(head: str) -> Dateline | None:
    if not head[1:3].isupper():
        town = _TOWN.match(head)
        return Dateline(town["place"], None, town[0].rstrip()) if town else None
    match = _BARE.match(head)
    if match is None:
        return None
    place = match["place"] or match["alone"]
    words = [w.strip(".,’'").lower() for w in place.split()]
    if len(words) > 5 or len(words[0]) < 3 or not _NO_PLACE.isdisjoint(words):
        return None
    rest = head[match.end() :]
    if rest and not (rest[0].isupper() or rest[0] in "“\"‘'$£€" or rest[0].isdigit()):
        return None
    return Dateline(_tidy(place), None, match[0].rstrip())


def _wire(agency: str) -> str | None:
    """The agency under its usual name; "dpa/tmn" and "AP/CBS" name two and are known by either."""
    key = agency.lower()
    if key in WIRES:
        return agency
    parts = re.split(r"[/,]| and ", key)
    return agency if len(parts) > 1 and any(p.strip() in WIRES for p in parts) else None


def _station(agency: str) -> bool:
    """American call signs: KXAN, WGN, WFLA-TV."""
    return re.fullmatch(r"[KW][A-Z]{2,3}(?:[- ]?(?:TV|\d{1,2}|[A-Z]{2,3}))?", agency) is not None


def _outlet(agency: str) -> bool:
    """A name as it stands in a dateline's brackets: one to four words, most of them capitalised, no sentence or year."""
    words = agency.split()
    if not 1 <= len(words) <= 5 or agency[0].isdigit() or "." in agency.rstrip(".")[:-4]:
        return False
    return all(w[0].isupper() or w[0].isdigit() or w in {"of", "the", "and", "&", "-", "de"} for w in words)


def _explains(place: str, agency: str) -> bool:
    """True where the brackets hold the initials of the words before them: an abbreviation, no agency."""
    initials = "".join(w[0] for w in re.split(r"[\s\-]+", place) if w).lower()
    return agency.isupper() and initials.startswith(agency[:3].lower()) and len(agency) > 1


def _tidy(place: str | None) -> str | None:
    return place.strip(" ,") if place else None


# Places that German papers write from so often that nothing else need name them again.
_CITIES_TEXT = """
Berlin Hamburg München Köln Frankfurt Stuttgart Düsseldorf Leipzig Dresden Hannover Bremen Essen Dortmund Nürnberg Duisburg Bochum
Chemnitz Magdeburg Halle Erfurt Potsdam Rostock Schwerin Kiel Lübeck Saarbrücken Mainz Wiesbaden Kassel Karlsruhe Mannheim Freiburg
Wien Zürich Bern Brüssel Straßburg Paris London Rom Madrid Warschau Prag Budapest Moskau Kiew Kyjiw Washington Peking Jerusalem
"""
_CITIES = frozenset(_CITIES_TEXT.split())
_LOCAL = re.compile(
    rf"(?P<place>{_UPPER}[a-zäöüß]{{2,20}}(?:[- /](?:{_UPPER}[a-zäöüß]{{1,20}}|am|an|der|im|in|bei|ob)){{0,3}})\.\s(?=[A-ZÄÖÜ„»“\"\d])"
)


def parse_local_dateline(text: str, rest: str) -> Dateline | None:
    """The place that German regional papers print before the first sentence ("Goslar. Ein Auto …").

    Only where `rest` (the story's other text, tags, headline) names the place again: "Nein. Das ist alles" has none.
    """
    match = _LOCAL.match(text)
    if match is None:
        return None
    if match["place"] not in _CITIES and re.search(rf"\b{re.escape(match['place'])}\b", rest) is None:
        return None
    return Dateline(match["place"], None, match[0].rstrip())
