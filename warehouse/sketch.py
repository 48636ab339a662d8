"""A text in 64 small numbers that say how much of it another text shares (MinHash).

The hashes come from rensa; what they are depends on its algorithm, so its release is part of the method's
name, and sketches of different methods are never compared.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import rensa

BANDS = 32  # of two hashes each: at a likeness of 0.5 a pair is found but once in 10,000 times
_SEED = 20_240_530
METHOD = "rensa-0.5.0/R64/4-words"
_RUN = 4  # words: two stories on one event share names and phrases, but hardly any run of four
LEAST_WORDS = 50  # below that a shared sentence is most of the text
# A word, or one character of a script that writes no spaces.
_TOKENS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|\w+")

SCHEMA = pa.schema(
    [
        pa.field("version", pa.string(), nullable=False),
        pa.field("article", pa.string(), nullable=False),
        pa.field("method", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("bands", pa.list_(pa.uint32()), nullable=False),
    ]
)


def sketch(text: str) -> list[int] | None:
    """32 numbers of 32 bits, each two hashes of 16; None for a text that is too short to compare."""
    words = _TOKENS.findall(text.lower())
    if len(words) < LEAST_WORDS:
        return None
    hashes = rensa.RMinHash(num_perm=2 * BANDS, seed=_SEED)
    hashes.update([" ".join(run) for run in zip(*(words[n:] for n in range(_RUN)), strict=False)])
    low = [value & 0xFFFF for value in hashes.digest()]
    return [low[n] << 16 | low[n + 1] for n in range(0, 2 * BANDS, 2)]


def sketch_table(versions: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The sketches of staged versions, a row each."""
    rows = [
        {
            "version": str(uuid.UUID(version["version_id"])),
            "article": str(uuid.UUID(version["article_id"])),
            "method": METHOD,
            "bands": made,
        }
        for version in versions
        if (made := sketch(version["text"])) is not None
    ]
    return pa.Table.from_pylist(rows, SCHEMA)
