"""The words of the project as types: what a page, a block, a label and an outcome are.

The one module that every room may import. Frozen dataclasses and closed enums only: no behaviour
beyond what can be read off the values themselves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from extractors.words import count_words


class Fate(StrEnum):
    """What becomes of a block: it is in the story, it becomes a field, or it is removed."""

    STORY = "story"
    FIELD = "field"
    REMOVED = "removed"


class Role(StrEnum):
    """What a block is on its page. Closed: every block of every page has exactly one."""

    # the story, read in order
    PARAGRAPH = "paragraph"
    SUBHEADING = "subheading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_ROW = "table_row"
    # data: becomes a field of the article
    HEADLINE = "headline"
    BYLINE = "byline"
    TIMELINE = "timeline"  # "Posted: …", "Updated: …"
    CAPTION = "caption"
    CREDIT = "credit"  # a photo credit standing alone
    CONTRIBUTORS = "contributors"
    EDITORS_NOTE = "editors_note"  # corrections too
    TAG = "tag"
    COPYRIGHT = "copyright"
    # removed, with the reason in the name
    REPEAT = "repeat"  # the second and later printing of a caption or headline
    SEPARATOR = "separator"  # "___", "* * *"
    SLOT_MARKER = "slot_marker"  # label of a CMS's named widget area
    AD_LABEL = "ad_label"
    CONTINUES_BELOW = "continues_below"
    PROMOTION = "promotion"  # inline: "Related:", "Read more:", linked headlines between paragraphs
    RAIL = "rail"  # "Trending on …" and the headlines under it
    SHARE = "share"  # share, print, save, comment tools
    NEWSLETTER = "newsletter"  # newsletter, app and follow requests
    CONSENT = "consent"  # cookies, privacy choices, subscription walls
    PLAYER = "player"  # video and audio players, galleries' controls, read time
    SURVEY = "survey"
    AUTHOR_BIO = "author_bio"
    STANDARDS = "standards"  # "Our Standards: …"
    NAVIGATION = "navigation"
    COMMENT = "comment"  # readers' comments
    BOILERPLATE = "boilerplate"  # judged not to be the story, nothing more specific known

    @property
    def fate(self) -> Fate:
        """Whether a block of this role is read as the story, kept as a field, or removed."""
        if self in _STORY:
            return Fate.STORY
        return Fate.FIELD if self in _FIELD else Fate.REMOVED

    @property
    def kept(self) -> bool:
        """True for story and field blocks."""
        return self.fate is not Fate.REMOVED


_STORY = frozenset({Role.PARAGRAPH, Role.SUBHEADING, Role.LIST_ITEM, Role.QUOTE, Role.TABLE_ROW})
_FIELD = frozenset(
    {
        Role.HEADLINE,
        Role.BYLINE,
        Role.TIMELINE,
        Role.CAPTION,
        Role.CREDIT,
        Role.CONTRIBUTORS,
        Role.EDITORS_NOTE,
        Role.TAG,
        Role.COPYRIGHT,
    }
)


class Reason(StrEnum):
    """Why a page is not an article. Closed; `Rejection.detail` says it for this page."""

    EMPTY = "empty"  # no bytes, or white space only
    BINARY = "binary"  # not text: an image, an archive, junk
    UNREADABLE = "unreadable"  # declared as text, but cannot be decoded or parsed
    NOT_FOUND = "not_found"  # an error page (404, 410 and soft ones)
    HTTP_ERROR = "http_error"  # the server answered with another status of 400 or more
    CONSENT_WALL = "consent_wall"  # a consent, bot or log-in wall stands where the story should
    SECTION_FRONT = "section_front"  # a list of teasers, no story of its own
    TOO_SHORT = "too_short"  # blocks, but no story long enough to be one
    TOO_LARGE = "too_large"  # beyond the size or depth that is cleaned
    TIMED_OUT = "timed_out"  # cleaning took longer than the limit
    CRASHED = "crashed"  # our own bug: `detail` holds the traceback


class Standing(StrEnum):
    """What stands in the way of a page's story. Closed; `PageStatus.evidence` says what was seen."""

    PAYWALL_STUB = "paywall_stub"  # an article that breaks off where subscribing or logging in is asked for
    LOGIN_WALL = "login_wall"  # the same without a story before it
    CONSENT_WALL = "consent_wall"  # cookies and privacy
    BOT_WALL = "bot_wall"  # a test for robots, or the answer that we are one
    SOFT_404 = "soft_404"  # the page says that there is none; the server did not


