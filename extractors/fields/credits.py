# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Photo credits that only their place gives away: "Text. NAME, Outlet", "Text. Name name@paper.example", "Text - ARCHIVO".

The same words may end any sentence, so these forms are asked only of lines that stand where captions do: in a
figure, above the story, or printed twice. Forms that are certain anywhere are in `captions`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.fields.captions import (
    DESKS,
    OF_ONE_PAGE,
    CaptionParts,
    caption_key,
    clean_credit,
    split_caption,
    without_lead,
)
from extractors.fields.people import is_name, is_organisation, is_section

_REACH = 140  # characters before a line's end in which such a credit can begin
_SHORTEST = 12  # characters of a caption's words
# What players and shops leave behind a credit.
_TAIL = re.compile(
    r"\s*(?:Purchase Licensing Rights(?:, opens new tab)?|(?:hide|toggle|show) caption|enlarge this image|Acquire Licensing Rights.*|Bild vergrößern|Agrandir l[’']image|opens new tab|Vis (?:mer|mindre|mere)|Visa mer|Mehr anzeigen|Voir plus|Ver más|(?:Show|Read) more|[-–] (?:Tous droits réservés|All rights reserved|Alle Rechte vorbehalten|Todos los derechos reservados)|[-–] Copyright (?:AP|AFP|EPA|Reuters|REUTERS|Getty)(?: Photos?| Images?)?)\s*$",
    re.IGNORECASE,
)
_TAIL_ENDS = (
    "servés",
    "served",
    "halten",
    "vados",
    "mer",
    "mindre",
    "mere",
    "more",
    "anzeigen",
    "plus",
    "más",
)
_HEAD = re.compile(
    r"^(?:Legende|Bildunterschrift|Bildlegende|Légende|Pie de foto|Caption|Image caption|Media caption)\s?[:,]\s?"
)
_END = r"(?:(?<=[.!?…»”\"’)])\s*|(?<=[.!?…»”\"’)] )|\s[–—|/-]\s+|\s*\|\s*)"
_UP = r"[A-ZÀ-ÖØ-Þ]"
_CAPS_WORD = rf"(?:{_UP}[{_UP[1:-1]}’'.\-]+|DE|DI|VAN|VON|DA|Y|{_UP}\.|«|»|“|”|\")"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'.\-&]*"
_LIKE_NAME = rf"{_WORD}(?:\s(?:{_WORD}|de|del|der|van|von|da|di|du|la|le|of|the|des|für|pour|y)){{0,5}}"
_OUTLET = rf"{_LIKE_NAME}(?:\s[a-zà-ÿ]{{4,}}){{0,2}}"
_CAPS = re.compile(
    rf"{_END}(?P<credit>(?![”\"»]){_CAPS_WORD}(?:[\s,/&|–—-]+{_CAPS_WORD})*(?:[\s,/|–—-]+(?:[Aa]rchivo?|[Aa]rchives|[Ff]ile|{_LIKE_NAME}))?)\.?$"
)
_PAIRED = re.compile(
    rf"{_END}(?P<credit>{_LIKE_NAME}(?:\s?[/|]\s?|\s[–—-]\s){_OUTLET}(?:(?:\s?[/|]\s?|\s[–—-]\s){_OUTLET}){{0,2}})\.?$"
)
_COMMA = re.compile(rf"{_END}(?P<credit>(?P<name>{_LIKE_NAME}),\s{_OUTLET})\.?$")
_DESK = re.compile(rf"\s[–—|/-]\s(?P<credit>(?:{DESKS})(?:\s?/\s?(?:{DESKS}))*)\.?$")
_FOR = re.compile(
    rf"{_END}(?P<credit>(?P<name>{_LIKE_NAME})\s(?:for|pour|para|für|POUR|PARA)\s[«“\"]?\s?{_LIKE_NAME}\s?[»”\"]?)\.?$"
)
_GIVEN = re.compile(
    r"(?:(?<=[.!?…»”\"’)])\s*|(?<=\w)\s|^)(?P<credit>(?:Provided(?: by| photo)|Courtesy(?: of| photo|:)?|COURTESY(?: OF| PHOTO)|Special to|SPECIAL TO|Contributed(?: by| photo)?|Submitted(?: by| photo)?|Handout(?: photo)?|"
    r"Gentileza|Cortesía|Cedida(?: por)?|Screenshot|Avec l[’']aimable autorisation|Courtoisie|Supplied)\b[^.!?\n]{0,70})\.?$"
)
_GIVEN_WORDS = (
    *("Provided", "ourt", "COURTESY", "Special", "SPECIAL", "Contributed", "Submitted", "Handout", "Gentileza"),
    *("Cortes", "Cedida", "Screenshot", "Avec l", "Supplied"),
)  # fmt: skip
_FOR_WORDS = ("for", "pour", "para", "für", "POUR", "PARA")
_PARTING = ("/", "|", "–", "—", "-")
_MAIL = re.compile(r"\s(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)$")
# What stands before the colon and the name, in the languages that news are printed in.
_LABELS = (
    r"Quelle|Source|Fuente|Fonte|Źródło|Bron|Kilde|Källa|Lähde|Kaynak|Crédito?|Credit|Foto|Photo|Fotografía|Fot|Zdjęcie|Fotoğraf|Kuva|Bild|Imagen?|Immagine|"
    r"(?:Image|Photo|Picture|Foto|Bild)[ -]?(?:[Cc]redits?|[Ss]ource|quelle|nachweis|rechte|autor)|Photographer|Photographe|Fotograf|Copyright|autor|auteur|Ảnh"
)
_NAMED = re.compile(rf"(?:(?<=[.!?…»”\"’)])\s*|\s[–—|/-]\s)(?P<credit>{_OUTLET})\.?$")
_INITIALS = re.compile(r"(?<=[.!?])\s*(?P<credit>[A-Z]\.\s?[A-Z]\.?|[A-Z]{2,4})\.?$")
_LABELLED = re.compile(
    rf"(?:(?<=[.!?…»”\"’)])\s*|\s[–—|/-]\s|,?\s|^)(?P<credit>(?:©\s?)?(?:{_LABELS}|^photo|^foto)\s?:\s?(?:©\s?)?\S.{{0,80}})$"
)
_SIGN = re.compile(r"\s?©\s?(?P<credit>(?:[^.!?©]|\.(?=\w)){2,70})\.?$")
_BRACKETS = re.compile(r"\s*[(\[](?P<inside>[^()\[\]]{2,80})[)\]]\.?$")
_BRACKET_WORDS = re.compile(
    r"\b(?:photos?|fotos?|bild|source|quelle|fuente|credit|crédits?|archiv\w*|archives|courtesy|cortesía|via|illustration|image|imagen|screenshot|handout|symbol\w*|d\.?r\.?|fichier|lecteur|staff|file)\b|[/|©]",
    re.IGNORECASE,
)
_POSITIONS = re.compile(
    r"^(?:from )?(?:left|right|center|centre|l|r|top|bottom|front|back|middle|links|rechts|mitte|hinten|vorne?|à gauche|à droite|au centre|izquierda|derecha|i|d)\b",
    re.IGNORECASE,
)
# What a teaser's headline ends in, in brackets.
_KINDS = frozenset({"VIDEO", "VIDEOS", "PHOTOS", "PICTURES", "PICS", "WATCH", "AUDIO", "LISTEN", "POLL"})
_ARCHIVED = re.compile(
    r"(?:Archiv|Symbol)(?:bild|foto|aufnahme)(?:er|s)?"
)  # a picture's, but nobody's credit
_JOB = re.compile(r"[mwfd](?:/[mwfdx]){2}")
_INITIAL = re.compile(r"\b[A-Z]\.$")
_ENDS_OR_SIGNS = frozenset('.!?…»”"’)/|©@:–—')
_QUOTES = frozenset('“”"«»„‘’')
_SENTENCE_END = frozenset('.!?…»”"’)')
_NEEDS_NO_STOP = re.compile(
    rf"Courtesy|COURTESY|Provided by|Special to|©|@|[(\[]|(?:Foto|Photo|Source|Quelle|Fuente)\s?:|/\s?(?:{DESKS})\b"
)
_SOURCE_LABEL = re.compile(
    rf"^(?:©\s*)?(?:{_LABELS})\s?:\s?(?:©\s*)?|^Photo\s(?!by\b|courtesy\b|from\b|illustration\b|provided\b)|^Foto\s(?!de\b)|^Copyright\s(?=[A-Z])",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(
    r"\b(?:sign up|subscribe|read|watch|listen|here|more|click|app|newsletter|video|live|menu|log in|share|mehr|lesen|abo|lire|ver)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=OF_ONE_PAGE)
def split_where_expected(text: str) -> CaptionParts:
    """Caption and credit of a line that is a caption by its place; the credit may take any form of a name."""
    body = _HEAD.sub("", _without_tail(text))
    parts = split_caption(body)
    if parts.credit is not None:
        return CaptionParts(parts.text, own_credit(_without_tail(parts.credit)))
    body = parts.text
    found = _find(body)
    if found is None:
        return CaptionParts(body, None)
    start, credit = found
    return CaptionParts(body[:start].rstrip(" ,|/—–-©(").strip(), credit)


def _without_tail(text: str) -> str:
    end = text[-50:]
    if (
        "apti" in end
        or "icens" in end
        or "mage" in end
        or " tab" in end
        or "Bild" in end
        or "Copyright" in end
        or end.endswith(_TAIL_ENDS)
    ):
        return _TAIL.sub("", text)
    return text


def _may_close_with_credit(text: str) -> bool:
    """A cheap look: a sentence's end, or a sign or word of credits, not far before the line's own end."""
    end = text[-90:-2]
    return not _ENDS_OR_SIGNS.isdisjoint(end) or text[-1] in ")]" or "ourtesy" in end or "rovided" in end


def has_sure_credit(text: str) -> bool:
    """Whether a line above a story, or left out of it, closes with a credit that few sentences could end with."""
    if not _may_close_with_credit(text):
        return False
    body = _HEAD.sub("", _without_tail(text))
    sort = _BRACKETS.search(body) if body.endswith((")", "]", ").")) else None
    if sort is not None and _ARCHIVED.fullmatch(sort["inside"].strip()):
        return body.count(" ", 0, sort.start()) >= 3
    found = _find(body, named=False)
    if found is None or found[0] < _SHORTEST or body.count(" ", 0, found[0]) < 3:
        return False
    if body[0] in _QUOTES and body[: found[0]].rstrip(" |/—–-(")[-1:] in _QUOTES:
        return False  # a quotation and who said it
    before = body[: found[0]].rstrip(" |/–—-")
    if _INITIAL.search(before) is not None:
        return False  # "the U.S. Pact"
    return before[-1:] in _SENTENCE_END or _NEEDS_NO_STOP.search(body, found[0] - 2) is not None


def own_credit(credit: str) -> str:
    """A credit without "Source:", "Quelle:" and "Photo " before the name."""
    return _SOURCE_LABEL.sub("", clean_credit(credit), count=1).strip() or credit


def is_written_as_credit(text: str) -> bool:
    """Whether a whole line has a form that behind a sentence makes a credit: "A / B", "A for B", a name with its mail."""
    alone = f"| {text}"
    return (
        _PAIRED.fullmatch(alone) is not None
        or _FOR.search(alone) is not None
        or _MAIL.search(f" {text}") is not None
    )


def _find(body: str, named: bool = True) -> tuple[int, str] | None:
    """Where the credit begins and what it says; `named`: a bare person's name counts too."""
    start = max(0, len(body) - _REACH)
    if "@" in body and (mailed := _mailed(body)) is not None:
        return mailed
    if body.endswith((")", "]", ").")):
        return _in_brackets(body, named)
    tail = body[start:]  # what a form cannot do without is looked for first: most tails rule most forms out
    if any(word in tail for word in _GIVEN_WORDS) and (match := _GIVEN.search(body, start)) is not None:
        return match.start("credit"), match["credit"].strip()
    if (":" in tail and (match := _LABELLED.search(body, start)) is not None) or (
        "©" in tail and (match := _SIGN.search(body, start)) is not None
    ):
        return match.start("credit"), own_credit(match["credit"])
    parted = any(sign in tail for sign in _PARTING)
    if parted and (match := _PAIRED.search(body, start)) is not None and _is_pair(match["credit"]):
        return match.start("credit"), match["credit"].strip()
    if (match := _CAPS.search(body, start)) is not None and _is_caps_credit(match["credit"], body, named):
        return match.start("credit"), match["credit"].strip()
    if parted and (match := _DESK.search(body, start)) is not None:
        return match.start("credit"), match["credit"]
    for form, words in ((_COMMA, (",",)), (_FOR, _FOR_WORDS)):
        if not any(word in tail for word in words):
            continue
        if (match := form.search(body, start)) is not None and is_name(match["name"]):
            return match.start("credit"), match["credit"].strip()
    return _named(body, start) if named else None


def _named(body: str, start: int) -> tuple[int, str] | None:
    if (match := _NAMED.search(body, start)) is not None:
        name = match["credit"]
        if _is_person_or_outlet(name):
            return match.start("credit"), name
    if (match := _INITIALS.search(body, start)) is not None:
        return match.start("credit"), match["credit"]
    return None


def _is_person_or_outlet(name: str) -> bool:
    words = name.split()
    if len(words) <= 4:
        return (is_name(name) and not is_section(name)) or is_organisation(name)
    return len(words) <= 6 and is_name(" ".join(words[:2])) and is_organisation(" ".join(words[2:]))


def _is_caps_credit(credit: str, body: str, named: bool) -> bool:
    """Capitals behind a caption in small letters: two words or more, or one where a name alone would do."""
    if _NO_CREDIT.search(credit) is not None or sum(map(str.isalpha, credit)) < 2:
        return False
    letters = [c for c in body[: len(body) - len(credit)] if c.isalpha()]
    if len(letters) < _SHORTEST or sum(map(str.isupper, letters)) > len(letters) / 2:
        return False
    return len(credit.split()) >= 2 or (named and 2 <= len(credit) <= 20)


def _is_pair(credit: str) -> bool:
    first, *rest = re.split(r"\s?[/|]\s?|\s[–—-]\s", credit)
    words = [len(part.split()) for part in (first, *rest)]
    return bool(rest) and max(words) <= 5 and len(credit) > 4


def _in_brackets(body: str, named: bool) -> tuple[int, str] | None:
    match = _BRACKETS.search(body)
    if match is None:
        return None
    inside = match["inside"].strip()
    if _POSITIONS.match(inside) or len(inside.split()) > 9 or inside in _KINDS:
        return None
    if _ARCHIVED.fullmatch(inside) or _JOB.fullmatch(inside):
        return None
    after_sentence = body[: match.start()].endswith((".", "!", "?", "”", '"', "»"))
    known = _BRACKET_WORDS.search(inside) is not None and not inside[0].isdigit()
    short = len(inside.split()) <= 6 and inside[-1] not in ".!?"
    if known or (after_sentence and short and (named or inside[0].isupper())) or (named and is_name(inside)):
        return match.start(), own_credit(inside)
    return None


def _mailed(body: str) -> tuple[int, str] | None:
    """ "… Theatre Grant Osei gosei@paper.example": the words before the address that its letters come from."""
    match = _MAIL.search(body)
    if match is None:
        return None
    before = body[: match.start()]
    words = re.findall(r"\S+", re.split(r"(?<=[.!?])(?=[A-Z])|(?<=[.!?])\s", before)[-1])
    if not words:
        return None
    local = match["mail"].split("@")[0].lower()
    count = next((n for n in (2, 3) if len(words) >= n and _is_in(words[-1], local)), min(2, len(words)))
    name = " ".join(words[-count:])
    start = len(before) - len(before[before.rfind(words[-count]) :])
    return start, f"{name} {match['mail']}"


def _is_in(surname: str, local: str) -> bool:
    letters = re.sub(r"\W", "", surname.lower())
    return len(letters) >= 2 and letters[:5] in local


@lru_cache(maxsize=OF_ONE_PAGE)
def printing_key(text: str) -> str:
    """What two printings of one caption share: letters and digits, without "FILE -", number and credit of any form."""
    return caption_key(split_where_expected(without_lead(text)).text)
