"""Raw pages as they came, byte for byte: WARC 1.1 files, one for each batch, never changed once finished.

A page is read back with one seek. A file that a killed writer left is repaired at the next start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.model import RawPage
from warehouse.errors import RawPageDamaged
from warehouse.files import OPEN_SUFFIX, whole_file
from warehouse.warc import (
    inflate_member,
    members,
    parse_page,
    record_writer,
    split_record,
    write_info,
    write_page,
)

SUFFIX = ".warc.gz"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """Where a raw page lies: `file` relative to the raw folder, `offset` and `length` in its bytes.

    `digest` is "sha256:" and 64 hex digits of the body, `size` the body's length in bytes.
    """

    page_id: str
    digest: str
    size: int
    file: str
    offset: int
    length: int


def write_warc(pages: Sequence[RawPage], target: Path, raw_dir: Path | None = None) -> list[RawRecord]:
    """Write the pages as one WARC file and say where each lies; the same pages give the same bytes.

    `target` must end in ".warc.gz" and lie in `raw_dir` (by default its own folder). A page that
    occurs more than once is written once. The file appears whole or not at all.
    """
    root = raw_dir or target.parent
    name = target.relative_to(root).as_posix()
    records: dict[str, RawRecord] = {}
    with whole_file(target) as unfinished, unfinished.open("wb") as out:
        writer = record_writer(out)
        if pages:
            write_info(writer, name, pages[0].captured_at)
        for page in pages:
            page_id = page.page_id
            if page_id not in records:
                offset = out.tell()
                write_page(writer, page, page_id)
                records[page_id] = place_of(page, name, offset, out.tell() - offset)
    return list(records.values())


def place_of(page: RawPage, name: str, offset: int, length: int) -> RawRecord:
    """The record of a page that lies in the file `name`."""
    return RawRecord(page.page_id, body_digest(page.body), len(page.body), name, offset, length)


def body_digest(body: bytes) -> str:
    """ "sha256:" and the 64 hex digits of the body's SHA-256."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def read_body(raw_dir: Path, record: RawRecord) -> bytes:
    """The page's bytes as they came; `RawPageDamaged` if these are not the bytes that were archived."""
    return read_page(raw_dir, record).body


def read_page(raw_dir: Path, record: RawRecord) -> RawPage:
    """The whole raw page by one seek; `RawPageDamaged` if anything about it is not as archived."""
    block, where = _block(raw_dir, record)
    page = parse_page(block, where)
    if page is None or body_digest(page.body) != record.digest or page.page_id != record.page_id:
        raise RawPageDamaged(f"Raw page {record.page_id} in {where} does not match its digest.")
    return page


def read_headers(raw_dir: Path, record: RawRecord) -> dict[str, str]:
    """The WARC headers of a raw page's record; `RawPageDamaged` where the record is not whole."""
    block, where = _block(raw_dir, record)
    try:
        headers, _ = split_record(block)
        return {name.decode("ascii"): value.decode("utf-8") for name, value in headers.items()}
    except (KeyError, ValueError) as error:
        raise RawPageDamaged(f"{where} holds no page of this archive: {error!r}.") from error


def _block(raw_dir: Path, record: RawRecord) -> tuple[bytes, str]:
    """What the record's gzip member holds, and a name for the place."""
    path = raw_dir / record.file
    try:
        with path.open("rb") as file:
            file.seek(record.offset)
            member = file.read(record.length)
    except OSError as error:
        raise RawPageDamaged(f"Raw page {record.page_id} cannot be read from {path}: {error}.") from error
    where = f"{path} at byte {record.offset}"
    return inflate_member(member, where), where


def read_batch(target: Path, raw_dir: Path | None = None) -> Iterator[tuple[RawPage, RawRecord]]:
    """All pages of one file in order, each with its place, holding one page in memory at a time."""
    name = target.relative_to(raw_dir or target.parent).as_posix()
    with target.open("rb") as file:
        for offset, length, block in members(file, str(target)):
            page = parse_page(block, f"{target} at byte {offset}")
            if page is not None:
                yield page, place_of(page, name, offset, length)


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done with a file that a killed writer left: the finished file (None if it held nothing)."""

    leftover: Path
    finished: Path | None
    pages: int
    bytes_cut: int


def repair(raw_dir: Path) -> list[Repair]:
    """Turn every leftover ".open" file into a finished one that ends after its last whole record.

    Call at start, while nobody writes. Pages that a kill tore are cut off; those before it are kept.
    """
    leftovers = sorted(raw_dir.rglob("*" + SUFFIX + OPEN_SUFFIX))
    return [_repair_file(leftover) for leftover in leftovers]


def _repair_file(leftover: Path) -> Repair:
    pages = kept = end = 0
    size = leftover.stat().st_size
    try:
        with leftover.open("rb") as file:
            for offset, length, block in members(file, str(leftover)):
                pages += parse_page(block, str(leftover)) is not None
                kept += offset > 0  # what stands first describes the file
                end = offset + length
    except RawPageDamaged:
        pass  # the torn end: everything before it has been counted
    target = leftover.with_name(leftover.name.removesuffix(OPEN_SUFFIX))
    if kept == 0 or target.exists():
        leftover.unlink()
        return Repair(leftover, None, 0, size)
    with leftover.open("rb+") as file:
        file.truncate(end)
    with whole_file(target):
        pass  # the leftover bears the very name that becomes the target
    return Repair(leftover, target, pages, size - end)
