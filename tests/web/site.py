"""A news site on loopback: a real HTTP server on several addresses, with all that makes real sites hard.

What it is asked for is in its `log`, with the moments at which each answer began and ended.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli

HOSTS = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
_WORDS = """
council bridge river harbor budget school teacher ferry storm market orchard library museum station engine
garden village mayor farmer harvest railway winter summer evening morning committee hospital question answer
number season weather coast mountain valley record report people street project
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it; moments from time.monotonic()."""

    host: str
    path: str
    status: int
    began: float
    ended: float
    headers: dict[str, str]


@dataclass
class Site:
    """The articles by number, what they say now, and everything that was asked for."""

    port: int
    articles: dict[int, str]
    log: list[Asked] = field(default_factory=list)
    robots: dict[str, str] = field(default_factory=dict)
    robot_status: int = 200  # what every robots.txt is answered with
    faults: dict[str, int] = field(default_factory=dict)  # how often a path was asked for
    names: list[int] = field(default_factory=list)  # the articles that feeds and sitemaps name
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = HOSTS[0]) -> str:
        return f"http://{host}:{self.port}{path}"

    def article_url(self, number: int) -> str:
        return self.url(f"/news/{number}", HOSTS[number % len(HOSTS)])

    def edit(self, number: int) -> None:
        """Change one word of the story."""
        self.articles[number] = self.articles[number].replace("officials", "authorities", 1)

    def paths(self, status: int | None = None) -> list[str]:
        return [f"{a.host}{a.path}" for a in self.log if status in (None, a.status)]


def story(number: int) -> str:
    """An article's HTML; the same number gives the same story."""
    rnd = random.Random(number)

    def words(count: int) -> str:
        return " ".join(rnd.choice(_WORDS) for _ in range(count))

    headline = f"{words(5).capitalize()} number {number}"
    paragraphs = [f"The {words(18)}, officials said of the {words(12)}." for _ in range(6)]
    body = "".join(f"<p>{p}</p>" for p in [f"SPRINGFIELD (AP) — {paragraphs[0]}", *paragraphs[1:]])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline} | Daily</title></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{headline}</h1>{body}</article>"
        f"<footer>Copyright 2026 Example Media</footer></body></html>"
    )


@contextmanager
def serve(articles: int = 300) -> Iterator[Site]:
    """The site, while the block runs."""
    site = Site(0, {number: story(number) for number in range(articles)})
    site.names = list(site.articles)
    servers = []
    for host in HOSTS:
        server = _Server((host, site.port), _handler(site))
        site.port = server.server_address[1]
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news."""


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            began, self.status = time.monotonic(), 0
            host = self.headers["Host"].rpartition(":")[0]
            with site.lock:
                site.faults[self.path] = site.faults.get(self.path, 0) + 1
            try:
                _answer(site, self, host)
            except OSError:
                self.close_connection = True
            finally:
                asked = Asked(host, self.path, self.status, began, time.monotonic(), dict(self.headers))
                with site.lock:
                    site.log.append(asked)

        def send_response(self, code: int, message: str | None = None) -> None:
            self.status = int(code)
            super().send_response(code, message)

        def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _answer(site: Site, to: Any, host: str) -> None:
    path = to.path.partition("?")[0]
    parts = path.strip("/").split("/")
    if parts[0] == "news" and len(parts) == 2 and parts[1].isdigit():
        _article(site, to, int(parts[1]))
    elif parts[0] in _ODDITIES:
        _ODDITIES[parts[0]](site, to, parts)
    elif path == "/robots.txt":
        rules = site.robots.get(host)
        text = (rules or "").encode()
        to.reply(404) if rules is None else to.reply(site.robot_status, text, Content_Type="text/plain")
    elif path in _LISTS:
        _conditional(to, _LISTS[path](site).encode(), "application/xml")
    else:
        to.reply(
            404, b"<html><title>Not found</title><p>There is nothing here.</html>", Content_Type="text/html"
        )


def _article(site: Site, to: Any, number: int) -> None:
    """Every third gzipped, every fifth in brotli, every seventh in Latin-1 called UTF-8's opposite."""
    if number not in site.articles:
        to.reply(410, b"<html><p>Gone for good.</html>", Content_Type="text/html")
        return
    body = site.articles[number].encode()
    coding = {0: "gzip", 1: "br"}.get(number % 5)
    headers = {"Content_Type": "text/html; charset=iso-8859-1" if number % 7 == 0 else "text/html"}
    if coding:
        headers["Content_Encoding"] = coding
    _conditional(to, body, **headers)


