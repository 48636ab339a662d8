"""The version of the cleaner: it changes whenever an outcome could.

Digest of everything an outcome depends on: the code, rules, phrase lists and models of this room, and the
releases of the libraries it calls. So nobody has to remember to raise a number, and two archives cleaned
under one version hold the same outcomes for the same pages.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

RELEASE = "1"
_LIBRARIES = ("trafilatura", "lxml", "beautifulsoup4", "charset-normalizer", "ftfy", "numpy", "py3langid")
_ROOM = Path(__file__).parent
_KINDS = frozenset({".py", ".toml", ".txt", ".json", ".xz", ".npz"})


@cache
def cleaner_version() -> str:
    """For example `1-3f9c01d2a4b5`: the release of the way pages are cleaned, and a digest."""
    digest = hashlib.sha256()
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for file in sorted(f for f in _ROOM.rglob("*") if f.suffix in _KINDS):
        digest.update(f"{file.relative_to(_ROOM).as_posix()} {len(file.read_bytes())}\n".encode())
        digest.update(file.read_bytes())
    return f"{RELEASE}-{digest.hexdigest()[:12]}"
