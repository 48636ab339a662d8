import gzip
import io
import os
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extractors.model import RawPage
from seeds import warc
from seeds.dump import Dump, DumpProblem
from seeds.warc import read_warc
from tests.seeds.dump_files import OK, packed, read_all, record

MODIFIED = datetime(2020, 1, 1, tzinfo=UTC)
LIMIT = 1 << 20


def found_in(body: bytes, limit: int = LIMIT) -> list[RawPage | DumpProblem]:
    return list(read_warc(Dump("s", "d.warc", MODIFIED, io.BytesIO(body)), limit=limit))


def split(body: bytes, limit: int = LIMIT) -> tuple[list[RawPage], list[DumpProblem]]:
    found = found_in(body, limit)
    return (
        [f for f in found if isinstance(f, RawPage)],
        [f for f in found if isinstance(f, DumpProblem)],
    )


def test_files_by_another_writer_are_read(tmp_path: Path) -> None:
    for name, packs in (("a.warc", False), ("b.warc.gz", True)):
        with (tmp_path / name).open("wb") as file:
            writer = WARCWriter(file, gzip=packs)
            writer.write_record(writer.create_warcinfo_record(name, {"software": "test"}))
            headers = StatusAndHeaders(
                "404 Not Found", [("Content-Type", 'TEXT/HTML; charset="ISO-8859-1"')], protocol="HTTP/1.0"
            )
            writer.write_record(
                writer.create_warc_record(
                    "https://e.org/ü",
                    "response",
                    payload=io.BytesIO(b"<p>\xfc</p>"),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": "2024-03-02T01:02:03Z"},
                )
            )
    pages, problems = read_all(tmp_path)
    assert problems == []
    assert [p.path for p in pages] == ["a.warc#1", "b.warc.gz#1"]
    captured = datetime(2024, 3, 2, 1, 2, 3, tzinfo=UTC)
    assert pages[0] == RawPage(
        "test", "a.warc#1", pages[0].url, captured, "text/html", "iso-8859-1", b"<p>\xfc</p>", 404
    )
    assert pages[0].url in ("https://e.org/ü", "https://e.org/%C3%BC")


def test_which_records_are_pages() -> None:
    kinds = ["warcinfo", "request", "response", "metadata", "revisit", "resource", "conversion"]
    records = [record(OK + b"<p>", kind) for kind in kinds[:5]]
    records += [record(b"words", kind, content_type="text/plain; charset=utf-8") for kind in kinds[5:]]
    records.append(record(b"20240101\ne.org. 1 IN A 1.1.1.1", url="dns:e.org", content_type="text/dns"))
    pages, problems = split(packed(*records))
    assert problems == []
    assert [(p.path, p.media_type, p.charset, p.status, p.body) for p in pages] == [
        ("d.warc#2", "text/html", "utf-8", 200, b"<p>"),
        ("d.warc#5", "text/plain", "utf-8", None, b"words"),
        ("d.warc#6", "text/plain", "utf-8", None, b"words"),
    ]


def test_a_wet_file_is_read(tmp_path: Path) -> None:
    wet = packed(record(b"words", "conversion", content_type="text/plain"))
    (tmp_path / "CC-MAIN-0.warc.wet.gz").write_bytes(wet)
    assert [p.body for p in read_all(tmp_path)[0]] == [b"words"]


def test_what_headers_leave_open_is_filled() -> None:
    bare = b"HTTP/1.1 200 OK\r\n\r\n<html>"
    (page,), _ = split(record(bare, url="<https://e.org/x>", date="soon"))
    assert (page.url, page.media_type, page.charset) == ("https://e.org/x", "text/html", None)
    assert page.captured_at == MODIFIED
    (xhtml,), _ = split(record(b"HTTP/1.1 200 OK\r\nContent-Type: application/xhtml+xml\r\n\r\n<html>"))
    assert xhtml.media_type == "text/html"


