"""Pages are cleaned in groups; where a group ends must not show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors import clean as cleaning
from extractors import story_html
from extractors.clean import clean, clean_many
from extractors.model import RawPage

_SENTENCES = "The harbour of Port Ames will be dredged in June, the council said on Tuesday. " * 6


def _page(number: int) -> RawPage:
    story = "".join(f"<p>{number}: {_SENTENCES}</p>" for _ in range(number + 1))
    body = f"<html><body><h1>Story {number}</h1><article>{story}</article></body></html>".encode()
    return RawPage("test", f"{number}.html", None, datetime(2026, 1, 1, tzinfo=UTC), "text/html", None, body)


def test_no_outcome_depends_on_where_a_group_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [_page(number) for number in range(6)]
    alone = [clean(page) for page in pages]
    for size, blocks in ((1, 20_000), (3_000, 1), (10_000_000, 5)):
        monkeypatch.setattr(cleaning, "GROUP_BYTES", size)
        monkeypatch.setattr(story_html, "GROUP_BLOCKS", blocks)
        assert clean_many(pages) == alone
    assert clean_many([]) == []
