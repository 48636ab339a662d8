"""Which URLs and addresses may be reached: only http and https, and only what is public.

A name is resolved once and its addresses are checked; the connection is then made to a checked address, so
no second answer of a name server can lead elsewhere. Every connection is made through here, a redirect's
too.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

import httpx

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_EMBEDDING = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
NOT_PUBLIC = "which is not public"  # how a sentence ends that says so of an address
_LOOPBACK = ["127.0.0.1", "::1"]


class BlockedError(Exception):
    """A URL that may not be reached; the message says why."""


class NoAddressError(Exception):
    """A host whose name does not resolve."""


class Guard:
    """Lets through what is public, and the networks that are `allowed` although they are not."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._allowed = [ipaddress.ip_network(network) for network in allowed]

    def check_url(self, url: httpx.URL) -> None:
        """BlockedError where scheme, host or port rule the URL out; its addresses are checked later."""
        if url.scheme not in ("http", "https"):
            raise BlockedError(f"{url.scheme or 'no scheme'} is neither http nor https")
        if not url.host:
            raise BlockedError("it names no host")
        if url.userinfo:
            raise BlockedError("it holds a user name or password")
        if url.port == 0:
            raise BlockedError("port 0 cannot be reached")

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of `host` that may be reached. NoAddressError, or BlockedError where none may."""
        found = await _resolve(host, port)
        reachable = [address for address in found if self.permits(address)]
        if not reachable:
            raise BlockedError(f"{host} is at {', '.join(found)}, {NOT_PUBLIC}")
        return reachable

    def permits(self, address: str) -> bool:
        """Whether a connection may be made to this address."""
        parsed = _innermost(ipaddress.ip_address(address.partition("%")[0]))
        if any(parsed in network for network in self._allowed if network.version == parsed.version):
            return True
        return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def _innermost(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 one stands for, if it does: mapped, 6to4, NAT64, compatible."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    embedded = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
    if embedded:
        return embedded
    if any(address in network for network in _EMBEDDING) and int(address) > 1:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


async def _resolve(host: str, port: int) -> list[str]:
    if host.lower().rstrip(".").rpartition(".")[2] == "localhost":
        return _LOOPBACK  # RFC 6761; not every resolver knows it
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAddressError(f"{host} has no address: {error}") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))
