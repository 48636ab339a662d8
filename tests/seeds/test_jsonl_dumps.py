import gzip
import io
import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import RawPage
from seeds.dump import Dump, DumpProblem
from seeds.jsonl import BROKEN, read_jsonl
from tests.seeds.dump_files import read_all

MODIFIED = datetime(2020, 1, 1, tzinfo=UTC)


def lines_of(body: bytes, *, gzipped: bool = False, limit: int = 1 << 20) -> list[RawPage | DumpProblem]:
    return list(read_jsonl(Dump("s", "d.jsonl", MODIFIED, io.BytesIO(body)), gzipped=gzipped, limit=limit))


def only_page(line: str) -> RawPage:
    (page,) = lines_of(line.encode())
    assert isinstance(page, RawPage)
    return page


def test_a_line_becomes_a_page_plain_and_packed(tmp_path: Path) -> None:
    line = json.dumps(
        {
            "html": "<p>ü</p>",
            "text": "ü",
            "url": "https://e.org/1",
            "captured_at": "2024-03-02T02:00:00+01:00",
        }
    )
    (tmp_path / "a.jsonl").write_text(line + "\n\n" + '{"text": "x", "more": [1]}')
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(line.encode()))
    pages, problems = read_all(tmp_path)
    assert problems == []
    assert [p.path for p in pages] == ["a.jsonl#0", "a.jsonl#2", "b.jsonl.gz#0"]
    captured = datetime(2024, 3, 2, 1, tzinfo=UTC)
    expected = RawPage(
        "test", "a.jsonl#0", "https://e.org/1", captured, "text/html", "utf-8", "<p>ü</p>".encode()
    )
    assert pages[0] == expected and pages[0].page_id == pages[2].page_id
    assert (pages[1].media_type, pages[1].url, pages[1].body) == ("text/plain", None, b"x")


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b'["text"]',
        b'{"title": "no body"}',
        b'{"text": 3}',
        b'{"text": "cut',
        b'{"text": "\xff"}',
        b"[" * 100_000,
        b'{"text": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_broken_line_is_kept_and_reading_goes_on(line: bytes) -> None:
    broken, whole = lines_of(line + b'\n{"text": "next"}')
    assert isinstance(broken, RawPage) and isinstance(whole, RawPage)
    assert (broken.media_type, broken.body, broken.path) == (BROKEN, line, "d.jsonl#0")
    assert (whole.body, whole.path) == (b"next", "d.jsonl#1")


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("2024-03-02T01:02:03Z", datetime(2024, 3, 2, 1, 2, 3, tzinfo=UTC)),
        ("2024-03-02 01:02:03", datetime(2024, 3, 2, 1, 2, 3, tzinfo=UTC)),
        ("2024-03-02", datetime(2024, 3, 2, tzinfo=UTC)),
        ("yesterday", MODIFIED),
        ("0001-01-01T00:00:00+14:00", MODIFIED),
        (1709341323, MODIFIED),
        (None, MODIFIED),
    ],
)
def test_the_moment_of_capture_is_the_stated_one_or_the_file_s(stated: object, read: datetime) -> None:
    assert only_page(json.dumps({"text": "x", "captured_at": stated})).captured_at == read


def test_an_empty_html_does_not_hide_the_text_and_an_empty_page_is_a_page() -> None:
    assert only_page('{"html": "", "text": "x"}').body == b"x"
    assert only_page('{"html": null, "text": "x"}').body == b"x"
    empty = only_page('{"html": ""}')
    assert (empty.media_type, empty.body) == ("text/html", b"")


def test_a_lone_surrogate_does_not_crash() -> None:
    page = only_page(r'{"text": "a\ud800b", "url": "https://e.org/\ud800"}')
    assert page.body == b"a\xed\xa0\x80b" and len(page.page_id) == 32


