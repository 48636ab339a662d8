# ruff: noqa: E501  (examples: a broken line is harder to read than a long one)
"""Captions that their place beside the story gives away, and the lines that are none."""

from __future__ import annotations

import pytest

from extractors.metadata import Metadata
from extractors.model import Article, Role
from tests.extractors.settling.stories import HEAD, STORY, article


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("The ferry at its pier on Monday. JANE DOE, Springfield Courier", "The ferry at its pier on Monday.", "JANE DOE, Springfield Courier"),
        ("The ferry at its pier on Monday. Jane Doe/Springfield Courier", "The ferry at its pier on Monday.", "Jane Doe/Springfield Courier"),
        ("The ferry at its pier on Monday. COURTESY PHOTO", "The ferry at its pier on Monday.", "COURTESY PHOTO"),
        ("The ferry at its pier on Monday. Provided by the Harbor Trust", "The ferry at its pier on Monday.", "Provided by the Harbor Trust"),
        ("The ferry at its pier Jane Doe jdoe@courier.example", "The ferry at its pier", "Jane Doe jdoe@courier.example"),
        ("The ferry at its pier on Monday. (Harbor Historical Society)", "The ferry at its pier on Monday.", "Harbor Historical Society"),
        ("Die Fähre liegt am Montag am Kai. | dpa", "Die Fähre liegt am Montag am Kai.", "dpa"),
        ("Die Fähre liegt am Montag am Kai. © Quelle: Karl Beispiel", "Die Fähre liegt am Montag am Kai.", "Karl Beispiel"),
        ("Le bac au quai des Lilas, lundi © Jeanne Dupont / AFP", "Le bac au quai des Lilas, lundi", "Jeanne Dupont / AFP"),
        ("Le bac reste à quai depuis lundi. (Photo JMD)", "Le bac reste à quai depuis lundi.", "JMD"),
        ("El barco sigue amarrado en el muelle. - AYUNTAMIENTO DE EJEMPLO", "El barco sigue amarrado en el muelle.", "AYUNTAMIENTO DE EJEMPLO"),
        ("El barco sigue amarrado en el muelle. MARÍA EJEMPLO / DM", "El barco sigue amarrado en el muelle.", "MARÍA EJEMPLO / DM"),
    ],
)  # fmt: skip
def test_a_caption_above_the_story_is_told_by_its_credit(line: str, text: str, credit: str) -> None:
    got = article([*HEAD, "By Mary Major", line, *STORY])
    assert [(c.text, c.credit, c.times_seen) for c in got.captions] == [(text, credit, 1)]
    assert got.headline == HEAD[0]


@pytest.mark.parametrize(
    "line",
    [
        "Ferries, bridges and tunnels: what Springfield plans for next year",
        "“A boat is a promise that somebody else has to keep.” — Jane Doe",
        "The harbor trust has spent its reserves (and two years of patience).",
        "Start your day with the harbor briefing. SIGN UP",
        "Startseite / Regionales / Springfield",
    ],
)
def test_other_lines_above_the_story_are_no_captions(line: str) -> None:
    assert article([*HEAD, "By Mary Major", line, *STORY]).captions == ()


def test_a_caption_with_its_credit_on_the_next_line() -> None:
    got = article([*HEAD, "The ferry at its pier on Monday.", "Jane Doe/CNN", *STORY])
    assert [(c.text, c.credit) for c in got.captions] == [
        ("The ferry at its pier on Monday.", "Jane Doe/CNN")
    ]


def test_a_caption_printed_twice_without_any_credit() -> None:
    caption = "Passengers wait for the last ferry of the season on the north pier"
    got = article([*HEAD, "By Mary Major", "May 3, 2024", caption, caption, *STORY])
    assert [(c.text, c.times_seen) for c in got.captions] == [(caption, 2)]
    assert got.headline == HEAD[0]


def test_printings_with_other_prefixes_and_credits_count_as_one() -> None:
    got = article(
        [
            *HEAD,
            "El barco en el muelle de Ejemplo el lunes. (AP Foto/María Ejemplo)",
            "ARCHIVO - El barco en el muelle de Ejemplo el lunes. (AP Foto/María Ejemplo)",
            "El barco en el muelle de Ejemplo el lunes.",
            *STORY,
        ]
    )
    assert [(c.credit, c.times_seen) for c in got.captions] == [("AP Foto/María Ejemplo", 3)]


FIGURE = "html/body/article/figure"


