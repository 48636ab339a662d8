"""Words in any script: how many there are, and which characters are none of their letters."""

from __future__ import annotations

import re

NO_INK = "\u00ad\u200b\u2060\ufeff"  # soft hyphens and marks of no width: where a line may break, or must not
# Kana, CJK ideographs, Thai and their neighbours write no spaces between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
# Kana and ideographs alone: a character says what two letters say elsewhere.
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CHARACTERS_A_WORD = 2  # the mean length of a Chinese or Japanese word in running text


def count_words(text: str) -> int:
    """The number of words: runs between white space, and two characters a word in scripts without spaces."""
    words = len(text.split())
    if text.isascii():
        return words
    unspaced = len(_UNSPACED.findall(text))
    return max(words, unspaced // _CHARACTERS_A_WORD)