def test_a_line_beyond_the_limit_is_a_problem_and_the_rest_is_read() -> None:
    long, short = lines_of(b'{"text": "' + b"x" * 500 + b'"}\n{"text": "y"}\n', limit=100)
    assert isinstance(long, DumpProblem) and (long.path, "longer than" in long.detail) == ("d.jsonl#0", True)
    assert isinstance(short, RawPage) and (short.path, short.body) == ("d.jsonl#1", b"y")
    exact = b'{"text": "' + b"x" * 88 + b'"}'
    assert len(exact) == 100
    assert all(isinstance(f, RawPage) for f in lines_of(exact + b"\n" + exact, limit=100))
    (last,) = lines_of(exact + b" ", limit=100)
    assert isinstance(last, DumpProblem)


def test_a_bomb_is_skipped_without_holding_it() -> None:
    bomb = gzip.compress(b"0" * (64 << 20) + b'\n{"text": "after"}\n', 1)
    tracemalloc.start()
    long, page = lines_of(bomb, gzipped=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(long, DumpProblem)
    assert isinstance(page, RawPage) and page.body == b"after"
    assert peak < 8 << 20


def test_torn_and_junk_gzip_are_problems_after_what_could_be_read() -> None:
    lines = b"".join(b'{"text": "%d"}\n' % n for n in range(50_000))
    whole = gzip.compress(lines)
    assert len(lines_of(whole, gzipped=True)) == 50_000
    *pages, problem = lines_of(whole[: len(whole) // 2], gzipped=True)
    assert isinstance(problem, DumpProblem) and "in the middle of its gzip data" in problem.detail
    assert len(pages) > 20_000 and all(isinstance(p, RawPage) for p in pages)
    for junk in (b"junk", whole + b"junk", whole[:5000] + b"\x00" * 50 + whole[5050:], whole[:-1]):
        problems = [f for f in lines_of(junk, gzipped=True) if isinstance(f, DumpProblem)]
        assert len(problems) == 1


def test_memory_does_not_grow_with_the_lines(tmp_path: Path) -> None:
    line = json.dumps({"text": "word " * 2_000}) + "\n"
    (tmp_path / "a.jsonl").write_text(line * 3_000)
    tracemalloc.start()
    with (tmp_path / "a.jsonl").open("rb") as opened:
        dump = Dump("s", "a.jsonl", MODIFIED, opened)
        count = sum(1 for _ in read_jsonl(dump, gzipped=False))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 40 * len(line)


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": st.text(st.characters())},
            optional={"url": st.text(min_size=1), "captured_at": st.datetimes(timezones=st.just(UTC))},
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_what_was_written_is_read_back(rows: list[dict[str, object]], gzipped: bool) -> None:
    body = "".join(json.dumps(row, default=lambda moment: moment.isoformat()) + "\n" for row in rows).encode()
    pages = lines_of(gzip.compress(body) if gzipped else body, gzipped=gzipped)
    assert [(p.body.decode("utf-8", "surrogatepass"), p.url, p.captured_at) for p in _pages(pages)] == [
        (row["text"], row.get("url"), row.get("captured_at", MODIFIED)) for row in rows
    ]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=200).map(lambda b: b.replace(b"\n", b"")), max_size=6))
def test_any_bytes_in_a_line_become_one_page_a_line(lines: list[bytes]) -> None:
    pages = _pages(lines_of(b"\n".join(lines)))
    filled = [(n, line) for n, line in enumerate(lines) if line.strip()]
    assert [(p.path, p.body) for p in pages if p.media_type == BROKEN] == [
        (f"d.jsonl#{n}", line.rstrip(b"\r")) for n, line in filled
    ]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_gzip_end_without_a_crash(body: bytes) -> None:
    lines_of(b"\x1f\x8b\x08\x00" + body, gzipped=True)


def _pages(found: list[RawPage | DumpProblem]) -> list[RawPage]:
    assert all(isinstance(f, RawPage) for f in found)
    return [f for f in found if isinstance(f, RawPage)]
