"""What only tells of a run cannot harm it: the drift sentinel, and the artifacts in the Prefect UI."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from prefect.artifacts import Artifact

import flows.display
import flows.ingest
from flows.display import ARCHIVE_KEY
from flows.ingest import ingest
from flows.report import Report
from tests.flows.conftest import Archive, write_stories
from warehouse.database import RunState

pytestmark = pytest.mark.prefect


@pytest.fixture
def run(tmp_path: Path, archive: Callable[[str], Archive]) -> Callable[[], tuple[Report, Archive]]:
    def run() -> tuple[Report, Archive]:
        into = archive("home")
        stories = write_stories(tmp_path / "stories", 3)
        return ingest(str(stories), str(into.home), str(into.seeds), workers=1), into

    return run


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a fault was built in")


def test_a_sentinel_that_fails_touches_no_run(
    run: Callable[[], tuple[Report, Archive]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.ingest, "watch", broken)
    report, archive = run()
    assert report.run.state is RunState.COMPLETED
    assert archive.query("SELECT state, articles FROM runs") == [("completed", 3)]
    assert archive.query("SELECT count(*) FROM articles") == [(3,)]


def test_a_ui_that_cannot_be_told_touches_no_run(
    run: Callable[[], tuple[Report, Archive]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("create_progress_artifact", "create_markdown_artifact", "get_client"):
        monkeypatch.setattr(flows.display, name, broken)
    with caplog.at_level(logging.WARNING):
        report, archive = run()
    assert report.run.state is RunState.COMPLETED
    assert archive.query("SELECT count(*) FROM articles") == [(3,)]


def test_otherwise_its_answers_stand_in_the_ui(run: Callable[[], tuple[Report, Archive]]) -> None:
    report, archive = run()
    source = report.run.sources[0]
    found = {key: Artifact.get(key) for key in (f"report-{source}", f"progress-{source}", ARCHIVE_KEY)}
    assert all(found.values())
    assert report.run.run_id in str(found[f"report-{source}"])
    assert str(archive.home) in str(found[ARCHIVE_KEY])