@pytest.mark.parametrize("block", [b"words without a header", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000])
def test_a_response_without_http_is_kept_as_it_is(block: bytes) -> None:
    (page,), problems = split(record(block))
    assert problems == []
    assert (page.media_type, page.status, page.body) == ("application/http", None, block)


def chunked(body: bytes) -> bytes:
    parts = [body[i : i + 7] for i in range(0, len(body), 7)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


BODY = "<p>schön</p>".encode() * 20


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        (b"Content-Encoding: gzip", gzip.compress(BODY, mtime=0)),
        (b"Content-Encoding: br", brotli.compress(BODY)),
        (b"Content-Encoding: deflate", zlib.compress(BODY)),
        (b"Content-Encoding: deflate", zlib.compress(BODY)[2:-4]),
        (b"Transfer-Encoding: chunked", chunked(BODY)),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: GZIP", chunked(gzip.compress(BODY, mtime=0))),
        (b"Content-Encoding: gzip, br", brotli.compress(gzip.compress(BODY, mtime=0))),
        (b"Content-Encoding: identity", BODY),
        # decoded by the archive, with the headers left as they were
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip", BODY),
        (b"Content-Encoding: br", BODY),
        (b"Content-Encoding: deflate", BODY),
    ],
)
def test_encoded_bodies_are_decoded(headers: bytes, sent: bytes) -> None:
    (page,), problems = split(record(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n\r\n" + sent))
    assert problems == []
    assert page.body == BODY


def test_large_and_bombed_records_are_problems_and_the_next_is_read() -> None:
    bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n%s"
    zeros = bytes(64 << 20)
    dump = packed(
        record(OK + bytes(2 * LIMIT)),
        record(bomb % (b"gzip", gzip.compress(zeros, 1))),
        record(bomb % (b"br", brotli.compress(zeros, quality=1))),
        record(OK + b"<p>after"),
    )
    del zeros
    tracemalloc.start()
    pages, problems = split(dump)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [p.body for p in pages] == [b"<p>after"]
    assert [p.path for p in problems] == ["d.warc#0", "d.warc#1", "d.warc#2"]
    assert all("larger than 1 MiB" in p.detail for p in problems)
    assert peak < 8 * LIMIT


def three(pack: bool) -> list[bytes]:
    records = [record(OK + os.urandom(600).hex().encode(), url=f"https://e.org/{n}") for n in range(3)]
    return [gzip.compress(r) for r in records] if pack else records


@pytest.mark.parametrize("pack", [False, True])
def test_a_torn_end_is_always_noticed(pack: bool) -> None:
    first, second, third = three(pack)
    whole = first + second + third
    assert len(split(whole)[0]) == 3 and split(whole)[1] == []
    # the CRLFs after the last record may be missing: nothing is lost
    closing = 0 if pack else 4
    for cut in range(closing + 1, len(third)):
        pages, problems = split(whole[:-cut])
        assert len(problems) == 1, cut
        assert any(word in problems[0].detail for word in ("cut", "middle", "damaged"))
        assert [p.url for p in pages][:2] == ["https://e.org/0", "https://e.org/1"]
        assert all(len(p.body) == 1200 for p in pages), "half a page passed for a whole one"


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize(
    "junk", [b"junk" * 50, bytes(300), b"\x1f\x8b\x08" + bytes(20), b"WARC/1.0\r\n\r\njunk"]
)
def test_after_junk_reading_goes_on(pack: bool, junk: bytes) -> None:
    first, second, third = three(pack)
    pages, problems = split(first + junk + second + third)
    if not (pack and not any(junk)):  # zeros between gzip members are padding
        assert problems
    assert [p.url for p in pages] == [f"https://e.org/{n}" for n in range(3)]


def test_a_damaged_member_costs_no_other() -> None:
    first, second, third = three(True)
    middle = len(second) // 2
    broken = second[:middle] + bytes(b ^ 0x55 for b in second[middle : middle + 20]) + second[middle + 20 :]
    pages, problems = split(first + broken + third)
    assert [p.url for p in pages] == ["https://e.org/0", "https://e.org/2"]
    assert problems


@pytest.mark.parametrize("length", [10**12, -4, 10])
def test_a_record_that_lies_about_its_length_costs_no_other(length: int) -> None:
    liar = record(OK + b"<p>lie", url="https://e.org/liar", length=length)
    pages, problems = split(liar + record(OK + b"<p>true", url="https://e.org/true"))
    assert problems
    assert pages[-1].body == b"<p>true"


@pytest.mark.parametrize(
    "body", [b"", b"junk" * 100, gzip.compress(b"junk" * 100, mtime=0), b"\x1f\x8b", b"\x1f\x8b\x08"]
)
def test_files_without_a_record(body: bytes) -> None:
    pages, problems = split(body)
    assert pages == []
    assert len(problems) == (1 if body else 0)


def test_many_records_in_one_gzip_member() -> None:
    whole = gzip.compress(b"".join(three(False)))
    pages, problems = split(whole)
    assert (len(pages), problems) == (3, [])
    assert split(whole[:-5])[1] != []


def test_memory_does_not_grow_with_the_records(tmp_path: Path) -> None:
    one = packed(record(OK + b"<p>word " * 5_000))
    (tmp_path / "a.warc.gz").write_bytes(one * 2_000)

    def peak_of(pages: Iterator[RawPage | DumpProblem]) -> tuple[int, int]:
        tracemalloc.start()
        count = sum(1 for _ in pages)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return count, peak

    with (tmp_path / "a.warc.gz").open("rb") as file:
        count, peak = peak_of(read_warc(Dump("s", "a.warc.gz", MODIFIED, file)))
    assert count == 2_000
    assert peak < 4 << 20  # of 80 MB


FOUR = [record(OK + b"<p>story %d</p>" % n, url=f"https://e.org/{n}") for n in range(4)]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 2_000), st.booleans())
def test_a_cut_anywhere_is_never_silent(at: int, pack: bool) -> None:
    whole = packed(*FOUR) if pack else b"".join(FOUR)
    at = at % len(whole) or len(whole)
    pages, problems = split(whole[:at])
    assert [p.body for p in pages] == [b"<p>story %d</p>" % n for n in range(len(pages))]
    assert (problems == []) == _at_an_end(FOUR, at, pack)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 2_000), st.booleans())
