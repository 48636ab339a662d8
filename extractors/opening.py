"""The dateline of an article: where its story opens, or the lead above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.fields.dateline import parse_dateline, parse_local_dateline
from extractors.fields.language import detect
from extractors.gathered import OPENING, Fields
from extractors.model import Dateline, Origin, Role
from extractors.settling.page import LEAST_OPENING

_LOCAL_HEAD = re.compile(r"[A-ZÄÖÜ][^.]{2,40}\. ")


def find_dateline(fields: Fields, story: Sequence[str]) -> Dateline | None:
    """The dateline that opens the story, else that of the lead above it that is no part of the story."""
    found = _opening_dateline(story)
    if found is None and (lead := _lead(fields)) is not None:
        found = _local_dateline([lead, *story], fields)
    found = found or _local_dateline(story, fields)
    if found is not None:
        fields.note("dateline", Origin.TEXT)
    return found


def _opening_dateline(story: Sequence[str]) -> Dateline | None:
    for position, paragraph in enumerate(story[:OPENING]):
        if (dateline := parse_dateline(paragraph, opening=position < 2)) is not None:
            return dateline
    return None


def _local_dateline(story: Sequence[str], fields: Fields) -> Dateline | None:
    """A German paper's "Springfield. …": a place that the rest of the page speaks of."""
    if not story or not _LOCAL_HEAD.match(story[0]) or detect("\n".join(story[:4])) != "de":
        return None
    rest = "\n".join([*story[1:], *fields.of(Role.TAG), *fields.of(Role.HEADLINE)])
    return parse_local_dateline(story[0], rest)


def _lead(fields: Fields) -> str | None:
    """A sentence that the model left out between headline and story."""
    story, headline = fields.story(), next(iter(fields.at(Role.HEADLINE)), None)
    if not story or headline is None:
        return None
    between = range(headline + 1, story[0])
    lead = (i for i in between if fields.blocks[i].label.role is Role.BOILERPLATE)
    return next((text for i in lead if len(text := fields.text(i)) >= LEAST_OPENING), None)
