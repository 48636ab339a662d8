"""What makes real sites hard: redirects, faults, slowness, giants. The path says which, and how often."""

from __future__ import annotations

import gzip
import socket
import struct
import time
from typing import Any

import brotli

from tests.web.contents import PACK, article
from tests.web.site import Site


def _redirect(site: Site, to: Any, parts: list[str]) -> None:
    """/redirect/301/news/5 goes to /news/5."""
    to.reply(int(parts[1]), Location="/" + "/".join(parts[2:]), Set_Cookie="seen=1")


def _away(site: Site, to: Any, parts: list[str]) -> None:
    """/away/127.0.0.9 goes to that host."""
    to.reply(302, Location=f"http://{parts[1]}:{site.port}/news/1")


def _scheme(site: Site, to: Any, parts: list[str]) -> None:
    to.reply(302, Location="file:///etc/passwd")


def _loop(site: Site, to: Any, parts: list[str]) -> None:
    """/loop/3 goes to /loop/4 and on; /loop goes to itself."""
    to.reply(302, Location=f"/loop/{int(parts[1]) + 1}" if len(parts) > 1 else "/loop")


def _status(site: Site, to: Any, parts: list[str]) -> None:
    """/status/503/2/…: that status the first two times, then the story of that number."""
    times = int(parts[2]) if len(parts) > 2 else 1_000_000
    if site.faults[to.path] > times:
        article(site, to, int(parts[3]))
        return
    later = {"Retry_After": parts[4]} if len(parts) > 4 else {}
    to.reply(int(parts[1]), b"<p>Not now.</p>", Content_Type="text/html", **later)


def _reset(site: Site, to: Any, parts: list[str]) -> None:
    """/reset/2/7: hangs up the first two times, in the middle of a body the second, then tells story 7."""
    count = site.faults[to.path]
    if count > int(parts[1]):
        article(site, to, int(parts[2]))
        return
    if count % 2 == 0:
        to.send_response(200)
        to.send_header("Content-Length", "1000")
        to.end_headers()
        to.wfile.write(b"<p>half")
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    to.close_connection = True
    to.connection.close()


def _drip(site: Site, to: Any, parts: list[str]) -> None:
    """A byte now and then, for ever; /drip/head drips the head."""
    if parts[1:] == ["head"]:
        to.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    else:
        to.send_response(200)
        to.send_header("Content-Type", "text/html")
        to.send_header("Content-Length", "100000")
        to.end_headers()
    for _ in range(1200):
        to.wfile.write(b"x")
        to.wfile.flush()
        time.sleep(0.1)


def _silent(site: Site, to: Any, parts: list[str]) -> None:
    time.sleep(20)


def _endless(site: Site, to: Any, parts: list[str]) -> None:
    """Ten gigabytes, and /endless/chunked without saying so."""
    to.send_response(200)
    to.send_header("Content-Type", "text/html")
    chunked = parts[1:] == ["chunked"]
    to.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(10 << 30))))
    to.end_headers()
    part = b"<p>" + b"a" * 65533
    for _ in range(10 << 14):
        to.wfile.write(b"10000\r\n" + part + b"\r\n" if chunked else part)


def _bomb(site: Site, to: Any, parts: list[str]) -> None:
    """A quarter of a gigabyte of blanks, packed."""
    to.reply(200, _BOMBS[parts[1]], Content_Type="text/html", Content_Encoding=parts[1])


def _header(site: Site, to: Any, parts: list[str]) -> None:
    """A head of a megabyte."""
    to.reply(200, b"<p>x", Content_Type="text/html", X_Long="x" * (1 << 20))


def _image(site: Site, to: Any, parts: list[str]) -> None:
    to.reply(200, b"\x89PNG" * 100_000, Content_Type="image/png")


def _packed(site: Site, to: Any, parts: list[str]) -> None:
    """/packed/br/5: story 5 packed so, asked for or not, in chunks."""
    to.send_response(200)
    told = {"Content-Type": "text/html", "Content-Encoding": parts[1], "Transfer-Encoding": "chunked"}
    for name, value in told.items():
        to.send_header(name, value)
    to.end_headers()
    to.wfile.write(chunked(PACK[parts[1]](site.articles[int(parts[2])].encode())))


def chunked(body: bytes) -> bytes:
    """A body in chunks of a hundred bytes."""
    parts = [body[start : start + 100] for start in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def _junk(site: Site, to: Any, parts: list[str]) -> None:
    to.wfile.write(b"\0\1\2 this is no HTTP\r\n\r\n")
    to.close_connection = True


def _hints(site: Site, to: Any, parts: list[str]) -> None:
    to.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
    article(site, to, int(parts[1]))


def _brotli_bomb() -> bytes:
    squeeze = brotli.Compressor(quality=1)
    return bytes(b"".join(squeeze.process(b" " * (1 << 20)) for _ in range(256)) + squeeze.finish())


# Packed beforehand, so that the answer is quick: in brotli some 2 KB, gzipped 260 KB in sixteen members.
_BOMBS = {"br": _brotli_bomb(), "gzip": gzip.compress(b" " * (1 << 24), 9) * 16}
ODDITIES = {
    "redirect": _redirect, "away": _away, "scheme": _scheme, "loop": _loop, "status": _status,
    "reset": _reset, "drip": _drip, "silent": _silent, "endless": _endless, "bomb": _bomb,
    "header": _header, "image": _image, "junk": _junk, "hints": _hints,
    "packed": _packed,
}  # fmt: skip
