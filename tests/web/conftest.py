"""A site on loopback, a source that reads it, and what a pull made of it without cleaning or Prefect."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows.home import Home
from flows.verify import verify
from flows.web.pull import WebPull
from flows.web.settings import Limits
from seeds import Source, read_source
from tests.web.server import serve
from tests.web.site import Site
from warehouse.archived import read_archived
from warehouse.database import load, open_writer, publish
from warehouse.fetch import Fetch
from warehouse.reader import open_reader, query
from warehouse.staging import adopt, mark_loaded, remove_loaded, write_outcomes

SHORT = Limits(connect=2, silence=1, total=2, first_pause=0.05, patience=3)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(30) as site:
        yield site


@dataclass
class Pulls:
    """A home into which a source is pulled, and loaded as if nothing could be cleaned."""

    home: Home
    source: Source
    limits: Limits = SHORT
    runs: int = 0
    last: list[Fetch] = field(default_factory=list)

    def run(self, left: Sequence[Path] = ()) -> dict[str, Fetch]:
        """Pull once, after a run that left these batches; what came of each URL, by its path and query."""
        self.runs += 1
        with WebPull(self.home, self.source, f"run{self.runs}", left, self.limits) as pull:
            batches = [*left]
            while batch := pull.next_batch():
                batches.append(batch)
                self._is_as_read_back(batch)
        warcs = [self._warc(batch) for batch in batches]
        self.last = [f for warc in warcs for f, _ in read_archived(warc, self.home.raw).fetches]
        load_uncleaned(self.home, batches)
        return {f.url.partition("//")[2].partition("/")[2]: f for f in self.last}

    def _warc(self, batch: Path) -> Path:
        return self.home.raw / batch.parent.name / f"{batch.name}.warc.gz"

    def _is_as_read_back(self, batch: Path) -> None:
        """What a pull states of a file while writing it is what is read from it after a kill."""
        again = self.home.root / "again" / batch.name
        again.mkdir(parents=True)
        adopt(again, self._warc(batch), self.home.raw, run_id=f"run{self.runs}")
        assert _staged(again) == _staged(batch)


def _staged(batch: Path) -> dict[str, list[dict[str, Any]]]:
    return {file.name: pq.read_table(file).to_pylist() for file in batch.glob("*.parquet")}


def load_uncleaned(home: Home, batches: Sequence[Path]) -> None:
    """Load and publish pulled batches as if nothing could be cleaned."""
    for batch in batches:
        write_outcomes(batch, [], cleaner_version="none", cleaned_at=datetime.now(UTC))
    load_cleaned(home, batches)


def load_cleaned(home: Home, batches: Sequence[Path]) -> None:
    """Load and publish cleaned batches."""
    connection = open_writer(home.writer)
    load(connection, batches, loaded_at=datetime.now(UTC))
    publish(connection, home.writer, home.database)
    for batch in batches:
        mark_loaded(batch)
    remove_loaded(home.staging)


def ask(home: Home, sql: str) -> list[tuple[object, ...]]:
    """A query on what is published."""
    connection = open_reader(home.database)
    try:
        return query(connection, sql).rows
    finally:
        connection.close()


# warcio's command, without Google's brotli, with which warcio 1.8 fails on every brotli body.
_WARCIO = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main()"


def passes_warcio(files: Sequence[Path]) -> None:
    """Every record's digests are right by another program's reckoning: `warcio check`."""
    command = [sys.executable, "-c", _WARCIO, "check", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def passes_verify(home: Home) -> None:
    """All is as it was stored, and cleaned again each page comes out the same: `copydesk verify`."""
    assert list(verify(home, sample=None, workers=1, page_timeout=20, tell=lambda what: None)) == []


MakePulls = Callable[..., Pulls]


@pytest.fixture
def pulls(tmp_path: Path) -> MakePulls:
    """Makes pulls of a source told by its keys: `pulls(kind="feed", location=…)`."""

    def make(name: str = "daily", limits: Limits = SHORT, **keys: object) -> Pulls:
        source = read_source(write_source(tmp_path, name, keys))
        return Pulls(Home.at(tmp_path / f"home-{name}"), source, limits)

    return make


def write_source(folder: Path, name: str, keys: Mapping[str, object]) -> Path:
    told = {
        "name": name,
        "contact": "desk@example.org",
        "delay": 0,
        "allow_private": ["127.0.0.0/30"],
        **keys,
    }
    file = folder / f"{name}.toml"
    file.write_text("".join(f"{key} = {_toml(value)}\n" for key, value in told.items()), "utf-8")
    return file


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return "'" + value + "'"
    return str(value).lower()