@pytest.mark.parametrize(
    ("blocks", "text", "credit"),
    [
        ([("The ferry at its pier.", f"{FIGURE}/figcaption/p"), ("JANE DOE, COURIER", f"{FIGURE}/figcaption")], "The ferry at its pier.", "JANE DOE, COURIER"),
        ([("WXYZ", f"{FIGURE}/div"), ("The ferry at its pier.", f"{FIGURE}/figcaption")], "The ferry at its pier.", "WXYZ"),
        ([("The ferry at its pier.", "html/body/div/div.image/div.image__caption"), ("Jane Doe for CNN", "html/body/div/div.image/div.image__credit")], "The ferry at its pier.", "Jane Doe for CNN"),
        ([("The ferry at its pier. Jane Doe", f"{FIGURE}/figcaption")], "The ferry at its pier.", "Jane Doe"),
    ],
)  # fmt: skip
def test_captions_and_credits_of_one_figure(blocks: list[tuple[str, str]], text: str, credit: str) -> None:
    lines = [*HEAD, *(t for t, _ in blocks), *STORY]
    paths = ["html/body/article/h1", *(p for _, p in blocks), *(["html/body/article/p"] * len(STORY))]
    got = article(lines, paths, Metadata(headline=HEAD[0]))
    assert [(c.text, c.credit) for c in got.captions] == [(text, credit)]


def test_a_caption_below_its_label_and_its_credit_above() -> None:
    words = "Jane Doe of the harbor office waits for the boat"
    lines = ["Image source, Getty Images", "Image caption,", words]
    got = article([*HEAD, *lines, *STORY])
    assert [(c.text, c.credit) for c in got.captions] == [(words, "Getty Images")] and got.headline == HEAD[0]


def test_captions_of_the_story_itself_that_say_so() -> None:
    led = "© Jane Doe The cook waits for the boat at noon."
    legend = "Legende: Der Koch wartet am Mittag auf das Boot. SRF"
    got = article([*HEAD, STORY[0], legend, *STORY[1:]])
    assert [(c.text, c.credit) for c in got.captions] == [("Der Koch wartet am Mittag auf das Boot.", "SRF")]
    told = article([*HEAD, STORY[0], led, *STORY[1:]], scores=[0.1, *[0.9] * 4])
    assert [(c.text, c.credit) for c in told.captions] == [
        ("The cook waits for the boat at noon.", "Jane Doe")
    ]
    assert told.text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("body/figure/figcaption/a.live/p", "Watch the harbor live"),
        ("body/figure/figcaption/ul/li", "with scripts switched on"),
        ("body/figure/figcaption", "Ford"),
        ("body/figure/figcaption", "Image credit: Jane Doe"),
    ],
)
def test_what_a_figure_says_beside_its_pictures_words(path: str, line: str) -> None:
    assert article([*HEAD, line, *STORY], ["body/h1", path, *["body/p"] * 3]).captions == ()


def test_one_word_with_its_credit_is_a_caption() -> None:
    got = article(
        [*HEAD, "Braunkohle © Jane Doe / Example", *STORY],
        ["body/h1", "body/figure/figcaption", *["body/p"] * 3],
    )
    assert [(c.text, c.credit) for c in got.captions] == [("Braunkohle", "Jane Doe / Example")]


def test_an_offer_on_a_card_below_the_story_is_no_caption() -> None:
    card = "body/section.card/div/div.image/div.mediaCaption-x.caption"
    got = article([*HEAD, *STORY, "Brighten your inbox every morning"], ["body/h1", *["body/p"] * 3, card])
    assert got.captions == ()


def test_the_storys_gallery_opens_far_below_it() -> None:
    words = "Jane Doe waits for the boat. (AP Photo/John Roe)"
    menu = [f"Menu line {n}" for n in range(20)]
    box = "body/div#auto-image-gallery.lightbox/figure/figcaption"
    paths = ["body/h1", *["body/p"] * 3, *["body/nav/a"] * 20]
    assert len(article([*HEAD, *STORY, *menu, words], [*paths, f"{box}/p"]).captions) == 1
    assert article([*HEAD, *STORY, *menu, words], [*paths, f"{box}/header/h3"]).captions == ()
    assert article([*HEAD, *STORY, *menu, words], [*paths, "body/aside/figure/figcaption"]).captions == ()


def test_a_line_of_which_the_model_doubts_above_a_credit_in_brackets() -> None:
    words, credit = "The cook waits for the boat at noon.", "(Jane Doe / Example Times)"

    def told(sure: float, line: str) -> Article:
        lines = [*HEAD, STORY[0], words, line, *STORY[1:]]
        return article(lines, scores=[0.1, 0.99, sure, 0.1, 0.99, 0.99])

    assert [(c.text, c.credit) for c in told(0.7, credit).captions] == [(words, credit[1:-1])]
    assert told(0.99, credit).captions == () and words in told(0.99, credit).text
    assert told(0.7, "(Image credit: Jane Doe)").captions == ()


