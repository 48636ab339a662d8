"""How one raw page is laid into a WARC 1.1 record, and read out of it again.

Each record is a gzip member of its own. What a page is (source, path, URL, time, declared type and
charset) stands beside its body in the header `Copydesk-Page`, as ASCII JSON: without loss, whatever
characters a file name or URL holds, so the archive can be rebuilt from these files alone.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.warcwriter import WARCWriter

from extractors.model import RawPage
from warehouse.errors import RawPageDamaged
from warehouse.http_message import BodyTooLarge, decoded_body, split_message

_IDS = uuid.UUID("6f0d0c1e-6f2b-5c55-9d0a-3b1c5d0f8a11")  # our own name space for uuid5; any constant
_CHUNK = 1 << 16  # bytes read at once
# Of zlib's 1 to 9. The 9 that warcio takes needs two thirds more time for 0.7 % less room (132 news pages).
_LEVEL = 6


class _Members:
    """Makes of what is written up to each flush a gzip member; warcio flushes after each record."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._squeeze: zlib._Compress | None = None

    def write(self, data: bytes) -> None:
        self._squeeze = self._squeeze or zlib.compressobj(_LEVEL, wbits=31)
        self._out.write(self._squeeze.compress(data))

    def flush(self) -> None:
        if self._squeeze:
            self._out.write(self._squeeze.flush())
            self._squeeze = None
        self._out.flush()  # a kill tears at most the record after it


def record_writer(out: BinaryIO) -> WARCWriter:
    """What writes WARC 1.1 records to `out`, each a gzip member of its own."""
    return WARCWriter(_Members(out), gzip=False, warc_version="WARC/1.1")


def write_info(writer: WARCWriter, name: str, moment: datetime) -> None:
    """The record at the head of a file that says what the file is."""
    payload = b"software: copydesk\r\nformat: WARC File Format 1.1\r\n"
    headers = {"WARC-Record-ID": _record_id(name), "WARC-Date": _warc_date(moment), "WARC-Filename": name}
    record = writer.create_warc_record(
        "",
        "warcinfo",
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type="application/warc-fields",
        warc_headers_dict=headers,
    )
    writer.write_record(record)


def write_page(writer: WARCWriter, page: RawPage, page_id: str) -> None:
    """A `resource` record: no HTTP headers are known, and none are invented."""
    headers = {
        "WARC-Record-ID": _record_id(page_id),
        "WARC-Date": _warc_date(page.captured_at),
        "Copydesk-Page": json.dumps(describe(page)),
    }
    record = writer.create_warc_record(
        _target_uri(page),
        "resource",
        payload=BytesIO(page.body),
        length=len(page.body),
        warc_content_type=_printable(page.media_type) or "application/octet-stream",
        warc_headers_dict=headers,
    )
    writer.write_record(record)


def describe(page: RawPage) -> dict[str, str | int | None]:
    """What a page is, beside its body, as the header `Copydesk-Page` holds it."""
    stated = {"status": page.status, "site": page.site}
    return {
        "source": page.source,
        "path": page.path,
        "url": page.url,
        "captured_at": page.captured_at.astimezone(UTC).isoformat(),
        "media_type": page.media_type,
        "charset": page.charset,
        **{name: value for name, value in stated.items() if value},
    }


def _record_id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_IDS, name)}>"


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _target_uri(page: RawPage) -> str:
    if page.url and _has_scheme(page.url):
        return _percent_encoded(page.url, safe="%/:?#[]@!$&'()*+,;=~")
    return "urn:copydesk:" + _percent_encoded(f"{page.source}/{page.path}", safe="/:@!$&'()*+,;=~")


def _has_scheme(url: str) -> bool:
    try:
        return bool(urlsplit(url).scheme)
    except ValueError:
        return False


def _percent_encoded(text: str, safe: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe=safe)


def _printable(text: str) -> str:
    return "".join(character for character in text if " " <= character <= "~")


def members(file: BinaryIO, where: str) -> Iterator[tuple[int, int, bytes]]:
    """Offset, length and content of each gzip member; `RawPageDamaged` where one is torn or no gzip."""
    offset, buffer = 0, file.read(_CHUNK)
    while buffer:
        inflate = zlib.decompressobj(wbits=31)
        parts: list[bytes] = []
        length = 0
        while not inflate.eof:
            if not buffer:
                raise RawPageDamaged(f"{where} ends in the middle of the page that starts at byte {offset}.")
            parts.append(_decompress(inflate, buffer, f"{where} at byte {offset}"))
            length += len(buffer) - len(inflate.unused_data)
            buffer = inflate.unused_data or file.read(_CHUNK)
        yield offset, length, b"".join(parts)
        offset += length


def inflate_member(member: bytes, where: str) -> bytes:
    """The content of exactly one whole gzip member, its checksum proven."""
    inflate = zlib.decompressobj(wbits=31)
    block = _decompress(inflate, member, where)
    if not inflate.eof or inflate.unused_data:
        raise RawPageDamaged(f"{where} does not hold one whole page.")
    return block


def _decompress(inflate: zlib._Decompress, data: bytes, where: str) -> bytes:
    try:
        return inflate.decompress(data)
    except zlib.error as error:
        raise RawPageDamaged(f"{where} is damaged: {error}.") from error


def split_record(block: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """A record's headers and its content. ValueError or KeyError where it is not as long as it states."""
    head, _, rest = block.partition(b"\r\n\r\n")
    headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    length = int(headers[b"Content-Length"])
    if len(rest) != length + 4 or not rest.endswith(b"\r\n\r\n"):
        raise ValueError("its length is not the one it states")
    return headers, rest[:length]


def parse_page(block: bytes, where: str) -> RawPage | None:
    """The page in a record, or None for a record that is none (the file's description, a request, a note)."""
    try:
        headers, content = split_record(block)
        if headers[b"WARC-Type"] not in (b"resource", b"response"):
            return None
        if headers[b"WARC-Type"] == b"response":
            if b"Copydesk-Page" not in headers:  # a redirect, a feed, an answer that is no page
                return None
            content = decoded_body(*split_message(content))
        described = json.loads(headers[b"Copydesk-Page"])
        captured_at = datetime.fromisoformat(described.pop("captured_at"))
        return RawPage(captured_at=captured_at, body=content, **described)
    except (KeyError, TypeError, ValueError, BodyTooLarge) as error:
        raise RawPageDamaged(f"{where} holds no page of this archive: {error!r}.") from error
