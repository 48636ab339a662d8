"""A source's pages, one after the other: nothing is held but the page at hand."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from extractors.model import RawPage
from seeds.dump import PAGE_LIMIT, Dump, DumpProblem, megabytes, sniff_media_type, utc_from_stamp
from seeds.jsonl import read_jsonl
from seeds.source import Source
from seeds.walk import JSONL_ENDINGS, MEDIA_TYPES, WARC_ENDINGS, walk
from seeds.warc import read_warc

_STEP = 1 << 18


def read_pages(source: Source) -> Generator[RawPage | DumpProblem, None, None]:
    """Every page of a source, files in the order of their paths, records in the order of their file.

    What cannot be read comes as a DumpProblem in its place, and reading goes on. Closing the
    generator early closes the file at hand.
    """
    root = source_root(source)
    for file in list_files(source):
        if isinstance(file, DumpProblem):
            yield file
        else:
            yield from read_path(file, source=source.name, root=root)


def source_root(source: Source) -> Path:
    """The folder that the paths of a source's pages are relative to."""
    location = Path(source.location)
    return location if os.path.isdir(location) else location.parent  # noqa: PTH112  # never raises


def list_files(source: Source) -> Iterator[Path | DumpProblem]:
    """The files of a source in the order of their paths, unread."""
    location = Path(source.location)
    try:
        is_folder = stat.S_ISDIR(location.stat().st_mode)
    except OSError as error:
        yield DumpProblem(location.name, f"cannot be read: {error.strerror}")
        return
    if not is_folder:
        yield location
    else:
        for found in walk(source.location, source.patterns):
            yield found if isinstance(found, DumpProblem) else location / found


def read_path(file: Path, *, source: str, root: Path) -> Generator[RawPage | DumpProblem, None, None]:
    """The pages of one file below `root`, for the source of that name.

    What the file is, its ending says; without a known ending it is one page, whose first bytes say
    whether it is HTML. Raises ValueError where the file does not lie below `root`.
    """
    path = file.relative_to(root).as_posix()
    try:
        with file.open("rb") as opened:
            modified = utc_from_stamp(os.fstat(opened.fileno()).st_mtime)
            yield from _read(Dump(source, path, modified, opened))
    except OSError as error:
        yield DumpProblem(path, f"cannot be read: {error.strerror or error}")


def read_stream(stream: BinaryIO, *, source: str, captured_at: datetime) -> RawPage | DumpProblem:
    """The one page of a stream without a name, such as standard input; its path is `-`."""
    return _read_single(Dump(source, "-", captured_at, stream))


def _read(dump: Dump) -> Iterator[RawPage | DumpProblem]:
    name = dump.path.lower()
    if name.endswith(JSONL_ENDINGS):
        yield from read_jsonl(dump, gzipped=name.endswith(".gz"))
    elif name.endswith(WARC_ENDINGS):
        yield from read_warc(dump)
    else:
        yield _read_single(dump)


def _read_single(dump: Dump, limit: int = PAGE_LIMIT) -> RawPage | DumpProblem:
    parts = []  # small ones: a read of the whole limit would reserve that much for every file
    size = 0
    while size <= limit and (part := dump.file.read(_STEP)):
        parts.append(part)
        size += len(part)
    if size > limit:
        return dump.problem(f"is larger than {megabytes(limit)}, which no page is")
    body = b"".join(parts)
    media_type = MEDIA_TYPES.get(PurePosixPath(dump.path).suffix.lower()) or sniff_media_type(body)
    return RawPage(dump.source, dump.path, None, dump.modified, media_type, None, body)
