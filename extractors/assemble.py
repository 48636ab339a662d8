"""An article's fields, read off its labelled blocks and the page's metadata, each with its origin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from extractors.fields.byline import (
    is_agency_alone,
    read_bare_names,
    read_bio,
    read_byline,
    read_names_in_time_line,
    read_names_with_role,
    unique,
)
from extractors.fields.dateline import parse_dateline, parse_local_dateline
from extractors.fields.dates import stated_dates
from extractors.fields.language import detect
from extractors.fields.notes import split_topics, topics_lead
from extractors.fields.people import is_name, is_organisation
from extractors.fields.rights import read_copyright
from extractors.fields.times import is_marked, read_times
from extractors.headline import STORY_ROLES
from extractors.merged_captions import merge_captions
from extractors.metadata import Metadata
from extractors.model import (
    Article,
    Caption,
    Copyright,
    Dateline,
    FieldOrigin,
    LabelledBlock,
    Origin,
    RawPage,
    Role,
)
from extractors.outlet import read_outlet
from extractors.settling import settle

_LEAST_OPENING = 60  # characters of a block that counts as where the story begins
_MOST_TIME_LINES = 4
_LEAST_HEADLINE = 20  # characters of a stated headline that a longer printed one must end with
_OPENING = 4  # story blocks that may open with the dateline; a place without an agency only in the first two
_LOCAL_HEAD = re.compile(r"[A-ZÄÖÜ][^.]{2,40}\. ")
_DATED = re.compile(r"\s(?=\d)")
_DETECTABLE = 400  # characters from which the words decide against a template's declared language
_SHARED = re.compile(r"^(?:Share )?All sharing options for: ")  # how a button of many sites names the story
_EPOCH = "1970-01-01"  # what an unset date becomes in many a CMS


@dataclass(slots=True)
class _Fields:
    """Values with their origins while an article is put together; `places` are positions by role's value."""

    blocks: Sequence[LabelledBlock]
    metadata: Metadata
    places: dict[str, list[int]]
    origins: list[FieldOrigin] = field(default_factory=list)

    def text(self, position: int) -> str:
        return self.blocks[position].block.text

    def at(self, role: Role) -> Sequence[int]:
        return self.places.get(role.value, ())

    def of(self, role: Role) -> list[str]:
        return [self.blocks[i].block.text for i in self.at(role)]

    def note(self, name: str, origin: Origin) -> None:
        self.origins.append(FieldOrigin(name, origin))

    def stated(self, name: str) -> Origin:
        return next((o.origin for o in self.metadata.origins if o.field == name), Origin.META)

    def nearest(self, *roles: Role) -> list[tuple[str, bool]]:
        """Lines of these roles, and whether each stands between headline and story: those come first."""
        wanted = sorted(i for role in roles for i in self.at(role))
        if not wanted:
            return []
        story = self.story()
        first = next((i for i in story if len(self.text(i)) >= _LEAST_OPENING), 0)
        headline = next(iter(self.at(Role.HEADLINE)), -1)
        inside = [
            i
            for i in wanted
            if headline < i < first + _OPENING or self.blocks[i].label.rule == "byline-below"
        ]
        outside = sorted((i for i in wanted if i not in inside), key=lambda i: abs(first - i))
        return [(self.text(i), True) for i in inside] + [(self.text(i), False) for i in outside]

    def story(self) -> list[int]:
        return sorted(i for role in STORY_ROLES for i in self.at(role))


def _places(blocks: Sequence[LabelledBlock]) -> dict[str, list[int]]:
    """Positions by the role's value: a string's hash is kept, an enum's is computed anew each time."""
    places: dict[str, list[int]] = {}
    for position, labelled in enumerate(blocks):
        places.setdefault(labelled.label.role._value_, []).append(position)
    return places


def assemble(
    page: RawPage,
    labelled: Sequence[LabelledBlock],
    metadata: Metadata | None,
    *,
    disabled: frozenset[str] = frozenset(),
) -> Article:
    """The article of a page whose blocks are labelled; `metadata` is None for a text dump.

    Field blocks that only their place beside the story gives away are relabelled first (`settle`).
    """
    blocks = settle(labelled, metadata, disabled)
    fields = _Fields(blocks, metadata or Metadata(), _places(blocks))
    story = [fields.text(i) for i in fields.story()]
    text = "\n\n".join(story)
    published, modified = _dates(fields)
    return Article(
        page_id=page.page_id,
        url=page.url or fields.metadata.canonical_url,
        headline=_headline(fields),
        text=text,
        authors=_authors(fields),
        date_published=published,
        date_modified=modified,
        dateline=_dateline(fields, story),
        captions=_captions(fields),
        contributors=_joined(fields, "contributors", Role.CONTRIBUTORS),
        editors_note=_joined(fields, "editors_note", Role.EDITORS_NOTE),
        keywords=_keywords(fields),
        copyright=_copyright(fields),
        site=_site(fields, page.url, page.site),
        language=_language(fields, text),
        origins=tuple(fields.origins),
        blocks=tuple(fields.blocks),
    )


