"""The columns of every staged file, declared once. The database's tables take them over by name."""

from __future__ import annotations

import pyarrow as pa

_MOMENT = pa.timestamp("us", tz="UTC")
_NAME = pa.dictionary(pa.int32(), pa.string())  # few different values in one file

_Columns = dict[str, pa.DataType]


def _schema(columns: _Columns, *, required: str) -> pa.Schema:
    """`required` names the columns that are never null, parted by spaces."""
    never_null = set(required.split())
    return pa.schema([pa.field(name, kind, name not in never_null) for name, kind in columns.items()])


# One row for each capture in the batch. Where the body lies (digest to warc_length) is set when the page
# is to be cleaned, and null when the archive knows all of it but this capture.
MANIFEST = _schema(
    {
        "batch_id": _NAME,
        "run_id": _NAME,
        "page_id": pa.string(),
        "captured_at": _MOMENT,
        "source": _NAME,
        "path": pa.string(),
        "url": pa.string(),
        "host": pa.string(),
        "media_type": _NAME,
        "charset": _NAME,
        "digest": pa.string(),
        "size": pa.int64(),
        "warc_file": _NAME,
        "warc_offset": pa.int64(),
        "warc_length": pa.int64(),
    },
    required="batch_id run_id page_id captured_at source path media_type",
)

VERSIONS = _schema(
    {
        "version_id": pa.string(),
        "article_id": pa.string(),
        "headline": pa.string(),
        "text": pa.string(),
        "authors": pa.list_(pa.string()),
        "date_published": pa.string(),
        "contributors": pa.string(),
        "editors_note": pa.string(),
        "word_count": pa.int32(),
    },
    required="version_id article_id text authors word_count",
)

CAPTION = pa.struct(
    {"text": pa.string(), "credit": pa.string(), "date": pa.date32(), "times_seen": pa.int32()}
)

OUTCOMES = _schema(
    {
        "batch_id": _NAME,
        "page_id": pa.string(),
        "cleaner_version": _NAME,
        "cleaned_at": _MOMENT,
        "article_id": pa.string(),
        "version_id": pa.string(),
        "reason": _NAME,
        "detail": pa.string(),
        "url": pa.string(),
        "canonical_url": pa.string(),
        "site": pa.string(),
        "language": _NAME,
        "date_modified": pa.string(),
        "dateline_place": pa.string(),
        "dateline_agency": pa.string(),
        "dateline_printed": pa.string(),
        "captions": pa.list_(CAPTION),
        "keywords": pa.list_(pa.string()),
        "copyright_holder": pa.string(),
        "copyright_year": pa.int32(),
        "copyright_notice": pa.string(),
        "copyright_agencies": pa.list_(pa.string()),
        "origins": pa.map_(pa.string(), pa.string()),
        "page_status": _NAME,
        "page_status_evidence": pa.string(),
    },
    required="batch_id page_id cleaner_version cleaned_at captions keywords copyright_agencies origins",
)

LEDGER = _schema(
    {
        "batch_id": _NAME,
        "page_id": _NAME,
        "cleaner_version": _NAME,
        "position": pa.int32(),
        "role": _NAME,
        "kept": pa.bool_(),
        "rule": _NAME,
        "confidence": pa.float32(),
        "paragraph": pa.int32(),
        "text": pa.string(),
    },
    required="batch_id page_id cleaner_version position role kept rule confidence",
)
