# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Lines that become fields, told by their whole shape: bylines, time lines, notes, copyright, captions and credits."""

from __future__ import annotations

import re

from extractors.fields.byline import read_byline
from extractors.fields.captions import begins_as_caption, find_credit, is_credit_alone
from extractors.fields.notes import is_contributors, is_editors_note
from extractors.fields.rights import read_copyright, with_sign
from extractors.fields.times import is_time_line
from extractors.rules.shapes import Shape

_HOLDER = re.compile(
    r"copyright (?:by )?(?:the )?[A-ZÀ-Þ].{0,60}\b(?:press|media|news|inc|llc|ltd|corp\w*|gmbh|agency|afp|reuters|group|network|company|publish\w+|"
    r"times|broadcasting|television|communications|verlag|bbc|npr)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"[(\s_]*(?:all rights reserved\b[^a-z]*$|all rights reserved\. |all content (?:©|copyright)|(?:the[- ]cnn[- ]wire|™)|"
    r"(?:copyright|©|\(c\)|&copy;)[\s:©,]*(?:\(c\)|copyright|by|notice)*[\s:©,]*(?:©|(?:19|20)\d\d\b))",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"(?:©|copyright)\s?(?:©\s?)?(?:19|20)\d\d\b.{0,60}$|©\s?[^.]{2,50}\b(?:19|20)\d\d\.?$|dpa:\d{6}-",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"무단\s?(?:전재|복제|배포).{0,24}금지(?!.*다\.?$)|無断(?:転載|複製|使用|引用).{0,16}禁(?:じ|止)|禁(?:止)?(?:無断)?(?:轉載|转载|転載)|版[权權]所有"
)


def is_copyright(text: str) -> bool:
    """Whether the line is a notice of copyright, not a sentence about it."""
    text = with_sign(text)
    if _NOTICE.match(text):
        return len(text) <= 60 or read_copyright(text) is not None or "eserved" in text
    if text[:1] == "©" and ("dpa:" in text or "dpa-infocom" in text):
        return True
    return (
        len(text) <= 140
        and not text.endswith("?")
        and _HOLDER.match(text) is not None
        and not _has_verb(text)
    )


def _has_verb(text: str) -> bool:
    return (
        re.search(r"\b(?:is|was|are|were|has|had|says|said|does|will|can|may|to)\b", text[:80]) is not None
        and "eserved" not in text
    )


def ends_with_copyright(text: str) -> bool:
    """A short line that closes with the sign and a year ("Example Verlag © 2024")."""
    return len(text) <= 120 and _AT_END.search(with_sign(text)) is not None


def forbids_copies(text: str) -> bool:
    """A short line in Korean, Japanese or Chinese that forbids copies: it may name neither a holder nor a year."""
    return (
        len(text) <= 120
        and ("금지" in text or "禁" in text or "所有" in text)
        and _FORBIDS.search(text) is not None
    )


FIELD_SHAPES = (
    Shape("byline", ("by ", "by:", "par ", "par:", "von ", "von:", "por ", "por:", "di ", "door ", "written by", "reported by", "posted by", "story by", "published by", "words by", "text: ", "text by", "analysis by", "opinion by", "review by", "autor", "author", "auteur", "texte", "ein kommentar von", "ein artikel von", "eine analyse von", "ein gastbeitrag von", "propos recueillis", "escrito por", "das gespräch führte", "das interview führte", "entretien réalisé", "interview réalisée", "entrevista de", "from staff"), read_byline, 260),
    Shape("contributors-line", ("contribut", "additional", "with ", "further", "(reporting", "(additional", "reporting", "writing by", "reported by", "compiled by", "edited by", "editing by", "mit material", "mitarbeit", "avec la coll", "avec a", "avec r", "avec nos", "(avec", "(reporte de", "(información de", "produced", "con la colab", "con informa", "(with", "(editing", "(writing"), is_contributors, 420),
    Shape("editors-note", ("editor", "[editor", "(editor", "*editor", "correction", "(correction", "[correction", "clarification", "publisher", "author's note", "author’s note", "this story", "(this", "this interview", "this conversation", "das gespräch wurde", "dieses gespräch", "das interview wurde", "cet entretien", "esta entrevista", "esta conversación", "this article", "this report", "this post", "this piece", "this headline", "this version", "an earlier version", "a previous version", "anmerkung der", "anm. der", "hinweis der", "korrektur", "note de l", "note de la", "rectificatif", "nota del", "nota de", "fe de err", "*correction", "_editor"), is_editors_note, 900),
    Shape("copyright-line", ("copyright", "©", "ⓒ", "(c)", "(©", "(copyright", "all rights", "all content", "the-cnn", "the cnn", "™", "&copy"), is_copyright, 900),
    Shape("time-line", ("publ", "posted", "updated", "last updated", "last modified", "first publ", "originally", "created", "issued", "modified", "mis", "veröff", "aktualis", "erschien", "stand", "zuletzt", "letzte", "actualiz", "última", "pubblic", "aggiorn", "ultimo", "atualiz", "gepubl", "bijgew", "date", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mié", "jue", "vie", "sáb", "dom", "mar", "mer", "jeu", "ven", "sam", "dim", "die", "mit", "don", "frei", "son"), is_time_line, 150),
    Shape("caption-credit", ("file", "(file", "in this ", "image caption", "media caption", "photo:", "archiv", "(archiv", "legende", "légende", "leyenda", "bildlegende", "bildunterschrift"), begins_as_caption, 900),
)  # fmt: skip

_ENDS_TEXT = """
ages etty AP AFP ters TERS EPA -EFE EFE dpa DPA ance tock .com berg lamy Wire edia uma ZUMA APA ANP File
FILE ress dolu nhua TASS vice TNS agn lash xels abay SDA NTB npix elga ELGA pppp ucas MYOP dux mons ickr
Jiji yodo nhap PTI agic ODAY orts WORK ANSA USA Lusa LUSA mago MAGO VIDA hoto
"""
AGENCY_ENDS = frozenset(_ENDS_TEXT.split())
_LABEL_ENDS_TEXT = """
hoto raph foto Foto FOTO HOTO edit EDIT mage MAGE Bild ture édit agen tion otos Pool bild
"""
_LABEL_ENDS = frozenset(_LABEL_ENDS_TEXT.split())


def is_credit_or_caption(text: str) -> str | None:
    """The rule for a line that ends with a photo credit: alone, or after a caption."""
    if len(text) <= 110 and is_credit_alone(text):
        return "photo-credit"
    return "caption-credit" if len(text) > 22 and find_credit(text) is not None else None


_REACH = 130  # characters before a line's end in which a credit without brackets begins


def may_end_with_credit(text: str) -> bool:
    """A cheap look at a line's end: brackets with a sign of a credit, an agency's name, or a credit's label not far before."""
    end = text[-5:]
    if (")" in end or "]" in end) and _may_be_credit(text[max(text.rfind("("), text.rfind("[")) :]):
        return True
    last = end.rstrip(".")[-4:]
    if last in AGENCY_ENDS or last[1:] in AGENCY_ENDS or last[2:] in AGENCY_ENDS:
        return True
    colon = text.rfind(":", -110)
    if colon > 3 and text[colon - 4 : colon].strip() in _LABEL_ENDS:
        return True
    tail = text[-_REACH:]
    return "hoto" in tail or "©" in tail or "ourtesy" in tail or "ERS/" in tail


def _may_be_credit(inside: str) -> bool:
    """Whether what stands in brackets holds a slash, colon, comma, agency or a word of credits."""
    return (
        not _CREDIT_SIGNS.isdisjoint(inside)
        or "hoto" in inside
        or " via " in inside
        or "ourtesy" in inside
        or inside[1:2] in "KWFANCG"
        or "cr" in inside
        or inside.rstrip(").]")[-4:] in AGENCY_ENDS
    )


_CREDIT_SIGNS = frozenset("/:,|©")
