"""The command line as its users and their scripts meet it: output, exit codes, one-sentence errors."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from extractors.clean import clean
from extractors.model import RawPage
from flows.cli import app
from flows.formats import ledger_rows, print_ledger
from flows.home import Home
from seeds import find_source
from tests.flows.conftest import story, write_stories
from warehouse.reader import open_reader

PUBLIC_NAMES = {
    *("outcome", "path", "page_id", "url", "headline", "text", "authors", "date_published", "date_modified"),
    *("dateline", "captions", "contributors", "keywords", "copyright", "site", "language", "blocks_removed"),
}
COMMANDS = sorted(getattr(typer.main.get_command(app), "commands", {}))


def copydesk(
    *words: str, stdin: bytes = b"", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "flows.cli", *words]
    done = subprocess.run(
        command,
        input=stdin,
        env=os.environ | dict(settings or {}),
        capture_output=True,
        timeout=180,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err
    return subprocess.CompletedProcess(command, done.returncode, out, err)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_stories(tmp_path_factory.mktemp("pages") / "stories", 3)
    (made / "empty.txt").write_text("")
    return made


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_with_an_example(command: str) -> None:
    helped = CliRunner().invoke(app, [command, "--help"], terminal_width=200)
    assert helped.exit_code == 0
    example = helped.stdout.partition("Example:")[2]
    assert f"copydesk {command}" in example
    assert ("--home" in helped.stdout) == (command != "add"), "only a source is added, and to no archive"


def test_help_is_printed_for_users_too() -> None:
    helped = copydesk("run", "--help")
    assert helped.returncode == 0
    assert "copydesk run" in helped.stdout and "Example:" in helped.stdout
    assert {"run", "clean", "sql", "status", "explain", "verify"} <= set(COMMANDS)


def test_clean_prints_a_line_a_page_in_order(folder: Path) -> None:
    done = copydesk("clean", str(folder))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    names = ["empty.txt", "story-0000.txt", "story-0001.txt", "story-0002.txt"]
    assert [Path(row["path"]).name for row in rows] == names
    rejection, article = rows[0], rows[1]
    assert (rejection["outcome"], rejection["reason"]) == ("rejection", "empty")
    assert set(article) >= PUBLIC_NAMES
    assert article["headline"] == "Bridge number 0 over Mill Creek reopens"
    assert (
        article["text"].startswith("SPRINGFIELD (AP) — Bridge number 0")
        and "Copyright" not in article["text"]
    )
    assert article["dateline"] == {"place": "SPRINGFIELD", "agency": "AP"}
    assert article["copyright"]["holder"] == "Example Media Inc." and article["copyright"]["year"] == 2024
    assert article["date_published"] == "2024-03-03T21:14-06:00"


def test_clean_prints_the_parts_of_a_field_under_their_names() -> None:
    dated = story("Bridge reopens").replace("bridge. (Dana Lee,", "bridge, Monday, March 4, 2024. (Dana Lee,")
    done = copydesk("clean", "-", stdin=dated.encode())
    article = json.loads(done.stdout)
    assert article["captions"] == [
        {
            "text": "Crews check a pin of the bridge, Monday, March 4, 2024.",
            "credit": "Dana Lee, Example Media via AP",
            "date": "2024-03-04",
            "times_seen": 2,
        }
    ]
    assert article["dateline"] == {"place": "SPRINGFIELD", "agency": "AP"}
    assert article["copyright"] == {
        "holder": "Example Media Inc.",
        "year": 2024,
        "notice": "Copyright 2024 Example Media Inc. All rights reserved.",
        "agencies": [],
    }
    rejection = json.loads(copydesk("clean", "-", stdin=b" \n").stdout)
    assert rejection.keys() == {"outcome", "path", "page_id", "reason", "detail"}
    assert (rejection["reason"], rejection["detail"]) == ("empty", "2 bytes, none of them visible")


def test_clean_keeps_the_order_of_many_pages_too(tmp_path: Path) -> None:
    done = copydesk("clean", str(write_stories(tmp_path / "many", 150)), "--workers", "2")
    headlines = [json.loads(line)["headline"] for line in done.stdout.splitlines()]
    assert headlines == [f"Bridge number {n} over Mill Creek reopens" for n in range(150)]


def test_clean_reads_standard_input_and_prints_other_formats(folder: Path) -> None:
    page = (folder / "story-0001.txt").read_bytes()
    assert copydesk("clean", "-", "--format", "text", stdin=page).stdout.startswith("SPRINGFIELD (AP) — ")
    markdown = copydesk("clean", "-", "--format", "markdown", stdin=page).stdout
    assert markdown.startswith("# Bridge number 1 over Mill Creek reopens\n")
    explained = copydesk("clean", "-", "--explain", stdin=page).stdout
    assert "copyright-line" in explained and "Copyright 2024 Example Media Inc." in explained
    read = [line.split() for line in explained.splitlines() if line.startswith("copyright ")]
    assert ["copyright", "text", "Example", "Media", "Inc.", "2024"] in read


def test_removed_blocks_are_struck_out_on_a_terminal_and_kept_ones_are_not() -> None:
    body = story("Bridge reopens").encode()
    blocks = clean(
        RawPage("s", "story.txt", None, datetime(2024, 3, 4, tzinfo=UTC), "text/plain", None, body)
    ).blocks
    screen = io.StringIO()
    # Wide enough that no line is folded.
    console = Console(file=screen, force_terminal=True, color_system="standard", width=300)
    print_ledger(console, "story.txt", ledger_rows(blocks))
    shown = re.findall(r"(?:\x1b\[([\d;]*)m)?([^\x1b]+)", screen.getvalue())
    struck = {text.strip() for codes, text in shown if "9" in codes.split(";")} - {""}
    plain = "\n".join(text for codes, text in shown if "9" not in codes.split(";"))
    assert struck == {b.block.text for b in blocks if not b.label.role.kept}
    kept = [b.block.text for b in blocks if b.label.role.kept]
    assert len(kept) > 5 and all(text in plain for text in kept)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["clean", "no-such-file.html"], "no path or glob that was found"),
        (["run", "no-such-source"], "neither a source nor a path or glob"),
        (["status"], "There is no archive"),
        (["sql", "SELECT 1"], "There is no archive"),
        (["explain", "abc"], "There is no archive"),
        (["sql"], "Missing argument"),
        (["clean", "x", "--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_input_is_told_in_a_sentence(words: list[str], said: str, tmp_path: Path) -> None:
    done = copydesk(*words, settings={"COPYDESK_HOME": str(tmp_path / "none")})
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "none").exists(), "a mistake leaves nothing behind"


def test_a_source_that_is_being_run_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with home.lock(f"source-{find_source(str(folder), folder).name}", wait_seconds=0):
        done = copydesk("run", str(folder), "--home", str(home.root))
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1 and f"in use by process {os.getpid()}" in done.stderr
    assert not home.prefect.exists(), "no server was started for it"


def test_a_fault_of_ours_is_told_in_a_sentence_too(tmp_path: Path) -> None:
    broken = "import flows.archive_commands as a; a.print_status = None; from flows.cli import main; main()"
    command = [sys.executable, "-c", broken, "status", "--home", str(tmp_path)]
    done = subprocess.run(
        command, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("copydesk: TypeError: ") and done.stderr.count("\n") == 1
    (told,) = tmp_path.glob("copydesk-*/traceback.txt")
    assert str(told) in done.stderr and "print_status" in told.read_text("utf-8")


def test_the_command_line_starts_without_what_only_some_commands_need() -> None:
    heavy = {"prefect", "duckdb", "pyarrow", "numpy", "lxml", "trafilatura", "httpx", "warcio"}
    code = "import sys, flows.cli; print(*sorted(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert heavy.isdisjoint(loaded.split())
    assert "typer" in loaded.split()


@pytest.mark.prefect
def test_a_run_and_what_can_be_asked_after_it(folder: Path, tmp_path: Path, prefect_server: str) -> None:
    home = {"COPYDESK_HOME": str(tmp_path / "home"), "PREFECT_API_URL": prefect_server}
    ran = copydesk("run", str(folder), settings=home)
    assert ran.returncode == 0, ran.stderr
    for said in ("pages seen", "articles", "rejections by reason", "blocks removed by role", "captions kept"):
        assert said in ran.stdout
    assert ran.stdout.count('copydesk sql "') == 2

    rows = copydesk(
        "sql", "SELECT headline, agency FROM articles ORDER BY 1", "--format", "csv", settings=home
    ).stdout
    assert list(csv.reader(io.StringIO(rows)))[:2] == [
        ["headline", "agency"],
        ["Bridge number 0 over Mill Creek reopens", "AP"],
    ]
    line = copydesk(
        "sql", "SELECT page_id FROM articles ORDER BY headline", "--format", "jsonl", settings=home
    ).stdout
    page_id = json.loads(line.splitlines()[0])["page_id"]
    explained = copydesk("explain", page_id[:8], settings=home)
    assert "slot" not in explained.stdout and "copyright-line" in explained.stdout
    assert copydesk("explain", "ffff", settings=home).returncode == 2
    assert "stories" in copydesk("status", settings=home).stdout
    for refused in (
        "DELETE FROM runs",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT nope",
    ):
        assert copydesk("sql", refused, settings=home).returncode == 2


@pytest.mark.prefect
def test_a_run_that_names_no_source_runs_all_of_them(tmp_path: Path, prefect_server: str) -> None:
    folder, home = tmp_path / "sources", tmp_path / "home"
    for name, count in (("harbour", 2), ("valley", 3)):
        write_stories(tmp_path / name, count, river=name)
        folder.mkdir(exist_ok=True)
        told = f'name = "{name}"\nkind = "folder"\nlocation = "{(tmp_path / name).as_posix()}"\n'
        (folder / f"{name}.toml").write_text(told, "utf-8")
    ran = copydesk(
        *("run", "--seeds", str(folder), "--home", str(home)), settings={"PREFECT_API_URL": prefect_server}
    )
    assert ran.returncode == 0, ran.stderr
    with open_reader(Home.at(home).database) as archive:
        pages = archive.execute("SELECT source, count(*) FROM captures GROUP BY source ORDER BY source")
        assert pages.fetchall() == [("harbour", 2), ("valley", 3)]


@pytest.mark.prefect
def test_a_run_with_a_server_of_its_own_ends_without_complaints(folder: Path, tmp_path: Path) -> None:
    ran = copydesk("run", str(folder), "--home", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    assert "articles" in ran.stdout
    told = [line for line in ran.stderr.splitlines() if "pages seen" not in line]
    assert not told, "Prefect's logs and events wait for no server that is gone"


def test_a_fault_in_the_settings_is_told_in_one_sentence_by_a_run(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "copydesk.toml").write_text("[cleaning]", "utf-8")
    done = copydesk("run", str(folder), "--home", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "may set disabled_rules only" in done.stderr
