"""Reads a dump in a process of its own: `python -m tests.seeds.read_once FILE` prints what it found."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from seeds.dump import Dump, DumpProblem
from seeds.jsonl import read_jsonl
from seeds.warc import read_warc
from tests.peak import peak_megabytes


def main(file: Path) -> None:
    found = []
    with file.open("rb") as opened:
        dump = Dump("tests", file.name, datetime(2024, 1, 1, tzinfo=UTC), opened)
        pages = read_warc(dump) if ".warc" in file.name else read_jsonl(dump, gzipped=True)
        for one in pages:
            found.append(one.detail if isinstance(one, DumpProblem) else one.body.decode())
    peak = peak_megabytes()
    print(json.dumps({"found": found, "peak": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
