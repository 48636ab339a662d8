"""Over TLS: certificates are verified, and HTTP/2 is spoken where the server does."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import pytest

from tests.web.conftest import MakePulls
from warehouse.raw import read_batch

PAGE = b"<html><p>" + b"The bridge was opened. " * 3000 + b"</html>"

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and localhost that no authority signed, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += [
        "-keyout",
        str(key),
        "-out",
        str(cert),
        "-subj",
        "/CN=localhost",
        "-addext",
        names,
        "-days",
        "2",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


@pytest.fixture(params=["h2", "http/1.1"])
def secure_port(request: pytest.FixtureRequest, certificate: tuple[Path, Path]) -> Iterator[int]:
    """A server on loopback that speaks the protocol over TLS; robots.txt is a 404."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    context.set_alpn_protocols([request.param])
    talk = _talk_h2 if request.param == "h2" else _talk_http1
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, context, talk), daemon=True).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, context: ssl.SSLContext, talk: Callable[[ssl.SSLSocket], None]) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(plain, server_side=True) as secure:
                talk(secure)
        except OSError:
            plain.close()


def _talk_http1(secure: ssl.SSLSocket) -> None:
    while head := secure.recv(65536):
        status, body = (b"404 Not Found", b"") if b"robots" in head else (b"200 OK", PAGE)
        told = b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
        secure.sendall(b"HTTP/1.1 " + status + b"\r\n" + told + body)


def _talk_h2(secure: ssl.SSLSocket) -> None:
    speaker = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    speaker.initiate_connection()
    secure.sendall(speaker.data_to_send())
    waiting: dict[int, bytes] = {}
    while data := secure.recv(65536):
        for event in speaker.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                robots = any(value.endswith(b"robots.txt") for _, value in event.headers)
                status, body = ("404", b"") if robots else ("200", PAGE)
                speaker.send_headers(event.stream_id, [(":status", status), ("content-type", "text/html")])
                waiting[event.stream_id] = body
        for stream in list(waiting):
            _send(speaker, stream, waiting)
        secure.sendall(speaker.data_to_send())


def _send(speaker: h2.connection.H2Connection, stream: int, waiting: dict[int, bytes]) -> None:
    """As much as the windows allow; the rest when they open."""
    while room := min(speaker.local_flow_control_window(stream), speaker.max_outbound_frame_size):
        part, waiting[stream] = waiting[stream][:room], waiting[stream][room:]
        speaker.send_data(stream, part, end_stream=not waiting[stream])
        if not waiting[stream]:
            del waiting[stream]
            return


def test_a_certificate_that_nobody_signed_is_refused(secure_port: int, pulls: MakePulls) -> None:
    done = pulls(kind="urls", location=[f"https://127.0.0.1:{secure_port}/a"])
    fetch = done.run()["a"]
    assert fetch.outcome == "unreachable" and "CERTIFICATE_VERIFY_FAILED" in fetch.detail


def test_a_trusted_one_is_fetched_in_the_server_s_protocol(
    secure_port: int,
    certificate: tuple[Path, Path],
    pulls: MakePulls,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    done = pulls(kind="urls", location=[f"https://localhost:{secure_port}/{name}" for name in "abc"])
    fetched = done.run()
    assert [fetched[name].outcome for name in "abc"] == ["new"] * 3, fetched
    (warc,) = done.home.raw.rglob("*.warc.gz")
    pages = [page for page, _ in read_batch(warc, done.home.raw)]
    assert [page.body for page in pages] == [PAGE] * 3
    spoken = f"WARC-Protocol: {request.node.callspec.params['secure_port']}\r\n"
    assert spoken.encode() in gzip.decompress(warc.read_bytes())
