"""Learns how much each word speaks for a line being in the story: one vote per site and word.

A site's vote on a word is the share of the site's lines with the word that are in its stories. Scores are
log odds of all votes; a site's own lines are scored without its own vote, so that a model trained on them
sees what it will see on unknown sites.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.line_features import SCORE_STEPS, TABLE_BITS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Scores = NDArray[np.int8]

_PRIOR = 1.0  # votes for and against every word before any is counted


@dataclass(frozen=True, slots=True)
class WordVotes:
    """`table`: score of each slot by all sites; `own`: of each counted word, without its site's vote."""

    table: Scores
    own: Scores


def count_votes(
    slots: Ints, sites: Ints, in_story: NDArray[np.bool_], counted: NDArray[np.bool_]
) -> WordVotes:
    """The votes of the sites on the words in `slots`; all arrays are per word. All get scores."""
    pairs, place = np.unique((sites << TABLE_BITS) + slots, return_inverse=True)
    held = np.bincount(place, in_story & counted, len(pairs))
    lines = np.bincount(place, counted, len(pairs))
    voted = lines > 0
    share = np.where(voted, held / np.maximum(lines, 1), 0.0)
    against = np.where(voted, 1.0 - share, 0.0)
    slot = pairs & ((1 << TABLE_BITS) - 1)
    yes: Floats = np.bincount(slot, share, 1 << TABLE_BITS).astype(np.float64)
    no: Floats = np.bincount(slot, against, 1 << TABLE_BITS).astype(np.float64)
    own = _scores(yes[slots] - share[place], no[slots] - against[place])
    return WordVotes(_scores(yes, no), own)


def _scores(yes: Floats, no: Floats) -> Scores:
    odds = np.log((np.maximum(yes, 0) + _PRIOR) / (np.maximum(no, 0) + _PRIOR))
    scores: Scores = np.clip(np.rint(odds * SCORE_STEPS), -127, 127).astype(np.int8)
    return scores
