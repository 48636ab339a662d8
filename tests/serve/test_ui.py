"""The Prefect UI in a real browser: it answers, it is offline, and it shows our picture."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.serving import Serving
from tests.serve.browser import CHROMIUM, Tab, browser

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian: chromium)"),
]
SAMPLES = Path(__file__).parents[2] / "seeds" / "samples"


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    with browser(tmp_path / "profile") as tab:
        yield tab


def test_the_ui_answers_without_a_log(serving: Serving, tab: Tab, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, serving.seeds / "samples")
    (serving.seeds / "samples.toml").write_text(
        'name = "samples"\nkind = "folder"\nlocation = "samples"\n[schedule]\ncron = "0 6 * * *"\n'
    )
    serving.start()
    run = serving.wait_for_run("samples", "Completed")[0]
    shots = Path(os.environ.get("COPYDESK_SHOTS") or tmp_path)

    def see(name: str, path: str, *words: str) -> str:
        text = tab.open(serving.ui + path, *words, seconds=60)
        tab.evaluate("new Promise(done => setTimeout(done, 1500))")
        tab.picture(shots / f"{name}.png")
        return text

    assert "V2" not in see("dashboard", "/dashboard", "Flow Runs", "Completed"), "no banner"
    see("deployments", "/deployments", "samples", "Ready")
    told = (run["name"], "Completed", "source:samples", "Task runs", "36 new ones loaded")
    see("run", f"/runs/flow-run/{run['id']}", *told)
    see("artifacts", "/artifacts", "report-samples", "state-of-the-archive", "progress-samples")
    latest = {a["key"]: a["latest_id"] for a in serving.ask("/artifacts/latest/filter")}
    words = ("pages seen", "Rejections by reason", "Surprises", "The last 1 runs", "copydesk sql", "empty")
    see("report", f"/artifacts/artifact/{latest['report-samples']}", run["name"], *words)
    assert tab.evaluate(
        "[...document.images].some(i => i.src.startsWith('data:image/svg') && i.naturalWidth > 300)"
    )
    state = latest["state-of-the-archive"]
    see("archive", f"/artifacts/artifact/{state}", "State of the archive", "samples", "median words")
    see("progress", f"/artifacts/artifact/{latest['progress-samples']}", "pages seen", "100%")
    see("automations", "/automations", "a run without a heartbeat crashed")
    asked = {urlsplit(url).netloc for url in tab.requests if url.startswith(("http", "ws"))}
    assert asked == {urlsplit(serving.ui).netloc}, "no other host is called"
    assert tab.errors == []
