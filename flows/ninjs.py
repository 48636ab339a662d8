"""An article as IPTC ninjs 3.1 says it: one JSON object, with what ninjs has a property for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
_WHOLE_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")


def ninjs(row: Mapping[str, Any]) -> dict[str, Any]:
    """The ninjs object of a row of `articles` that also has `version` and `version_captured_at`.

    Nothing is made up: a date that the page states without a time or zone is no ninjs date-time, and stands
    among the descriptions instead. Captions are associated pictures of which only the caption is known.
    """
    uri = f"urn:copydesk:{row['article_id']}"
    values = {
        "uri": uri,
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full",
        "profile": "copydesk-article",
        "version": str(row["version"]),
        "firstCreated": row["first_captured_at"].isoformat(),
        "versionCreated": row["version_captured_at"].isoformat(),
        "contentCreated": _moment(row["date_published"]),
        "language": row["language"],
        "headlines": row["headline"] and [{"role": "main", "value": row["headline"]}],
        "bodies": [_body(row)],
        "descriptions": _descriptions(row),
        "by": ", ".join(row["authors"]),
        "people": [{"name": name, "rel": "author"} for name in row["authors"]],
        "located": row["dateline_place"],
        "infoSources": _sources(row),
        "subjects": [{"name": keyword} for keyword in row["keywords"]],
        "copyrightHolder": row["copyright_holder"],
        "copyrightNotice": row["copyright_notice"],
        "associations": [_picture(f"{uri}:caption-{n}", n, c) for n, c in enumerate(row["captions"], 1)],
        "altIds": _other_ids(row),
    }
    return {name: value for name, value in values.items() if value}


def _moment(stated: str | None) -> str | None:
    return stated if stated and _WHOLE_MOMENT.fullmatch(stated) else None


def _body(row: Mapping[str, Any]) -> dict[str, Any]:
    text = row["text"]
    counts = {"charCount": len(text), "wordCount": row["word_count"]}
    return {"role": "main", "contentType": "text/plain", **counts, "value": text}


def _descriptions(row: Mapping[str, Any]) -> list[dict[str, str]]:
    published = row["date_published"]
    said = {
        "datePublished": None if _moment(published) else published,
        "dateModified": row["date_modified"],
        "contributors": row["contributors"],
        "editorsNote": row["editors_note"],
    }
    return [{"role": role, "value": value} for role, value in said.items() if value]


def _sources(row: Mapping[str, Any]) -> list[dict[str, str]]:
    named = {"agency": row["agency"], "publisher": row["site"]}
    return [{"name": name, "role": role} for role, name in named.items() if name]


def _picture(uri: str, number: int, caption: Mapping[str, Any]) -> dict[str, Any]:
    day = caption["date"]
    said = {"caption": caption["text"], "dateTaken": day and day.isoformat()}
    picture = {
        "uri": uri,
        "name": f"picture {number}",
        "rel": "picture",
        "type": "picture",
        "representationType": "partial",
        "by": caption["credit"],
        "descriptions": [{"role": role, "value": value} for role, value in said.items() if value],
    }
    return {name: value for name, value in picture.items() if value}


def _other_ids(row: Mapping[str, Any]) -> list[dict[str, str]]:
    ids = {
        "canonicalUrl": row["canonical_url"],
        "url": row["url"],
        "pageId": row["page_id"],
        "versionId": row["version_id"],
    }
    return [{"role": role, "value": value} for role, value in ids.items() if value]
