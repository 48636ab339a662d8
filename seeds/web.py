"""What the TOML file of a web source says beside its name: addresses, pace, and when pages are seen again."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KEYS = ("contact", "delay", "revisit", "link_pattern", "max_pages", "allow_private")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_REVISIT = ("1h", "6h", "1d", "1w")  # silent edits are most frequent in a story's first hours
_LONGEST_DELAY = 3600.0


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How a web source is pulled.

    `addresses` are the feeds, sitemaps, section fronts or pages; `list_file` a file that holds one page's
    address a line instead. `delay` is in seconds between two requests to a host. A page is seen again when
    each of `revisit` has passed since it was first fetched. Only links that `link_pattern` is found in are
    followed, at most `max_pages` in a run. `allow_private` are networks that may be reached although they
    are not public. `contact` is an e-mail or web address for the User-Agent.
    """

    addresses: tuple[str, ...]
    list_file: Path | None = None
    contact: str | None = None
    delay: float = 1.0
    revisit: tuple[timedelta, ...] = ()
    link_pattern: str | None = None
    max_pages: int = 10_000
    allow_private: tuple[str, ...] = ()


def parse_web(table: Mapping[str, Any], file: Path, *, lists: bool, pattern_needed: bool) -> WebOptions:
    """Read a web source's keys; `lists` says that the location may be a file of addresses.

    Raises ValueError, with what is wrong and what is valid, for the caller to put the file before it.
    """
    addresses, list_file = _addresses(table.get("location"), file, lists)
    if pattern_needed and "link_pattern" not in table:
        raise ValueError("lacks the key 'link_pattern', a regular expression for the links of its stories")
    return WebOptions(
        addresses,
        list_file,
        _contact(table.get("contact")),
        _delay(table.get("delay", 1.0)),
        _revisit(table.get("revisit", list(_REVISIT))),
        _pattern(table.get("link_pattern")),
        _max_pages(table.get("max_pages", 10_000)),
        _networks(table.get("allow_private", [])),
    )


def is_web_address(text: str) -> bool:
    """True for an http or https URL with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _addresses(location: object, file: Path, lists: bool) -> tuple[tuple[str, ...], Path | None]:
    if location is None:
        raise ValueError("lacks the key 'location'; name, kind and location are needed")
    if lists and isinstance(location, str) and location.strip() and not is_web_address(location):
        return (), (file.parent / Path(location).expanduser()).absolute()
    found = [location] if isinstance(location, str) else location
    if not isinstance(found, list) or not found or not all(isinstance(a, str) for a in found):
        raise ValueError(f"has location = {location!r}; it must be a web address or a list of them")
    wrong = [address for address in found if not is_web_address(address)]
    if wrong:
        raise ValueError(f"has location = {wrong[0]!r}; it must begin with http:// or https:// and a host")
    return tuple(found), None


def _contact(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.isprintable() or not ("@" in value or is_web_address(value)):
        raise ValueError(f"has contact = {value!r}; it must be an e-mail or web address")
    return value


def _delay(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_DELAY:
        raise ValueError(f"has delay = {value!r}; it must be seconds, 0 to {_LONGEST_DELAY:.0f}")
    return float(value)


def _revisit(value: object) -> tuple[timedelta, ...]:
    if not isinstance(value, list):
        raise ValueError(f'has revisit = {value!r}; it must be a list such as ["1h", "6h", "1d", "1w"]')
    return tuple(sorted(map(_interval, value)))


def _interval(value: object) -> timedelta:
    shaped = re.fullmatch(r"([1-9]\d{0,5})([smhdw])", value) if isinstance(value, str) else None
    if not shaped:
        raise ValueError(f"has {value!r} in revisit; it must be a number and one of s, m, h, d, w, as in 6h")
    return timedelta(**{_UNITS[shaped[2]]: int(shaped[1])})


def _pattern(value: object) -> str | None:
    if value is None:
        return None
    try:
        return re.compile(value).pattern  # type: ignore[call-overload,no-any-return]
    except (TypeError, re.error) as error:
        raise ValueError(f"has link_pattern = {value!r}; it is no regular expression: {error}") from None


def _max_pages(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"has max_pages = {value!r}; it must be a whole number of at least 1")
    return value


def _networks(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("0.0.0.0/0", "::/0") if value else ()
    if not isinstance(value, list):
        raise ValueError(f"has allow_private = {value!r}; it must be true, false or a list of networks")
    try:
        return tuple(str(ipaddress.ip_network(network)) for network in value)
    except ValueError as error:
        raise ValueError(f"has allow_private = {value!r}; {error}") from None
