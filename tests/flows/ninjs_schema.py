"""A JSON Schema for the part of IPTC ninjs 3.1 that we write.

IPTC's own schema file is not ours to commit (it is CC BY 4.0), so this is written for these tests. It was
compared with the published one (http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json, iptc/newsinjson at
3ace397) property by property: each type, format, closed value and required name here is as there. An object
that passes here uses a subset of the published schema; what ninjs has and we do not write is refused, which
the published one would not do.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

_TEXT = {"type": "string"}
_URI = {"type": "string", "format": "uri"}
_MOMENT = {"type": "string", "format": "date-time"}
_COUNT = {"type": "integer"}
_TYPES = ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"]


def _list(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"type": "array", "items": {**closed, "required": list(required)}}


_SAID = {"role": _TEXT, "contentType": _TEXT, "value": _TEXT}
_PROPERTIES: dict[str, Any] = {
    "uri": _URI,
    "standard": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"name": _TEXT, "version": _TEXT, "schema": _URI},
    },
    "type": {"enum": _TYPES},
    "representationType": {"enum": ["full", "partial"]},
    "profile": _TEXT,
    "version": _TEXT,
    "firstCreated": _MOMENT,
    "versionCreated": _MOMENT,
    "contentCreated": _MOMENT,
    "language": _TEXT,
    "headlines": _list(_SAID, "value"),
    "bodies": _list({**_SAID, "charCount": _COUNT, "wordCount": _COUNT}, "value"),
    "descriptions": _list(_SAID, "value"),
    "by": _TEXT,
    "people": _list({"name": _TEXT, "rel": _TEXT, "uri": _URI, "literal": _TEXT}),
    "located": _TEXT,
    "infoSources": _list({"name": _TEXT, "role": _TEXT, "uri": _URI, "literal": _TEXT}),
    "subjects": _list({"name": _TEXT, "rel": _TEXT, "uri": _URI, "literal": _TEXT, "creator": _TEXT}),
    "copyrightHolder": _TEXT,
    "copyrightNotice": _TEXT,
    "altIds": _list({"role": _TEXT, "value": _TEXT}),
}
_PICTURES = _list({**_PROPERTIES, "name": _TEXT, "rel": _TEXT}, "name", "uri")
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {**_PROPERTIES, "associations": _PICTURES},
    "required": ["uri"],
    "additionalProperties": False,
}


def _is_moment(value: object) -> bool:
    """RFC 3339: date, time and zone, all of them."""
    text = str(value)
    datetime.fromisoformat(text)
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text) is not None


def _is_uri(value: object) -> bool:
    """RFC 3986 as far as it goes: a scheme, and no character that must be escaped."""
    return re.fullmatch(r"[a-z][a-z0-9+.-]*:[!#-;=?-Z\[\]_a-z~%]+", str(value)) is not None


_formats = FormatChecker(formats=())
_formats.checks("date-time", raises=ValueError)(_is_moment)
_formats.checks("uri")(_is_uri)


def faults(instance: object) -> list[str]:
    """What is wrong with an object, a sentence each."""
    validator = Draft202012Validator(SCHEMA, format_checker=_formats)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance)]
