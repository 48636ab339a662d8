# ruff: noqa: E501  (tables and patterns: a broken line is harder to read than a long one)
"""Topic tags after the story: behind or below "Topics:", before the copyright line, in a list of short lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.fields.notes import split_topics, topics_lead
from extractors.model import Role
from extractors.settling.page import BELOW, Page

_LONGEST = 40  # characters of a tag
_MOST = 12
_LINKS = 4  # lines between a rail's heading and a run that is still part of the rail
_REACH = 40  # lines after the story among which "Topics:" can stand
_END_OF_STORY = frozenset(
    {Role.CONTRIBUTORS, Role.EDITORS_NOTE, Role.SEPARATOR, Role.AD_LABEL, Role.AUTHOR_BIO}
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_SEAM = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])(?<!Mc)(?<!Mac)(?<!De)(?<!La)(?<!Le)")
_CLASSES = re.compile(r"[.#][^/]*")
_CELL = re.compile(r"/t[dh](?![a-z])")  # a table's: "Tag" heads a column of days
_ENDS = (".", ":", "!", "?", "…")
_NUMBERED = re.compile(r".* [IVX]+\.")  # "Ludwig XIV.", as German counts
_TAGGED = frozenset({Role.NAVIGATION, Role.BOILERPLATE, Role.RAIL})
# Words of buttons, headings and menus: a line with one of them is no tag.
_NO_TAG_TEXT = """
more read learn about author authors view views check explore share pin contact your you our us we this these get sign
subscribe follow next previous back reply posted related check related comments comment download buy shop try see
quick look best free cost phone visit start join login log here now click newsletter newsletters help editor
browse deeper most meist conversation conversations discussion diskussion kommentieren hinweis photos videos sobre firma reporta kommentar leserdiskussion corporation inicia sesión mehr lesen alle vedi commenti commento lascia commentaires comentarios comentario zum zur über uns ihre sie plus lire voir vos nos notre más ver leer nuestro tus paylaş
 comentar kommentieren commenter gratis request invite releases jobs careers donate renew följ följa läs les mer lue seuraa følg
"""
_NO_TAG = frozenset(_NO_TAG_TEXT.split())
_STATES = frozenset({"US", "Us", "U.S."})
_MENU = frozenset({"short-line", "navigation-tool"})  # rules that name the lines of menus


def mark_tags(page: Page, printed: Sequence[str]) -> None:
    """Tags that the markup tells, behind or below "Topics:", or short lines of the story's words right after it.

    `printed` are the tags of an HTML page's tag list, which may stand in one block.
    """
    if printed:
        _mark_printed(page, frozenset(t.lower() for t in printed), " ".join(printed).lower())
        return
    marked = False
    for position in range(page.last + 1, min(len(page.blocks), page.last + _REACH)):
        text = page.text(position)
        if len(text) > 240 or page.labels[position].role is Role.CAPTION or _CELL.search(page.path(position)):
            continue
        rest = topics_lead(text)
        if rest is None:
            continue
        if rest:
            marked |= _mark_line(page, position, rest)
        else:
            marked |= _mark_run(page, position + 1)
    if not marked and not page.path(0):
        _mark_bare_run(page)


def _mark_printed(page: Page, tags: frozenset[str], together: str) -> None:
    for position in range(page.first, len(page.blocks)):
        text = page.text(position).lower().strip(" ,;#")
        if page.is_free(position) and (text in tags or (len(tags) > 1 and text.endswith(together))):
            page.put(position, Role.TAG, "tag-list")


def _mark_line(page: Page, position: int, rest: str) -> bool:
    """Tags on the line of their heading; a headline behind "More on …:" is none."""
    topics = split_topics(rest)
    if len(topics) == 1 and _is_glued(topics[0]):
        return False
    if not topics or (len(topics) == 1 and len(topics[0].split()) > 3):
        return False
    page.put(position, Role.TAG, "topics-line")
    return True


def _is_glued(tag: str) -> bool:
    """Whether several tags were printed without anything between them: "FerriesHarborsJane Doe"."""
    seams = len(_SEAM.findall(tag))
    return seams > 1 or (seams == 1 and " " in tag)


def _mark_run(page: Page, start: int) -> bool:
    """The short lines under a heading of topics, until a longer one or another kind of line."""
    last = start
    while last < min(len(page.blocks), start + _MOST + 1) and is_tag(page, last):
        last += 1
    if last - start > _MOST:
        return False  # a menu of all the site's topics: of eight such runs on real pages one was a story's
    end = start
    while end < last and _place(page, end) == _place(page, start):
        end += 1
        if page.text(start).endswith(",") and not page.text(end - 1).endswith(","):
            break  # the last one of a list with commas
    if end - start == 1 and _is_glued(page.text(start)):
        return False
    for position in range(start, end):
        page.put(position, Role.TAG, "topics-below")
    return end > start


def _place(page: Page, position: int) -> str:
    """The tags of the elements that a block of an HTML page lies in, without their classes."""
    return _CLASSES.sub("", page.path(position))


def _mark_bare_run(page: Page) -> None:
    """Short lines between the story's end and what comes after it, if the story speaks of at least one."""
    words = _stems(page.story_text() + "\n" + "\n".join(page.text(i) for i in _headlines(page)))
    end = page.last
    while (end := end + 1) < min(len(page.blocks), page.last + 2 * BELOW):
        start = end
        while end < len(page.blocks) and end < start + _MOST and is_tag(page, end):
            end += 1
        if start == end or _is_under_rail(page, start) or _is_in_menu(page, start, end):
            continue
        if start >= page.last + BELOW and end < len(page.blocks):
            continue  # so far below the story tags only close a dump
        shared = sum(not words.isdisjoint(_stems(page.text(i))) for i in range(start, end))
        if (shared >= 2 and 2 * shared >= end - start) or _before_notice(page, start, end):
            for position in range(start, end):
                page.put(position, Role.TAG, "tags-after-story")
            return


