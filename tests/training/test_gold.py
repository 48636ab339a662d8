"""Gold text is found again in a page's blocks, wherever decoys stand."""

import json
import lzma
from pathlib import Path

from training.gold import Gold, align, fold_of, read_gold, read_pages

STORY = (
    "The harbour council voted on Tuesday to close the old ferry pier before the winter storms arrive",
    "What comes next",
    "Residents of the two islands will travel from the northern dock until a replacement opens in May",
)


def gold(*paragraphs: str, optional: tuple[str, ...] = ()) -> Gold:
    parts = tuple((text, False) for text in paragraphs) + tuple((text, True) for text in optional)
    return Gold("1", "example.org", parts)


def shares(blocks: list[str], wanted: Gold) -> list[float]:
    return [held.share for held in align(blocks, wanted)]


def test_only_story_blocks_are_held() -> None:
    assert shares(["Menu", *STORY, "Sign up for letters"], gold(*STORY)) == [0.0, 1.0, 1.0, 1.0, 0.0]


def test_a_short_line_counts_only_at_its_place() -> None:
    assert shares(["What comes next", *STORY], gold(*STORY)) == [0.0, 1.0, 1.0, 1.0]


def test_a_long_block_counts_out_of_order_but_not_twice() -> None:
    assert shares([STORY[2], STORY[0], STORY[2]], gold(STORY[0], STORY[2])) == [0.0, 1.0, 1.0]
    assert shares([STORY[2], STORY[0]], gold(STORY[0], STORY[2])) == [1.0, 1.0]


def test_a_partly_held_block_gets_its_share() -> None:
    share = shares([STORY[0] + " and twenty words of a box that the gold leaves out entirely"], gold(*STORY))[
        0
    ]
    assert 0.4 < share < 0.7


def test_optional_text_is_told_from_wanted_text() -> None:
    held = align(list(STORY), gold(STORY[0], optional=STORY[2:]))
    assert [h.optional for h in held] == [False, False, True]


def test_a_page_without_words_or_gold_is_held_nowhere() -> None:
    assert shares(["***", ""], gold(*STORY)) == [0.0, 0.0]
    assert shares(list(STORY), gold()) == [0.0, 0.0, 0.0]
    assert align([], gold(*STORY)) == []


def test_sets_are_read_from_their_files(tmp_path: Path) -> None:
    rows = {
        "tiny.dumps": {"id": "a", "url": "u", "site": "s", "style": "blank", "text": "x"},
        "tiny.gold": {"id": "a", "site": "s", "gold": {"text": "x", "parts": [["x", False], ["y", True]]}},
    }
    for name, row in rows.items():
        with lzma.open(tmp_path / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
    assert [page.style for page in read_pages(tmp_path, "tiny", "dumps")] == ["blank"]
    assert read_gold(tmp_path, "tiny")["a"].paragraphs == (("x", False), ("y", True))


def test_folds_are_stable() -> None:
    assert [fold_of("example.org"), fold_of("example.net")] == [
        fold_of("example.org"),
        fold_of("example.net"),
    ]
    assert {fold_of(f"{n}.example") for n in range(99)} == set(range(5))
