"""A source: where pages come from, told by one TOML file, or by a path given by hand."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from seeds.schedule import Schedule, parse_schedule
from seeds.walk import walk
from seeds.web import KEYS as WEB_KEYS
from seeds.web import WebOptions, parse_web


class SourceError(Exception):
    """A source that cannot be used: one sentence with the file, what is wrong and what is valid."""


class Kind(StrEnum):
    """How a source's pages are reached. Closed; `location` means what its kind says."""

    FOLDER = "folder"  # dumps on disk: a file, a folder or a glob
    FEED = "feed"  # on the web, named by RSS, Atom or JSON feeds
    SITEMAP = "sitemap"  # on the web, named by sitemaps or their indexes
    URLS = "urls"  # on the web, listed here or in a file
    PAGE = "page"  # on the web, linked from section fronts


@dataclass(frozen=True, slots=True)
class Source:
    """Where pages come from.

    `name` is safe as a folder's name. `location` is, for a folder source, the absolute path of a file
    or folder (for a glob: of the folder that its fixed part names). `patterns` are globs over the
    paths below it, in which `**` stands for any folders; empty means every readable ending. `site` is
    the host or name for pages that state none. `web` is set for every other kind; the first address is
    then the location.
    """

    name: str
    kind: Kind
    location: str
    patterns: tuple[str, ...] = ()
    schedule: Schedule | None = None
    site: str | None = None
    web: WebOptions | None = None


_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 64  # leaves room for what is put before and after it in file names (255 bytes)
_SHARED_KEYS = ("name", "kind", "location", "schedule", "site")
_FOLDER_KEYS = (*_SHARED_KEYS, "pattern")
_MAGIC = re.compile(r"[*?\[]")


def read_sources(folder: Path) -> list[Source]:
    """Every source of `folder` (its `*.toml` files), by name. Raises SourceError for the first bad one."""
    return [read_source(file) for file in sorted(folder.glob("*.toml"))]


def find_source(wanted: str, folder: Path) -> Source:
    """The source of that name in `folder`, or one made of a path or glob (see `source_from_path`).

    Raises SourceError, listing the known names, where neither is found.
    """
    known = sorted(file.stem for file in folder.glob("*.toml"))
    if wanted in known:
        return read_source(folder / f"{wanted}.toml")
    source = _from_path(wanted)
    if source is None:
        raise SourceError(
            f"{wanted!r} is neither a source nor a path or glob that was found; "
            f"the sources in {folder} are {', '.join(known) or 'none'}."
        )
    return source


def source_from_path(wanted: str) -> Source:
    """A source made of a path or glob given by hand; its name is the same for the same absolute path.

    Raises SourceError where nothing is there.
    """
    source = _from_path(wanted)
    if source is None:
        raise SourceError(f"{wanted!r} is no path or glob that was found.")
    return source


def _from_path(wanted: str) -> Source | None:
    if not wanted:  # as of a shell's unset variable: not the current folder
        return None
    try:
        path = Path(wanted).expanduser().absolute()
        if path.exists():
            return Source(_name_from(path), Kind.FOLDER, str(path))
        root, glob = _split_glob(path)
        if glob and any(isinstance(file, str) for file in walk(str(root), (glob,))):
            return Source(_name_from(path), Kind.FOLDER, str(root), (glob,))
    except PermissionError as error:
        raise SourceError(f"{wanted!r} cannot be reached: {error.strerror}.") from None
    except (OSError, ValueError, RuntimeError):  # too long a name or a NUL in it; no home folder
        pass
    return None


def read_source(file: Path) -> Source:
    """The source that a TOML file describes. Raises SourceError."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
        return _source(table, file)
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}.") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{file} is not valid TOML: {error}.") from None
    except UnicodeDecodeError:
        raise SourceError(f"{file} is not valid TOML: it must be UTF-8.") from None
    except ValueError as error:
        raise SourceError(f"{file} {error}.") from None


def _source(table: Mapping[str, Any], file: Path) -> Source:
    known = (*_SHARED_KEYS, *WEB_KEYS) if table.get("kind") in _WEB_KINDS else _FOLDER_KEYS
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise ValueError(f"has the unknown key {unknown[0]!r}; valid keys are {', '.join(known)}")
    kind = _text(table, "kind")
    if kind not in list(Kind):
        raise ValueError(f"has kind = {kind!r}; valid kinds are {', '.join(Kind)}")
    schedule = table.get("schedule")
    if schedule is not None and not isinstance(schedule, dict):
        raise ValueError(f"has schedule = {schedule!r}; it must be a table [schedule]")
    name, web = _name(table, file), None
    if Kind(kind) is Kind.FOLDER:
        location, patterns = _place(_text(table, "location"), table.get("pattern"), file)
    else:
        web = parse_web(table, file, lists=kind == Kind.URLS, pattern_needed=kind == Kind.PAGE)
        location, patterns = str(web.list_file or web.addresses[0]), ()
    return Source(
        name=name,
        kind=Kind(kind),
        location=location,
        patterns=patterns,
        schedule=None if schedule is None else parse_schedule(schedule),
        site=_text(table, "site") if "site" in table else None,
        web=web,
    )


_WEB_KINDS = tuple(kind for kind in Kind if kind is not Kind.FOLDER)


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if value is None:
        raise ValueError(f"lacks the key {key!r}; name, kind and location are needed")
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(f"has {key} = {value!r}; it must be a string that is not empty")
    return value


def _name(table: Mapping[str, Any], file: Path) -> str:
    name = _text(table, "name")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise ValueError(
            f"has name = {name!r}; a name is lowercase letters, digits and single hyphens, "
            f"{_LONGEST_NAME} at most"
        )
    if name != file.stem:  # so no two sources of a folder share a name, and one is found without the rest
        raise ValueError(f"has name = {name!r}; it must be the file's name without .toml, {file.stem!r}")
    return name


def _place(location: str, pattern: object, file: Path) -> tuple[str, tuple[str, ...]]:
    """The absolute location and the patterns below it, of the two keys as written."""
    patterns = [pattern] if isinstance(pattern, str) else [] if pattern is None else pattern
    if not isinstance(patterns, list) or not all(isinstance(p, str) and p.strip("/") for p in patterns):
        raise ValueError(f"has pattern = {pattern!r}; it must be a glob or a list of globs")
    try:
        path = (file.parent / Path(location).expanduser()).absolute()
    except RuntimeError:
        raise ValueError(f"has location = {location!r}, whose home folder is not known") from None
    if os.path.lexists(path) or not _MAGIC.search(location):
        # a pattern without a folder means files of that name in any folder
        return str(path), tuple(p if "/" in p else f"**/{p}" for p in patterns)
    if patterns:
        raise ValueError("has a glob as its location and a pattern; give one of the two")
    root, glob = _split_glob(path)
    return str(root), (glob,)


def _split_glob(path: Path) -> tuple[Path, str]:
    """The fixed part of a glob, and the rest (empty where there is no glob)."""
    fixed = next((i for i, part in enumerate(path.parts) if _MAGIC.search(part)), len(path.parts))
    return Path(*path.parts[:fixed]), "/".join(path.parts[fixed:])


def _name_from(path: Path) -> str:
    """`pages-3f2a…`: the last part of the path, made safe, and a digest of the whole."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.name.lower()).strip("-")[:40].strip("-")
    digest = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{slug or 'path'}-{digest}"
