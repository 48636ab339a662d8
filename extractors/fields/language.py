# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""The language of a text by its commonest words, or by its script. Cheap, and silent when unsure.

A count of function words over the first few hundred words settles a news text; the lists hold words that
are frequent in one language and rare in its neighbours, so few are needed.
"""

from __future__ import annotations

import re

_WORDS = {
    "en": "the and of to that for with was his from this have which their would about were been has they will said who are is by",
    "de": "der die und das den dem nicht mit sich auf ist eine einen einem für auch wurde nach bei aus noch über wird hat sind",
    "fr": "la le que et en au les des dans une est pour qui pas sur par avec plus sont aux cette mais été ont comme nous leur selon du et le ses",
    "es": "el la de que en los las una para por con del más pero este esta está como sus fue han sobre según también entre hasta desde y el años",
    "it": "il la di che della di per con non sono alla dei nel più anche delle gli questo è stato ha dal come una ed il dalla",
    "pt": "o os a de que e não uma com para os dos das mais foi pelo pela são também ao está segundo como seu sua em que já até do um",
    "nl": "het een van en dat niet zijn voor met op aan ook bij naar wordt heeft maar deze werd nog uit hij ze",
    "sv": "och att det som en på är av för med den till inte har om ett men var sig från så också",
    "da": "og at det er en af til på for med den har ikke som der de var et blev efter også mod",
    "no": "og det er som på av til med har den ikke at for en et ble etter også fra å seg",
    "pl": "nie na się że do jest to jak po przez oraz od dla ale które został będzie tym był w z i",
    "fi": "ja on ei että se oli hän mutta myös kun ovat joka mukaan sekä kuin jo vain ovat",
    "ro": "și în de la care pentru din nu cu este sunt mai fost prin după că să au ale",
    "tr": "ve bir bu için ile olarak da de daha çok olan sonra kadar gibi olduğu dedi",
    "cs": "a se na je že v to s z do o ve který pro jsou jako byl podle by ale",
    "hu": "a az és hogy nem is egy volt meg csak már ez azt még mint el",
    "id": "yang dan di dengan untuk dari pada ini itu tidak dalam akan ke juga oleh telah",
}
_INDEX: dict[str, tuple[str, ...]] = {}
for _code, _list in _WORDS.items():
    for _word in dict.fromkeys(_list.split()):
        _INDEX[_word] = (*_INDEX.get(_word, ()), _code)
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_SAMPLE = 700
_LEAST_WORDS = 6


def detect(text: str) -> str | None:
    """ISO 639-1 of `text`, or None when its words do not settle it."""
    sample = text[:_SAMPLE]
    counts: dict[str, float] = {}
    lookup = _INDEX.get
    for word in sample.lower().split():
        codes = lookup(word, ())
        for code in codes:
            counts[code] = counts.get(code, 0) + 1 / len(codes)
    if not counts or max(counts.values()) < _LEAST_WORDS:
        return _by_script(sample)
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    return best if most >= 1.25 * second else None


def _by_script(sample: str) -> str | None:
    """The language of a script that one language of news is written in; Cyrillic and Arabic by their letters."""
    letters = max(1, len("".join(_WORD.findall(sample))))
    if letters < 15:
        return None
    for code, script in _SCRIPTS:
        share = len(script.findall(sample)) / letters
        if share > (0.08 if code == "ja" else 0.4):
            return code
    if len(_CYRILLIC.findall(sample)) > 0.5 * letters:
        return _cyrillic(sample.lower())
    if len(_ARABIC.findall(sample)) > 0.5 * letters:
        return _arabic(sample)
    return None


def _cyrillic(sample: str) -> str | None:
    if any(c in sample for c in "їєґ"):
        return "uk"
    if any(c in sample for c in "ђјљњћџ"):
        return "sr"
    if any(c in sample for c in "ыэ"):
        return "be" if "ў" in sample else "ru"
    return "bg" if "ъ" in sample else None


def _arabic(sample: str) -> str:
    if any(c in sample for c in "ٹڈڑے"):
        return "ur"
    return "fa" if any(c in sample for c in "پچژگ") else "ar"


def normal(code: str | None) -> str | None:
    """A declared language ("en-US", "de_DE", "EN") as ISO 639-1; None when it is none."""
    if not code:
        return None
    head = re.split(r"[-_,;\s]", code.strip().lower(), maxsplit=1)[0]
    head = {"eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "spa": "es", "nb": "no", "nn": "no",
            "ita": "it", "por": "pt", "nld": "nl", "dut": "nl", "english": "en", "iw": "he", "in": "id"}.get(head, head)  # fmt: skip
    return head if len(head) == 2 and head.isalpha() else None
