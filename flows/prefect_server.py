"""The embedded Prefect server: started for a run where no other server is named, ended with it.

Prefect's own temporary server outlives a run that is killed. This one watches its standard input and ends
when its parent does, however that happens; and its socket is bound before it starts, so no port is raced for.

Run as `python -m flows.prefect_server FD` it is the child: it serves on the inherited socket FD.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from flows.home import Home

STARTUP_SECONDS = 120  # a cold start with migrations took 8-16 s on two busy cores, 37 s at worst
STOP_SECONDS = 10


class ServerStartError(Exception):
    """The embedded server did not come up; the message says what it printed."""


def configure(home: Home) -> None:
    """Set Prefect's environment for this home, before Prefect is imported; what is set already stays."""
    settings = {
        "PREFECT_HOME": str(home.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",  # or a flow without a server starts one we cannot end
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        # One write for a hundred task-run events: a quarter of the server's CPU cost a task.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    home.prefect.mkdir(parents=True, exist_ok=True)


@contextmanager
def embedded_server(home: Home) -> Iterator[str]:
    """A Prefect server on a free loopback port while the block runs, as PREFECT_API_URL; yields its address.

    Where PREFECT_API_URL is set already, that server is used and none is started.
    """
    if url := os.environ.get("PREFECT_API_URL"):
        yield url
        return
    log = home.prefect / "server.log"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        process = _start(listener, log)
    try:
        _wait_until_healthy(process, url, log)
        os.environ["PREFECT_API_URL"] = url
        yield url
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        _stop(process)


def _start(listener: socket.socket, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_server", str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            pass_fds=[listener.fileno()],
            # Prefect's mark for a short-lived server: it leaves out the services that only schedules need.
            env={**os.environ, "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_UI_ENABLED": "0"},
            start_new_session=True,  # Ctrl-C ends the flow first, which still has to report to the server
        )


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/health", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise ServerStartError(f"The embedded Prefect server did not start; {log} holds what it said.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()  # returns when the parent's end of the pipe closes
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)  # a graceful stop can wait for ever on a client that is gone


def serve_child(descriptor: int) -> None:
    """Serve Prefect's API on an inherited, listening socket until told to stop or the parent is gone."""
    import uvicorn

    threading.Thread(target=_end_with_parent, daemon=True).start()
    config = uvicorn.Config(
        "prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on"
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    serve_child(int(sys.argv[1]))
