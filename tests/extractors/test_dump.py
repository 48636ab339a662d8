"""A dump is split without losing a character, into the blocks a reader sees."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.dump import split_dump

WRAPPED = (
    "The ferry that links both islands will stay in port for the\n"
    "whole of the winter, the council said, because the pier has\n"
    "become too weak to carry cars.\n"
)


def texts(dump: str) -> list[str]:
    return [block.text for block in split_dump(dump)]


PIECES = st.sampled_from(
    ["word", "Ünïcode", "\n", "\n\n", "\r\n", "\r", " ", "\t", "\xa0", "\u200b", "\u2028", "。", "."]
)


@given(
    st.one_of(
        st.text(),
        st.lists(PIECES).map("".join),
        st.lists(st.sampled_from(WRAPPED.split("\n"))).map("\n".join),
    )
)
@example("one \u200b mark without ink")
def test_blocks_rebuild_the_dump(dump: str) -> None:
    blocks = split_dump(dump)
    assert "".join(dump[block.start : block.end] for block in blocks) == (dump if blocks else "")
    assert [block.position for block in blocks] == list(range(len(blocks)))
    assert all(block.text and " ".join(block.text.split()) == block.text for block in blocks)


@given(st.lists(PIECES).map("".join))
def test_no_ink_is_lost(dump: str) -> None:
    assert "".join(texts(dump)).replace(" ", "") == "".join(dump.replace("\u200b", "").split())


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\r\n \xa0\n", "\u200b\n\ufeff"])
def test_white_space_is_no_block(blank: str) -> None:
    assert split_dump(blank) == []


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n \n\t\n", "\x0c"])
def test_each_line_is_a_block_whatever_parts_them(gap: str) -> None:
    assert texts(gap.join(["Menu", "A first line.", "A second one."])) == [
        "Menu",
        "A first line.",
        "A second one.",
    ]


def test_white_space_is_folded() -> None:
    assert texts("\ufeff \xa0A\t\tline\u2003of\xa0 words\u200b \r\n") == ["A line of words"]


def test_wrapped_paragraphs_are_one_block_each() -> None:
    whole = " ".join(WRAPPED.split())
    assert texts(f"Ferry stays in port\n\n{WRAPPED}\n{WRAPPED}\nShare") == [
        "Ferry stays in port",
        whole,
        whole,
        "Share",
    ]
    assert texts(WRAPPED.replace("\n", "\r\n") + "\r\nShare") == [whole, "Share"]


@pytest.mark.parametrize(
    "lines",
    [
        [
            "A headline of about sixty characters on how a ferry was found",
            "Another of about the same length on what was lost with it",
        ],
        [
            "The pier is closed, the council said in its note of Tuesday.",
            "the rest of the text is a sentence of much the same length.",
        ],
        ["Home", "World news", "the weather"],
        [
            "A paragraph on one line, as most dumps have it, goes on for far longer than a terminal is wide. "
            * 2,
            "and more",
        ],
        [
            "a short line that ends well before the others of its paragraph",
            "so",
            "that there is no width to which the three of them were wrapped",
        ],
    ],
)
def test_other_neighbouring_lines_stay_apart(lines: list[str]) -> None:
    assert texts("\n".join(["First", "", *lines, "", "Last"])) == [
        "First",
        *(line.strip() for line in lines),
        "Last",
    ]


def test_one_endless_line_is_one_block() -> None:
    dump = "word  and word " * 2_000_000
    start = time.process_time()
    (block,) = split_dump(dump)
    assert (block.start, block.end) == (0, len(dump))
    assert block.text.startswith("word and word word")
    assert time.process_time() - start < 20
