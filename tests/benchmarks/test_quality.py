"""The quality benchmark counts what it says, and the shipped models keep their floors on the page sets."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from benchmarks.quality import floors
from benchmarks.quality.cleaners import COPYDESK, guarded, peers
from benchmarks.quality.fields import FieldTally, read_notes, tally_fields
from benchmarks.quality.leaks import leaks
from benchmarks.quality.report import judge, render
from benchmarks.quality.sets import PAGES, SETS, clean_set, digest, kinds_of
from training.gold import read_gold
from training.metric import load_metric

PARAGRAPHS = [
    "The harbour council voted on Tuesday to close the old ferry pier before the winter storms arrive.",
    "Residents of the two islands will travel from the northern dock until a replacement opens next May.",
    "Fishermen had asked for a delay, but engineers told the meeting that the piles would not last the year.",
]
GOLD = "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Story continues below",
        "Read more: Ferry prices to rise again in spring",
        "Most popular",
        "Share on Facebook",
        "Sign up for our free newsletter today",
        "Already a subscriber? Log in",
        "5 min read",
        "Follow Jane Doe on Twitter",
        "jane.doe@harbour.example",
        "© 2024 Harbour Courier. All rights reserved.",
    ],
)
def test_a_line_that_is_not_in_the_gold_and_anybody_knows_is_a_leak(line: str) -> None:
    assert [leak.text for leak in leaks(f"{GOLD}\n{line}", GOLD)]
    assert leaks(f"{GOLD}\n{line}", f"{GOLD}\n{line}") == []


@pytest.mark.parametrize(
    "line",
    [
        "The paper sold an advertisement to each of the councillors and printed none of them.",
        "More than forty of the islanders share one car, and nobody follows the timetable.",
        "“Read more, talk less,” the captain said.",
    ],
)
def test_a_sentence_of_a_story_is_no_leak(line: str) -> None:
    assert leaks(line, GOLD) == []


def test_a_peer_that_fails_gives_no_text() -> None:
    assert guarded(lambda page: page[99], "short") == ""


@pytest.mark.parametrize("kind", ["html", "dump"])
def test_every_peer_finds_a_plain_story(kind: str) -> None:
    told = " ".join(PARAGRAPHS)
    page = f"<html><body><article><p>{told}</p><p>{told[::-1]}</p></article></body></html>"
    page = told if kind == "dump" else page
    assert all("northern dock" in guarded(extract, page) for extract in peers(kind).values())


def test_fields_are_counted_only_where_something_was_noted() -> None:
    tally = FieldTally()
    tally.add("page", frozenset(), frozenset({"jane doe"}))
    tally.add("page", frozenset({"jane doe", "john roe"}), frozenset({"jane doe"}))
    assert (tally.right, tally.claimed, tally.noted, len(tally.differing)) == (1, 1, 2, 1)


def test_floors_rise_and_never_fall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "FLOORS", tmp_path / "floors.json")
    floors.FLOORS.write_text("{}", "utf-8")
    floors.pin("tiny", "abc", {"html": 0.9519})
    floors.pin("tiny", "abc", {"html": 0.9, "dump": 0.8})
    assert floors.read_floors() == {"tiny": {"pages": "abc", "html": 0.951, "dump": 0.8}}
    assert floors.below_floor("tiny", "abc", {"html": 0.951}) == []
    assert floors.below_floor("tiny", "abc", {"html": 0.95})
    assert floors.below_floor("tiny", "abd", {"html": 0.99})
    assert floors.below_floor("other", "abc", {"html": 0.99})


def test_a_set_is_cleaned_and_reported(tmp_path: Path) -> None:
    _write_set(tmp_path)
    pages = clean_set(tmp_path, "naeb", "html", folds=None, with_peers=False, workers=1)
    assert [page.texts[COPYDESK] for page in pages] == ["\n\n".join(PARAGRAPHS)]
    fields = tally_fields(pages, read_notes(tmp_path, "naeb"))
    assert (fields["headline"].right, fields["authors"].right, fields["day"].right) == (1, 1, 1)
    metric = load_metric(tmp_path)
    golds = read_gold(tmp_path, "naeb")
    report = judge("naeb", "html", pages, golds, metric, {"a": {"text": GOLD}}, fields)
    text = render([report], by_folds=False)
    assert "| Copydesk | 1.0000 (P 1.000 R 1.000) |" in text and "flatters" in text
    assert "| naeb | html | headline | 1 | 1.000 | 1.000 |" in text


def _write_set(folder: Path) -> None:
    metric = (
        "def shingle_page(gold, text): return (1.0, 0.0, 0.0)\ndef pooled(name, rows): return 1.0, 1.0, 1.0\n"
    )
    (folder / "score.py").write_text(metric, "utf-8")
    head = (
        '<head><title>Council closes the ferry pier</title><meta name="author" content="Jane Doe">'
        '<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head>'
    )
    body = "<h1>Council closes the ferry pier</h1>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    page = {"id": "a", "url": "https://harbour.example/a", "site": "harbour.example"}
    note = {"title": "Council closes the ferry pier", "authors": "Jane Doe", "date": "2024-03-05"}
    html = f"<html>{head}<body><article>{body}</article></body></html>"
    rows = {"naeb": page | {"html": html}, "naeb.gold": page | {"gold": {"text": GOLD}, "meta": note}}
    for name, row in rows.items():
        with lzma.open(folder / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def test_every_set_has_a_floor_for_each_kind() -> None:
    assert {name: {"pages", *kinds_of(name)} for name in SETS} == {
        name: set(pinned) for name, pinned in floors.read_floors().items()
    }


@pytest.mark.pages
@pytest.mark.skipif(not (PAGES / "score.py").exists(), reason="the page sets do not lie beside the project")
@pytest.mark.parametrize(
    "name", ["aeb", "fundus_eval"]
)  # the whole: python -m benchmarks.quality --alone --gate
def test_the_shipped_models_keep_their_floors(name: str) -> None:
    metric = load_metric(PAGES)
    golds = read_gold(PAGES, name)
    raw_golds = {row["id"]: row["gold"] for row in metric.lines(f"{name}.gold")}
    reached = {}
    for kind in kinds_of(name):
        pages = clean_set(PAGES, name, kind, folds=None, with_peers=False, workers=2)
        report = judge(name, kind, pages, golds, metric, raw_golds, {})
        reached[str(kind)] = report.scores[COPYDESK][2]
    assert floors.below_floor(name, digest(PAGES, name), reached) == []
