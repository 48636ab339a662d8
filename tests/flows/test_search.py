"""The search command is as fresh as the archive."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from flows.cli import app
from flows.home import Home
from tests.flows.archives import bring_in, dump
from tests.flows.conftest import story


def test_a_search_finds_what_the_last_load_brought(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    def found(words: str, *options: str) -> str:
        return CliRunner().invoke(app, ["search", words, "--home", str(home.root), *options]).stdout

    bring_in(home, [dump(1, story("Ferry sails again at dawn").splitlines())], "one")
    assert "Ferry sails again at dawn" in found("ferry council")
    bring_in(home, [dump(2, story("Harbour bell rings once more").splitlines())], "two")
    assert "Harbour bell" in found("bell")
    assert "site.example" in found("bell", "--site", "site.example")
    assert "Nothing found." in found("bell", "--site", "other.example")


def test_the_command_s_filters_hold(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    early = story("Ferry sails again at dawn")
    late = story("Harbour bell rings once more").replace("(AP)", "(Reuters)").replace("Mar 3", "Mar 5")
    bring_in(home, [dump(1, early.splitlines()), dump(2, late.splitlines())])

    def found(*options: str) -> list[str]:
        result = CliRunner().invoke(app, ["search", "council", "--home", str(home.root), *options])
        assert result.exit_code == 0, result.stderr
        return [name for name in ("Ferry sails", "Harbour bell") if name in result.stdout]

    assert found() == ["Ferry sails", "Harbour bell"]
    assert found("--agency", "AP") == ["Ferry sails"]
    assert found("--agency", "Reuters") == ["Harbour bell"]
    assert found("--since", "2024-03-04") == ["Harbour bell"]
    assert found("--until", "2024-03-04") == ["Ferry sails"]
    assert found("--since", "2024-03-03", "--until", "2024-03-05") == ["Ferry sails", "Harbour bell"]
    assert found("--since", "2024-03-04", "--until", "2024-03-04") == []
