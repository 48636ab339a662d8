"""An article's fields, read off its labelled blocks and the page's metadata, each with its origin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from extractors.authors import find_authors
from extractors.fields.byline import (
    unique,
)
from extractors.fields.captions import loose_key
from extractors.fields.language import detect
from extractors.fields.notes import split_topics, topics_lead
from extractors.fields.rights import read_copyright
from extractors.fields.times import is_marked, read_times
from extractors.gathered import Fields, places_of
from extractors.headline import words_of
from extractors.merged_captions import merge_captions
from extractors.metadata import Metadata
from extractors.model import (
    Article,
    Caption,
    Copyright,
    LabelledBlock,
    Origin,
    RawPage,
    Role,
)
from extractors.opening import find_dateline
from extractors.outlet import host_of, read_outlet
from extractors.settling import settle

_MOST_TIME_LINES = 4
_LEAST_HEADLINE = 20  # characters of a stated headline that a longer printed one must end with
_LONGEST_HOLDER = 70  # characters of a line below "© 2024" that may name the holder
_LEAST_REST = 8  # characters of a stated headline behind a printed kicker
_DETECTABLE = 400  # characters from which the words decide against a template's declared language
_SHARED = re.compile(r"^(?:Share )?All sharing options for: ")  # how a button of many sites names the story
# "Local buses : Riders save half the fare"; in French a space stands before every colon.
_KICKER = re.compile(r"[^:]{2,48} : (?=(?:\S+ ){2}\S)")
_EPOCH = "1970-01-01"  # what an unset date becomes in many a CMS


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
    blocks = settle(labelled, metadata, disabled, page.url)
    fields = Fields(blocks, metadata or Metadata(), places_of(blocks))
    story = [fields.text(i) for i in fields.story()]
    text = "\n\n".join(story)
    published, modified = _dates(fields)
    headline, authors = _headline(fields), find_authors(fields)
    return Article(
        page_id=page.page_id,
        url=page.url or fields.metadata.canonical_url,
        headline=headline,
        text=text,
        authors=authors,
        date_published=published,
        date_modified=modified,
        dateline=find_dateline(fields, story),
        captions=_captions(fields),
        contributors=_joined(fields, "contributors", Role.CONTRIBUTORS),
        editors_note=_joined(fields, "editors_note", Role.EDITORS_NOTE),
        keywords=_keywords(fields, authors),
        copyright=_copyright(fields),
        site=_site(fields, page.url, page.site),
        language=_language(fields, text),
        origins=tuple(fields.origins),
        blocks=tuple(fields.blocks),
    )


def _headline(fields: Fields) -> str | None:
    printed = fields.of(Role.HEADLINE)
    if printed:
        stated = fields.metadata.headline
        if stated and len(stated) >= _LEAST_HEADLINE and printed[0].endswith(f" {stated}"):
            fields.note("headline", fields.stated("headline"))
            return stated  # printed in one heading with the kicker above it
        if (
            stated
            and stated.count(":") > printed[0].count(":")
            and loose_key(stated) == loose_key(printed[0])
        ):
            fields.note("headline", fields.stated("headline"))
            return stated  # printed without the colon behind its kicker
        kicker = printed[0].endswith(":") and stated and stated.startswith(printed[0])
        if kicker and len(stated or "") >= len(printed[0]) + _LEAST_REST:
            fields.note("headline", fields.stated("headline"))
            return _without_site(stated or "", fields.metadata.site)  # "Kicker:" and the rest, a line each
        fields.note("headline", Origin.TEXT)
        shown = _SHARED.sub("", printed[0])
        if (kickered := _KICKER.match(shown)) is not None and detect(shown) != "fr":
            shown = shown[kickered.end() :]
        return unescape(shown)  # templates escape a "&" twice
    if fields.metadata.headline:
        fields.note("headline", fields.stated("headline"))
    return fields.metadata.headline


def _without_site(title: str, site: str | None) -> str:
    """A title without the site's name behind a bar or dash."""
    head, bar, tail = title.rpartition(" | ")
    return head if bar and site and tail.lower() in site.lower() else title


