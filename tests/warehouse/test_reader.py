"""SQL that nobody vouches for reads the archive, and does nothing else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.archive import Archive
from tests.warehouse.generated import pages_and_outcomes
from warehouse.errors import ArchiveDamaged, ArchiveMissing, QueryError
from warehouse.reader import little_memory, open_reader, query


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("read"))
    archive.load(archive.stage("b", list(pages_and_outcomes(range(30)))))
    archive.publish()
    (archive.home / "secret.csv").write_text("a,b\n1,2\n")
    return archive


@pytest.fixture
def reader(archive: Archive) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_reader(archive.link, threads=2) as connection:
        yield connection


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        ("SELECT count(*) FROM articles", 29),
        ("FROM rejections SELECT reason", "too_short"),
        ("WITH x AS (VALUES (1)) FROM x;", 1),
        ("SHOW TABLES", "alike_rows"),
        ("-- a comment\nSELECT 1 -- ; SELECT 2", 1),
    ],
)
def test_reading_works(reader: duckdb.DuckDBPyConnection, sql: str, first: object) -> None:
    assert query(reader, sql).rows[0][0] == first


def test_a_second_reader_in_one_process_is_as_safe(archive: Archive) -> None:
    with open_reader(archive.link) as one, open_reader(archive.link) as other:
        for reader in (one, other):
            assert query(reader, "SELECT current_setting('TimeZone')").rows == [("UTC",)]
            with pytest.raises(duckdb.InvalidInputException, match="locked"):
                reader.execute("SET memory_limit = '8GB'")


def test_a_result_names_its_columns_and_says_when_it_is_cut(reader: duckdb.DuckDBPyConnection) -> None:
    result = query(
        reader, "SELECT position, text FROM blocks WHERE role = $role", {"role": "rail"}, max_rows=7
    )
    assert (result.columns, result.types) == (("position", "text"), ("INTEGER", "VARCHAR"))
    assert (len(result.rows), result.truncated) == (7, True)
    assert query(reader, "SELECT 1", max_rows=1).truncated is False


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t (a INT)",
        "INSERT INTO page_rows SELECT * FROM page_rows",
        "DELETE FROM page_rows",
        "DROP VIEW articles",
        "COPY (SELECT 1) TO '{home}/out.csv'",
        "EXPORT DATABASE '{home}/out'",
        "ATTACH '{home}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD json",
        "SET memory_limit = '100GB'",
        "RESET lock_configuration",
        "PRAGMA enable_external_access = true",
        "CALL checkpoint()",
        "BEGIN",
        "PREPARE p AS SELECT 1",
        "USE memory",
        "CREATE TEMP TABLE t AS SELECT 1",
        "CREATE MACRO m() AS 1",
        "CREATE SECRET s (TYPE s3)",
        "SELECT * FROM read_csv('{home}/secret.csv')",
        "SELECT * FROM '{home}/secret.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('{home}/warehouse/writer.duckdb')",
        "SELECT * FROM glob('{home}/*')",
        "SELECT * FROM sniff_csv('{home}/secret.csv')",
        "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
        "EXPLAIN ANALYZE INSERT INTO page_rows SELECT * FROM page_rows",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{home}/out.csv'",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP VIEW articles",
        "",
        "-- nothing",
        "SELEC 1",
        "SELECT no_such_column FROM articles",
    ],
)
def test_everything_else_is_refused(archive: Archive, reader: duckdb.DuckDBPyConnection, sql: str) -> None:
    before = sorted(path.name for path in archive.home.rglob("*"))
    with pytest.raises(QueryError) as refused:
        query(reader, sql.replace("{home}", str(archive.home)))
    assert len(str(refused.value)) > 10
    assert sorted(path.name for path in archive.home.rglob("*")) == before
    assert query(reader, "SELECT count(*) FROM captures").rows == [(30,)]


def test_a_query_is_stopped_when_its_time_is_over(reader: duckdb.DuckDBPyConnection) -> None:
    started = time.monotonic()
    with pytest.raises(QueryError, match=r"stopped after 0\.3 seconds"):
        query(
            reader,
            "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7",
            timeout_s=0.3,
        )
    assert time.monotonic() - started < 10
    assert query(reader, "SELECT 1").rows == [(1,)]


def test_a_query_gets_no_more_memory_than_allowed(archive: Archive) -> None:
    with open_reader(archive.link, memory_limit="60MB", spill_limit="1MB", threads=1) as reader:
        with pytest.raises(QueryError, match="memory"):
            query(reader, "SELECT len(list(repeat(i::VARCHAR, 20))) FROM range(5000000) t(i)")
        assert query(reader, "SELECT 1").rows == [(1,)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much a process has, and limits it")
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT len(repeat('x', 4000000000))",  # strings of an expression, which DuckDB does not count
        "SELECT repeat('x', 1000000) FROM range(9000)",  # rows that are handed over
    ],
)
def test_nor_what_duckdb_does_not_count(reader: duckdb.DuckDBPyConnection, sql: str) -> None:
    with little_memory(1 << 30), pytest.raises(QueryError, match="memory"):
        query(reader, sql)
    assert query(reader, "SELECT 1").rows == [(1,)]


def test_a_damaged_archive_is_said(tmp_path: Path) -> None:
    damaged = tmp_path / "copydesk.duckdb"
    damaged.write_bytes(b"no database at all" * 1000)
    with pytest.raises(ArchiveDamaged, match="copydesk verify"):
        open_reader(damaged)


def test_an_archive_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="first run"):
        open_reader(tmp_path / "copydesk.duckdb")