def _headline(fields: _Fields) -> str | None:
    printed = fields.of(Role.HEADLINE)
    if printed:
        stated = fields.metadata.headline
        if stated and len(stated) >= _LEAST_HEADLINE and printed[0].endswith(f" {stated}"):
            fields.note("headline", fields.stated("headline"))
            return stated  # printed in one heading with the kicker above it
        fields.note("headline", Origin.TEXT)
        return _SHARED.sub("", printed[0])
    if fields.metadata.headline:
        fields.note("headline", fields.stated("headline"))
    return fields.metadata.headline


def _authors(fields: _Fields) -> tuple[str, ...]:
    """Authors as the metadata names them; as printed where it names none, the outlet, or not all."""
    stated, site = fields.metadata.authors, fields.metadata.site
    names = _printed_authors(fields)
    if stated and not all(_is_outlet(name, site) for name in stated):
        if _names_more(names, stated):
            fields.note("authors", Origin.TEXT)
            return unique(names)
        fields.note("authors", fields.stated("authors"))
        return stated
    if not names:
        names = [n for line in fields.of(Role.CONTRIBUTORS) for n in read_byline(line)]
    if stated and all(_is_outlet(name, site) for name in names):
        fields.note("authors", fields.stated("authors"))
        return stated
    if names:
        fields.note("authors", Origin.TEXT)
    return unique(names)


def _names_more(printed: Sequence[str], stated: Sequence[str]) -> bool:
    """Whether the byline names all whom the metadata names, and others: many templates state the first."""
    return {name.lower() for name in stated} < {name.lower() for name in printed}


def _is_outlet(name: str, site: str | None) -> bool:
    return is_organisation(name) or (
        site is not None and name.lower().replace(" ", "") in site.lower().replace(" ", "")
    )


def _printed_authors(fields: _Fields) -> list[str]:
    """All bylines between headline and story, else the nearest, else the name in a time line."""
    names: list[str] = []
    lines = fields.nearest(Role.BYLINE)
    if len({day for text, inside in lines if inside for day in _days(text)}) > 1:
        lines = [line for line in lines if line[1]][-1:]  # a row of teasers; the last stands by the story
    for text, inside in lines:
        if names and not inside:
            break
        agency = is_agency_alone(text)
        names.extend(
            read_byline(text)
            or read_names_with_role(text)
            or read_bare_names(text)
            or ((agency,) if agency else (text,) if is_name(text) or _is_newsroom(text) else ())
        )
    if not names:
        for text, inside in fields.nearest(Role.TIMELINE)[:1]:
            agency = is_agency_alone(_DATED.split(text, maxsplit=1)[0].strip())
            stated = read_names_in_time_line(text) if inside else ()
            names.extend((agency,) if agency else stated or read_bare_names(text))
    if not names:
        told = unique([name for text in fields.of(Role.AUTHOR_BIO) if (name := read_bio(text))])
        names.extend(told if len(told) == 1 else ())
    return names


def _is_newsroom(text: str) -> bool:
    return is_organisation(text) and "," not in text


def _days(text: str) -> list[date]:
    return [stated.day for stated in stated_dates(text)]


def _dates(fields: _Fields) -> tuple[str | None, str | None]:
    published, modified = fields.metadata.date_published, fields.metadata.date_modified
    published = None if published and published.startswith(_EPOCH) else published
    modified = None if modified and modified.startswith(_EPOCH) else modified
    for name, value in (("date_published", published), ("date_modified", modified)):
        if value:
            fields.note(name, fields.stated(name))
    stands = False
    for line in _time_lines(fields):
        if published and modified:
            break
        times = read_times(line)
        if published is None and times.published:
            published = times.published
            fields.note("date_published", Origin.TEXT)
        if modified is None and times.modified:
            modified = times.modified
            fields.note("date_modified", Origin.TEXT)
            stands = stands or line.startswith("Stand")
    if stands and (published is None or published[:16] == (modified or "")[:16]):
        if published is None:
            fields.note("date_published", Origin.TEXT)
        published, modified = published or modified, None  # the one date of a page: as the story stands
    return published, modified


