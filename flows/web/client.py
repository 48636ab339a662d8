"""One request and its answer, within limits, as bytes on the wire. Redirects and retries are for others.

httpcore alone, the transport under httpx: it keeps no cookies, follows nothing, unpacks nothing and reads
no proxy settings, so there is nothing to switch off.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import certifi
import httpcore
import httpx
from fastwarc.warc import HeaderMap

from flows.web.guard import BlockedError, Guard, NoAddressError
from flows.web.settings import Limits
from flows.web.wire import GuardedBackend, RecordingStream
from warehouse.fetch import FetchOutcome
from warehouse.fetch_warc import Exchange
from warehouse.http_message import CODINGS, split_message, without_interim

LENGTH, TIME, DISCONNECT, UNWANTED = "length", "time", "disconnect", "unspecified"  # WARC's words
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"


class NoAnswerError(Exception):
    """No answer came that could be kept; `outcome` says of which kind of trouble, the message the rest."""

    def __init__(self, outcome: FetchOutcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """An exchange with the head and body as sent of its response."""

    exchange: Exchange
    head: HeaderMap
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head.status_code or 0)

    def header(self, name: str) -> str | None:
        """The header's value, if it is there; of several the first."""
        return self.head.get(name)


class Client:
    """Connections to many hosts, kept alive between requests, until `aclose`."""

    def __init__(self, user_agent: str, guard: Guard, limits: Limits) -> None:
        self._agent, self._guard, self._limits = user_agent, guard, limits
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(cafile=_certificates()),
            max_connections=2 * limits.hosts_at_once,
            keepalive_expiry=30,
            http2=True,
            network_backend=GuardedBackend(guard),
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()

    async def get(
        self, url: httpx.URL, headers: Mapping[str, str], wanted: Callable[[HeaderMap], bool]
    ) -> Answer:
        """Ask once. The body is read as far as `wanted` (of the head) and the limits allow.

        Raises NoAnswerError, or BlockedError where the URL or its addresses may not be reached.
        """
        self._guard.check_url(url)
        moment = datetime.now(UTC)
        request = httpcore.Request(
            "GET", str(url), headers=self._head(url, headers), extensions=self._timeouts()
        )
        try:
            async with asyncio.timeout(self._limits.total):
                response = await self._pool.handle_async_request(request)
        except TimeoutError:
            raise NoAnswerError(FetchOutcome.TIMED_OUT, f"no head within {self._limits.total:g} s") from None
        except tuple(_TROUBLE) as error:
            raise _no_answer(error) from None
        remaining = self._limits.total - (datetime.now(UTC) - moment).total_seconds()
        return await self._read(url, moment, request, response, wanted, max(remaining, 0.0))

    def _head(self, url: httpx.URL, headers: Mapping[str, str]) -> list[tuple[str, str]]:
        own = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": self._agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": CODINGS,
        }
        return [*own.items(), *headers.items()]

    def _timeouts(self) -> dict[str, dict[str, float]]:
        limits = self._limits
        silence = limits.silence
        return {
            "timeout": {"connect": limits.connect, "read": silence, "write": silence, "pool": limits.total}
        }

    async def _read(
        self,
        url: httpx.URL,
        moment: datetime,
        request: httpcore.Request,
        response: httpcore.Response,
        wanted: Callable[[HeaderMap], bool],
        seconds: float,
    ) -> Answer:
        body, truncated = bytearray(), None
        try:
            async with asyncio.timeout(seconds):
                if not wanted(_head_of(response)):
                    truncated = UNWANTED
                else:
                    truncated = await self._body(response, body)
        except (TimeoutError, httpcore.TimeoutException):
            truncated = TIME
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError):
            truncated = DISCONNECT
        finally:
            await response.aclose()
        return _answer(url, moment, request, response, bytes(body), truncated)

    async def _body(self, response: httpcore.Response, body: bytearray) -> str | None:
        """Read the body to its end or the limit; it is collected here only where the stream keeps nothing."""
        keep, size = _recording_of(response) is None, 0
        async for part in response.stream:  # type: ignore[union-attr]
            size += len(part)
            if keep:
                body += part
            if size > self._limits.body:
                return LENGTH
        return None


def _certificates() -> str:
    """The authorities that are trusted: Mozilla's, or those that the usual variable names."""
    return os.environ.get("SSL_CERT_FILE") or certifi.where()


_TROUBLE: dict[type[Exception], FetchOutcome] = {
    NoAddressError: FetchOutcome.UNREACHABLE,
    httpcore.ConnectTimeout: FetchOutcome.UNREACHABLE,
    httpcore.ConnectError: FetchOutcome.UNREACHABLE,
    ssl.SSLError: FetchOutcome.UNREACHABLE,
    httpcore.TimeoutException: FetchOutcome.TIMED_OUT,
    httpcore.NetworkError: FetchOutcome.BROKEN,
    httpcore.ProtocolError: FetchOutcome.BROKEN,
    OSError: FetchOutcome.BROKEN,
}


def _no_answer(error: Exception) -> NoAnswerError:
    outcome = next(outcome for kind, outcome in _TROUBLE.items() if isinstance(error, kind))
    return NoAnswerError(outcome, f"{type(error).__name__}: {error}".strip(": ")[:300])


def _recording_of(response: httpcore.Response) -> RecordingStream | None:
    """The stream that kept what was received, if it did: not for HTTP/2."""
    stream = response.extensions.get("network_stream")
    return stream if isinstance(stream, RecordingStream) and stream.received else None


def _head_of(response: httpcore.Response) -> HeaderMap:
    return split_message(_rebuilt_head(response))[0]


def _rebuilt_head(response: httpcore.Response) -> bytes:
    """The head as HTTP/1.1, whatever it came as."""
    reason = response.extensions.get("reason_phrase", b"")
    lines = [b"HTTP/1.1 %d %s" % (response.status, reason)]
    lines += [name + b": " + value for name, value in response.headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _answer(
    url: httpx.URL,
    moment: datetime,
    request: httpcore.Request,
    response: httpcore.Response,
    body: bytes,
    truncated: str | None,
) -> Answer:
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    recording = _recording_of(response)
    if recording is not None:
        asked, answered = bytes(recording.sent), without_interim(bytes(recording.received))
        recording.received = bytearray()  # up to ten megabytes, on a connection that may idle for long
        protocol = "http/1.1"
    else:  # HTTP/2: the same head in the words of HTTP/1.1, which is what WARC readers know
        lines = [b"GET %s HTTP/1.1" % url.raw_path, *(n + b": " + v for n, v in request.headers)]
        asked, answered = b"\r\n".join(lines) + b"\r\n\r\n", _rebuilt_head(response) + body
        protocol = "h2"
    ip = str(peer[0]) if peer else ""
    try:
        head, sent = split_message(answered)
    except ValueError:  # a head that h11 reads and we do not
        answered = _rebuilt_head(response) + body
        head, sent = split_message(answered)
    return Answer(Exchange(str(url), moment, asked, answered, ip, protocol, truncated), head, sent)


__all__ = ["Answer", "BlockedError", "Client", "NoAnswerError"]
