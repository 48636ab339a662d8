"""A writer killed at any moment loses nothing and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractors.model import Outcome, RawPage
from tests.warehouse.archive import Archive, connect
from tests.warehouse.generated import pages_and_outcomes
from warehouse import raw
from warehouse.database import content_digest, open_writer
from warehouse.errors import WriterBusy

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
KILLS = 6


def start_loader(archive: Archive) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.warehouse.loader", str(archive.home)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_after(loader: subprocess.Popen[str], lines: int, seconds: float) -> list[str]:
    """End the loader without warning some moments after its `lines`th line; returns the lines it got out."""
    assert loader.stdout is not None
    said = [loader.stdout.readline().strip() for _ in range(lines)]
    time.sleep(seconds)
    os.kill(loader.pid, signal.SIGKILL)
    said += loader.stdout.read().split()
    loader.wait()
    return [line for line in said if line.startswith("b")]


@pytest.fixture(scope="module")
def pairs() -> list[tuple[RawPage, Outcome]]:
    return list(pages_and_outcomes(range(600)))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[RawPage, Outcome]]) -> str:
    archive = Archive(tmp_path_factory.mktemp("undisturbed"))
    archive.load(archive.stage("all", pairs))
    return archive.digest()


def test_a_load_killed_again_and_again_ends_as_if_undisturbed(
    tmp_path: Path, undisturbed: str, pairs: list[tuple[RawPage, Outcome]]
) -> None:
    archive = Archive(tmp_path)
    for n in range(0, 600, 100):
        archive.stage(f"b{n:03d}", pairs[n : n + 100])
    rng = random.Random(4)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        acknowledged |= set(kill_after(start_loader(archive), 1 + kill, rng.uniform(0, 0.15)))
        held = {str(row[0]) for row in archive.rows("SELECT batch_id FROM load_rows")}
        assert acknowledged <= held, "a commit that was acknowledged was lost"
        (pages,) = archive.rows("SELECT count(*) FROM page_rows")
        assert pages == (100 * len(held),), "half a batch was loaded"
    finisher = start_loader(archive)
    assert finisher.wait() == 0
    assert finisher.stdout is not None
    finisher.stdout.close()
    assert archive.digest() == undisturbed
    with connect(archive.link) as snapshot:
        assert content_digest(snapshot) == undisturbed
    leftovers = [path.name for path in archive.database.parent.iterdir() if ".open" in path.name]
    assert leftovers == []


def test_a_writer_is_told_when_another_one_writes(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.stage("b", list(pages_and_outcomes(range(100))))
    loader = start_loader(archive)
    assert loader.stdout is not None
    assert loader.stdout.readline() == "open\n"
    os.kill(loader.pid, signal.SIGSTOP)
    with pytest.raises(WriterBusy, match="Another process is writing"):
        open_writer(archive.database)
    os.kill(loader.pid, signal.SIGKILL)
    loader.communicate()
    assert archive.load().pages in (0, 100)
    assert archive.rows("SELECT count(*) FROM page_rows") == [(100,)]


def test_a_killed_pull_keeps_its_whole_pages(tmp_path: Path) -> None:
    pages = [page for page, _ in pages_and_outcomes(range(50))]
    code = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from tests.warehouse.generated import pages_and_outcomes\n"
        "from warehouse import raw, warc\n"
        "write, written = raw.write_page, []\n"
        "def write_and_die(writer, page, page_id):\n"
        "    if len(written) == 30: writer.out.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "    write(writer, page, page_id); written.append(page_id)\n"
        "raw.write_page = write_and_die\n"
        "pages = [page for page, _ in pages_and_outcomes(range(50))]\n"
        f"raw.write_warc(pages, Path({str(tmp_path)!r}) / 'b.warc.gz')\n"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == ["b.warc.gz.open"]
    (repaired,) = raw.repair(tmp_path)
    assert (repaired.pages, repaired.bytes_cut) == (30, 0)
    assert [page for page, _ in raw.read_batch(tmp_path / "b.warc.gz")] == pages[:30]
