"""The archive as commands and runs read it: its newest snapshot, in this release's schema."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from flows.home import Home
from warehouse.migrate import lacking
from warehouse.reader import open_reader


def open_archive(home: Home) -> DuckDBPyConnection:
    """The newest snapshot, read-only; that of an earlier release is upgraded and published first,
    where the writer's database is there to upgrade. `ArchiveMissing` before the first run.
    """
    connection = open_reader(home.database)
    if not lacking(connection) or not home.writer.exists():
        return connection
    connection.close()
    from warehouse.database import open_writer, publish  # a tenth of a second that no other reading pays

    with home.writing():
        publish(open_writer(home.writer), home.writer, home.database)
    return open_reader(home.database)
