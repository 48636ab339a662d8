"""What words and class names say about being story, learned by site: a site never learns from itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass

from extractors.dom import DomPage
from extractors.html_text import Vocabulary, mark_tokens, word_tokens
from training.html_samples import Sample

LEAST_SITES = 4  # a token of fewer sites is a site's own name, not vocabulary
PRIOR_SITES, PRIOR = 2.0, 0.3  # shrinks a token's share of story towards the share among all blocks

Shares = dict[str, dict[str, float]]  # token → site → share of its blocks with the token that are story
NO_SITES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TokenShares:
    """The shares of class names' tokens and of words."""

    marks: Shares
    words: Shares

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> TokenShares:
        return cls(_shares(samples, _block_marks), _shares(samples, _block_words))

    def whole(self) -> Vocabulary:
        """What all sites teach."""
        return Vocabulary(_odds(self.marks, self.marks, NO_SITES), _odds(self.words, self.words, NO_SITES))

    def without(self, sites: Set[str], page: DomPage) -> Vocabulary:
        """What all other sites teach, as far as the page needs it."""
        marks, words = NO_SITES.union(*_block_marks(page)), NO_SITES.union(*_block_words(page))
        return Vocabulary(_odds(self.marks, marks, sites), _odds(self.words, words, sites))


def _block_marks(page: DomPage) -> list[frozenset[str]]:
    """For each block the tokens of all elements above it."""
    above: list[frozenset[str]] = []
    places = page.places
    for tag, marks, parent in zip(places.tags, places.marks, places.parents, strict=True):
        above.append((above[parent] if parent >= 0 else NO_SITES) | frozenset(mark_tokens(tag, marks)))
    return [above[owner] for owner in page.owners]


def _block_words(page: DomPage) -> list[frozenset[str]]:
    return [frozenset(word_tokens(block.text)) for block in page.blocks]


def _shares(samples: Sequence[Sample], tokens_of: Callable[[DomPage], list[frozenset[str]]]) -> Shares:
    counts: dict[str, dict[str, list[float]]] = {}
    for sample in samples:
        for tokens, held, weight in zip(tokens_of(sample.page), sample.held, sample.weight, strict=True):
            for token in tokens if weight > 0 else ():
                count = counts.setdefault(token, {}).setdefault(sample.site, [0, 0])
                count[0] += held > 0.5
                count[1] += 1
    return {
        token: {site: story / total for site, (story, total) in sites.items()}
        for token, sites in counts.items()
        if len(sites) >= LEAST_SITES
    }


def _odds(shares: Shares, tokens: Iterable[str], but: Set[str]) -> dict[str, float]:
    """Log odds of story by token, without what some sites say of it."""
    odds: dict[str, float] = {}
    for token in sorted(tokens):
        told = [share for site, share in shares.get(token, {}).items() if site not in but]
        if len(told) >= LEAST_SITES - bool(but):
            share = (sum(told) + PRIOR_SITES * PRIOR) / (len(told) + PRIOR_SITES)
            odds[token] = round(math.log(share / (1 - share)), 2)
    return odds
