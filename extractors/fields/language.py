# ruff: noqa: E501  (tables: a broken line is harder to read than a long one)
"""The language of a text, by py3langid, and of what pages declare. Silent when unsure.

py3langid is langid.py (Lui and Baldwin 2012, https://aclanthology.org/P12-3005) as the author of trafilatura
keeps it: naive Bayes over byte sequences of 139 languages, 114 of them with a code of two letters. What it
was measured against, and where it erred, is told in docs/decisions/0009-language.md.
"""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 700  # characters: 400 settle most news texts
_GLANCE = 120  # characters that are enough where they agree with what a page declares
_LEAST = 12  # letters that a language can be told by
_SURE = 0.5
_WRITTEN_AS = {"wuu": "zh", "yue": "zh"}  # what is printed in China is Chinese, however it is spoken there


@cache
def identifier() -> LanguageIdentifier:
    """py3langid's model: half a second and 80 MB, once a process."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 of `text`; None when it does not settle it, or its language has no such code.

    `declared` is what its page says: where the beginning agrees, the rest is not looked at.
    """
    if sum(map(str.isalpha, text[:_GLANCE])) < _LEAST:
        return None
    if declared is not None and (found := _told(text[:_GLANCE])) == declared:
        return found
    return _told(text[:_SAMPLE])


def _told(sample: str) -> str | None:
    told, probability = identifier().classify(sample)
    code = _WRITTEN_AS.get(told, str(told))
    sure = round(float(probability), 2) >= _SURE  # the last digits are another machine's matter
    return code if sure and len(code) == 2 else None


def normal(code: str | None) -> str | None:
    """A declared language ("en-US", "de_DE", "EN") as ISO 639-1; None when it is none."""
    if not code:
        return None
    head = re.split(r"[-_,;\s]", code.strip().lower(), maxsplit=1)[0]
    head = {"eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "spa": "es", "nb": "no", "nn": "no",
            "ita": "it", "por": "pt", "nld": "nl", "dut": "nl", "english": "en", "iw": "he", "in": "id"}.get(head, head)  # fmt: skip
    return head if len(head) == 2 and head.isalpha() else None
