"""The files below a folder, in the order of their paths, with one system call a folder and none a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase

from seeds.dump import DumpProblem

JSONL_ENDINGS = (".jsonl", ".jsonl.gz")
WARC_ENDINGS = (".warc", ".warc.gz", ".warc.wet", ".warc.wet.gz")
MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}
READABLE = (*MEDIA_TYPES, *JSONL_ENDINGS, *WARC_ENDINGS)

_Glob = tuple[str, ...]


def walk(root: str, patterns: tuple[str, ...] = ()) -> Iterator[str | DumpProblem]:
    """Paths relative to `root`, with `/`, of the files that a pattern matches, sorted as strings.

    Without a pattern: of the readable endings. `*` stays within one folder, `**` stands for any
    folders. Hidden files and folders are left out. Links are followed, but no folder is read twice,
    so loops end. What is no file (pipes, devices) and folders that cannot be read are problems.
    """
    globs = [tuple(p.strip("/").split("/")) for p in patterns]
    depth = max(map(len, globs)) if globs and not any("**" in g for g in globs) else None
    seen: set[tuple[int, int]] = set()
    open_folders = [iter([("", False)])]
    while open_folders:
        path, is_file = next(open_folders[-1], (None, False))
        if path is None:
            open_folders.pop()
        elif path and not path.endswith("/"):
            if _wanted(path, globs):
                yield path if is_file else DumpProblem(path, "is not a file")
        elif depth is None or path.count("/") < depth:
            try:
                open_folders.append(iter(_entries(root, path, seen)))
            except OSError as error:
                yield DumpProblem(path or ".", f"is a folder that cannot be read: {error.strerror}")


def _entries(root: str, folder: str, seen: set[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A folder's entries, sorted, and whether each is a file; folders end in `/`, so whole paths sort too."""
    full = os.path.join(root, folder)  # noqa: PTH118  # pathlib costs more here than the listing
    status = os.stat(full)  # noqa: PTH116
    if (status.st_dev, status.st_ino) in seen:
        return []
    seen.add((status.st_dev, status.st_ino))
    with os.scandir(full) as entries:
        shown = [entry for entry in entries if not entry.name.startswith(".")]
        return sorted((folder + e.name + "/" * _is_folder(e), _may_open(e)) for e in shown)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _may_open(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a broken link: opening that says best what is wrong, and cannot hang."""
    try:
        return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry))  # noqa: PTH110
    except OSError:
        return True


def _wanted(path: str, globs: list[_Glob]) -> bool:
    if not globs:
        return path.lower().endswith(READABLE)
    parts = tuple(path.split("/"))
    return any(_matches(parts, glob) for glob in globs)


def _matches(parts: tuple[str, ...], glob: _Glob) -> bool:
    """Whether a path's parts match a glob's, where `**` matches any number of folders."""
    if not glob:
        return not parts
    if glob[0] == "**":
        return any(_matches(parts[i:], glob[1:]) for i in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], glob[0]) and _matches(parts[1:], glob[1:])
