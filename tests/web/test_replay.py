"""pywb, another program, replays what pulls archived: every body byte for byte as it was sent.

It needs packages that this project does not: install it in an environment of its own, and put that on PATH.
"""

from __future__ import annotations

import http.client
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.home import Home
from flows.web.memory import Memory
from tests.web.conftest import ask, write_source
from tests.web.contents import PACK, coding_of
from tests.web.pull_once import pull_once
from tests.web.server import serve
from tests.web.test_killed import kill_often
from warehouse.fetch import Fetch

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(shutil.which("wayback") is None, reason="pywb's `wayback` is not on the path"),
]

Due = Callable[[Memory, datetime], list[Fetch]]
SAMPLE = 60
EDITED = range(0, 40, 2)


@contextmanager
def replay(warcs: Sequence[Path], folder: Path) -> Iterator[int]:
    """pywb's server over these files, on the port that it yields."""
    folder.mkdir()
    for command in (["init", "news"], ["add", "news", *map(str, warcs)]):
        subprocess.run(["wb-manager", *command], cwd=folder, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = ["wayback", "-b", "127.0.0.1", "-p", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stderr=log) as server:
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "pywb does not start"
            time.sleep(0.2)


def replayed(port: int, url: str, moment: datetime) -> bytes:
    """The body as pywb hands it to a browser that can unpack it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    path = f"/news/{moment.astimezone(UTC):%Y%m%d%H%M%S}id_/{url}"
    connection.request("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"})
    answer = connection.getresponse()
    assert answer.status == 200, path
    body = answer.read()
    connection.close()
    return body


def an_hour_later(due: Due) -> Due:
    """What is due when the next scheduled run begins."""
    return lambda memory, now: due(memory, now + timedelta(hours=1))


def test_what_killed_pulls_archived_is_replayed_as_it_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First and later captures, edited and unchanged, plain and packed."""
    home, rnd = Home.at(tmp_path / "home"), random.Random(7)
    with serve(300) as site:
        keys = {"kind": "sitemap", "location": [site.url("/sitemap.xml")], "revisit": ["1h"], "delay": 0.005}
        source = write_source(tmp_path, "daily", keys)
        kill_often(50, home.root, source, site)
        pull_once(home, source)
        first, before = datetime.now(UTC), dict(site.articles)
        for number in EDITED:
            site.edit(number)
        monkeypatch.setattr(Memory, "due", an_hour_later(Memory.due))
        time.sleep(1)  # archives are asked for by the second
        pull_once(home, source)
    captures = ask(home, "SELECT url, captured_at FROM captures ORDER BY ALL")
    later = [capture for capture in captures if capture[1] > first]  # type: ignore[operator]
    assert len(captures) - len(later) == len(later) == 300
    with replay(sorted(home.raw.rglob("*.warc.gz")), tmp_path / "pywb") as port:
        for url, moment in [*rnd.sample(captures, SAMPLE // 2), *rnd.sample(later, SAMPLE // 2)]:
            assert isinstance(url, str) and isinstance(moment, datetime)
            number = int(url.rpartition("/")[2])
            told = (site.articles if moment > first else before)[number].encode()
            sent = PACK[coding_of(number)](told) if coding_of(number) else told
            assert replayed(port, url, moment) == sent, (url, moment)
