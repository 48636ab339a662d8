"""Fetches as WARC records and as state: what went over the wire comes back, wherever a kill cut the file."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.model import RawPage
from warehouse import raw, staging, web_state
from warehouse.archived import read_archived
from warehouse.database import load, open_writer
from warehouse.fetch import Fetch, FetchKind, FetchOutcome, Found, fetch_from_json, fetch_to_json
from warehouse.fetch_warc import Exchange, FetchWriter, payload_digest
from warehouse.http_message import without_interim

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
URL = "https://news.example/a?id=1"
STORY = "<p>Zwölf Boote liefen aus.</p>".encode("cp1252")
REQUEST = b"GET /a?id=1 HTTP/1.1\r\nHost: news.example\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
RESPONSE = b"HTTP/1.1 200 Very  OK\r\nX-Odd:  caf\xe9 \r\nContent-Encoding: gzip\r\n"
RESPONSE += b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = gzip.compress(STORY)
RESPONSE += b"5\r\n" + PACKED[:5] + b"\r\n%x\r\n" % (len(PACKED) - 5) + PACKED[5:] + b"\r\n0\r\n\r\n"
PAGE = RawPage("daily", URL, URL, NOON, "text/html", "windows-1252", STORY, 200)
NEW = Fetch("daily", FetchKind.PAGE, URL, URL, "news.example", NOON, NOON, FetchOutcome.NEW, status=200,
            final_url=URL, page_id=PAGE.page_id, media_type="text/html", payload_at=NOON,
            payload_digest=payload_digest(RESPONSE), next_due_at=NOON + timedelta(hours=1))  # fmt: skip
GONE = Fetch(
    "daily", FetchKind.PAGE, URL + "2", URL + "2", "news.example", NOON, NOON, FetchOutcome.UNREACHABLE
)


def later(outcome: FetchOutcome, status: int) -> Fetch:
    values = {name: getattr(NEW, name) for name in Fetch.__dataclass_fields__}
    return Fetch(**values | {"outcome": outcome, "status": status, "fetched_at": NOON + timedelta(hours=1)})


def fetches(warc: Path) -> list[Fetch]:
    return [fetch for fetch, _ in read_archived(warc, warc.parents[1]).fetches]


def write_file(folder: Path, name: str = "run-00001", *, whole: bool = True) -> Path:
    target = folder / "raw" / "daily" / f"{name}.warc.gz"
    writer = FetchWriter(target, folder / "raw", NOON)
    writer.found([Found(URL, URL, "https://news.example/rss", NOON, NOON)])
    moved = Exchange(URL, NOON, REQUEST, b"HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n", "192.0.2.1")
    writer.write([moved, Exchange(URL, NOON, REQUEST, RESPONSE, "192.0.2.1")], NEW, PAGE)
    writer.write([], GONE, None)
    answer = Exchange(URL, NOON, REQUEST, b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", "192.0.2.1")
    writer.write([answer], later(FetchOutcome.UNCHANGED, 304), None)
    if whole:
        writer.finish()
        return target
    return target.with_name(target.name + ".open")


def test_a_fetch_is_equal_after_its_way_through_json() -> None:
    assert fetch_from_json(fetch_to_json(NEW)) == NEW
    assert fetch_from_json(fetch_to_json(GONE)) == GONE


def test_the_bytes_on_the_wire_are_kept_and_decoded_for_cleaning(tmp_path: Path) -> None:
    target = write_file(tmp_path)
    ((page, record),) = raw.read_batch(target, tmp_path / "raw")
    assert page == PAGE == raw.read_page(tmp_path / "raw", record)
    unpacked = gzip.decompress(target.read_bytes())
    assert RESPONSE in unpacked and unpacked.count(REQUEST) == 3
    assert fetches(target) == [NEW, GONE, later(FetchOutcome.UNCHANGED, 304)]


def test_interim_answers_are_no_part_of_it() -> None:
    assert without_interim(HINTS + HINTS + RESPONSE) == RESPONSE == without_interim(RESPONSE)


def test_warcio_finds_every_digest_right(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("warcio")), "check", "-v", str(write_file(tmp_path))]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert "digest pass" in checked.stdout and "fail" not in checked.stdout


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9, 1.0])
def test_a_torn_file_keeps_every_whole_fetch(tmp_path: Path, share: float) -> None:
    whole = fetches(write_file(tmp_path / "whole"))
    leftover = write_file(tmp_path, whole=False)
    leftover.write_bytes(leftover.read_bytes()[: int(leftover.stat().st_size * share)])
    (repaired,) = raw.repair(tmp_path / "raw")
    assert repaired.finished is not None
    kept = fetches(repaired.finished)
    assert kept == whole[: len(kept)]
    assert len(kept) == (len(whole) if share == 1.0 else len(kept)) and repaired.bytes_cut >= 0


def test_state_is_loaded_once_with_what_it_describes(tmp_path: Path) -> None:
    target, batch = write_file(tmp_path), tmp_path / "staging" / "daily" / "run-00001"
    batch.mkdir(parents=True)
    staging.adopt(batch, target, tmp_path / "raw", run_id="run")
    staging.write_outcomes(batch, [], cleaner_version="1", cleaned_at=NOON)
    connection = open_writer(tmp_path / "writer.duckdb")
    for _ in range(2):
        load(connection, [batch], loaded_at=NOON)

    def ask(sql: str) -> list[tuple[object, ...]]:
        return connection.execute(sql).fetchall()

    assert ask("SELECT count(*), count(DISTINCT page_id) FROM captures") == [(2, 1)]
    assert ask("SELECT outcome, count(*) FROM fetches GROUP BY 1 ORDER BY 1") == [
        ("new", 1),
        ("unchanged", 1),
        ("unreachable", 1),
    ]
    assert ask("SELECT outcome, count(*) FROM web_urls GROUP BY 1 ORDER BY 1") == [
        ("unchanged", 1),
        ("unreachable", 1),
    ]
    assert web_state.waiting_pages(connection, "daily") == []
    assert web_state.known_keys(connection, "daily", [URL, "x"]) == {URL}
    assert web_state.due_pages(connection, "daily", NOON) == []
    (due,) = web_state.due_pages(connection, "daily", NOON + timedelta(hours=2))
    assert due == later(FetchOutcome.UNCHANGED, 304)
    assert web_state.last_fetches(connection, "daily", [URL]) == [due]
    assert web_state.failing_hosts(connection) == {}


def test_a_failing_host_rests_longer_each_time(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "writer.duckdb")
    pauses = []
    for number in range(1, 16):
        connection.execute(
            "INSERT INTO fetch_rows BY NAME SELECT 'b' AS batch_id, 'r' AS run_id, 'daily' AS source, "
            "'page' AS kind, 'u' AS url, 'u' AS url_key, 'down.example' AS host, $at AS fetched_at, "
            "$at AS first_fetched_at, "
            "'timed_out' AS outcome, '' AS detail, 1 AS tries, 0 AS redirects, 1 AS failures",
            {"at": NOON + timedelta(minutes=number)},
        )
        ((failures, until),) = web_state.failing_hosts(connection).values()
        assert failures == number
        pauses.append(until and (until - NOON - timedelta(minutes=number)).total_seconds())
    assert pauses[:5] == [None, None, 60, 120, 240]
    assert pauses[-1] == 86400
