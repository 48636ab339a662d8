"""The golden pages: written pages with the outcome a careful archivist would give them.

What a golden folder holds and how its truth is written down: `golden/README.md`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
_MEDIA_TYPES = {".html": "text/html", ".txt": "text/plain"}


@dataclass(frozen=True, slots=True)
class GoldenPage:
    """One golden folder. `expected` is its expected.json, with the keys that golden/README.md names.

    `url` is what the cleaner is told about where the page came from; None where only the page itself says it.
    """

    name: str
    path: Path
    media_type: str
    body: bytes
    url: str | None
    expected: dict[str, Any]

    @property
    def is_article(self) -> bool:
        """True where the expected outcome is an article, False where it is a rejection."""
        return bool(self.expected["outcome"] == "article")


@cache
def load() -> list[GoldenPage]:
    """All golden pages, by name. A folder without its two files is an error that names it."""
    return [_read(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def _read(folder: Path) -> GoldenPage:
    pages = sorted(folder.glob("page.*"))
    if len(pages) != 1 or pages[0].suffix not in _MEDIA_TYPES:
        raise ValueError(f"{folder} must hold exactly one page: page.html or page.txt.")
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
    return GoldenPage(
        name=folder.name,
        path=pages[0],
        media_type=_MEDIA_TYPES[pages[0].suffix],
        body=pages[0].read_bytes(),
        url=expected.get("url"),
        expected=expected,
    )