def _conditional(to: Any, body: bytes, Content_Type: str, Content_Encoding: str = "") -> None:  # noqa: N803
    etag = '"' + hashlib.md5(body).hexdigest() + '"'
    if to.headers["If-None-Match"] == etag:
        to.send_response(304)
        to.send_header("ETag", etag)
        to.end_headers()
        return
    pack: dict[str, Callable[[bytes], bytes]] = {
        "gzip": lambda b: gzip.compress(b, mtime=0),
        "br": brotli.compress,
    }
    sent = pack[Content_Encoding](body) if Content_Encoding else body
    coding = {"Content_Encoding": Content_Encoding} if Content_Encoding else {}
    to.reply(200, sent, Content_Type=Content_Type, ETag=etag, **coding)


def _sitemap_index(site: Site) -> str:
    maps = "".join(f"<sitemap><loc>{site.url(f'/sitemap-{n}.xml')}</loc></sitemap>" for n in range(3))
    return f"<sitemapindex>{maps}</sitemapindex>"


def _sitemap(third: int) -> Callable[[Site], str]:
    def made(site: Site) -> str:
        chosen = site.names[third::3]
        return f"<urlset>{''.join(f'<url><loc>{site.article_url(n)}</loc></url>' for n in chosen)}</urlset>"

    return made


def _rss(site: Site) -> str:
    items = "".join(
        f"<item><title>Story {n}</title><link>{site.article_url(n)}?utm_source=rss</link>"
        f"<pubDate>{formatdate(1_700_000_000 + n)}</pubDate></item>"
        for n in site.names[-40:]
    )
    return f"<rss version='2.0'><channel><title>Daily</title>{items}</channel></rss>"


def _atom(site: Site) -> str:
    entries = "".join(
        f"<entry><title>Story {n}</title><link href='{site.article_url(n)}'/></entry>"
        for n in site.names[-40:]
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"


def _json_feed(site: Site) -> str:
    items = [{"url": site.article_url(n), "title": f"Story {n}"} for n in site.names[-40:]]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


def _links(site: Site) -> str:
    return "<html><body>" + "".join(f"<a href='{site.article_url(n)}'>Story {n}</a>" for n in site.names)


def _front(site: Site) -> str:
    links = "".join(f"<a href='{site.article_url(n)}'>Story {n}</a>" for n in site.names[-30:])
    return (
        "<html><head><link rel='alternate' type='application/rss+xml' href='/rss'>"
        f"</head><body><a href='/about'>About</a>{links}</body></html>"
    )


_LISTS: dict[str, Callable[[Site], str]] = {
    "/sitemap.xml": _sitemap_index,
    "/sitemap-0.xml": _sitemap(0),
    "/sitemap-1.xml": _sitemap(1),
    "/sitemap-2.xml": _sitemap(2),
    "/rss": _rss,
    "/atom": _atom,
    "/feed.json": _json_feed,
    "/": _front,
    "/links": _links,
}


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
        _article(site, to, int(parts[3]))
        return
    later = {"Retry_After": parts[4]} if len(parts) > 4 else {}
    to.reply(int(parts[1]), b"<p>Not now.</p>", Content_Type="text/html", **later)


def _reset(site: Site, to: Any, parts: list[str]) -> None:
    """/reset/2/7: hangs up the first two times, in the middle of a body the second, then tells story 7."""
    count = site.faults[to.path]
    if count > int(parts[1]):
        _article(site, to, int(parts[2]))
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
    for _ in range(600):
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
    """Blanks, packed: a gigabyte of them, in brotli a quarter."""
    packed = _BROTLI_BOMB if parts[1] == "br" else gzip.compress(b" " * (1 << 26), 9) * 16
    to.reply(200, packed, Content_Type="text/html", Content_Encoding=parts[1])


def _header(site: Site, to: Any, parts: list[str]) -> None:
    """A head of a megabyte."""
    to.reply(200, b"<p>x", Content_Type="text/html", X_Long="x" * (1 << 20))


def _image(site: Site, to: Any, parts: list[str]) -> None:
    to.reply(200, b"\x89PNG" * 100_000, Content_Type="image/png")


def _junk(site: Site, to: Any, parts: list[str]) -> None:
    to.wfile.write(b"\0\1\2 this is no HTTP\r\n\r\n")
    to.close_connection = True


def _hints(site: Site, to: Any, parts: list[str]) -> None:
    to.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
    _article(site, to, int(parts[1]))


def _brotli_bomb() -> bytes:
    squeeze = brotli.Compressor(quality=1)
    return bytes(b"".join(squeeze.process(b" " * (1 << 20)) for _ in range(256)) + squeeze.finish())


_BROTLI_BOMB = _brotli_bomb()  # a quarter of a gigabyte in some 2 KB
_ODDITIES = {
    "redirect": _redirect, "away": _away, "scheme": _scheme, "loop": _loop, "status": _status,
    "reset": _reset, "drip": _drip, "silent": _silent, "endless": _endless, "bomb": _bomb,
    "header": _header, "image": _image, "junk": _junk, "hints": _hints,
}  # fmt: skip
