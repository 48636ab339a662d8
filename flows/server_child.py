"""Prefect's API server as a child: `python -m flows.server_child FD` serves on the inherited socket FD.

It watches its standard input and ends when its parent does, however that happens.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from flows.starting import while_importing

with while_importing():
    import prefect
    import uvicorn

    from flows.prefect_database import keep, lend, missing_database

_STOP_SECONDS = 10


class _Server(uvicorn.Server):
    """Counts as starting until it answers: what it needs of routes and models is made by then."""

    def __init__(self, config: uvicorn.Config, starting: ExitStack) -> None:
        super().__init__(config)
        self._starting = starting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._starting.close()  # keeps a database that was made, before anything is written into it


def serve(descriptor: int) -> None:
    """Serve on an inherited, listening socket until told to stop or the parent is gone."""
    # UI version 2 calls an analytics host whatever is set; where it is not found, it is not offered.
    prefect.__ui_v2_static_path__ = Path(os.devnull, "none")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    config = uvicorn.Config(
        "prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on"
    )
    with ExitStack() as starting:
        starting.enter_context(while_importing())
        if new := missing_database():
            lend(new)
            starting.callback(keep, new)
        _Server(config, starting).run(sockets=[socket.socket(fileno=descriptor)])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()  # returns when the parent's end of the pipe closes
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_STOP_SECONDS)
    os._exit(1)  # a graceful stop can wait for ever on a client that is gone


if __name__ == "__main__":
    serve(int(sys.argv[1]))
