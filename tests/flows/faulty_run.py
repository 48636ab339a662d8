"""Runs the ingest flow with one fault built in: `python -m tests.flows.faulty_run SOURCE HOME SEEDS`.

Its batches are of 200 pages, so that few pages make several.

$COPYDESK_FAULT names it: `kill before|after MODULE.FUNCTION NTH` ends the process with SIGKILL around the nth
call; `crash|hang|linger|die PAGE_BYTES` does that to the cleaning of every page that holds these bytes. The
fault is put in when this module is imported, so that the processes of the cleaning pool, which import it too,
have it.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import extractors.clean
from extractors.model import RawPage


def kill_around(when: str, target: str, nth: int) -> None:
    module_name, _, name = target.rpartition(".")
    module = importlib.import_module(module_name)
    original, calls = getattr(module, name), 0

    def killing(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if when == "before" and calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **options)
        if when == "after" and calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, name, killing)


def spoil_pages(fault: Callable[[], None], holding: bytes) -> None:
    door: Any = extractors.clean
    original = door.decode

    def spoiled(page: RawPage) -> Any:
        if holding in page.body:
            fault()
        return original(page)

    door.decode = spoiled


def crash() -> None:
    raise RuntimeError("a fault was built in")


def hang() -> None:
    time.sleep(600)


def linger() -> None:
    """Longer than a page may take in the tests, and not so long that its batch is late."""
    time.sleep(2)


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def build_in(fault: str) -> None:
    kind, *rest = fault.split()
    if kind == "kill":
        kill_around(rest[0], rest[1], int(rest[2]))
    elif kind:
        spoil_pages({"crash": crash, "hang": hang, "linger": linger, "die": die}[kind], rest[0].encode())


if fault := os.environ.get("COPYDESK_FAULT"):
    build_in(fault)

if __name__ == "__main__":
    from flows import pulling
    from flows.ingest import ingest

    vars(pulling)["BATCH_PAGES"] = 200

    ingest(
        sys.argv[1],
        sys.argv[2],
        sys.argv[3],
        workers=2,
        page_timeout=float(os.environ.get("PAGE_TIMEOUT", "20")),
    )
