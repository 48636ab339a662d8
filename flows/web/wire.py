"""Connections for httpcore that go only to checked addresses and remember what went over them."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION, AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream

from flows.web.guard import BlockedError, Guard, NoAddressError


class RecordingStream(AsyncNetworkStream):
    """A stream that keeps the bytes of the exchange at hand, as sent and received inside TLS.

    An exchange begins with the first write after a read: right for HTTP/1.1, where one request is answered
    before the next. Of HTTP/2, whose exchanges are interleaved, nothing is kept.
    """

    def __init__(self, stream: AsyncNetworkStream) -> None:
        self._stream = stream
        self._recording = not _is_http2(stream)
        self._answering = False
        self.sent = bytearray()
        self.received = bytearray()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        part = await self._stream.read(max_bytes, timeout)
        self._answering = True
        if self._recording:
            self.received += part
        return part

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._answering:
            self.sent, self.received, self._answering = bytearray(), bytearray(), False
        if self._recording:
            self.sent += buffer
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AsyncNetworkStream:
        return RecordingStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _is_http2(stream: AsyncNetworkStream) -> bool:
    tls = stream.get_extra_info("ssl_object")
    return tls is not None and tls.selected_alpn_protocol() == "h2"


class GuardedBackend(AsyncNetworkBackend):
    """Opens connections to what the guard lets through, trying a host's addresses in order."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._opening = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """BlockedError, NoAddressError, or the last address's httpcore error where none answers."""
        failed: Exception = httpcore.ConnectError(f"{host} cannot be reached")
        for address in await self._guard.addresses(host, port):
            try:
                stream = await self._opening.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
                return RecordingStream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def sleep(self, seconds: float) -> None:
        await self._opening.sleep(seconds)


__all__ = ["BlockedError", "GuardedBackend", "NoAddressError", "RecordingStream"]
