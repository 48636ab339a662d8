# ruff: noqa: E501  (sentences of a story: a broken line is harder to read than a long one)
"""Dumps and HTML pages that print their captions again and again, with lines beside them that repeat and are none."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from unicodedata import normalize

HEADLINE = "Storm tears the last pier from the old harbor and strands its ferry"
BYLINE = "By Mary Major"
OPENING = (
    "ESTEVO, Portugal (AP) — The mayor closed the old harbor on Tuesday after a storm had torn its last pier "
    "away and left the only ferry on the wrong side of the river."
)
STORY = (
    OPENING,
    "Some forty passengers spent the night in the waiting room, where the harbor office handed out blankets and soup.",
    "The boat was built in 1951 and has crossed the river six times a day ever since, except in two winters of ice.",
    "Engineers looked at the hull on Wednesday morning and found no hole, but the engine room stood under water.",
    "A new pier would cost some 3 million euros, the council was told, which is more than it spends on roads in a year.",
    "Farmers on the south bank now drive 40 kilometers to the next bridge, and the school bus has been cancelled.",
    "The council meets again on Thursday to decide who pays, and whether the town still wants a ferry at all.",
    "Until then a fishing boat takes those who must cross, at no charge and only while it is light.",
)
FILLERS = tuple(
    f"House number {number} on the quay lost its roof, and the family that lived there has moved in with its {whom}."
    for number, whom in enumerate(
        ("cousins", "neighbors", "parents", "friends", "employer", "landlord", "teacher", "doctor", "baker",
         "priest", "tenants", "sister", "brother", "uncle", "aunt", "tailor"), 11,
    )
)  # fmt: skip
CAPTIONS = (
    ("The mayor's ferry “Old Anna” leaves the harbor of Estevo, Tuesday, May 28, 2024.", "AP Photo/Jane Doe"),
    ("Volunteers carry sandbags past the town's “House of Nets” – the oldest on the quay – in Estevo.", "Karl Muster, Pool Photo via AP"),
    ("A fisherman's boots hang to dry above the flooded ticket counter on Wednesday.", "Jane Doe/Getty Images"),
    ("L'ancien bac d'Estevo, « la vieille Anne », reste à quai depuis l'arrêté du maire.", "Jeanne Dupont/AFP"),
    ("U.S. engineers who built the harbor's first crane pose beside it in 1951.", "AP Photo/Jane Doe"),
    ("Über hundert Möwen sitzen am Montag auf dem „Nordkai“ des alten Hafens.", "Karl Beispiel/dpa"),
    ("“Nobody told us,” reads a banner on the harbor office's door on Friday.", "Jane Doe/Example Courier via AP"),
    ("40 people wait for a boat on the north bank, Wednesday, May 29, 2024.", "AP Photo/Jane Doe"),
    ("The pier's last beams, cut in 1951, lie across the sand at low tide.", "João Exemplo/Lusa via AP"),
)  # fmt: skip
TRAPS = (  # sentences that begin as captions do; a quote, a refrain, a paragraph, a song
    "The mayor's ferry leaves the harbor of Estevo on Tuesdays only, and never after dark, say those who wait for it.",
    "The pier's last beams, cut in 1951, lie across the sand, and the children of the quay play on them at noon.",
    "“We will not leave the river that fed us,” the oldest of the fishermen said.",
    "And the river rose, and the river fell, and nobody slept in Estevo.",
    "The harbor office did not answer questions about the state of the pier before the storm came.",
    "Never again shall this town be cut in two, they sang on the quay.",
)

Change = Callable[[str], str]
TYPOGRAPHY: dict[str, Change] = {
    "as it is": lambda text: text,
    "straight": lambda text: text.translate(str.maketrans("“”’–", '""\'-')),
    "curly": lambda text: text.replace("'", "’"),
    "low quotes": lambda text: text.replace("“", "„").replace("”", "“"),
    "doubled spaces": lambda text: text.replace(" ", "  "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text: text.replace(", ", ",\u2009"),
    "long dashes": lambda text: text.replace(" – ", " — ").replace("-", "\u2011"),
    "two hyphens": lambda text: text.replace(" – ", " -- "),
    "zero width": lambda text: text.replace(" ", " \u200b", 3),
    "decomposed": lambda text: normalize("NFD", text),
    "soft hyphens": lambda text: text.replace("har", "har\u00ad"),
}
LEADS = (
    *("", "FILE - ", "FILE – ", "FILE — ", "FILE- ", "FILE: ", "(FILE) ", "FILE PHOTO: ", "FILE PHOTO - ", "File photo: "),
    *("2 of 5 | ", "3/5 ", "Image caption: ", "Photo: ", "ARCHIV - "),
)  # fmt: skip
ENDS = ("", " ({})", "  ({})", " ({}, File)", "\u00a0({})")
REACH = 20  # lines between the first printing and the last
_NEVER_LAST = 2  # lines of the story below everything that is put into it: what ends a page is often cut off


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page's lines below its byline, and how often it prints each caption (text, credit) and each trap."""

    lines: tuple[str, ...]
    printings: frozenset[str]  # the lines that print a caption
    captions: dict[tuple[str, str], int]
    traps: dict[str, int]


def printed_page(chance: random.Random) -> PrintedPage:
    """A story that prints one or two captions two to five times each, and up to two traps as often."""
    lines = [*STORY[:-_NEVER_LAST], *chance.sample(FILLERS, chance.randrange(len(FILLERS)))]
    traps = {trap: chance.randrange(2, 6) for trap in chance.sample(TRAPS, chance.randrange(3))}
    for trap, times in traps.items():
        for _ in range(times):
            lines.insert(chance.randrange(1, len(lines) + 1), trap)
    captions, printings = {}, set()
    for caption in chance.sample(CAPTIONS, chance.randrange(1, 3)):
        printed = _printings(chance, *caption)
        captions[caption] = len(printed)
        printings.update(printed)
        first = chance.randrange(len(lines) + 1)
        apart = chance.choice((0, REACH))
        places = [min(len(lines), first + chance.randint(0, apart)) for _ in printed]
        for line, place in zip(printed, sorted(places, reverse=True), strict=True):
            lines.insert(place, line)
    return PrintedPage((*lines, *STORY[-_NEVER_LAST:]), frozenset(printings), captions, traps)


def _printings(chance: random.Random, text: str, credit: str) -> list[str]:
    """Two to five printings, at least one of them with the credit."""
    times = chance.randrange(2, 6)
    ends = [chance.choice(ENDS[1:]), *(chance.choice(ENDS) for _ in range(times - 1))]
    chance.shuffle(ends)
    return [
        TYPOGRAPHY[chance.choice(list(TYPOGRAPHY))](chance.choice(LEADS) + text + end.format(credit))
        for end in ends
    ]


def as_dump(lines: tuple[str, ...], gap: str) -> bytes:
    """The lines as a scraper's text dump."""
    return gap.join((HEADLINE, BYLINE, *lines)).encode()


def as_html(page: PrintedPage, chance: random.Random, figures: float) -> bytes:
    """The page as HTML with `figures` (0..1) of its captions in a figure, the others in paragraphs."""
    parts = [
        f"<figure><img src='a.jpg'><figcaption>{escape(line)}</figcaption></figure>"
        if line in page.printings and chance.random() < figures
        else f"<p>{escape(line)}</p>"
        for line in page.lines
    ]
    head = f"<h1>{HEADLINE}</h1><p>{BYLINE}</p>"
    return f"<html><body><article>{head}{''.join(parts)}</article></body></html>".encode()
