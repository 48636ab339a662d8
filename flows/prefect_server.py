"""The Prefect server as our child: for one run, where no other is named, or standing, with its UI.

Prefect's own temporary server outlives a run that is killed. Ours ends when its parent does, however that
happens (`flows/server_child.py`); and its socket is bound before it starts, so no port is raced for. The
socket of the standing one stays its parent's: while a server that died is replaced, callers wait, and none
is turned away.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from flows.home import Home

STARTUP_SECONDS = 300  # 8-16 s on two busy cores, more than 120 s where 20 processes shared them
STOP_SECONDS = 10
LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 4200
_LOG_BYTES = 5 << 20


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
        # A run's own log goes to the UI, and only its warnings to the terminal.
        "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # the least there is: a run that died is seen in 90 s
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home.prefect / "ui"),
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",  # of SQLite the wait for its lock; 10 s are few
        # Runs are forgotten after 90 days, events after 7: it levels off. The archive keeps its own `runs`.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        # The mark "Late" is written for each run that waits, hundreds at once after downtime. SQLite refuses
        # all but one of writes at once, each refusal is logged at length and tried again after 5 s: a busy
        # server then does nothing else. The mark says no more than the slot's time does.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
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

    Where PREFECT_API_URL is set already, or `copydesk serve` is at work on this home, that server is used
    and none is started.
    """
    if url := os.environ.get("PREFECT_API_URL"):
        yield url
        return
    if url := serving_address(home):
        with _as_api_url(url):
            yield url
        return
    log = home.prefect / "server.log"
    trim(log)
    with socket.create_server((LOOPBACK, 0)) as listener:
        url = _api_url(listener)
        process = _start(listener, log, _SHORT_LIVED)
    try:
        _wait_until_healthy(process, url, log)
        with _as_api_url(url), _without_heartbeats():
            yield url
    finally:
        _stop(process)


@contextmanager
def _without_heartbeats() -> Iterator[None]:
    """For a server that ends with us, so that nobody would miss them.

    At the end of a run Prefect waits for the thread that sends them: half a second on average.
    """
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


class StandingServer:
    """A Prefect server with its UI and scheduler on a loopback port; started anew when it dies."""

    def __init__(self, home: Home, listener: socket.socket) -> None:
        self.url = _api_url(listener)
        self._listener = listener
        self.log = home.prefect / "serve.log"
        self._process = _start(listener, self.log, _with_ui(listener))

    @property
    def ui(self) -> str:
        """Where a browser finds it."""
        return self.url.removesuffix("/api")

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    def wait(self) -> None:
        """Return when it answers; ServerStartError if it does not come up."""
        _wait_until_healthy(self._process, self.url, self.log)

    def revive(self) -> bool:
        """Start it anew if it died, and say whether it had. Callers wait at the socket meanwhile."""
        if self._process.poll() is None:
            return False
        self._process = _start(self._listener, self.log, _with_ui(self._listener))
        return True

    def trim_log(self) -> None:
        """Begin its log anew where it has grown long; what it held lies beside it until the next time."""
        trim(self.log)

    def stop(self) -> None:
        """End it."""
        _stop(self._process)


@contextmanager
def standing_server(home: Home, port: int | None) -> Iterator[StandingServer]:
    """A standing server while the block runs, as PREFECT_API_URL, which other runs on this home use too.

    Without a `port` it is 4200, or any free one where that is taken. Raises BusyError where `copydesk serve`
    is at work on this home already, ServerStartError where the port is taken or the server does not start.
    """
    with home.lock("serve", wait_seconds=0), _listen(port) as listener:
        server = StandingServer(home, listener)
        try:
            server.wait()
            _address_file(home).write_text(json.dumps({"url": server.url}), "utf-8")
            with _as_api_url(server.url):
                yield server
        finally:
            _address_file(home).unlink(missing_ok=True)
            server.stop()


def serving_address(home: Home) -> str | None:
    """The API of the server that `copydesk serve` runs on this home, if it does and the server answers."""
    try:
        url = json.loads(_address_file(home).read_text("utf-8"))["url"]
    except (OSError, ValueError, KeyError):
        return None
    return str(url) if _healthy(url, patience=30) and home.is_locked("serve") else None


def _address_file(home: Home) -> Path:
    return home.prefect / "serving.json"


def _listen(port: int | None) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port or DEFAULT_PORT))
    except OSError as error:
        if port is None:
            return socket.create_server((LOOPBACK, 0))
        raise ServerStartError(
            f"Port {port} cannot be used: {error.strerror}; name another with --port."
        ) from None


def _api_url(listener: socket.socket) -> str:
    return f"http://{LOOPBACK}:{listener.getsockname()[1]}/api"


@contextmanager
def _as_api_url(url: str) -> Iterator[None]:
    os.environ["PREFECT_API_URL"] = url
    try:
        yield
    finally:
        os.environ.pop("PREFECT_API_URL", None)


# Prefect's mark for a short-lived server: it leaves out the services that only schedules need.
_SHORT_LIVED = {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_UI_ENABLED": "0"}


def _with_ui(listener: socket.socket) -> dict[str, str]:
    url = _api_url(listener)
    return {
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_API_PORT": str(listener.getsockname()[1]),
        "PREFECT_SERVER_UI_API_URL": url,
        # Any page in the browser could call the API otherwise: it asks for no password on loopback.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": url.removesuffix("/api"),
    }


def trim(log: Path) -> None:
    """Cut a log that a process appends to, once it is longer than 5 MiB; a copy of it is kept."""
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(".old.log"))
        os.truncate(log, 0)


def _start(listener: socket.socket, log: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.server_child", str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            pass_fds=[listener.fileno()],
            env={**os.environ, **settings},
            start_new_session=True,  # Ctrl-C ends the flow first, which still has to report to the server
        )


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _healthy(url, patience=5):
            return
        time.sleep(0.1)
    raise ServerStartError(f"The Prefect server did not start; {log} holds what it said.")


def _healthy(url: str, patience: float) -> bool:
    """Whether the API at `url` says within `patience` seconds that it is well."""
    address = urlsplit(url)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=patience)
    try:
        connection.request("GET", f"{address.path}/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
