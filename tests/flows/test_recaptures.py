"""A page seen again is a new version where its story changed, and never for what stands around it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from extractors.model import RawPage
from flows.home import Home
from tests.flows.archives import NOON, bring_in
from warehouse.reader import open_reader

SAMPLE = Path(__file__).parents[2] / "seeds" / "samples" / "ap-wildfire.html"
URL = "https://apnews.com/article/gorge-wildfire-rail-towns-4f1c0000000000000000000000000001"
AD = "<span>Advertisement</span>"
RAIL = "Lighthouse keepers wanted, no experience needed"
FOOTER = "The Associated Press is an independent global news organization dedicated to factual reporting."
PROMOTED = "<p>All the animals were claimed by breakfast"  # a promotion stands above it


def around(day: int) -> dict[str, str]:
    """What is printed on this day where these stood: an ad, rail, footer and promotion of its own."""
    letter = f"<a href='/letters'>Sign up for our Morning Wire newsletter no. {day} here.</a>"
    others = "</a></li><li><a href='/article/9'>A glacier and its camera" * (day % 4)
    return {
        AD: f"{AD}<a href='/ad/{day}'>Save {day} percent on winter tires at Rimco</a>",
        RAIL: f"Harbor pilots end strike number {day}{others}",
        FOOTER: f"{FOOTER} We have {200 + day} bureaus in the world.",
        PROMOTED: f"<p><em>{letter}</em></p>{PROMOTED}",
    }


def seen(day: int, edits: dict[str, str]) -> RawPage:
    """The sample as it was sent on this day."""
    page = SAMPLE.read_text("utf-8")
    for old, new in (around(day) | edits).items():
        assert page.count(old) == 1
        page = page.replace(old, new)
    at = NOON + timedelta(days=day)
    return RawPage("web", f"{day}.html", URL, at, "text/html", "utf-8", page.encode())


def test_recaptures_that_differ_around_the_story_make_no_version_and_a_word_makes_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")

    def rows(sql: str) -> list[tuple[object, ...]]:
        with open_reader(home.database) as connection:
            return connection.execute(sql).fetchall()

    bring_in(home, [seen(0, {})], "first")
    told = "SELECT article_id, version_id, headline, text, versions FROM articles"
    before = rows(told)
    bring_in(home, [seen(day, {}) for day in range(1, 13)], "again")
    assert rows("SELECT count(*), count(DISTINCT page_id) FROM captures") == [(13, 13)]
    assert rows("SELECT count(*), count(text) FROM cleanings") == [(13, 13)], "all are articles"
    assert rows(told) == before
    for shown in ("Rimco", "Harbor pilots", "bureaus", "Morning Wire"):
        (counted,) = rows(
            f"SELECT count(DISTINCT page_id) FROM blocks WHERE NOT kept AND text LIKE '%{shown}%'"
        )
        assert counted == (13,), f"{shown} was read, and removed"

    edit = {"burned 14 square": "burned 15 square"}
    bring_in(home, [seen(13, edit), seen(14, edit)], "edited")
    assert rows("SELECT versions FROM articles") == [(2,)]
    ((field, change, old, new),) = rows("SELECT field, change, before, after FROM changes")
    assert (field, change) == ("text", "edited")
    assert isinstance(old, str)
    assert new == old.replace("14", "15")
