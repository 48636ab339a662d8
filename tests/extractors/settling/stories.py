"""A page of a known story, to which the tests add the lines they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from extractors.assemble import assemble
from extractors.label import Judgement, label_blocks
from extractors.metadata import Metadata
from extractors.model import Article, Block, RawPage, Role

STORY = [
    "The ferry stopped at noon on Monday, and by one the harbor was as quiet as it had been in 1974.",
    "“Nobody told us,” said the cook, who had forty eggs on the stove and a queue that reached the pier.",
    "The harbor office will decide on Friday whether the boat sails again before the end of the season.",
]
HEAD = ["Springfield ferry leaves its harbor for good after seventy years"]


def article(
    lines: list[str],
    paths: Sequence[str] | None = None,
    metadata: Metadata | None = None,
    scores: Sequence[float] | None = None,
) -> Article:
    """The page's article where the lines are story with ``scores`` (0 to 1; by default exactly STORY is)."""
    blocks = [Block(i, text, path=paths[i] if paths else None) for i, text in enumerate(lines)]
    judged = scores or [0.9 if text in STORY else 0.1 for text in lines]
    judgement = Judgement(np.array(judged, np.float32), [Role.PARAGRAPH] * len(lines), 0.5, "stand-in")
    labelled = label_blocks(blocks, judgement, site=None, disabled=frozenset())
    page = RawPage("tests", "page", None, datetime(2024, 1, 1, tzinfo=UTC), "text/plain", None, b"")
    return assemble(page, labelled, metadata)