def test_any_damage_ends_without_a_crash(junk: bytes, at: int, pack: bool) -> None:
    whole = packed(*FOUR) if pack else b"".join(FOUR)
    at %= len(whole)
    assert len(split(whole[:at] + junk + whole[at + len(junk) :])[0]) <= 4


def _at_an_end(records: list[bytes], at: int, pack: bool) -> bool:
    end = 0
    for one in records:
        end += len(packed(one) if pack else one)
        if end - (0 if pack else 4) <= at <= end:
            return True
    return False


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), max_size=5))
def test_what_was_written_is_read_back(bodies: list[tuple[bytes, bool]]) -> None:
    records = [
        record(OK + body) if response else record(body, "resource", content_type="text/plain")
        for body, response in bodies
    ]
    for whole in (packed(*records), b"".join(records)):
        pages, problems = split(whole)
        assert problems == []
        assert [p.body for p in pages] == [body for body, _ in bodies]


@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize("before_the_edge", [0, 1, 2, 6])
def test_the_next_record_is_found_across_the_edge_of_a_read(pack: bool, before_the_edge: int) -> None:
    first, second, third = three(pack)
    junk = b"x" * (warc._STEP + 1 - before_the_edge - len(first))  # the search starts at byte 1
    pages, problems = split(first + junk + second + third)
    assert [p.url for p in pages] == [f"https://e.org/{n}" for n in range(3)]
    assert len(problems) == 1