class Origin(StrEnum):
    """Where a field's value was read."""

    JSON_LD = "json_ld"
    META = "meta"
    TEXT = "text"  # stated in a block
    RULE = "rule"  # derived by a rule (a site's, or from the URL)
    DETECTED = "detected"  # language by its words
    DUMP = "dump"  # stated by the dump beside the page (JSONL, WARC headers)


# The media type of a page that stands for a part of a dump that could not be read; its body says why.
PROBLEM_MEDIA_TYPE = "application/x-copydesk-problem"


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as it came.

    `path` says where in its source it lies (a file's path relative to the source's location, and
    for a dump of many pages `#` and the record's number from 0). `media_type` is "text/html" or "text/plain";
    `charset` what the dump declares, if it does. `captured_at` is in UTC. `status` is the HTTP status
    that the page came with, if its dump says so; `site` the host or name that its source gives to pages that
    state none. These two are no part of the page_id.
    """

    source: str
    path: str
    url: str | None
    captured_at: datetime
    media_type: str
    charset: str | None
    body: bytes
    status: int | None = None
    site: str | None = None
    _page_id: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def page_id(self) -> str:
        """32 hex digits: SHA-256, cut, of where the page came from and its bytes.

        Where it came from is its URL, or, for a page without one, its source and path. The time of
        capture is left out: the same bytes from the same place are the same page for ever. Kept, as every
        step asks for it and a page may be large.
        """
        known = self._page_id
        if known is None:
            origin = self.url or f"{self.source}\n{self.path}"
            digest = hashlib.sha256(origin.encode("utf-8", "surrogatepass"))
            digest.update(b"\0")
            digest.update(self.body)
            known = digest.hexdigest()[:32]
            object.__setattr__(self, "_page_id", known)
        return known


@dataclass(frozen=True, slots=True)
class Block:
    """A run of visible text that stands on its own.

    For a text dump `start` and `end` are offsets into the decoded text: the spans of all blocks, in
    order, are that text without a gap (white space after a block belongs to it). For HTML they are
    None and `path` is the place in the DOM. `text` has its white space folded and mojibake repaired.
    """

    position: int
    text: str
    start: int | None = None
    end: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What a block is, what decided it, and how surely.

    `rule` is a rule's id, or a model's name and version (behind it `set-in-from-script`, where a page holds
    the text in a script only); `confidence` is in 0..1.
    """

    role: Role
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    block: Block
    label: Label


@dataclass(frozen=True, slots=True)
class Dateline:
    """`WASHINGTON (AP) —`: its place and agency, and the whole of it as printed at the head of the text."""

    place: str | None
    agency: str | None
    printed: str


@dataclass(frozen=True, slots=True)
class Caption:
    """One photo caption; `date` only where the caption states one; `times_seen` on this page."""

    text: str
    credit: str | None
    date: date | None
    times_seen: int


@dataclass(frozen=True, slots=True)
class Copyright:
    holder: str | None
    year: int | None
    notice: str
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """Which field was read where."""

    field: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class PageStatus:
    """What stands between a page and its story, and the page's own words for it."""

    standing: Standing
    evidence: str


@dataclass(frozen=True, slots=True)
class Article:
    """A page's story and its data. Names follow schema.org and IPTC ninjs where these have one.

    `text` is the story's paragraphs joined by a blank line, dateline as printed. Dates are ISO 8601
    as precise as the page states them (a day, or a moment with its offset); None where it states none.
    `language` is ISO 639-1. Whatever is unknown is None or empty. `blocks` is the whole page, in order.
    `status` is set where the page says that something is in the story's way.
    """

    page_id: str
    url: str | None
    headline: str | None
    text: str
    authors: tuple[str, ...]
    date_published: str | None
    date_modified: str | None
    dateline: Dateline | None
    captions: tuple[Caption, ...]
    contributors: str | None
    editors_note: str | None
    keywords: tuple[str, ...]
    copyright: Copyright | None
    site: str | None
    language: str | None
    origins: tuple[FieldOrigin, ...]
    blocks: tuple[LabelledBlock, ...]
    status: PageStatus | None = None

    @property
    def words(self) -> int:
        """Words of the text, counted in any script."""
        return count_words(self.text)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that is no article: why, what was seen, and its blocks where it has any."""

    page_id: str
    reason: Reason
    detail: str
    blocks: tuple[LabelledBlock, ...] = ()
    status: PageStatus | None = None


Outcome = Article | Rejection
