"""The folder that runs write: where everything in it lies, and the locks that keep runs apart."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOME = Path("data")
WRITER_WAIT_SECONDS = 3600  # the lock goes with its process, so this is a long load, not a dead one
_GLANCE_SECONDS = 0.2  # `is_locked` holds a lock for a moment


class BusyError(Exception):
    """Another run holds the lock that was asked for; the message names it."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths under one home folder, which is made where it is missing."""

    root: Path

    @classmethod
    def at(cls, folder: Path | None) -> Home:
        """The home in `folder`; without one in $COPYDESK_HOME, without that in `data/`."""
        return cls((folder or Path(os.environ.get("COPYDESK_HOME") or DEFAULT_HOME)).absolute())

    @property
    def raw(self) -> Path:
        """The raw pages, as WARC files."""
        return self.root / "raw"

    @property
    def staging(self) -> Path:
        """What runs have pulled and cleaned and not loaded yet: a folder a source, in it one a batch."""
        return self.root / "staging"

    @property
    def writer(self) -> Path:
        """The writer's database; the published snapshots lie beside it."""
        return self.root / "warehouse" / "writer.duckdb"

    @property
    def database(self) -> Path:
        """The link to the newest published snapshot: what readers open."""
        return self.root / "copydesk.duckdb"

    @property
    def prefect(self) -> Path:
        """The embedded Prefect server's own files."""
        return self.root / "prefect"

    def writing(self) -> AbstractContextManager[None]:
        """Hold the one right to write to the database; waits while another run loads or publishes."""
        return self.lock("writer", wait_seconds=WRITER_WAIT_SECONDS)

    @contextmanager
    def lock(self, name: str, *, wait_seconds: float) -> Iterator[None]:
        """Hold the lock `name` while the block runs.

        The kernel frees it when its process ends, however it ends, so a killed run leaves no stale lock.
        Raises BusyError where another process still holds it after `wait_seconds`.
        """
        folder = self.root / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.lock").open("a+") as file:
            _acquire(file.fileno(), folder / f"{name}.lock", wait_seconds)
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def is_locked(self, name: str) -> bool:
        """Whether a living process holds the lock `name`."""
        try:
            with (self.root / "locks" / f"{name}.lock").open("r") as file:
                fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def expect_free(self, name: str) -> None:
        """Raise BusyError where a living process holds the lock `name`, before time is spent on waiting."""
        if self.is_locked(name):
            raise _busy(self.root / "locks" / f"{name}.lock")


def _busy(path: Path) -> BusyError:
    holder = path.read_text().strip() or "another process"
    return BusyError(f"{path.stem} is in use by process {holder}; wait for it to end or stop it.")


def _acquire(descriptor: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + max(wait_seconds, _GLANCE_SECONDS)
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise _busy(path) from None
            time.sleep(0.05)
