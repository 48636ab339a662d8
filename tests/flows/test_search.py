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