def test_a_summary_over_a_picture_is_no_caption() -> None:
    paths = ["body/h1", "body/header/p", "body/figure/figcaption/span.credit", *["body/p"] * 3]
    lines = [
        *HEAD,
        "The cook has waited for the boat since noon.",
        "Photographer: Jane Doe/Bloomberg",
        *STORY,
    ]
    assert article(lines, paths).captions == ()


def test_who_said_what_a_figure_quotes_is_no_caption() -> None:
    figure = "body/div/figure"
    paths = ["body/h1", "body/p", f"{figure}/blockquote.b", f"{figure}/figcaption/p", *["body/p"] * 2]
    quote = ["Everyone is waiting for the boat to come back to us.", "Jane Doe of the harbor office"]
    got = article([*HEAD, STORY[0], *quote, *STORY[1:]], paths)
    assert got.captions == () and got.blocks[3].label.rule == "quotation-in-figure"
    assert got.blocks[3].label.role is got.blocks[2].label.role
    kept = article([*HEAD, STORY[0], STORY[1], quote[1], STORY[2]], paths[:5])
    assert kept.blocks[3].label.role is Role.QUOTE and quote[1] in kept.text


def test_a_gallerys_counter_is_no_caption() -> None:
    paths = ["body/h1", "body/figure/figcaption", "body/figure/figcaption", *["body/p"] * 3]
    got = article([*HEAD, "Image 1 of 9", "The cook has forty eggs on the stove.", *STORY], paths)
    assert [c.text for c in got.captions] == ["The cook has forty eggs on the stove."]


def test_a_cartoons_credit_in_an_element_of_captions() -> None:
    figure = "body/figure.caption"
    paths = [
        "body/h1",
        "body/p",
        f"{figure}/div.caption",
        f"{figure}/div.caption.CartoonCredit-x",
        *["body/p"] * 2,
    ]
    lines = [*HEAD, STORY[0], "“We were told that there would be eggs.”", "Cartoon by Jane Doe", *STORY[1:]]
    got = article(lines, paths)
    assert [(c.text, c.credit) for c in got.captions] == [
        ("“We were told that there would be eggs.”", "Jane Doe")
    ]


def test_a_credits_element_that_holds_the_caption_too() -> None:
    line = "The cook, who had forty eggs on the stove, on Monday. Photos via Jane Doe."
    paths = ["body/h1", "body/div.image/p.credit", *["body/p"] * 3]
    got = article([*HEAD, line, *STORY], paths)
    assert [(c.text, c.credit) for c in got.captions] == [
        ("The cook, who had forty eggs on the stove, on Monday.", "Jane Doe")
    ]


def test_a_line_that_says_where_somebody_stands_above_a_credit() -> None:
    got = article([*HEAD, "Jane Doe (r.) will lead, John Roe looks on", "Foto: Getty Images", *STORY])
    assert [(c.text, c.credit) for c in got.captions] == [
        ("Jane Doe (r.) will lead, John Roe looks on", "Getty Images")
    ]


def test_a_line_above_an_agency_in_brackets_is_its_caption() -> None:
    got = article([*HEAD, *STORY[:1], "Jane Doe and John Roe wave at the quay", "(EPA)", *STORY[1:]])
    assert [(c.text, c.credit) for c in got.captions] == [("Jane Doe and John Roe wave at the quay", "EPA")]


def test_a_label_alone_is_no_caption_and_parts_no_caption_from_its_credit() -> None:
    figure = "body/figure/figcaption"
    paths = ["body/h1", f"{figure}/span", f"{figure}/span", f"{figure}/span", *["body/p"] * 3]
    got = article(
        [*HEAD, "The cook had forty eggs on the stove on Monday.", "Foto:", "Jane Doe / AP", *STORY], paths
    )
    assert [(c.text, c.credit) for c in got.captions] == [
        ("The cook had forty eggs on the stove on Monday.", "Jane Doe / AP")
    ]
    alone = article([*HEAD, "Photo:", "Jane Doe", *STORY], ["body/h1", figure, figure, *["body/p"] * 3])
    assert alone.captions == ()
    powered = article([*HEAD, "Powered by", "May 3, 2024", *STORY], ["body/h1", figure, *["body/p"] * 4])
    assert powered.captions == ()


def test_a_notice_that_closes_like_a_caption_is_none() -> None:
    notice = "This material may not be published or rewritten. ©2024 Example Network, LLC. All rights reserved. Quotes by Jane Doe. FAQ - Example"
    got = article([notice, *HEAD, *STORY, notice])
    assert got.captions == ()
