"""A real `copydesk serve` for tests, ended with them; and an address that keeps what it is sent."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import TracebackType

import pytest

from benchmarks.serving import Serving, descendants, free_port


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """Not started yet, without sources; ended with the test, whatever it did."""
    with new_serving(tmp_path) as one:
        yield one


@contextmanager
def new_serving(folder: Path) -> Iterator[Serving]:
    """A `copydesk serve` that is still to be started; what it started is ended at the block's end."""
    (folder / "seeds").mkdir()
    one = Serving(folder / "home", folder / "seeds", free_port())
    try:
        yield one
    finally:
        if one.process is not None and one.process.poll() is None:
            below = descendants(one.process.pid)
            one.process.kill()
            one.process.wait()
            for pid in below:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


class Mailbox:
    """A webhook on loopback: its `url`, and what was posted there. Use it in a `with` block."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        bodies = self.bodies

        class Keep(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_: object) -> None: ...

        self._server = HTTPServer(("127.0.0.1", 0), Keep)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/notify"

    def __enter__(self) -> Mailbox:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def holds(self, *words: str) -> bool:
        """Whether something was posted that holds all the words."""
        told = [json.dumps(json.loads(body), ensure_ascii=False) for body in self.bodies]
        return any(all(word in body for word in words) for body in told)
