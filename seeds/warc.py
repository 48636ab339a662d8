"""Pages of a WARC file: its response, resource and conversion records, so Common Crawl's WET files too.

The reader under it (fastwarc) passes over a torn last member and ends at the first damage. So each
record is held against its stated length, the end of the last gzip member is checked, and after
damage reading goes on at the next whole record.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC
from gzip import GzipFile
from io import BytesIO
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from extractors.model import RawPage
from seeds.dump import PAGE_LIMIT, Dump, DumpProblem, media_type_and_charset, megabytes, sniff_media_type
from seeds.http_body import decode_body

_PAGES = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion)
_GZIP = b"\x1f\x8b\x08"
_VERSIONS = (b"WARC/1.0\r\n", b"WARC/1.1\r\n")
_STEP = 1 << 20


def read_warc(dump: Dump, *, limit: int = PAGE_LIMIT) -> Iterator[RawPage | DumpProblem]:
    """The pages of a WARC file in the order of its records, `#` the record's number from 0.

    All records count for the number; requests, warcinfo, metadata, revisits and DNS answers are no
    pages. A record that is cut or damaged, or larger than `limit` bytes (packed or unpacked), is a
    problem and no page: half a story must not pass for a whole one. So is a torn end.
    """
    for number, found in enumerate(_records(dump.file, limit)):
        if isinstance(found, str):
            yield dump.problem(found, number)
            continue
        record, block = found
        if record.record_type in _PAGES and not _url(record).startswith("dns:"):
            http, packed = _http_parts(record, block) if block is not None else (None, None)
            body = decode_body(packed, http, limit) if packed is not None else None
            if body is None:
                yield dump.problem(f"is a record larger than {megabytes(limit)}; it is skipped", number)
            else:
                yield _page(record, http, body, dump, number)


def _records(file: BinaryIO, limit: int) -> Iterator[tuple[WarcRecord, bytes | None] | str]:
    """Every whole record with its block, and a sentence for each damage. See `_block`."""
    gzipped = file.read(len(_GZIP)) == _GZIP
    start: int | None = 0
    while start is not None:
        position, damage, reported = start, None, start > 0
        file.seek(start)
        try:
            for record in ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False):
                position, reported = record.stream_pos, False
                yield record, _block(record, limit)
            damage = _torn_end(file, position) if gzipped else None
        except OSError as error:
            damage = f"is damaged: {error}"
        if damage and not reported:  # where no record was found, it is the damage told of before
            yield damage
        start = _next_record(file, position + 1, gzipped) if damage else None


def _block(record: WarcRecord, limit: int) -> bytes | None:
    """A record's bytes after its header; None for what is no page or is too large. OSError if cut."""
    length = record.headers.get("Content-Length") or ""
    if not (length.isascii() and length.isdigit()):
        raise OSError("a record's header is cut or states no length")
    stated = int(length)
    kept = record.record_type in _PAGES and stated <= limit
    block = record.reader.read(stated) if kept else None
    there = record.reader.consume() if block is None else len(block)
    if there < stated:
        raise OSError(f"a record is cut, {there} of {stated} bytes are there")
    return block


def _http_parts(record: WarcRecord, block: bytes) -> tuple[HeaderMap | None, bytes]:
    """HTTP headers and body of a block that has them.

    Parsed here, not by the record: that one takes a cut header for a whole one.
    """
    http = HeaderMap()
    if not (record.headers.get("Content-Type") or "").startswith("application/http"):
        return None, block
    try:
        length = http.parse(BytesIO(block), has_status_line=True)
    except OSError:  # a header without end
        return None, block
    return (http, block[length:]) if (http.status_line or "").startswith("HTTP/") else (None, block)


def _torn_end(file: BinaryIO, position: int) -> str | None:
    """What is wrong with the gzip data from the last record's position to the end, if anything is."""
    file.seek(position)
    if file.read(len(_GZIP)) != _GZIP:  # many records in one gzip member: it begins where the file does
        position = 0
    file.seek(position)
    try:
        whole = GzipFile(fileobj=file)
        while whole.read(_STEP):
            pass
    except EOFError:
        return "ends in the middle of its gzip data"
    except (OSError, zlib.error) as error:
        return f"is damaged: {error}"
    return None


def _next_record(file: BinaryIO, start: int, gzipped: bool) -> int | None:
    """Where the next record begins at or after `start`."""
    marker = _GZIP if gzipped else b"WARC/1."
    while True:
        file.seek(start)
        window = file.read(_STEP)
        at = window.find(marker)
        while at != -1:
            if _begins_record(file, start + at, gzipped):
                return start + at
            at = window.find(marker, at + 1)
        if len(window) < _STEP:
            return None
        start += len(window) - len(marker) + 1


def _begins_record(file: BinaryIO, position: int, gzipped: bool) -> bool:
    file.seek(position)
    head = file.read(512)  # a gzip header with a file's name, and enough for the first line
    try:
        return (zlib.decompressobj(31).decompress(head, 10) if gzipped else head[:10]) in _VERSIONS
    except zlib.error:
        return False


def _url(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")


def _page(record: WarcRecord, http: HeaderMap | None, body: bytes, dump: Dump, number: int) -> RawPage:
    stated = http.get("Content-Type") if http is not None else record.headers.get("Content-Type")
    media_type, charset = media_type_and_charset(stated or "")
    return RawPage(
        source=dump.source,
        path=f"{dump.path}#{number}",
        url=_url(record) or None,
        captured_at=record.record_date.astimezone(UTC) if record.record_date else dump.modified,
        media_type=media_type or sniff_media_type(body),
        charset=charset,
        body=body,
        status=http.status_code if http is not None else None,
    )