def _is_under_rail(page: Page, start: int) -> bool:
    """Whether the run goes on with the links right under a rail's heading."""
    above = start - 1
    while above > max(page.last, start - _LINKS) and page.labels[above].role in _TAGGED:
        if page.labels[above].rule == "rail-heading":
            return True
        above -= 1
    return False


def _is_in_menu(page: Page, start: int, end: int) -> bool:
    """Whether the run is a piece of a longer list of short lines, cut out by the words that no tag has."""
    if all(page.labels[i].role in _END_OF_STORY for i in range(page.last + 1, start)):
        return _is_menu_line(page, end) and _is_menu_line(page, end + 1)
    return (_is_menu_line(page, start - 1) and page.is_free(start - 1)) or _is_menu_line(page, end)


def _is_menu_line(page: Page, position: int) -> bool:
    if position >= len(page.blocks):
        return False
    text = page.text(position)
    return page.labels[position].rule in _MENU and not text.endswith(_ENDS)


def _before_notice(page: Page, start: int, end: int) -> bool:
    """Whether the run fills the gap between the story and its copyright notice."""
    if end >= len(page.blocks) or page.labels[end].role is not Role.COPYRIGHT or end - start > 4:
        return False
    return all(page.labels[i].role in _END_OF_STORY for i in range(page.last + 1, start))


def _headlines(page: Page) -> list[int]:
    return [i for i, label in enumerate(page.labels) if label.role is Role.HEADLINE]


def _stems(text: str) -> frozenset[str]:
    """The beginnings of a text's words: "Glaciers" and "glacier" are one."""
    return frozenset(word[:5] for word in _WORD.findall(text[:6000].lower()))


def is_tag(page: Page, position: int) -> bool:
    """A short line that is no sentence and that no rule knows as something else."""
    text = page.text(position)
    if (
        not 1 < len(text) <= _LONGEST
        or text.count(" ") > 4
        or (text.endswith(_ENDS) and not _NUMBERED.fullmatch(text))
        or not (text[0].isalpha() or text[0] == "#")
    ):
        return False
    if (
        "/" in text
        or "—" in text
        or "@" in text
        or topics_lead(text) == ""
        or (text[-1].isdigit() and text[-2:-1].isalpha())
        or (text not in _STATES and not _NO_TAG.isdisjoint(text.replace("US ", "").lower().split()))
    ):
        return False
    label = page.labels[position]
    return label.role is Role.TAG or (
        page.is_free(position) and not page.is_story(position) and label.role in _TAGGED
    )
