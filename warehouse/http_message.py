"""An HTTP/1.1 message as archived: its head, and its body with chunks joined and compression undone."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import HeaderMap

# What we ask servers for. Brotli and zstd are read where they come unasked, but where the usual `brotli` is
# installed warcio 1.8 stumbles over it, and so would whoever checks the archive: see docs/decisions/0030.
CODINGS = "gzip, deflate"
BODY_LIMIT = 64 << 20  # a sitemap may hold 50 MB; no page comes near
_END = b"\r\n\r\n"
_STEP = 1 << 16
_INTERIM = re.compile(rb"HTTP/1\.[01] 1\d\d\b")
_READERS: dict[str, Callable[[BytesIO], WarcReader]] = {
    "chunked": ChunkedReader,
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "deflate": lambda packed: GzipReader(packed, zlib=True),
    "br": BrotliReader,
    "zstd": ZstdReader,
}


class BodyTooLarge(Exception):  # noqa: N818
    """A body that unpacks to more than the limit."""


def split_message(message: bytes) -> tuple[HeaderMap, bytes]:
    """The head and the body as sent. Raises ValueError where there is no whole head."""
    head, end, body = message.partition(_END)
    headers = HeaderMap()
    try:
        headers.parse(BytesIO(head + _END), has_status_line=True)
    except OSError as error:
        raise ValueError(f"it has no readable head: {error}") from None
    if not end or headers.status_code is None:
        raise ValueError("it has no whole head")
    return headers, body


def without_interim(message: bytes) -> bytes:
    """The message from its final head on: readers of archives take an interim one (1xx) for the answer."""
    while _INTERIM.match(message):
        head, _, rest = message.partition(_END)
        if head.startswith(b"HTTP/1.1 101"):
            break
        message = rest
    return message


def decoded_body(headers: HeaderMap, body: bytes, limit: int = BODY_LIMIT) -> bytes:
    """`body` as a browser reads it. What is not coded as its headers say stays as it is.

    Raises BodyTooLarge where it unpacks to more than `limit` bytes; little more than these are ever held.
    """
    stated = [headers.get("Content-Encoding") or "", headers.get("Transfer-Encoding") or ""]
    for coding in reversed(",".join(stated).split(",")):
        body = _undo(body, coding.strip().lower(), limit)
    if len(body) > limit:
        raise BodyTooLarge(f"it unpacks to more than {limit >> 20} MiB")
    return body


def _undo(body: bytes, coding: str, limit: int) -> bytes:
    if coding not in _READERS:
        return body
    unpacked = bytearray()
    reader = _READERS[coding](BytesIO(body))
    try:
        while part := reader.read(_STEP):
            unpacked += part
            if len(unpacked) > limit:
                raise BodyTooLarge(f"it unpacks to more than {limit >> 20} MiB")
    except OSError:
        return _inflated(body, limit) if coding == "deflate" else body
    return bytes(unpacked)


def _inflated(body: bytes, limit: int) -> bytes:
    """Deflate without zlib's header, as some servers send it."""
    try:
        unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, limit + 1)
    except zlib.error:
        return body
    return unpacked
