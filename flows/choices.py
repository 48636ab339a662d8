"""What a user chooses from by name; apart from the code that acts on it, which `--help` need not load."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What `copydesk clean` prints."""

    JSONL = "jsonl"
    MARKDOWN = "markdown"
    TEXT = "text"


class TableFormat(StrEnum):
    """How `copydesk sql` prints rows."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"


class ExportFormat(StrEnum):
    """What `copydesk export` writes: a file, or for parquet, markdown and warc a folder."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    MARKDOWN = "markdown"
    NINJS = "ninjs"
    WARC = "warc"