def _dates(fields: Fields) -> tuple[str | None, str | None]:
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
    bare = fields.metadata.bare_date
    if published is None and bare and bare[:10] != (modified or "")[:10]:
        published = bare
        fields.note("date_published", Origin.META)
    if stands and (published is None or published[:16] == (modified or "")[:16]):
        if published is None:
            fields.note("date_published", Origin.TEXT)
        published, modified = published or modified, None  # the one date of a page: as the story stands
    return published, modified


def _time_lines(fields: Fields) -> list[str]:
    """Time lines, and bylines that hold a date, in the order in which they are believed."""
    lines = [
        (t, inside) for t, inside in fields.nearest(Role.TIMELINE, Role.BYLINE) if "20" in t or "19" in t
    ]
    lines.sort(key=lambda line: (not line[1], not is_marked(line[0])))
    return [text for text, _ in lines[:_MOST_TIME_LINES]]


def _captions(fields: Fields) -> tuple[Caption, ...]:
    captions = merge_captions(
        fields.blocks, fields.at(Role.CAPTION), fields.at(Role.REPEAT), fields.metadata.marked_credits
    )
    if captions:
        fields.note("captions", Origin.TEXT)
    return captions


def _joined(fields: Fields, name: str, role: Role) -> str | None:
    lines = tuple(dict.fromkeys(fields.of(role)))
    if not lines:
        return None
    fields.note(name, Origin.TEXT)
    return "\n".join(lines)


def _keywords(fields: Fields, authors: Sequence[str]) -> tuple[str, ...]:
    """Tags as printed, then those that only the metadata has; who wrote the story is none of its topics."""
    printed = fields.metadata.printed_tags or tuple(
        tag for line in fields.of(Role.TAG) for tag in split_topics(topics_lead(line) or line)
    )
    stated = fields.metadata.keywords
    if stated:
        fields.note("keywords", fields.stated("keywords"))
    elif printed:
        fields.note("keywords", Origin.TEXT)
    no_topics = {_loose(name) for name in (*authors, *fields.metadata.authors)}
    known = {_loose(tag) for tag in printed}
    listed = [*printed, *(word for word in stated if _loose(word) not in known)]
    return unique([tag for tag in listed if _loose(tag) not in no_topics])


def _loose(tag: str) -> str:
    """A tag as an address would spell it: "New York" is "new-york"."""
    return tag.lower().replace(" ", "-")


def _copyright(fields: Fields) -> Copyright | None:
    end = max(fields.story(), default=-1)
    places = sorted(fields.at(Role.COPYRIGHT), key=lambda i: i < end)  # above the story it may be a picture's
    read = [c for i in places if (c := _notice(fields, i)) is not None]
    full = next((c for c in read if c.holder and c.year), read[0] if read else None)
    if full is not None:
        fields.note("copyright", Origin.TEXT)
        return full
    holder, year = fields.metadata.copyright_holder, fields.metadata.copyright_year
    if holder is None and year is None:
        return None
    fields.note("copyright", fields.stated("copyright_holder" if holder else "copyright_year"))
    return read_copyright(holder or "") or Copyright(holder, year, holder or "")


def _notice(fields: Fields, position: int) -> Copyright | None:
    """What a notice states; its holder may stand in the next element beside it."""
    text = fields.text(position)
    found = read_copyright(text)
    if found is None or found.holder or not found.year or position + 1 >= len(fields.blocks):
        return found
    here, below = fields.blocks[position].block, fields.blocks[position + 1].block
    if not here.path or not below.path or len(below.text) > _LONGEST_HOLDER:
        return found
    whole = read_copyright(f"{text} {below.text}")
    names_site = whole and whole.holder and words_of(whole.holder) & words_of(fields.metadata.site or "")
    return whole if names_site else found


def _site(fields: Fields, url: str | None, given: str | None) -> str | None:
    if fields.metadata.site:
        fields.note("site", fields.stated("site"))
        return fields.metadata.site
    host = host_of(url)
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


def _language(fields: Fields, text: str) -> str | None:
    declared = fields.metadata.language
    if declared is None or len(text) >= _DETECTABLE:
        detected = detect(text, declared)
        if detected is not None and detected != declared:
            fields.note("language", Origin.DETECTED)
            return detected
    if declared is not None:
        fields.note("language", fields.stated("language"))
    return declared
