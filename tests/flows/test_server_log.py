"""The Prefect server's log stays short, however long the server stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flows.prefect_server import trim

WRITE = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"


def test_a_long_log_is_cut_under_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "serve.log"
    with (
        log.open("ab") as output,
        subprocess.Popen(
            [sys.executable, "-c", WRITE], stdin=subprocess.PIPE, stdout=output, text=True
        ) as writer,
    ):
        assert writer.stdin
        writer.stdin.write("x" * (6 << 20) + "\n")
        writer.stdin.flush()
        while log.stat().st_size <= 6 << 20:
            pass
        trim(log)
        trim(log)  # a short one is left alone
        writer.stdin.write("after\n")
    assert log.read_text() == "after\n"
    assert (tmp_path / "serve.old.log").stat().st_size == (6 << 20) + 1
