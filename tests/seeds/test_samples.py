"""The pages that are shipped show what an archive holds: formats, languages, articles and rejections."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import seeds
from extractors.clean import clean
from extractors.model import Article, Rejection
from flows.reading import pages_of


def test_the_samples_are_pages_of_many_kinds() -> None:
    source = seeds.find_source("samples", Path(seeds.__file__).parent)
    pages = list(pages_of(source))
    assert len(pages) >= 24
    kinds = Counter(page.media_type for page in pages)
    assert kinds.keys() == {"text/html", "text/plain"} and min(kinds.values()) >= 8

    outcomes = [clean(page) for page in pages]
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    reasons = {outcome.reason for outcome in outcomes if isinstance(outcome, Rejection)}
    assert len(articles) >= 20
    assert len({article.language for article in articles} - {None}) >= 3
    assert len(reasons) >= 3
