"""The body of an HTTP message as its reader sees it: chunks joined, compression undone, bounded."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import HeaderMap

_READERS: dict[str, Callable[[BytesIO], WarcReader]] = {
    "chunked": ChunkedReader,
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "deflate": lambda packed: GzipReader(packed, zlib=True),
    "br": BrotliReader,
    "zstd": ZstdReader,
}
_STEP = 1 << 20


def decode_body(body: bytes, headers: HeaderMap | None, limit: int) -> bytes | None:
    """`body` with its transfer and content encodings undone, or None beyond `limit` bytes.

    Many archives keep these headers over bodies they have decoded already, so what does not decode
    stays as it is; if it is junk in truth, it is judged as a page that is binary.
    """
    for coding in _codings(headers):
        unpacked = _unpack(body, coding, limit)
        if unpacked is not None and len(unpacked) > limit:
            return None
        body = body if unpacked is None else unpacked
    return body


def _codings(headers: HeaderMap | None) -> list[str]:
    """The codings that were applied, the last one first."""
    if headers is None:
        return []
    stated = [headers.get("Content-Encoding") or "", headers.get("Transfer-Encoding") or ""]
    return [c.strip().lower() for c in reversed(",".join(stated).split(",")) if c.strip()]


def _unpack(body: bytes, coding: str, limit: int) -> bytes | None:
    """At most a little more than `limit` bytes; None where `body` is not so coded."""
    if coding not in _READERS:
        return None
    reader = _READERS[coding](BytesIO(body))
    unpacked = bytearray()
    try:
        while len(unpacked) <= limit and (part := reader.read(_STEP)):
            unpacked += part
    except OSError:
        return _inflate(body, limit) if coding == "deflate" else None
    return bytes(unpacked)


def _inflate(body: bytes, limit: int) -> bytes | None:
    """Deflate without zlib's header, as some servers send it."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, limit + 1)
    except zlib.error:
        return None
