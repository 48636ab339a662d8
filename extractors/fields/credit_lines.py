# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Whether a line near a picture is its credit and nothing else, told by its words; where it is asked decides.

Where a credit begins within a caption is in `credits`.
"""

from __future__ import annotations

import re

from extractors.fields.captions import DESKS, SOURCES
from extractors.fields.credits import is_written_as_credit
from extractors.fields.people import is_name, is_organisation, is_section

_LABELLED_LINE = re.compile(
    r"^(?:©\s*)?(?:Quelle|Source|Fuente|Foto|Photo|Fotografía|Bild|Crédito|Credit)\s?:\s?(?:©\s*)?[A-ZÀ-Þ©].{2,60}(?<![.?!])$"
)
_LABEL_ALONE = re.compile(
    r"(?:Photos?|Fotos?|Bild|Image|Images|Credits?|Crédits?|Source|Quelle)(?: credit| by)?\s?:$|(?:powered|sponsored|presented) by:?$",
    re.IGNORECASE,
)
_CAPTION_LABEL = re.compile(
    r"(?:Image|Media) caption[,:]?|(?:Legende|Légende|Bildunterschrift|Bildlegende):", re.IGNORECASE
)
_IN_BRACKETS = re.compile(rf"\((?:{DESKS})\)")
_SHORTEST = 4  # letters of a caption; of ideographs two say as much
_ALONE = re.compile(
    rf"(?:{SOURCES})|PA Wire|priva(?:t|do|te)|link|more|e?-?mail|reddit|whatsapp|pin(?:terest)?|print|share|live|enlarge|source|(?:image|photo|picture|bild|foto|slide) \d+ (?:of|von|sur|de|/) \d+|(?:image|photo|picture|bild|foto) (?:credit|source)s?:.*|"
    r"(?:tous droits réservés|all rights reserved|alle rechte vorbehalten|todos los derechos reservados)\.?|(?:mehr erfahren|learn more|read more|see more|load more|beitrag laden)|(?:mit dem laden de[sr] .{2,40} akzeptieren sie|by loading the .{2,40}, you (?:agree|accept)).*",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")
_SLASHES = re.compile(r"\s?(?://?|\|)\s?")
_SOURCE = re.compile(rf"(?:{SOURCES})(?:, (?:FILE|File))?|[\w-]+(?:\.[a-z]{{2,}})+", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:(?:©\s*)?(?:Quelle|Source|Fuente|Foto|Photo|Fotografía|Bild)\s?:\s?(?:©\s*)?\S.{1,60}|[KW][A-Z]{2,3}(?:-TV)?(?:[ ,/].{2,20})?|[A-Z]{3,6}|(?:Courtesy|Provided|Contributed|Submitted|Handout|Special)\b.{2,60}|(?:Cartoon|Illustration|Animation|Photograph|Photo[- ]?[Ii]llustration|Graphic) by \S.{1,60})$"
)


def is_credit_beside_caption(text: str) -> bool:
    """Whether a line that stands next to a caption can be its credit: a name, an agency, a station, "Source: …"."""
    if not 2 <= len(text) <= 80 or text.endswith(("?", "!", ":")):
        return False
    if is_bracketed_desk(text) or _BARE.match(text) or is_written_as_credit(text):
        return True
    name, _, outlet = text.partition(", ")
    if outlet and is_name(name) and outlet[0].isupper():
        return True
    return (is_name(text) and not is_section(text)) or (is_organisation(text) and len(text.split()) <= 4)


def is_bare_credit(text: str) -> bool:
    """Whether the words under a picture only say whose it is: "Jane Doe/Netflix", "jane / pixelio.de", "(WXYZ)", "AP".

    So do the names of buttons that stand in a picture's frame: "Facebook", "Enlarge".
    """
    if len(text) > 80:
        return False
    if (len(text) < _SHORTEST and text.isascii()) or _ALONE.fullmatch(text):
        return True
    if text[:1] in ("(", "[") and text[-1:] in (")", "]"):
        return len(text.split()) <= 4
    parts = _SLASHES.split(text)
    return (
        len(parts) > 1
        and all(1 <= len(part.split()) <= 4 for part in parts)
        and any(_SOURCE.fullmatch(part) or is_organisation(part) for part in parts)
    )


def is_label_alone(text: str) -> bool:
    """Whether a line is a credit's label whose name stands on the next: "Photo:"."""
    return len(text) <= 14 and _LABEL_ALONE.match(text) is not None


def is_one_word(text: str) -> bool:
    """Whether a line is one word of letters: under a picture the name of its maker, or of a button."""
    return _ONE_WORD.fullmatch(text) is not None


def is_caption_label(text: str) -> bool:
    """Whether a line is a caption's label whose words stand on the next: "Image caption,"."""
    return _CAPTION_LABEL.fullmatch(text) is not None


def is_labelled_credit(text: str) -> bool:
    """Whether a line is a label of credits and a name: "Source: Jane Doe", "Foto: Karl Beispiel"."""
    match = _LABELLED_LINE.match(text)
    return match is not None and is_name(text.split(":", 1)[1].strip(" ©").split("/")[0].strip())


def is_bracketed_desk(text: str) -> bool:
    """Whether a line is an agency or picture desk in brackets: "(EPA)", "(Getty Images)"."""
    return text[:1] == "(" and _IN_BRACKETS.fullmatch(text) is not None


def is_sure_credit_line(text: str) -> bool:
    """Whether a line left out of a story is a credit and nothing else: "Source: …", "Jane Doe/CNN", a name with its address."""
    if not 4 <= len(text) <= 80:
        return False
    if _LABELLED_LINE.match(text) is not None or is_bracketed_desk(text):
        return True
    name, *outlets = re.split(r"\s?[/|]\s?", text)
    return len(outlets) in (1, 2) and is_name(name) and is_organisation(outlets[-1])
