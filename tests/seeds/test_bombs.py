"""A gigabyte packed into a megabyte, with the limits that users have: a clear problem, then the next page."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.peak import alone
from tests.seeds.dump_files import record
from tests.seeds.reading import read_dump

MEMBER = gzip.compress(b"0" * (64 << 20), 9)  # 64 MB in 64 KB; members of a gzip file follow one another
TIMES = 16
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n"
AFTER = record(HEAD % b"" + b"<p>after")
DUMPS = {
    "lines.jsonl.gz": MEMBER * TIMES + gzip.compress(b'\n{"text": "<p>after"}\n'),
    "packed.warc.gz": gzip.compress(record(HEAD % b"Content-Encoding: gzip\r\n" + MEMBER * TIMES))
    + gzip.compress(AFTER),
    "plain.warc": record(HEAD % b"Content-Encoding: gzip\r\n" + MEMBER * TIMES) + AFTER,
}


@pytest.mark.parametrize("name", DUMPS)
def test_a_bomb_is_a_problem_in_bounded_memory(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(DUMPS[name])
    assert len(DUMPS[name]) < 2_000_000
    (problem, after), peak = alone(read_dump, str(tmp_path / name))
    assert "is skipped" in problem and "MiB" in problem and after == "<p>after"
    assert 15 < peak < 500, "megabytes"
