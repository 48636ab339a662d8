"""The judgement of HTML blocks: what the model must get right, and what it must never depend on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from extractors import html_votes
from extractors.dom import DomPage, split_html
from extractors.html_features import FEATURES, block_matrices
from extractors.html_tree import parse_html
from extractors.html_votes import cast_votes
from extractors.story_html import STORY_THRESHOLD, judge_blocks, load_model, story_scores

_MODELS = Path(__file__).parents[2] / "extractors" / "models"
_STORY = [
    "The ferry that links the two islands will stop running in March, the council said on Tuesday.",
    "Engineers found cracks in the hull during an inspection last month, and repairs would cost more than "
    "the vessel is worth, according to a report that was presented to the members.",
    "“We looked at every option, and none of them was safe,” said the harbour master, who has worked at the "
    "port for thirty years.",
    "A replacement has been ordered, but it is not expected to arrive before the summer, when most of the "
    "visitors come to the islands.",
    "Until then a smaller boat will carry passengers twice a day, while cars will have to use the bridge.",
]
_RAIL = ["Five ways to cook a pumpkin", "Mayor opens new library", "Storm closes schools in the north"]


def page(story: list[str], wrap: str = "<p>{}</p>") -> DomPage:
    body = "".join(wrap.format(text) for text in story)
    rail = "".join(f"<li><a href='/{n}'>{text}</a></li>" for n, text in enumerate(_RAIL))
    tree = parse_html(
        "<html><head><title>Island ferry to stop in March | The Gazette</title></head><body>"
        "<nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li></ul></nav>"
        "<main><article><h1>Island ferry to stop in March</h1>"
        f"<div class='article-body'>{body}</div></article>"
        f"<aside class='related-stories'><h3>Most read</h3><ul>{rail}</ul></aside></main>"
        "<footer><p>Copyright The Gazette. All rights reserved.</p><a href=/terms>Terms of use</a></footer>"
    )
    assert tree is not None
    return split_html(tree)


def kept(dom: DomPage) -> list[str]:
    scores = story_scores([dom])[0]
    return [block.text for block, score in zip(dom.blocks, scores, strict=True) if score >= STORY_THRESHOLD]


@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<div><p>{}</p></div>", "{}<br><br>"])
def test_the_story_is_kept_and_what_surrounds_it_is_not(wrap: str) -> None:
    assert kept(page(_STORY, wrap)) == _STORY


def test_a_page_is_measured_to_the_same_bit_in_any_batch() -> None:
    pages = [
        page(_STORY),
        page(_STORY[:1], "{}<br><br>"),
        page([]),
        page(_STORY * 30, "<div><p>{}</p></div>"),
    ]
    votes = [cast_votes(one) for one in pages]
    vocabulary = load_model(_MODELS).vocabulary
    together = block_matrices(pages, votes, vocabulary)
    for one, vote, matrix in zip(pages, votes, together, strict=True):
        (alone,) = block_matrices([one], [vote], vocabulary)
        assert matrix.tobytes() == alone.tobytes()


def test_votes_tell_repeated_texts_apart_by_their_place() -> None:
    repeated = page([*_STORY, "A replacement has been ordered."])
    tree = parse_html(
        "<body><nav><p>A replacement has been ordered.</p></nav><article>"
        + "".join(f"<p>{text}</p>" for text in [*_STORY, "A replacement has been ordered."])
        + "</article>"
    )
    assert tree is not None
    dom = split_html(tree)
    votes = cast_votes(dom).fast
    assert dom.blocks[0].text == dom.blocks[-1].text
    assert (votes[0], votes[-1]) == (0, 1)
    assert len(repeated.blocks) == len(cast_votes(repeated).fast)


def test_trafilatura_may_be_asked_again() -> None:
    dom = page(_STORY)
    first, second = cast_votes(dom), cast_votes(dom)
    assert np.array_equal(first.fast, second.fast)
    assert np.array_equal(first.wide, second.wide)


@pytest.mark.parametrize(
    "html",
    [
        "<div class='comment-list'><p>{}</p></div>",
        "<ol id=comments><li>{}</ol>",
        "<div class='infinite-scroll'><p>{}</p></div>",
        "<div id=mvp-post-add-box><h1>Another</h1><p>{}</p></div>",
        "<section class='elementor-share-buttons'>{}</section>",
    ],
)
def test_what_trafilatura_cuts_before_it_looks_gets_no_vote(html: str) -> None:
    added = "The story that the site wants to be read next is about a bridge, and it is a long one."
    tree = parse_html(
        f"<body><article>{''.join(f'<p>{text}</p>' for text in _STORY)}{html.format(added)}</article>"
    )
    assert tree is not None
    dom = split_html(tree)
    votes = dict(zip([block.text for block in dom.blocks], cast_votes(dom).fast, strict=True))
    assert [text for text, vote in votes.items() if vote] == _STORY


def test_scores_do_not_depend_on_the_other_pages_or_on_the_time_they_are_asked() -> None:
    short, long = page(_STORY[:2]), page(_STORY * 3)
    alone = story_scores([short])[0]
    assert np.array_equal(alone, story_scores([long, short, long])[1])
    assert all(np.array_equal(alone, story_scores([short])[0]) for _ in range(5))


def test_a_page_without_text_gets_no_scores_and_no_pages_no_lists() -> None:
    tree = parse_html("<body><img src=x>")
    assert tree is not None
    assert [len(judged.scores) for judged in judge_blocks([split_html(tree)])] == [0]
    assert story_scores([]) == []


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 5_000 + "deep",
        "<p>x</p>" * 20_000,
        "<p>" + "a" * 1_000_000,
        "\ue000\U000f0000 &#0; <p>\U000f0001",
    ],
    ids=["deep", "many", "long", "marks"],
)
def test_hostile_pages_get_a_score_for_every_block(html: str) -> None:
    tree = parse_html(html)
    assert tree is not None
    dom = split_html(tree)
    scores = story_scores([dom])[0]
    assert len(scores) == len(dom.blocks)
    assert ((scores >= 0) & (scores <= 1)).all()


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    (tmp_path / "html_blocks.json").write_text(json.dumps({"features": "html-features-0"}), "utf-8")
    with pytest.raises(ValueError, match="trained with html-features-0"):
        load_model(tmp_path)


def test_the_model_is_small_and_knows_no_sentence() -> None:
    assert sum(path.stat().st_size for path in _MODELS.glob("html_blocks*")) < 1_300_000
    vocabulary = load_model(_MODELS).vocabulary
    longest = max(word.count("-") for word in vocabulary.words)
    assert longest <= 2
    assert json.loads((_MODELS / "html_blocks.json").read_text("utf-8"))["features"] == FEATURES


_GOLDEN = sorted((Path(__file__).parents[1] / "golden").rglob("*.html"))


@pytest.mark.parametrize("path", _GOLDEN, ids=lambda path: path.parent.name)
def test_the_first_step_of_trafilatura_alone_keeps_what_its_whole_sequence_keeps(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = parse_html(path.read_text("utf-8", "replace"))
    assert tree is not None
    dom = split_html(tree)
    short = cast_votes(dom)
    monkeypatch.setattr(html_votes, "_main_text", lambda page: None)
    assert np.array_equal(cast_votes(dom).fast, short.fast)
