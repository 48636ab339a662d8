"""The dump model keeps stories, drops what is around them, and judges each dump by itself."""

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extractors.story_dump
from extractors.dump import split_dump
from extractors.line_features import FEATURES_VERSION
from extractors.story_dump import DUMP_MODEL, load_model, story_scores

MODELS = Path(extractors.story_dump.__file__).parent / "models"

BEFORE = [
    "Skip to content",
    "Home",
    "News",
    "Weather",
    "Sports",
    "Contests",
    "Watch live",
    "Subscribe",
    "Log in",
]
AFTER = [
    "Share",
    "Copy Link",
    "Sign up for our daily newsletter",
    "Most Read",
    "Lakeside mayor says he will not run again",
    "Five things to do this weekend in the valley",
    "Man arrested after chase on Route 9",
    "Privacy Policy",
    "Terms of Use",
    "Contact us",
    "© 2024 Lakeside Media. All rights reserved.",
]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text written in lines, parted by blank lines."""
    return [" ".join(part.split("\n")) for part in text.strip().split("\n\n")]


STORY = paragraphs("""
LAKESIDE, Ohio (AP) — The ferry that has carried cars across the lake for nearly a century will make
its last trip on Sunday, after inspectors found that its hull can no longer be repaired, officials
said.

The county bought the boat in 1931 from a lumber company. It has since carried an estimated 9
million people, according to the harbor office, among them two presidents and a circus.

“You grow up with that horn, and you think that it will always be there,” said Dana Whitlow, 71, who
sold tickets at the pier for three decades. “Then one day it is a Sunday, and it stops.”

A replacement would cost about $14 million, more than the county's yearly budget for roads.
Commissioners are to vote next month on whether to ask the state for a loan.

Until then, drivers will have to take the bridge at Mill Point, which adds 40 minutes to the trip.
""")
OTHER_LANGUAGES = {
    "German": paragraphs("""
Die Fähre, die seit fast hundert Jahren Autos über den See bringt, fährt am Sonntag zum letzten Mal.
Der Rumpf lasse sich nicht mehr reparieren, teilte der Landkreis am Mittwoch mit.

Ein Ersatz würde rund 14 Millionen Euro kosten. Darüber soll der Kreistag im kommenden Monat
abstimmen, wie eine Sprecherin sagte. Bis dahin bleibt nur die Brücke im Süden.
"""),
    "Polish": paragraphs("""
Prom, który od niemal stu lat przewozi samochody przez jezioro, w niedzielę wypłynie po raz ostatni,
ponieważ jego kadłuba nie da się już naprawić, poinformowały władze powiatu.

Nowa jednostka kosztowałaby około 14 milionów złotych. Radni mają głosować w przyszłym miesiącu, czy
zwrócić się do państwa o pożyczkę na ten cel.
"""),
    "Greek": paragraphs("""
Το πλοίο που μεταφέρει αυτοκίνητα στη λίμνη εδώ και σχεδόν έναν αιώνα θα κάνει το τελευταίο του
ταξίδι την Κυριακή, καθώς το κύτος του δεν επισκευάζεται πια, ανακοίνωσαν οι αρχές.

