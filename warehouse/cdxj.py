"""Lines of a CDXJ index, which replay tools look records up by: a sortable key, a time, and where it lies."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes, urlsplit

_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # everything printable but the number sign and the per cent sign
_WWW = re.compile(r"www\d*\.")
_SESSION = re.compile(r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}(?:&|$)")
_PORTS = {"http": 80, "https": 443}


def line(uri: str, date: str, place: Mapping[str, str]) -> str:
    """One line with its newline; `date` as WARC writes it, `place` in the order in which it is printed."""
    moment = re.sub(r"\D", "", date)[:14]
    return f"{sort_key(uri)} {moment} {json.dumps({'url': uri, **place})}\n"


def sort_key(uri: str) -> str:
    """The address with its host turned round ("com,example)/a?b=1"), as the tools of web archives form it.

    Case, "www.", default ports, user names, fragments and the order of parameters do not count.
    """
    parts = urlsplit(uri)
    if parts.hostname is None:
        return f"{parts.scheme}:{_escaped(uri.partition(':')[2])}".lower()
    host = _WWW.sub("", _ascii(parts.hostname), count=1)
    port = f":{parts.port}" if parts.port not in (None, _PORTS.get(parts.scheme)) else ""
    query = _SESSION.sub("", _escaped(parts.query).lower())
    in_order = "&".join(sorted(query.split("&"), key=lambda pair: pair.split("=", 1)))
    return ",".join(reversed(host.split("."))) + f"{port}){_path(parts.path)}" + (in_order and f"?{in_order}")


def _ascii(host: str) -> str:
    host = unquote_to_bytes(host).decode("utf-8", "replace").lower().strip(".")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host)


def _path(path: str) -> str:
    return posixpath.normpath("/" + _escaped(path).lower().lstrip("/"))


def _escaped(text: str) -> str:
    """Each character escaped once, however often it was."""
    bare = text.encode("utf-8", "surrogatepass")
    while (again := unquote_to_bytes(bare)) != bare:
        bare = again
    return quote(bare, safe=_KEPT)
