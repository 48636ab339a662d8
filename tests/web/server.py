"""The site served: a real HTTP server on several addresses, which logs when each answer began and ended."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.web.contents import LISTS, article, conditional, story
from tests.web.oddities import ODDITIES
from tests.web.site import HOSTS, Asked, Site
from tests.web.walls import wall


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
        article(site, to, int(parts[1]))
    elif parts[0] == "wall":
        wall(site, to, parts)
    elif parts[0] in ODDITIES:
        ODDITIES[parts[0]](site, to, parts)
    elif path == "/robots.txt":
        rules = site.robots.get(host)
        text = (rules or "").encode()
        to.reply(404) if rules is None else to.reply(site.robot_status, text, Content_Type="text/plain")
    elif path in LISTS:
        named = LISTS[path](site).encode()
        packed = path.endswith(".gz")
        conditional(to, gzip.compress(named, mtime=0) if packed else named, "application/xml")
    else:
        to.reply(
            404, b"<html><title>Not found</title><p>There is nothing here.</html>", Content_Type="text/html"
        )
