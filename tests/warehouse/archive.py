"""A whole archive in a folder, driven the way a flow drives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from extractors.model import Outcome, RawPage
from tests.warehouse.generated import START
from warehouse import raw, staging
from warehouse.database import LoadCounts, content_digest, load, open_writer, publish

Pairs = Sequence[tuple[RawPage, Outcome]]


@dataclass(frozen=True)
class Archive:
    """The folders of one archive."""

    home: Path

    @property
    def raw_dir(self) -> Path:
        return self.home / "raw"

    @property
    def staging_dir(self) -> Path:
        return self.home / "staging"

    @property
    def database(self) -> Path:
        return self.home / "warehouse" / "writer.duckdb"

    @property
    def link(self) -> Path:
        return self.home / "copydesk.duckdb"

    def stage(
        self, name: str, pairs: Pairs, *, cleaner: str = "1", cleaned_at: datetime = START, run: str = "run"
    ) -> Path:
        """Pull and clean one batch."""
        pages = [page for page, _ in pairs]
        batch = self.staging_dir / "source" / name
        records = raw.write_warc(pages, self.raw_dir / "source" / f"{name}.warc.gz", self.raw_dir)
        staging.write_manifest(batch, pages, records, run_id=run)
        outcomes = [outcome for _, outcome in pairs]
        staging.write_outcomes(batch, outcomes, cleaner_version=cleaner, cleaned_at=cleaned_at)
        return batch

    def load(self, *batches: Path) -> LoadCounts:
        """Load the batches (all staged ones if none is named) in one transaction."""
        connection = open_writer(self.database)
        try:
            return load(connection, batches or staging.batches(self.staging_dir), loaded_at=START)
        finally:
            connection.close()

    def publish(self) -> Path:
        """Make a snapshot of what is loaded."""
        return publish(open_writer(self.database), self.database, self.link)

    def digest(self) -> str:
        """What the archive says."""
        with open_writer(self.database) as connection:
            return content_digest(connection)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The answer of the writer's database."""
        with open_writer(self.database) as connection:
            rows: list[tuple[object, ...]] = connection.execute(sql).fetchall()
            return rows


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A plain read-only connection, as any user would make it."""
    return duckdb.connect(str(path), read_only=True)