def _time_lines(fields: _Fields) -> list[str]:
    """Time lines, and bylines that hold a date, in the order in which they are believed."""
    lines = [
        (t, inside) for t, inside in fields.nearest(Role.TIMELINE, Role.BYLINE) if "20" in t or "19" in t
    ]
    lines.sort(key=lambda line: (not line[1], not is_marked(line[0])))
    return [text for text, _ in lines[:_MOST_TIME_LINES]]


def _dateline(fields: _Fields, story: Sequence[str]) -> Dateline | None:
    """The dateline that opens the story, else that of the lead above it that is no part of the story."""
    found = _opening_dateline(story)
    if found is None and (lead := _lead(fields)) is not None:
        found = _local_dateline([lead, *story], fields)
    found = found or _local_dateline(story, fields)
    if found is not None:
        fields.note("dateline", Origin.TEXT)
    return found


def _opening_dateline(story: Sequence[str]) -> Dateline | None:
    for position, paragraph in enumerate(story[:_OPENING]):
        if (dateline := parse_dateline(paragraph, opening=position < 2)) is not None:
            return dateline
    return None


def _local_dateline(story: Sequence[str], fields: _Fields) -> Dateline | None:
    """A German paper's "Springfield. …": a place that the rest of the page speaks of."""
    if not story or not _LOCAL_HEAD.match(story[0]) or detect("\n".join(story[:4])) != "de":
        return None
    rest = "\n".join([*story[1:], *fields.of(Role.TAG), *fields.of(Role.HEADLINE)])
    return parse_local_dateline(story[0], rest)


def _lead(fields: _Fields) -> str | None:
    """A sentence that the model left out between headline and story."""
    story, headline = fields.story(), next(iter(fields.at(Role.HEADLINE)), None)
    if not story or headline is None:
        return None
    between = range(headline + 1, story[0])
    lead = (i for i in between if fields.blocks[i].label.role is Role.BOILERPLATE)
    return next((text for i in lead if len(text := fields.text(i)) >= _LEAST_OPENING), None)


def _captions(fields: _Fields) -> tuple[Caption, ...]:
    captions = merge_captions(fields.blocks, fields.at(Role.CAPTION), fields.at(Role.REPEAT))
    if captions:
        fields.note("captions", Origin.TEXT)
    return captions


def _joined(fields: _Fields, name: str, role: Role) -> str | None:
    lines = tuple(dict.fromkeys(fields.of(role)))
    if not lines:
        return None
    fields.note(name, Origin.TEXT)
    return "\n".join(lines)


def _keywords(fields: _Fields) -> tuple[str, ...]:
    """Tags as printed, then those that only the metadata has."""
    printed = fields.metadata.printed_tags or tuple(
        tag for line in fields.of(Role.TAG) for tag in split_topics(topics_lead(line) or line)
    )
    stated = fields.metadata.keywords
    if stated:
        fields.note("keywords", fields.stated("keywords"))
    elif printed:
        fields.note("keywords", Origin.TEXT)
    return unique([*printed, *stated])


def _copyright(fields: _Fields) -> Copyright | None:
    read = [c for line in fields.of(Role.COPYRIGHT) if (c := read_copyright(line)) is not None]
    full = next((c for c in read if c.holder and c.year), read[0] if read else None)
    if full is not None:
        fields.note("copyright", Origin.TEXT)
        return full
    holder, year = fields.metadata.copyright_holder, fields.metadata.copyright_year
    if holder is None and year is None:
        return None
    fields.note("copyright", fields.stated("copyright_holder" if holder else "copyright_year"))
    return read_copyright(holder or "") or Copyright(holder, year, holder or "")


def _site(fields: _Fields, url: str | None, given: str | None) -> str | None:
    if fields.metadata.site:
        fields.note("site", fields.stated("site"))
        return fields.metadata.site
    host = urlsplit(url).hostname if url else None
    below = next((b.block.text for b in fields.blocks if b.label.rule == "outlet-below-byline"), None)
    holders = [c.holder for line in fields.of(Role.COPYRIGHT) if (c := read_copyright(line)) and c.holder]
    name = read_outlet([b.block.text for b in fields.blocks], below, holders, host)
    if name:
        fields.note("site", Origin.TEXT)
        return name
    if given:
        fields.note("site", Origin.DUMP)
        return given
    if host:
        fields.note("site", Origin.RULE)
        return host.removeprefix("www.")
    return None


def _language(fields: _Fields, text: str) -> str | None:
    declared = fields.metadata.language
    if declared is None or len(text) >= _DETECTABLE:
        detected = detect(text)
        if detected is not None and detected != declared:
            fields.note("language", Origin.DETECTED)
            return detected
    if declared is not None:
        fields.note("language", fields.stated("language"))
    return declared
