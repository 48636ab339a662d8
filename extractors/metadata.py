# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""What an HTML page states about itself: JSON-LD, meta tags, `<title>`, `<html lang>`, its canonical address.

Only what stands there is read; no date is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from extractors.fields.byline import read_byline, unique
from extractors.fields.dates import iso
from extractors.fields.language import normal
from extractors.fields.people import split_names
from extractors.json_ld import (
    Thing,
    is_article,
    is_article_type,
    main_thing,
    names_of,
    plain,
    read_things,
    text_of,
    types_of,
)
from extractors.marked_times import MarkedTimes, marked_times
from extractors.marks import marks_of
from extractors.model import FieldOrigin, Origin
from extractors.picture_credits import marked_credits
from extractors.tag_links import printed_tags
from extractors.words import IDEOGRAPHS

_FAMILY = re.compile(
    r"(?:[A-Z]{2,}|[A-Z]\w{5,})\.[A-Z][a-z]"
)  # "FP.Jane Doe": a key of the CMS before the word
_MACHINES = re.compile(r"[:_=/{}]|^\W|^\d+$|^[\da-f]{8}-[\da-f]{4}-|^[a-z]+(?:-[a-z]+){2,}$")
# "textaboveleftsmall", "onecolumnnarrow": how a CMS lays the page out, in one word.
_LAYOUT = re.compile(
    r"(?:text|image|photo|video|column|grid|screen|split|header|hero|width|narrow|wide|inset|above|below|left|right|center|small|medium|"
    r"large|full|bleed|inline|standard|with|rule|one|two|three){3,}"
)
_OF_LAYOUTS = frozenset({"web", "inverted", "standard"})  # tokens that stand beside such a word
_SITE_METAS = ("og:site_name", "application-name", "twitter:app:name:iphone", "dc.publisher", "publisher")
_HOSTS = frozenset(
    {
        "blogger",
        "wordpress",
        "wordpress.com",
        "wix",
        "wix.com",
        "squarespace",
        "substack",
        "medium",
        "tumblr",
        "ghost",
    }
)
_BY = re.compile(r"^(?:[Bb]y|BY|[Vv]on(?!\s(?:der|dem|den)\b)|[Pp]ar|[Pp]or)[:\s]\s*")
# "jane.doe.42", "3d23d65-ddc6-4ce5", "site_admin", "undefined": an account or a template's failure, no name.
_HANDLE = re.compile(
    r"[a-z]+(?:[._][a-z]+)*[._]\d+|(?=\w*\d)[\da-f]+(?:-[\da-f]+)+|(?:\w+_)?admin(?:istrator)?|undefined|null|none|unknown|nan|root|webmaster|user|author|anonymous",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(r"\bwww\.|\.\w{2,3}/|©|\bcopyright\b|^(?-i:[a-z]+): ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own statements; None or empty where it makes none.

    Dates are ISO 8601 with the precision and offset stated; `bare_date` is one of which nothing says what
    happened then, for pages that state nothing better. `types` holds the page's `og:type` and the `@type`s of its JSON-LD, for verdicts. `origins`
    says where each field was read.
    """

    headline: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    keywords: tuple[str, ...] = ()
    printed_tags: tuple[str, ...] = ()
    marked_credits: tuple[str, ...] = ()
    bare_date: str | None = None
    site: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    copyright_holder: str | None = None
    copyright_year: int | None = None
    article_body: str | None = None
    types: tuple[str, ...] = ()
    origins: tuple[FieldOrigin, ...] = ()

    @property
    def is_article(self) -> bool | None:
        """Whether the page calls itself an article; None where it does not say what it is."""
        if any(kind == "article" or is_article_type(kind) for kind in self.types):
            return True
        return False if "CollectionPage" in self.types else None


def read_metadata(tree: HtmlElement) -> Metadata:
    """The metadata of a parsed page. Never raises for what a page holds."""
    things = list(read_things(tree))
    metas = _metas(tree)
    main = main_thing(things)
    found: dict[str, tuple[Any, Origin]] = {}
    for field, value in _from_json_ld(main, things).items():
        if value:
            found[field] = (value, Origin.JSON_LD)
    stated = _from_metas(metas, tree)
    dated = all(found.get(name) or stated[name] for name in ("date_published", "date_modified"))
    times = MarkedTimes() if dated else marked_times(tree)
    marked = {"date_published": times.published, "date_modified": times.modified}
    for field, value in [*stated.items(), *marked.items()]:
        if value and field not in found:
            found[field] = (value, Origin.META)
    marks = marks_of(tree)
    types = tuple(
        dict.fromkeys([*metas.get("og:type", []), *(t for thing in things for t in types_of(thing))])
    )
    origins = tuple(FieldOrigin(field, origin) for field, (_, origin) in found.items())
    return Metadata(
        types=types,
        origins=origins,
        printed_tags=printed_tags(tree, marks),
        marked_credits=marked_credits(tree, marks),
        bare_date=times.first_time or _bare_date(metas),
        **{field: value for field, (value, _) in found.items()},
    )


def _from_json_ld(main: Thing, things: list[Thing]) -> dict[str, Any]:
    holder = names_of(main.get("copyrightHolder"), things)
    site = next((t for t in things if "WebSite" in types_of(t)), {})
    return {
        "headline": text_of(main.get("headline"))
        or (text_of(main.get("name")) if is_article(main) else None),
        "authors": tuple(_authors(main.get("author") or main.get("creator"), things)),
        "date_published": iso(text_of(main.get("datePublished")) or ""),
        "date_modified": iso(text_of(main.get("dateModified")) or ""),
        "keywords": _keywords(main.get("keywords")),
        "site": _outlet(text_of(site.get("name")))
        or _outlet(next(iter(names_of(main.get("publisher"), things)), None)),
        "language": normal(next(iter(names_of(main.get("inLanguage"), things)), None)),
        "copyright_holder": holder[0] if holder else None,
        "copyright_year": _year(main.get("copyrightYear")),
        "article_body": text_of(main.get("articleBody")),
    }


def _from_metas(metas: dict[str, list[str]], tree: HtmlElement) -> dict[str, Any]:
    def first(*names: str) -> str | None:
        return next((value for name in names for value in metas.get(name, []) if value), None)

    title = " ".join((tree.findtext(".//title") or "").split()) or None
    return {
        "headline": first("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline"),
        "title": title,
        "authors": _meta_authors(metas),
        "date_published": iso(first("article:published_time", "article:published", "og:article:published_time", "datepublished", "date.published", "dc.date.issued", "dcterms.created", "parsely-pub-date", "sailthru.date", "publish-date", "publish_date", "pubdate", "article.published", "cxenseparse:recs:publishtime", "vr:published_time", "publication_date", "article_date_original", "date", "published", "published_on", "citation_date", "citation_publication_date") or ""),
        "date_modified": iso(first("article:modified_time", "og:updated_time", "datemodified", "last-modified", "article:modified", "dcterms.modified", "article.updated", "lastmod", "revised") or ""),
        "keywords": _meta_keywords(metas),
        "site": next((name for key in _SITE_METAS if (name := _outlet(first(key)))), None) or _site_of(title, first("og:title")),
        "language": normal(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or first("content-language", "inlanguage", "dc.language", "language")) or normal(first("og:locale")),
        "canonical_url": _canonical(tree) or first("og:url"),
        "copyright_holder": first("copyright", "dc.rights", "dcterms.rightsholder"),
    }  # fmt: skip


def _bare_date(metas: dict[str, list[str]]) -> str | None:
    return next(
        (day for name in ("dc.date", "created") for v in metas.get(name, []) if (day := iso(v))), None
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = meta.get("content")
        if name and content and len(content) <= 2000:
            found.setdefault(name.strip().lower(), []).append(" ".join(plain(content).split()))
    return found


def _authors(value: object, things: list[Thing]) -> Iterator[str]:
    yield from unique([name for given in names_of(value, things) for name in _people(given)])


def _people(given: str) -> list[str]:
    """One author field as names: "By A and B" and "A, B" name two."""
    stripped = _BY.sub("", given).strip(" ,;")
    if "@" in stripped or len(stripped) > 160 or not any(map(str.isalpha, stripped)):
        return []
    if _HANDLE.fullmatch(stripped) or _NO_PERSON.search(stripped):
        return []
    named = read_byline(f"By {stripped}")
    if named:
        return list(named)
    parts = split_names(stripped)
    if len(parts) > 1 and all(2 <= len(part.split()) <= 4 and part[0].isupper() for part in parts):
        return parts
    return [stripped] if stripped else []


def _meta_authors(metas: dict[str, list[str]]) -> tuple[str, ...]:
    for name in (
        "author",
        "article:author",
        "parsely-author",
        "dc.creator",
        "byl",
        "sailthru.author",
        "article:author_name",
        "dcterms.creator",
        "cxenseparse:author",
        "authors",
    ):
        given = [
            v
            for v in metas.get(name, [])
            if v and not v.startswith(("http://", "https://", "www.", "/", "@"))
        ]
        if given:
            return unique([person for value in given for person in _people(value)])
    return ()


def _keywords(value: object) -> tuple[str, ...]:
    given = value if isinstance(value, list) else [value]
    parts: list[str] = []
    for item in given[:60]:
        text = text_of(item)
        if text:
            parts.extend(re.split(r"\s*[,;]\s*", text))
    return _topics(parts)


def _meta_keywords(metas: dict[str, list[str]]) -> tuple[str, ...]:
    tags = (
        metas.get("article:tag")
        or metas.get("parsely-tags")
        or metas.get("news_keywords")
        or metas.get("keywords")
        or metas.get("sailthru.tags")
        or []
    )
    return _topics([part for value in tags for part in re.split(r"\s*[,;]\s*", value)])


def _topics(parts: list[str]) -> tuple[str, ...]:
    """Keywords once each, without those that sites keep for their machines (ids, `key:value`, `no-such-page`).

    Where words have no spaces between them, spaces stand between keywords.
    """
    kept = [" ".join(p.split()).strip('«»“”„"') for p in parts]
    kept = [word for p in kept for word in (p.split() if IDEOGRAPHS.search(p) else [p])]
    if any(map(_LAYOUT.fullmatch, kept)):
        kept = [p for p in kept if not _LAYOUT.fullmatch(p) and p not in _OF_LAYOUTS]
    return unique(
        [p for p in kept if 1 < len(p) <= 80 and not _MACHINES.search(p) and not _FAMILY.match(p)][:40]
    )


def _year(value: object) -> int | None:
    text = str(value or "")
    return int(text) if re.fullmatch(r"(?:19|20)\d\d", text) else None


def _canonical(tree: HtmlElement) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href")).strip()
    return None


def _outlet(name: str | None) -> str | None:
    """A site's name without the claim behind a bar; None for an address, or for the service that it is built with."""
    if not name or name.startswith(("http://", "https://", "//")) or name.lower() in _HOSTS:
        return None
    return name.split(" | ")[0].strip() or None


def _site_of(title: str | None, headline: str | None) -> str | None:
    """The site's name where `<title>` is the headline and, behind a bar or dash, a name of at most four words."""
    if not title or not headline or not title.startswith(headline) or len(title) == len(headline):
        return None
    rest = re.fullmatch(r"\s*[|–—:»•·-]\s*([^|–—»•·]{2,40})", title[len(headline) :])
    return rest[1].strip() if rest and len(rest[1].split()) <= 4 else None
