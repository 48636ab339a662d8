"""Headless Chromium, driven over its own debugging protocol: open a page, wait for words, take a picture."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import connect
from websockets.sync.connection import Connection

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
    "--window-size=1280,1000",
]


class Tab:
    """One tab of the browser; `requests` are the addresses that its pages asked for."""

    def __init__(self, socket: Connection) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self._socket = socket
        self._numbers = itertools.count(1)
        for domain in ("Page", "Network", "Runtime"):
            self._call(f"{domain}.enable")

    def open(self, url: str, *words: str, seconds: float = 60) -> str:
        """Go to a page and wait until its text holds all the words; returns the text."""
        self._call("Page.navigate", url=url)
        return self.wait_for(*words, seconds=seconds)

    def wait_for(self, *words: str, seconds: float = 60) -> str:
        """Wait until the page's text holds all the words; AssertionError with the text if it never does."""
        deadline = time.monotonic() + seconds
        text = ""
        while time.monotonic() < deadline:
            text = str(self.evaluate("document.body ? document.body.innerText : ''"))
            if words and all(word.casefold() in text.casefold() for word in words):
                return text
            time.sleep(0.3)
        missing = [word for word in words if word.casefold() not in text.casefold()]
        raise AssertionError(f"the page never showed {missing}; it shows: {text[:2000]}")

    def evaluate(self, script: str) -> Any:
        """The value of a script in the page."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        return answer["result"].get("value")

    def picture(self, path: Path) -> None:
        """Save what the window shows as PNG."""
        answer = self._call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(answer["data"]))

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=60))
            if message.get("id") == number:
                return dict(message.get("result", {}))
            if message.get("method") == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
            if message.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(message["params"]["exceptionDetails"].get("text")))


@contextmanager
def browser(profile: Path) -> Iterator[Tab]:
    """A browser with a fresh profile while the block runs."""
    assert CHROMIUM
    process = subprocess.Popen(
        [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_debugger(profile), max_size=None) as socket:
            yield Tab(socket)
    finally:
        process.terminate()
        process.wait(20)


def _debugger(profile: Path) -> str:
    """The address of the first tab."""
    import urllib.request

    port_file, deadline = profile / "DevToolsActivePort", time.monotonic() + 60
    while time.monotonic() < deadline:
        if port_file.exists() and (lines := port_file.read_text().splitlines()):
            with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json/list", timeout=20) as answer:
                tabs = [tab for tab in json.load(answer) if tab["type"] == "page"]
            if tabs:
                return str(tabs[0]["webSocketDebuggerUrl"])
        time.sleep(0.2)
    raise AssertionError("Chromium did not start.")
