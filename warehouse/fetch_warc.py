"""Fetches as WARC 1.1: request and response pairs as they went over the wire, revisits, and notes.

A revisit for a 304 has an empty block, as that is what replay joins with the answer stored before; the head
of the 304 lies in a `metadata` record beside it.

The last record of every fetch bears the header `Copydesk-Fetch`, with all that came of it: so a fetch is
in the file wholly or not at all, wherever a kill cuts it, and the state of every URL can be read from the
files alone. A response that is a page bears `Copydesk-Page` as well, as a page from a dump does.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from extractors.model import RawPage
from warehouse.archived import Archived, robots_text
from warehouse.fetch import Fetch, FetchOutcome, Found, fetch_to_json
from warehouse.files import OPEN_SUFFIX, flush_file, flush_folder
from warehouse.raw import place_of
from warehouse.warc import describe, record_writer, write_info

_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# Most bodies come packed: to pack them again takes time and saves nothing. On a plain one level 1 takes a
# third of the time of level 6, and a fifth more room.
_LEVEL, _PACKED_LEVEL = 1, 0
_PACKED = re.compile(
    rb"^content-encoding:[ \t]*(?:x-)?(?:gzip|br|deflate|zstd)\b", re.IGNORECASE | re.MULTILINE
)
_HEAD_ENDS = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back, as bytes on the wire (without interim answers).

    `truncated` is WARC's word for why the response is not whole: length, time, disconnect, unspecified.
    """

    url: str
    moment: datetime
    request: bytes
    response: bytes
    ip: str
    protocol: str = "http/1.1"
    truncated: str | None = None


