"""How fast pages are fetched and archived: `python -m benchmarks.web [--pages N] [--hosts N]`.

A bare asyncio server on loopback answers with one story-sized page a path; delays are off. Compared are a
bare client loop, which fetches and forgets, our client, which records, and the whole pull, which archives.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import httpcore
import httpx

from flows.home import Home
from flows.web.client import Client
from flows.web.guard import Guard
from flows.web.pull import WebPull
from flows.web.settings import Limits
from seeds import read_source
from warehouse.raw import read_batch

_PAGE_BYTES = 60_000  # the median of a news page's HTML is about that


def _page() -> bytes:
    rnd = random.Random(1)
    words = ["".join(rnd.choices("abcdefghijklmnopqrstuvwxyz", k=rnd.randint(2, 10))) for _ in range(4000)]
    body = b""
    while len(body) < _PAGE_BYTES:
        body += b"<p>" + " ".join(rnd.choices(words, k=60)).encode() + b"</p>\n"
    return b"<html><body>" + body + b"</body></html>"


def _serve(ready: Connection, hosts: list[str]) -> None:
    """Answer every GET at once; robots.txt is a 404."""
    page = _page()
    found = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(missing if head.startswith(b"GET /robots.txt") else found)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    async def run() -> None:
        port = 0
        for host in hosts:
            server = await asyncio.start_server(answer, host, port)
            port = server.sockets[0].getsockname()[1]
        ready.send(port)
        await asyncio.Event().wait()

    asyncio.run(run())


async def _at_once(queues: list[list[str]], get: Callable[[str], object]) -> None:
    """One request at a time to each host, all hosts side by side: as the pull does it."""

    async def work(queue: list[str]) -> None:
        for url in queue:
            await get(url)  # type: ignore[misc]

    async with asyncio.TaskGroup() as workers:
        for queue in queues:
            workers.create_task(work(queue))


def _bare(queues: list[list[str]]) -> None:
    async def run() -> None:
        async with httpcore.AsyncConnectionPool(max_connections=len(queues)) as pool:
            await _at_once(queues, lambda url: pool.request("GET", url))

    asyncio.run(run())


def _recording(queues: list[list[str]]) -> None:
    async def run() -> None:
        client = Client("Copydesk-benchmark", Guard(["127.0.0.0/8"]), Limits(hosts_at_once=len(queues)))
        await _at_once(queues, lambda url: client.get(httpx.URL(url), {}, lambda head: True))
        await client.aclose()

    asyncio.run(run())


def _pull(queues: list[list[str]], folder: Path) -> None:
    listed = folder / "urls.txt"
    listed.write_text("\n".join(url for queue in queues for url in queue), "utf-8")
    source = folder / "speed.toml"
    source.write_text(
        'name = "speed"\nkind = "urls"\nlocation = "urls.txt"\ndelay = 0\nmax_pages = 1000000\n'
        'contact = "desk@example.org"\nallow_private = ["127.0.0.0/8"]\n',
        "utf-8",
    )
    home = Home.at(folder / "home")
    limits = Limits(hosts_at_once=len(queues))
    with WebPull(home, read_source(source), "run", [], limits) as pull:
        while pull.next_batch():
            pass


def _check(queues: list[list[str]], folder: Path) -> None:
    home = Home.at(folder / "home")
    pages = sum(1 for warc in home.raw.rglob("*.warc.gz") for _ in read_batch(warc))
    if pages != sum(map(len, queues)):
        raise SystemExit(f"{pages} pages are archived, not {sum(map(len, queues))}")


def main() -> None:
    """Print pages a second of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=8)
    chosen = parser.parse_args()
    hosts = [f"127.0.0.{number}" for number in range(1, chosen.hosts + 1)]
    mine, its = multiprocessing.get_context("spawn").Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(its, hosts), daemon=True)
    server.start()
    port = mine.recv()
    each = chosen.pages // len(hosts)
    queues = [[f"http://{host}:{port}/news/{n}" for n in range(each)] for host in hosts]
    with tempfile.TemporaryDirectory() as folder:
        runs: list[tuple[str, Callable[[], None]]] = [
            ("bare client loop", lambda: _bare(queues)),
            ("our client, recording", lambda: _recording(queues)),
            ("whole pull: archived, staged, flushed", lambda: _pull(queues, Path(folder))),
        ]
        for name, run in runs:
            began, cpu = time.perf_counter(), time.process_time()
            run()
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
            total = each * len(hosts)
            print(f"{name:40} {total / seconds:8.0f} pages/s {total / cpu:8.0f} pages a CPU second")
        _check(queues, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    print(f"peak memory {peak:.0f} MB")
    server.terminate()


if __name__ == "__main__":
    main()
