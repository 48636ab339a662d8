"""Pages, articles and blocks as rows of the staged files; all text made fit for storing on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from extractors.model import (
    Article,
    Caption,
    Copyright,
    Dateline,
    Fate,
    Outcome,
    PageStatus,
    RawPage,
    Rejection,
)
from warehouse.fetch import SeenAgain
from warehouse.identity import article_address, article_id, host_of, version_id
from warehouse.raw import RawRecord

Row = dict[str, Any]

PARAGRAPH_BREAK = "\n\n"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, which neither Parquet nor DuckDB can hold."""
    return text if text.isascii() else _LONE_SURROGATE.sub("�", text)


def manifest_row(page: RawPage | SeenAgain, page_id: str, record: RawRecord | None) -> Row:
    """One capture; `record` says where the body lies, None that only the capture is new."""
    return {
        "page_id": page_id,
        "captured_at": page.captured_at,
        "source": storable(page.source),
        "path": storable(page.path),
        "url": _storable(page.url),
        "host": _storable(host_of(page.url)),
        "media_type": storable(page.media_type),
        "charset": _storable(page.charset),
        "digest": record and record.digest,
        "size": record and record.size,
        "warc_file": record and record.file,
        "warc_offset": record and record.offset,
        "warc_length": record and record.length,
    }


def rejection_row(rejection: Rejection, page_url: str | None) -> Row:
    """Why one page is no article."""
    return {
        "page_id": rejection.page_id,
        "url": _storable(page_url),
        "reason": rejection.reason.value,
        "detail": storable(rejection.detail),
        "site": _storable(host_of(page_url)),
        "captions": [],
        "keywords": [],
        "copyright_agencies": [],
        "origins": [],
    } | _status(rejection.status)


def article_rows(article: Article, page_url: str | None) -> tuple[Row, Row]:
    """The state of the article that this page shows, and what this page says beside it."""
    address = article_address(article, page_url)
    identity = article_id(article, address)
    version = {
        "version_id": version_id(article, identity),
        "article_id": identity,
        "headline": _storable(article.headline),
        "text": storable(article.text),
        "authors": [storable(author) for author in article.authors],
        "date_published": _storable(article.date_published),
        "contributors": _storable(article.contributors),
        "editors_note": _storable(article.editors_note),
        "word_count": article.words,
    }
    url = page_url or article.url
    outcome = {
        "page_id": article.page_id,
        "article_id": identity,
        "version_id": version["version_id"],
        "url": _storable(url),
        "canonical_url": address,
        "site": _storable(article.site or host_of(url)),
        "language": _storable(article.language),
        "date_modified": _storable(article.date_modified),
        "captions": [_caption(caption) for caption in article.captions],
        "keywords": [storable(keyword) for keyword in article.keywords],
        "origins": [(origin.field, origin.origin.value) for origin in article.origins],
    }
    beside = _dateline(article.dateline) | _copyright(article.copyright) | _status(article.status)
    return version, outcome | beside


def _status(status: PageStatus | None) -> Row:
    if status is None:
        return {}
    return {"page_status": status.standing.value, "page_status_evidence": storable(status.evidence)}


def _caption(caption: Caption) -> Row:
    return {
        "text": storable(caption.text),
        "credit": _storable(caption.credit),
        "date": caption.date,
        "times_seen": caption.times_seen,
    }


def _dateline(dateline: Dateline | None) -> Row:
    if dateline is None:
        return {}
    return {
        "dateline_place": _storable(dateline.place),
        "dateline_agency": _storable(dateline.agency),
        "dateline_printed": storable(dateline.printed),
    }


def _copyright(copyright_: Copyright | None) -> Row:
    if copyright_ is None:
        return {"copyright_agencies": []}
    return {
        "copyright_holder": _storable(copyright_.holder),
        "copyright_year": copyright_.year,
        "copyright_notice": storable(copyright_.notice),
        "copyright_agencies": [storable(agency) for agency in copyright_.agencies],
    }


def ledger_columns(outcomes: Iterable[Outcome]) -> dict[str, list[Any]]:
    """The blocks of all these pages in order, as columns: there are too many for a dict each.

    A block that is a paragraph of the article's text is stored as that paragraph's number, from 1, and
    without text of its own.
    """
    columns: dict[str, list[Any]] = {
        "page_id": [],
        "position": [],
        "role": [],
        "kept": [],
        "rule": [],
        "confidence": [],
        "paragraph": [],
        "text": [],
    }
    page_id, position, role, kept, rule, confidence, paragraph, text = columns.values()
    for outcome in outcomes:
        labels = [labelled.label for labelled in outcome.blocks]
        page_id += [outcome.page_id] * len(labels)
        position += [labelled.block.position for labelled in outcome.blocks]
        role += [label.role.value for label in labels]
        kept += [label.role.kept for label in labels]
        rule += [storable(label.rule) for label in labels]
        confidence += [round(label.confidence, 3) for label in labels]
        numbers = _paragraph_numbers(outcome)
        paragraph += numbers
        text += [
            None if number else storable(labelled.block.text)
            for number, labelled in zip(numbers, outcome.blocks, strict=True)
        ]
    return columns


def _paragraph_numbers(outcome: Outcome) -> list[int | None]:
    """For each block the number of the paragraph it is, from 1; None where it is none of the text's."""
    if not isinstance(outcome, Article):
        return [None] * len(outcome.blocks)
    paragraphs = outcome.text.split(PARAGRAPH_BREAK)
    numbers: list[int | None] = []
    reached = 0
    for labelled in outcome.blocks:
        number = None
        if labelled.label.role.fate is Fate.STORY and labelled.block.text in paragraphs[reached:]:
            number = reached = paragraphs.index(labelled.block.text, reached) + 1
        numbers.append(number)
    return numbers


def _storable(text: str | None) -> str | None:
    return None if text is None else storable(text)
