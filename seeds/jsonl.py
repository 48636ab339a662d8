"""Pages of a JSONL dump: one object a line with `html` or `text`, and perhaps `url` and `captured_at`."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from gzip import GzipFile
from typing import IO, cast

from extractors.model import RawPage
from seeds.dump import LINE_LIMIT, Dump, DumpProblem, megabytes

BROKEN = "application/json"  # the media type of a line that holds no page


def read_jsonl(dump: Dump, *, gzipped: bool, limit: int = LINE_LIMIT) -> Iterator[RawPage | DumpProblem]:
    """The pages of a JSONL file in the order of its lines, `#` the line's number from 0.

    A line that is no object with a string `html` or `text` comes as a page of media type
    application/json with the line as its body, so that it is rejected, and counted, like any page. A
    line of more than `limit` bytes is skipped without holding it, as a problem; so is what follows a
    fault in the compression.
    """
    file = cast("IO[bytes]", GzipFile(fileobj=dump.file)) if gzipped else dump.file
    number = 0
    try:
        while line := file.readline(limit + 1):
            if len(line) > limit and not line.endswith(b"\n"):
                _skip_line(file)
                detail = f"line {number + 1} is longer than {megabytes(limit)}; it is skipped"
                yield dump.problem(detail, number)
            elif line.strip():
                yield _page(line, dump, number)
            number += 1
    except EOFError:
        yield dump.problem(f"ends in the middle of its gzip data, after {number} whole lines")
    except (OSError, zlib.error) as error:
        yield dump.problem(f"cannot be read beyond line {number}: {error}")


def _skip_line(file: IO[bytes]) -> None:
    while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass


def _page(line: bytes, dump: Dump, number: int) -> RawPage:
    found = _parse(line)
    body = _body(found)
    path = f"{dump.path}#{number}"
    if body is None:
        return RawPage(dump.source, path, None, dump.modified, BROKEN, None, line.rstrip(b"\r\n"))
    url = found.get("url")
    return RawPage(
        source=dump.source,
        path=path,
        url=url if isinstance(url, str) and url else None,
        captured_at=_moment(found.get("captured_at")) or dump.modified,
        media_type=body[0],
        charset="utf-8",
        body=body[1].encode("utf-8", "surrogatepass"),  # JSON can state lone surrogates
    )


def _parse(line: bytes) -> dict[str, object]:
    """The line's object; an empty one where there is none."""
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # not UTF-8, not JSON, endless numbers; nested beyond the stack
        return {}
    return found if isinstance(found, dict) else {}


def _body(found: dict[str, object]) -> tuple[str, str] | None:
    """Media type and text; `html`, which says more, where both are there."""
    html, text = found.get("html"), found.get("text")
    if isinstance(html, str) and (html or not isinstance(text, str)):
        return "text/html", html
    return ("text/plain", text) if isinstance(text, str) else None


def _moment(stated: object) -> datetime | None:
    """An ISO 8601 moment as UTC (taken for UTC without an offset), or None."""
    try:
        moment = datetime.fromisoformat(stated) if isinstance(stated, str) else None
        return moment and (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
