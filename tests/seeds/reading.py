"""Reads a dump for its pages and problems."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from seeds.dump import Dump, DumpProblem
from seeds.jsonl import read_jsonl
from seeds.warc import read_warc


def read_dump(path: str) -> list[str]:
    """The bodies of a dump's pages and what is wrong between them, in order."""
    file = Path(path)
    with file.open("rb") as opened:
        dump = Dump("tests", file.name, datetime(2024, 1, 1, tzinfo=UTC), opened)
        pages = read_warc(dump) if ".warc" in file.name else read_jsonl(dump, gzipped=True)
        return [one.detail if isinstance(one, DumpProblem) else one.body.decode() for one in pages]
