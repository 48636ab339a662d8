"""Raw pages come back byte for byte, or not at all."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import fastwarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from extractors.model import RawPage
from tests.warehouse.generated import START, pages_and_outcomes
from warehouse import raw
from warehouse.errors import RawPageDamaged

PAGES = [page for page, _ in pages_and_outcomes(range(20))]
ODD = [
    RawPage("s", "empty.txt", None, START, "text/plain", None, b""),
    RawPage("s", "name with \udcff\n and ünï.txt#3", None, START, "text/plain", "cp1252", b"\x00\xff" * 9),
    RawPage("s", "a.warc#2", "https://site.example/gone", START, "text/html", None, b"<p>Gone</p>", 404),
    RawPage(
        "s", "x", "https://exämple.org/ä b?q=\ud800\r\nX: y", START, "text/html", None, b"\r\n\r\nWARC/1.1"
    ),
    RawPage(
        "s", "y", "no address", datetime(2024, 1, 2, 3, 4, 5, 678, UTC), "te\r\nxt/html", None, b"\x1f\x8b"
    ),
]


def test_every_page_comes_back_byte_for_byte(tmp_path: Path) -> None:
    records = raw.write_warc(PAGES + ODD, tmp_path / "s" / "b.warc.gz", tmp_path)
    assert [raw.read_page(tmp_path, record) for record in records] == PAGES + ODD
    assert list(raw.read_batch(tmp_path / "s" / "b.warc.gz", tmp_path)) == list(
        zip(PAGES + ODD, records, strict=True)
    )


@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=400), path=st.text(max_size=20), url=st.none() | st.text(max_size=30))
def test_any_page_comes_back(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, path: str, url: str | None
) -> None:
    folder = tmp_path_factory.mktemp("raw")
    page = RawPage("source", path, url, START, "text/html", None, body)
    (record,) = raw.write_warc([page], folder / "b.warc.gz")
    assert raw.read_page(folder, record) == page
    assert raw.read_body(folder, record) == body


def test_the_same_pages_give_the_same_file(tmp_path: Path) -> None:
    raw.write_warc(PAGES, tmp_path / "one" / "b.warc.gz", tmp_path / "one")
    raw.write_warc(PAGES, tmp_path / "two" / "b.warc.gz", tmp_path / "two")
    assert (tmp_path / "one" / "b.warc.gz").read_bytes() == (tmp_path / "two" / "b.warc.gz").read_bytes()


def test_a_page_seen_twice_in_a_batch_is_written_once(tmp_path: Path) -> None:
    again = replace(PAGES[0], captured_at=PAGES[5].captured_at)
    records = raw.write_warc([PAGES[0], again], tmp_path / "b.warc.gz")
    assert [record.page_id for record in records] == [PAGES[0].page_id]


def test_other_programs_read_the_files(tmp_path: Path) -> None:
    target = tmp_path / "b.warc.gz"
    records = raw.write_warc(PAGES + ODD, target)
    with target.open("rb") as file:
        read = [
            (record.rec_type, record.content_stream().read(), record.digest_checker.passed)
            for record in ArchiveIterator(file, check_digests=True)
        ]
    assert read[0][0] == "warcinfo"
    assert read[1:] == [("resource", page.body, True) for page in PAGES + ODD]
    found = [(r.stream_pos, r.reader.read()) for r in fastwarc.ArchiveIterator(str(target))][1:]
    assert found == [(r.offset, p.body) for r, p in zip(records, PAGES + ODD, strict=True)]


def test_the_files_say_which_version_of_warc_they_are(tmp_path: Path) -> None:
    target = tmp_path / "b.warc.gz"
    records = raw.write_warc(PAGES, target)
    with gzip.open(target) as file:
        assert file.readline() == b"WARC/1.1\r\n"
    whole = target.read_bytes()
    for record in records:
        member = whole[record.offset : record.offset + record.length]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    target = tmp_path / "b.warc.gz"
    records = raw.write_warc(PAGES[:3], target)
    whole = target.read_bytes()
    middle = records[1]
    header_only = range(4, 10)  # gzip's own time, flags and system: no content
    for place in range(0, middle.length, 7):
        damaged = bytearray(whole)
        damaged[middle.offset + place] ^= 0x10
        target.write_bytes(damaged)
        if place not in header_only:
            with pytest.raises(RawPageDamaged):
                raw.read_body(tmp_path, middle)
        assert raw.read_body(tmp_path, records[0]) == PAGES[0].body
        assert raw.read_body(tmp_path, records[2]) == PAGES[2].body


def test_a_truncated_or_missing_file_is_said(tmp_path: Path) -> None:
    target = tmp_path / "b.warc.gz"
    records = raw.write_warc(PAGES, target)
    target.write_bytes(target.read_bytes()[:-5])
    with pytest.raises(RawPageDamaged, match="whole page"):
        raw.read_body(tmp_path, records[-1])
    with pytest.raises(RawPageDamaged, match="ends in the middle"):
        list(raw.read_batch(target))
    target.unlink()
    with pytest.raises(RawPageDamaged, match="cannot be read"):
        raw.read_body(tmp_path, records[0])


def test_a_page_at_another_ones_place_is_not_taken_for_it(tmp_path: Path) -> None:
    one, two = raw.write_warc(PAGES[:2], tmp_path / "b.warc.gz")
    with pytest.raises(RawPageDamaged, match="does not match"):
        raw.read_body(tmp_path, replace(one, offset=two.offset, length=two.length))


@pytest.mark.parametrize("cut", [1, 300, 2000])
def test_a_torn_file_keeps_its_whole_pages(tmp_path: Path, cut: int) -> None:
    target = tmp_path / "s" / "b.warc.gz"
    records = raw.write_warc(PAGES, target, tmp_path)
    whole = target.read_bytes()
    target.rename(tmp_path / "s" / "b.warc.gz.open")
    (tmp_path / "s" / "b.warc.gz.open").write_bytes(whole[:-cut])
    (repaired,) = raw.repair(tmp_path)
    kept = [page for page, _ in raw.read_batch(target, tmp_path)]
    assert kept == PAGES[: repaired.pages]
    assert repaired.pages == sum(r.offset + r.length <= len(whole) - cut for r in records)
    assert target.stat().st_size + repaired.bytes_cut == len(whole) - cut
    assert raw.repair(tmp_path) == []


def test_a_file_torn_before_its_first_page_is_removed(tmp_path: Path) -> None:
    leftover = tmp_path / "b.warc.gz.open"
    leftover.write_bytes(b"\x1f\x8b\x08")
    assert raw.repair(tmp_path) == [raw.Repair(leftover, None, 0, 3)]
    assert list(tmp_path.iterdir()) == []
