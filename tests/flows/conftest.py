"""One Prefect server for all tests that need one, and a tiny source to run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.home import Home
from flows.prefect_server import configure, embedded_server
from warehouse.database import content_digest
from warehouse.reader import open_reader

# Prefect reads its settings when it is imported, and test modules import it.
_PREFECT = tempfile.TemporaryDirectory(prefix="copydesk-prefect-")
configure(Home(Path(_PREFECT.name)))


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """The address of a real Prefect server, which the tests' flows use while it lasts."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    home = Home(Path(_PREFECT.name))
    with embedded_server(home) as url, temporary_settings({PREFECT_API_URL: url}):
        yield url


STORY = """{headline}
{byline}
Posted: Mar 3, 2024 / 09:14 PM CST

Crews check a pin of the bridge. (Dana Lee, Example Media via AP)

Advertisement

Crews check a pin of the bridge. (Dana Lee, Example Media via AP)

SPRINGFIELD (AP) — {headline}, officials said on Monday, a first for the county this year.

The council met for three hours before the vote, and most who spoke asked for more time to read the plan.

“We will come back to it in the spring,” said Dana Whitfield, who leads the council. “Nobody is in a hurry.”

Residents had until Friday to send in written comments, and about two hundred did, the clerk said.

Copyright 2024 Example Media Inc. All rights reserved.
"""


def story(headline: str, byline: str | None = None) -> str:
    """The text of a dump with this headline, and a byline where there is one."""
    return STORY.format(headline=headline, byline=f"\n{byline}\n" if byline else "")


def write_stories(folder: Path, count: int, *, first: int = 0, river: str = "Mill", byline: str = "") -> Path:
    """`count` short text dumps, numbered from `first`, each with a story of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        headline = f"Bridge number {number} over {river} Creek reopens"
        (folder / f"story-{number:04d}.txt").write_text(story(headline, byline), "utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Archive:
    """A home and how to run a source into it, in a process of its own."""

    home: Path
    seeds: Path

    def run(
        self, source: Path, fault: str = "", page_timeout: float = 20
    ) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "tests.flows.faulty_run",
            str(source),
            str(self.home),
            str(self.seeds),
        ]
        settings = {"COPYDESK_FAULT": fault, "PAGE_TIMEOUT": str(page_timeout)}
        return subprocess.run(
            command, env=os.environ | settings, capture_output=True, text=True, timeout=180, check=False
        )

    def digest(self) -> str:
        with open_reader(Home.at(self.home).database) as connection:
            return content_digest(connection)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with open_reader(Home.at(self.home).database) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def archive(tmp_path: Path, prefect_server: str) -> Callable[[str], Archive]:
    """Makes archives by name."""
    (tmp_path / "seeds").mkdir()
    return lambda name: Archive(tmp_path / name, tmp_path / "seeds")
