"""The main job on a real Prefect server: run twice, killed anywhere, crashed, hung, by one worker or more."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName

import seeds
from flows import pulling
from flows.home import BusyError, Home
from flows.ingest import ingest
from seeds import source_from_path
from tests.flows.conftest import Archive, write_stories
from warehouse.database import RunState
from warehouse.raw import read_batch

pytestmark = pytest.mark.prefect
Archives = Callable[[str], Archive]


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough pages for three batches of runs that a fault is built into."""
    return write_stories(tmp_path_factory.mktemp("pages") / "stories", 450)


@pytest.fixture(scope="module")
def undisturbed(stories: Path, prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of the stories that nothing disturbed."""
    done = Archive(tmp_path_factory.mktemp("undisturbed"), tmp_path_factory.mktemp("seeds"))
    report = ingest(str(stories), str(done.home), str(done.seeds))
    assert (report.run.pages, report.run.counts.articles, report.run.state) == (450, 450, RunState.COMPLETED)
    return done


def raw_bytes(archive: Archive) -> int:
    return sum(file.stat().st_size for file in Home.at(archive.home).raw.rglob("*") if file.is_file())


def test_a_second_run_changes_nothing(stories: Path, undisturbed: Archive) -> None:
    digest, size = undisturbed.digest(), raw_bytes(undisturbed)
    report = ingest(str(stories), str(undisturbed.home), str(undisturbed.seeds))
    assert (report.run.pages, report.unchanged, report.run.counts.batches) == (450, 450, 0)
    assert (undisturbed.digest(), raw_bytes(undisturbed)) == (digest, size)


def test_the_number_of_workers_does_not_matter(
    tmp_path: Path, archive: Archives, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "BATCH_PAGES", 100)  # two workers share nothing of a single batch
    source = write_stories(tmp_path / "mixed", 450)
    shutil.copytree(
        Path(seeds.__file__).parent / "samples", source / "samples"
    )  # HTML, languages, rejections
    digests = []
    for workers in (1, 2):
        made = archive(f"by-{workers}")
        report = ingest(str(source), str(made.home), str(made.seeds), workers=workers)
        assert report.run.pages > 450 and report.run.counts.batches >= 5
        digests.append(made.digest())
    assert digests[0] == digests[1]


@pytest.mark.parametrize(
    "fault",
    [
        "kill before flows.pulling.write_warc 2",  # a batch's folder without anything
        "kill before flows.pulling.write_manifest 2",  # raw pages without a manifest
        "kill after flows.pulling.write_manifest 1",  # pulled, not cleaned
        "kill before flows.ingest.load 1",  # cleaned, not loaded
        "kill before warehouse.loading._run 4",  # in the middle of a load
        "kill before flows.ingest.mark_loaded 1",  # committed, but not noted
        "kill before flows.ingest.publish 1",  # loaded, not published
        "kill before warehouse.publishing._point 1",  # copied, not shown
        "kill before flows.ingest.remove_loaded 1",  # published, not tidied
    ],
)
def test_a_killed_run_loses_nothing_and_doubles_nothing(
    fault: str, stories: Path, undisturbed: Archive, archive: Archives
) -> None:
    killed = archive("killed")
    assert killed.run(stories, fault).returncode == -signal.SIGKILL
    finished = killed.run(stories)
    assert finished.returncode == 0, finished.stderr
    assert killed.digest() == undisturbed.digest()
    assert killed.query("SELECT count(*), count(DISTINCT page_id) FROM captures") == [(450, 450)]
    files = Home.at(killed.home).raw.rglob("*.warc.gz")
    assert raw_pages(list(files)) == 450
    assert not list(Home.at(killed.home).staging.glob("*/*")), "nothing is left staged"


def raw_pages(files: list[Path]) -> int:
    return sum(1 for file in files for _ in read_batch(file))


@pytest.mark.parametrize(
    ("fault", "reason", "spoilt"),
    [
        ("crash 7", "crashed", 3),  # numbers 7, 17 and 27
        ("die 7", "crashed", 3),
        ("hang 7", "timed_out", 3),
        ("linger 17", "timed_out", 1),
    ],
)
def test_a_bad_page_costs_only_itself(
    fault: str, reason: str, spoilt: int, tmp_path: Path, archive: Archives
) -> None:
    source, spoiled = write_stories(tmp_path / "stories", 30), archive("spoiled")
    done = spoiled.run(source, fault, page_timeout=1.0)
    assert (done.returncode == 0) == (reason == "timed_out"), "only our own bugs fail a run"
    assert spoiled.query("SELECT reason, count(*) FROM rejections GROUP BY 1") == [(reason, spoilt)]
    assert spoiled.query("SELECT count(*) FROM articles") == [(30 - spoilt,)]
    if fault == "crash 7":
        assert spoiled.query(
            "SELECT count(*) FROM rejections "
            "WHERE detail LIKE 'Traceback%RuntimeError: a fault was built in%'"
        ) == [(3,)]
    state = "failed" if reason == "crashed" else "completed"
    assert spoiled.query("SELECT state FROM runs") == [(state,)]
    assert states_in_prefect(source) == [state.upper()], "who watches the runs in Prefect sees it too"


def states_in_prefect(source: Path) -> list[str | None]:
    """How the server says that the runs of a source ended; their names begin with the source's."""
    name = source_from_path(str(source)).name
    of_source = FlowRunFilter(name=FlowRunFilterName(like_=f"{name}: "))
    with get_client(sync_client=True) as client:
        return [run.state_type for run in client.read_flow_runs(flow_run_filter=of_source)]


def test_two_runs_of_one_source_never_overlap(stories: Path, archive: Archives) -> None:
    home = archive("busy")
    name = source_from_path(str(stories)).name
    with (
        Home.at(home.home).lock(f"source-{name}", wait_seconds=0),
        pytest.raises(BusyError, match=str(os.getpid())),
    ):
        ingest(str(stories), str(home.home), str(home.seeds))


def test_what_cannot_be_read_is_rejected_and_kept(tmp_path: Path, archive: Archives) -> None:
    source, home = tmp_path / "dumps", archive("unreadable")
    source.mkdir()
    (source / "torn.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00not gzip at all")
    (source / "broken.jsonl").write_text('{"text": 1}\n{"text": "A short one."}\nnot json\n')
    ingest(str(source), str(home.home), str(home.seeds))
    assert home.query("SELECT reason, count(*) FROM rejections GROUP BY 1 ORDER BY 1") == [
        ("too_short", 1),
        ("unreadable", 3),
    ]