class FetchWriter:
    """A WARC file that grows by whole fetches. A kill tears at most the record at its end.

    `target` must end in ".warc.gz" and lie in `raw_dir`; it appears when `finish` is called.
    """

    def __init__(self, target: Path, raw_dir: Path, moment: datetime) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        self._target = target
        self._unfinished = target.with_name(target.name + OPEN_SUFFIX)
        self._file = self._unfinished.open("wb")
        self._name = target.relative_to(raw_dir).as_posix()
        self._held = Archived()
        writer = record_writer(self._file)
        write_info(writer, self._name, moment)

    def write(self, exchanges: Sequence[Exchange], fetch: Fetch, page: RawPage | None) -> None:
        """All of one fetch: the exchanges in order, the last as the page or revisit that it is."""
        for exchange in exchanges[:-1]:
            self._pair(exchange, {})
        last = {"Copydesk-Fetch": fetch_to_json(fetch)}
        if page is not None:
            last["Copydesk-Page"] = json.dumps(describe(page))
        if not exchanges:
            self._note(fetch.url, fetch.fetched_at, b"", last)
        elif refers_to := _stored_before(fetch, exchanges[-1]):
            self._pair(exchanges[-1], {**last, **refers_to}, revisit=True)
        else:
            self._pair(exchanges[-1], last)
        self._file.flush()
        self._hold(fetch, page, exchanges[-1].response if exchanges else b"")

    def _hold(self, fetch: Fetch, page: RawPage | None, answer: bytes) -> None:
        self._held.fetches.append((fetch, robots_text(fetch, answer)))
        if page is not None:
            offset = self._record_at
            self._held.pages.append(page)
            self._held.records.append(place_of(page, self._name, offset, self._file.tell() - offset))

    def found(self, found: Sequence[Found]) -> None:
        """The pages that one feed, sitemap or front named; write them before its own fetch."""
        rows = [[f.url, f.url_key, f.modified_at and f.modified_at.isoformat()] for f in found]
        head = {"Copydesk-Found": json.dumps({"in": found[0].found_in})}
        self._note(found[0].found_in, found[0].found_at, json.dumps(rows).encode("ascii"), head)
        self._held.found += found

    def finish(self) -> Archived:
        """Make the file durable and give it its name; says what it holds, as `read_archived` would."""
        self._file.close()
        flush_file(self._unfinished)
        self._unfinished.replace(self._target)
        flush_folder(self._target.parent)
        return self._held

    def _pair(self, exchange: Exchange, extra: Mapping[str, str], *, revisit: bool = False) -> None:
        answer = _record_id()
        shared = {"WARC-Date": _date(exchange.moment), "WARC-Protocol": exchange.protocol}
        if exchange.ip:
            shared["WARC-IP-Address"] = exchange.ip
        asked = {"WARC-Record-ID": _record_id(), "WARC-Concurrent-To": answer}
        self._http(exchange.url, "request", exchange.request, {**shared, **asked})
        if exchange.truncated:
            extra = {**extra, "WARC-Truncated": exchange.truncated}
        answered = {**shared, "WARC-Record-ID": answer, **extra}
        if not revisit:
            self._http(exchange.url, "response", exchange.response, answered)
        elif answered["WARC-Profile"] == _NOT_MODIFIED:  # replay would show its head, a 304 without a body
            beside = {"WARC-Record-ID": _record_id(), "WARC-Concurrent-To": answer}
            self._http(exchange.url, "metadata", _head_of(exchange.response), {**shared, **beside})
            self._http(exchange.url, "revisit", b"", answered)
        else:
            self._http(exchange.url, "revisit", _head_of(exchange.response), answered)

    def _http(self, url: str, kind: str, message: bytes, headers: Mapping[str, str]) -> None:
        """One record whose block is exactly `message`: warcio would write its head anew."""
        digests, level = {"WARC-Block-Digest": _sha1(message)}, _LEVEL
        if kind == "response":
            digests["WARC-Payload-Digest"] = payload_digest(message)
            level = _PACKED_LEVEL if _PACKED.search(_head_of(message)) else _LEVEL
        sent = "request" if kind == "request" else "response"
        self._raw(url, kind, message, f"application/http; msgtype={sent}", {**headers, **digests}, level)

    def _note(self, url: str, moment: datetime, content: bytes, extra: Mapping[str, str]) -> None:
        headers = {
            "WARC-Record-ID": _record_id(),
            "WARC-Date": _date(moment),
            "WARC-Block-Digest": _sha1(content),
        }
        self._raw(url, "metadata", content, "application/json", {**headers, **extra})

    def _raw(
        self,
        url: str,
        kind: str,
        content: bytes,
        media_type: str,
        headers: Mapping[str, str],
        level: int = _LEVEL,
    ) -> None:
        target = quote(url.encode("utf-8", "surrogatepass"), safe="%/:?#[]@!$&'()*+,;=~")
        lines = {
            "WARC-Type": kind,
            # replay takes a metadata record for an answer of its target
            "WARC-Target-URI": f"urn:copydesk:note:{target}" if kind == "metadata" else target,
            **headers,
            "Content-Type": media_type,
            "Content-Length": str(len(content)),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._record_at = self._file.tell()
        squeeze = zlib.compressobj(level, wbits=31)
        self._file.write(squeeze.compress(b"WARC/1.1\r\n" + head.encode("ascii") + b"\r\n" + content))
        self._file.write(squeeze.compress(b"\r\n\r\n") + squeeze.flush())


def _stored_before(fetch: Fetch, last: Exchange) -> dict[str, str]:
    """The headers of a revisit record; empty where the answer must be stored as it is.

    Bytes that only unpack to the same page are stored: replay joins a revisit's head with the old body.
    """
    if fetch.outcome is not FetchOutcome.UNCHANGED or fetch.payload_at is None or not fetch.payload_digest:
        return {}
    if fetch.status != 304 and payload_digest(last.response) != fetch.payload_digest:
        return {}
    return {
        "WARC-Profile": _NOT_MODIFIED if fetch.status == 304 else _SAME_PAYLOAD,
        "WARC-Payload-Digest": fetch.payload_digest,
        "WARC-Refers-To-Target-URI": fetch.final_url or fetch.url,
        "WARC-Refers-To-Date": _date(fetch.payload_at),
    }


def payload_digest(response: bytes) -> str:
    """WARC-Payload-Digest of an HTTP message: SHA-1, in base 32, of its body as sent."""
    return _sha1(response[len(_head_of(response)) :])


def _head_of(message: bytes) -> bytes:
    return message[: message.index(_HEAD_ENDS) + len(_HEAD_ENDS)]


def _sha1(content: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode("ascii")


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
