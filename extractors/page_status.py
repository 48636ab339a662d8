"""What is in the way of the story a page was asked for: where it breaks off, or what hides it, with evidence.

The verdict says whether there is an article; this says, of articles and rejections alike, what the page
itself says is in the way, in its own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from extractors.headline import STORY_ROLES
from extractors.model import Block, LabelledBlock, PageStatus, Reason, Standing
from extractors.verdict import Verdict
from extractors.wall_words import BOT_WALL, LOGIN_WALL, READ_ON

_BEHIND_STORY = 6  # blocks; an offer further down is the site's, not this story's
_LONGEST_OFFER = 300  # characters of one line that asks to subscribe
_READ = 40  # blocks of a page without a story that are looked at
_QUOTED = 160


def read_status(
    labelled: Sequence[LabelledBlock], verdict: Verdict | None, http_status: int | None
) -> PageStatus | None:
    """What is in the story's way; None where nothing is, or nothing says so.

    `verdict` is why the page is no article, None where it is one; `http_status` what the server answered,
    where that is known.
    """
    if verdict is None:
        return _found(Standing.PAYWALL_STUB, READ_ON.finds, _behind_the_story(labelled))
    if verdict.reason is Reason.NOT_FOUND:
        told = http_status is not None and http_status >= 400
        return None if told else PageStatus(Standing.SOFT_404, verdict.detail)
    consent = verdict.reason is Reason.CONSENT_WALL
    if not consent and verdict.reason not in (Reason.HTTP_ERROR, Reason.TOO_SHORT):
        return None
    lines = [one.block for one in labelled[:_READ]]
    for standing, words in ((Standing.BOT_WALL, BOT_WALL), (Standing.LOGIN_WALL, LOGIN_WALL)):
        if said := _found(standing, words.search, lines):
            return said
    return PageStatus(Standing.CONSENT_WALL, verdict.detail) if consent else None


def _found(standing: Standing, says: Callable[[str], object], blocks: Iterable[Block]) -> PageStatus | None:
    for block in blocks:
        if len(block.text) <= _LONGEST_OFFER and says(block.text):
            return PageStatus(standing, f"the page says “{block.text[:_QUOTED]}”")
    return None


def _behind_the_story(labelled: Sequence[LabelledBlock]) -> list[Block]:
    """The story's last line, and what follows it."""
    last = next(i for i in reversed(range(len(labelled))) if labelled[i].label.role in STORY_ROLES)
    return [one.block for one in labelled[last : last + 1 + _BEHIND_STORY]]
