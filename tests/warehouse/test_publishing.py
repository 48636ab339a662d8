"""Readers always find a whole snapshot, and old ones go when nobody reads them."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.archive import Archive, connect
from tests.warehouse.generated import START, pages_and_outcomes
from warehouse.database import load, open_writer, publish
from warehouse.publishing import remove_old_snapshots

PAIRS = list(pages_and_outcomes(range(200)))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def names(archive: Archive) -> list[str]:
    return sorted(path.name for path in archive.database.parent.iterdir())


def test_the_link_leads_to_the_newest_of_two_kept_snapshots(archive: Archive) -> None:
    for n in range(4):
        archive.load(archive.stage(f"b{n}", PAIRS[n * 10 : n * 10 + 10]))
        assert archive.publish().name == f"copydesk-{n + 1:06d}.duckdb"
        with connect(archive.link) as reader:
            assert reader.execute("SELECT count(*) FROM captures").fetchall() == [(10 * (n + 1),)]
    assert names(archive) == ["copydesk-000003.duckdb", "copydesk-000004.duckdb", "writer.duckdb"]
    assert not archive.link.readlink().is_absolute()


def test_a_snapshot_is_not_for_writing(archive: Archive) -> None:
    """Who opened it to write would lock the readers out, and change what they see."""
    archive.load(archive.stage("b", PAIRS[:10]))
    assert archive.publish().stat().st_mode & 0o222 == 0
    assert archive.database.stat().st_mode & 0o200


def test_flushing_a_snapshot_asks_for_no_right_to_write_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is not root could not publish else."""
    modes = set()
    monkeypatch.setattr("os.fsync", lambda file: modes.add(fcntl.fcntl(file, fcntl.F_GETFL) & os.O_ACCMODE))
    archive.publish()
    assert modes == {os.O_RDONLY}


def test_a_snapshot_stays_while_somebody_reads_it(archive: Archive) -> None:
    archive.load(archive.stage("b", PAIRS[:10]))
    first = archive.publish()
    code = (
        "import duckdb, sys\n"
        f"reader = duckdb.connect({str(archive.link.resolve())!r}, read_only=True)\n"
        "print('open', flush=True); sys.stdin.readline()\n"
        "print(reader.execute('SELECT count(*) FROM captures').fetchone()[0], flush=True)\n"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    for _ in range(3):
        archive.publish()
    assert names(archive)[:-1] == [f"copydesk-{n:06d}.duckdb" for n in (1, 3, 4)]
    assert reader.communicate("go\n")[0] == "10\n"
    assert remove_old_snapshots(archive.database.parent) == [first]


def test_what_a_killed_publisher_left_is_removed(archive: Archive) -> None:
    archive.load(archive.stage("b", PAIRS[:10]))
    archive.publish()
    torn = archive.database.parent / "copydesk-000002.duckdb.open"
    torn.write_bytes(b"half")
    (archive.home / "copydesk.duckdb.open").symlink_to("nowhere")
    assert archive.publish().name == "copydesk-000002.duckdb"
    assert names(archive) == ["copydesk-000001.duckdb", "copydesk-000002.duckdb", "writer.duckdb"]
    assert [path.name for path in archive.home.glob("*.open")] == []


def test_readers_never_fail_nor_see_a_part_while_a_writer_loads_and_publishes(archive: Archive) -> None:
    batches = [archive.stage(f"b{n:02d}", PAIRS[n * 20 : n * 20 + 20]) for n in range(10)]
    archive.load(batches[0])
    archive.publish()
    stop = threading.Event()
    seen: list[int] = []
    failures: list[str] = []

    def read() -> None:
        while not stop.is_set():
            code = "SELECT count(*), count(DISTINCT page_id), (SELECT count(*) FROM load_rows) FROM captures"
            try:
                with duckdb.connect(str(archive.link.resolve()), read_only=True) as reader:
                    captures, pages, loads = reader.execute(code).fetchall()[0]
            except duckdb.Error as error:
                failures.append(str(error))
                continue
            if not captures == pages == 20 * loads:
                failures.append(f"{captures} captures, {pages} pages, {loads} loads")
            seen.append(captures)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n, batch in enumerate(batches):
        connection = open_writer(archive.database)
        load(connection, [batch], loaded_at=START + timedelta(minutes=n))
        publish(connection, archive.database, archive.link)
        time.sleep(0.02)
    deadline = time.monotonic() + 20
    while 200 not in seen and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert 200 in seen, "the last load was never seen"
    assert len(set(seen)) > 2
