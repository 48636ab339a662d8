"""Whether a labelled page is an article, and if not, why: the last step of cleaning.

A phrase alone proves nothing (paywall and consent words stand in the menus of free articles), so every
rejection but an HTTP error also needs the story to be missing or short.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.headline import STORY_ROLES
from extractors.model import LabelledBlock, Reason, Role
from extractors.wall_words import ANY_WALL, LOGIN_WALL
from extractors.words import count_words

MIN_STORY_WORDS = 20  # of 964 judged stories the shortest has 37; a news flash is one sentence
_SHORT_STORY_WORDS = (
    120  # an error page or a wall says less; beyond it a story stands there whatever else does
)
_WALL_SHARE = 0.25  # of a page's words: five walls have 0.57 or more, four short stories at most 0.12
_FRONT_MIN_TEASERS = 6
_FRONT_LONGEST_SUMMARY = 60  # words; seven judged stories told in lone paragraphs have one of 68 or more
_FRONT_LONE_SHARE = 0.6  # teasers' summaries stand alone, a story's paragraphs follow each other

_ERROR = re.compile(
    # the status itself: alone in its line, or with a word of error before or behind it
    r"^(?:404|410)$|\b(?:error|http|fehler|erreur)[ :]*(?:404|410)\b|"
    r"\b(?:404|410)[ :.|–—-]*(?:error|not found|gone|page|seite|página|oops|fehler|erreur)|"
    r"page not found|not found$|"
    r"(?:can[’']t|cannot|couldn[’']t|could not) (?:find|locate) (?:that|the|this) (?:story|page|article)|"
    r"page (?:you (?:requested|are looking for)|can[’']t be found|(?:is )?no longer (?:available|exists?))|"
    r"(?:article|story|page|content) (?:is )?no longer available|seite (?:wurde )?nicht gefunden|"
    r"nicht mehr verfügbar|page (?:introuvable|non trouvée)|n[’']existe (?:pas|plus)|"
    r"página no (?:encontrada|existe|disponible)|pagina non trovata|pagina niet gevonden|"
    r"página não encontrada",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a page is no article."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class PageHints:
    """What a page or its dump states about itself: the HTTP status, whether it calls itself an article.

    `linked` says of each block of an HTML page whether all of it is a link; it is empty for a dump.
    """

    status: int | None = None
    title: str | None = None
    is_article: bool | None = None
    linked: Sequence[bool] = ()


def judge(labelled: Sequence[LabelledBlock], hints: PageHints) -> Verdict | None:
    """None for an article, else the reason, from the strongest evidence to the weakest."""
    if hints.status is not None and hints.status >= 400:
        reason = Reason.NOT_FOUND if hints.status in (404, 410) else Reason.HTTP_ERROR
        return Verdict(reason, f"the server answered with status {hints.status}")
    if not labelled:
        return Verdict(Reason.EMPTY, "the page has no visible text")
    story = [b.block.text for b in labelled if b.label.role in STORY_ROLES]
    if _is_plainly_told(story):
        return None
    lengths = list(map(count_words, story))
    short = sum(lengths) < _SHORT_STORY_WORDS
    if short and (verdict := _error_page(labelled, hints) or _wall(labelled, story)):
        return verdict
    told_briefly = max(lengths, default=0) <= _FRONT_LONGEST_SUMMARY
    if (
        told_briefly
        and not hints.is_article
        and not _is_signed(labelled)
        and (verdict := _section_front(labelled, hints))
    ):
        return verdict
    return _too_short(sum(lengths))


def _is_plainly_told(story: Sequence[str]) -> bool:
    """Whether runs between white space alone, the least that `count_words` gives, rule all reasons out."""
    lengths = [len(text.split()) for text in story]
    return sum(lengths) >= _SHORT_STORY_WORDS and max(lengths) > _FRONT_LONGEST_SUMMARY


def _error_page(labelled: Sequence[LabelledBlock], hints: PageHints) -> Verdict | None:
    lines = [hints.title or "", *(b.block.text for b in labelled[:40])]
    for line in lines:
        if len(line) <= 120 and _ERROR.search(line):
            return Verdict(Reason.NOT_FOUND, f"the page says “{line}” and has no story")
    return None


def _wall(labelled: Sequence[LabelledBlock], story: Sequence[str]) -> Verdict | None:
    """A wall: at least two lines speak of consent, robots or subscribing, and what is left is no story.

    Before an offer to subscribe the beginning of a story may be short. The banners and menus of short news
    speak of consent as well, beside much else: a wall is most of what its page says.
    """
    left = sum(count_words(text) for text in story if not _is_sign(text))
    if left >= 2 * MIN_STORY_WORDS:  # before every line of the page is looked at
        return None
    signs = [one.block.text for one in labelled if _is_sign(one.block.text)]
    stub = any(LOGIN_WALL.search(text) for text in signs)
    if len(signs) < 2 or left >= (1 if stub else 2) * MIN_STORY_WORDS:
        return None
    said, all_said = sum(map(count_words, signs)), sum(count_words(one.block.text) for one in labelled)
    if not stub and said < _WALL_SHARE * all_said:
        return None
    return Verdict(
        Reason.CONSENT_WALL, f"{len(signs)} lines such as “{signs[0][:80]}” and {left} words besides"
    )


_SIGN_READ = 5_000  # characters of a line in which a wall speaks up; the longest lines have millions


def _is_sign(text: str) -> bool:
    return len(ANY_WALL.findall(text[:_SIGN_READ])) >= (1 + (len(text) > 300))


def _is_signed(labelled: Sequence[LabelledBlock]) -> bool:
    """Whether the page has one byline and its date, published and updated: a front has none, or many."""
    roles = [b.label.role for b in labelled]
    return roles.count(Role.BYLINE) == 1 and 1 <= roles.count(Role.TIMELINE) <= 2


def _section_front(labelled: Sequence[LabelledBlock], hints: PageHints) -> Verdict | None:
    """A front: many headline-like lines, and what it tells are summaries, alone between them."""
    body = [b for b in labelled if b.label.role not in (Role.REPEAT, Role.SEPARATOR, Role.AD_LABEL)]
    story = [b.label.role in STORY_ROLES for b in body]
    # a subheading that is a link, or stands after something else than story, is the headline of a teaser
    told = [
        kept and (b.label.role is not Role.SUBHEADING or (before and not _is_link(b, hints)))
        for b, kept, before in zip(body, story, [False, *story], strict=False)
    ]
    teasers = sum(not kept and _is_teaser(b.block.text) for b, kept in zip(body, told, strict=True))
    beside = zip([False, *told], told, [*told[1:], False], strict=False)
    lone = sum(kept and not before and not after for before, kept, after in beside)
    if teasers < _FRONT_MIN_TEASERS or teasers < sum(told) or lone < _FRONT_LONE_SHARE * sum(told):
        return None
    return Verdict(
        Reason.SECTION_FRONT, f"{teasers} headlines and {sum(told)} summaries, {lone} of them alone"
    )


def _is_link(one: LabelledBlock, hints: PageHints) -> bool:
    return bool(hints.linked) and hints.linked[one.block.position]


def _is_teaser(text: str) -> bool:
    """A line that reads like the headline of another story: some words, no full stop, no ticker's "+++"."""
    return 4 <= count_words(text) <= 20 and text[-1] not in ".…:;,+"


def _too_short(words: int) -> Verdict | None:
    if words >= MIN_STORY_WORDS:
        return None
    return Verdict(Reason.TOO_SHORT, f"{words} words of story; an article has at least {MIN_STORY_WORDS}")