Η αντικατάστασή του θα κόστιζε περίπου 14 εκατομμύρια ευρώ. Το συμβούλιο θα ψηφίσει τον επόμενο μήνα
αν θα ζητήσει δάνειο από το κράτος, όπως είπε εκπρόσωπος.
"""),
}


def scores(lines: list[str], gap: str = "\n") -> np.ndarray:
    return story_scores([split_dump(gap.join(lines))])[0]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n"])
def test_the_story_is_told_from_what_is_around_it(gap: str) -> None:
    found = scores([*BEFORE, *STORY, *AFTER], gap)
    assert (found >= 0.5).tolist() == [False] * len(BEFORE) + [True] * len(STORY) + [False] * len(AFTER)


def test_a_dump_that_is_all_story_is_kept_whole() -> None:
    assert (scores(STORY) >= 0.5).all()


def test_readers_comments_below_a_story_are_not_the_story() -> None:
    comments = [
        "3 Comments",
        "Dave in Ohio",
        "March 4, 2024 at 9:12 am",
        "I rode that ferry every summer as a kid and it breaks my heart to see it go like this.",
        "Reply",
        "lakerat52",
        "March 4, 2024 at 9:40 am",
        "Fourteen million for a boat? The county wastes money on everything but what people actually use.",
        "Reply",
        "Marge T.",
        "March 4, 2024 at 11:02 am",
        "Agree with Dave. They should ask the museum to keep the whole boat, not just the wheelhouse.",
        "Reply",
    ]
    found = scores([*BEFORE, *STORY, *comments, *AFTER])[len(BEFORE) :]
    assert (found[: len(STORY)] >= 0.5).all()
    assert (found[len(STORY) :] < 0.5).all()


@pytest.mark.parametrize("count", [1, 2])
def test_a_very_short_story_is_kept(count: int) -> None:
    assert (scores(STORY[:count]) >= 0.5).all()


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_stories_in_other_languages_are_kept(language: str) -> None:
    found = scores(["Menu", "Facebook", "X", *OTHER_LANGUAGES[language], "Facebook", "© 2024"])
    assert (found >= 0.5).tolist() == [False] * 3 + [True] * 2 + [False] * 2


def test_questions_and_answers_are_kept() -> None:
    story = [
        STORY[0],
        "Q: Why is the boat not simply repaired?",
        "A: The steel has become too thin in places, the inspectors wrote, and no plate can be welded on.",
        "Q: What will happen to it now?",
        "A: A museum in Toledo has asked for the wheelhouse. The rest is to be cut up in the spring.",
    ]
    assert (scores([*BEFORE, *story, *AFTER])[len(BEFORE) : len(BEFORE) + len(story)] >= 0.5).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.text(min_size=1)), max_size=4), st.integers(0, 4))
def test_a_dump_is_judged_alike_in_any_batch(others: list[list[str]], at: int) -> None:
    page = split_dump("\n".join([*BEFORE, *STORY, *AFTER]))
    dumps = [split_dump("\n".join(lines)) for lines in others]
    found = story_scores([*dumps[:at], page, *dumps[at:]])
    assert [len(part) for part in found] == [len(dump) for dump in [*dumps[:at], page, *dumps[at:]]]
    assert np.array_equal(found[min(at, len(dumps))], story_scores([page])[0])
    assert all(((part >= 0) & (part <= 1)).all() and part.dtype == np.float32 for part in found)


def test_no_dumps_and_empty_dumps_have_no_scores() -> None:
    assert story_scores([]) == []
    assert [len(part) for part in story_scores([[], split_dump(""), split_dump("One line"), []])] == [
        0,
        0,
        1,
        0,
    ]


def test_broken_surrogates_and_endless_lines_are_judged() -> None:
    start = time.process_time()
    found = story_scores([split_dump("\ud800 half\nSecond line \udfff"), split_dump("word " * 4_000_000)])
    assert [len(part) for part in found] == [2, 1]
    assert time.process_time() - start < 10


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    for path in MODELS.glob("dump_lines.*"):
        shutil.copy(path, tmp_path / path.name)
    facts = json.loads((tmp_path / "dump_lines.json").read_text())
    assert (facts["name"], facts["features_version"]) == (DUMP_MODEL, FEATURES_VERSION)
    facts["features_version"] += 1
    (tmp_path / "dump_lines.json").write_text(json.dumps(facts))
    with pytest.raises(ValueError, match="train it again"):
        load_model(tmp_path)


def test_the_model_is_small_and_names_its_training_pages() -> None:
    assert sum(path.stat().st_size for path in MODELS.glob("dump_lines.*")) < 1_500_000
    assert len(json.loads((MODELS / "dump_lines.json").read_text())["training_pages"]) == 64
