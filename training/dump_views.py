"""The training pages of the dump model: pages rendered as dumps are, with their gold laid on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.dom import split_html
from extractors.html_tree import parse_html
from extractors.story_html import STORY_THRESHOLD, story_scores
from training.gold import Gold, Held, SetPage, align, read_gold, read_pages
from training.render import main_element, parse_page, visible_lines

GOLD_SETS = ("aeb", "naeb", "fundus_eval", "fundus", "wcxb")
TAUGHT_SETS = ("traf",)  # no gold text: what the HTML model finds is the teacher
FULL, MAIN = 0.67, 0.33  # a third of the dumps hold only the main element
TAUGHT = 0.4  # a teacher's page counts less than gold
LEAST_GOLD = 200  # characters; a page with less, or less than half of it found in its lines, teaches nothing


@dataclass(frozen=True, slots=True)
class View:
    """One page as the lines of a dump, what its gold holds of them, and how much the page counts (0: not).

    `given`: the dump itself as the set has it, to validate on.
    """

    set_name: str
    page_id: str
    site: str
    lines: list[str]
    held: list[Held]
    weight: float
    given: bool = False


def training_views(folder: Path) -> Iterator[View]:
    """Every page of the sets in the folder, whole and as its main element alone."""
    for name in (*GOLD_SETS, *TAUGHT_SETS):
        gold = read_gold(folder, name)
        for page in read_pages(folder, name, "html"):
            taught = name in TAUGHT_SETS
            wanted = _taught(page) if taught else gold[page.page_id]
            yield from _views(page, wanted, TAUGHT if taught else 1.0)


def given_views(folder: Path) -> Iterator[View]:
    """The dumps of the sets as they are given, to validate on."""
    for name in GOLD_SETS:
        gold = read_gold(folder, name)
        for page in read_pages(folder, name, "dumps"):
            lines = [" ".join(line.split()) for line in page.text.splitlines() if line.strip()]
            yield View(name, page.page_id, page.site, lines, align(lines, gold[page.page_id]), 0.0, True)


def _views(page: SetPage, gold: Gold, weight: float) -> Iterator[View]:
    root = parse_page(page.text)
    if root is None:
        return
    # a dump of a whole page often begins with its document type
    whole, main = ["html", *visible_lines(root)], visible_lines(main_element(root))
    for lines, share in ((whole, FULL), (main, MAIN)):
        held = align(lines, gold)
        if share == FULL or lines != whole[1:]:
            yield View(
                page.set_name,
                page.page_id,
                page.site,
                lines,
                held,
                weight * share * _usable(lines, held, gold),
            )


def _usable(lines: Sequence[str], held: Sequence[Held], gold: Gold) -> bool:
    wanted = sum(len(text) for text, _ in gold.paragraphs)
    found = sum(len(line) * part.share for line, part in zip(lines, held, strict=True))
    return wanted >= LEAST_GOLD and found >= wanted / 2


def _taught(page: SetPage) -> Gold:
    """The story as the HTML model finds it: it sees more than a dump shows."""
    tree = parse_html(page.text)
    split = split_html(tree) if tree is not None else None
    texts = [block.text for block in split.blocks] if split is not None else []
    kept = zip(texts, story_scores([split])[0] >= STORY_THRESHOLD, strict=True) if split is not None else ()
    return Gold(page.page_id, page.site, tuple((text, False) for text, keep in kept if keep))
