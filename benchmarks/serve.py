"""What `copydesk serve` and Prefect cost: seconds to the first run, idle memory, and a share of a long run.

    python -m benchmarks.serve [--pages 20000] [--only-pages] [--folder ../shared/pages]

From an empty home: the UI up and the first scheduled run finished within 90 s, server and idle runner under
700 MB together. And of a run of many pages at most 5 % is Prefect's: the same pages are run with Prefect and,
side by side with it, by the same code with Prefect taken out; compared are CPU seconds, which whatever else
is at work stretches alike for both. The pages are made of the samples, of 5 kB each, and, where the folder
has sets of real pages, of these (in `NAME.jsonl.xz` as `html`), fifty times as long: 5 GB for 20,000.
`--pages 0` leaves that out, `--only-pages` all else.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.cleaning import html_sets, real_pages
from benchmarks.generate import copies, write, write_pages
from benchmarks.serving import Serving, free_port, memory_mb, without_prefect

SAMPLES = Path(__file__).parent.parent / "seeds"
_REAL = 60  # real pages of each set that others are made of


def first_run(folder: Path) -> Table:
    """From an empty home to the first scheduled run of the sample source, and what stays in memory."""
    serving = Serving(folder / "home", SAMPLES, free_port())
    started = time.monotonic()
    serving.start()
    assert serving.process
    try:
        httpx.get(serving.ui, timeout=60).raise_for_status()
        up = time.monotonic() - started
        serving.wait_for_run("samples", "Completed")
        finished = time.monotonic() - started
        time.sleep(20)
        runner = memory_mb(serving.process.pid)
        server = sum(map(memory_mb, serving.children("flows.server_child")))
    finally:
        serving.stop()
    made = Table("what", "result", "bar", title="copydesk serve, from an empty home")
    made.add_row("the UI answers after", f"{up:.0f} s", "")
    made.add_row("the first scheduled run is finished after", f"{finished:.0f} s", "90 s")
    made.add_row("memory of runner + server", f"{runner:.0f} + {server:.0f} MB", "700 MB")
    return made


def prefect_share(source: Path, folder: Path) -> Table:
    """CPU seconds of a run of the pages in `source` with Prefect and without it."""
    sizes = [file.stat().st_size for file in source.rglob("*.html")]
    imported, with_it, without = _cpu_seconds(
        ["prefect.main"],
        ["flows.cli", "run", str(source), "--home", str(folder / "with")],
        ["benchmarks.without_prefect", str(source), str(folder / "without")],
    )
    share = (with_it - without + imported) / with_it
    made = Table(
        "run",
        "CPU seconds",
        "bar",
        title=f"{len(sizes):,} pages of HTML, {sum(sizes) / len(sizes) / 1e3:.0f} kB each",
    )
    made.add_row("with Prefect", f"{with_it:.1f}", "")
    made.add_row("the same without", f"{without - imported:.1f}", "")
    made.add_row("Prefect's share", f"{share:.1%}", "5 %")
    return made


def _cpu_seconds(*commands: list[str]) -> list[float]:
    """What some commands that run at once, each with everything below it, took of the processors."""
    taken = []
    for process in [
        subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.DEVNULL, env=without_prefect())
        for command in commands
    ]:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, process.args
        taken.append(used.ru_utime + used.ru_stime)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=20000)
    parser.add_argument("--only-pages", action="store_true")
    parser.add_argument("--folder", type=Path, default=SAMPLES.parent.parent / "shared" / "pages")
    chosen = parser.parse_args()
    console = Console(width=120)
    if not chosen.only_pages:
        with tempfile.TemporaryDirectory() as name:
            console.print(first_run(Path(name)))
    if not chosen.pages:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        console.print(prefect_share(write(folder / "samples", ".html", chosen.pages), folder))
    if real := _real_pages(chosen.folder):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            made = copies(real, chosen.pages)
            console.print(prefect_share(write_pages(folder / "real", ".html", made), folder))


def _real_pages(folder: Path) -> list[str]:
    pages = [page for file in html_sets(folder) for page in real_pages(file, _REAL)]
    return [page.body.decode("utf-8", "replace") for page in pages]


if __name__ == "__main__":
    main()
