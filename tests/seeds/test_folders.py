import io
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.model import RawPage
from seeds import (
    DumpProblem,
    Kind,
    Source,
    SourceError,
    list_files,
    read_pages,
    read_path,
    read_stream,
    source_from_path,
)
from seeds import pages as pages_module
from seeds import walk as walk_module
from tests.seeds.dump_files import read_all


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


def test_endings_say_what_a_page_is(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.html", "c.HTM", "d.png", "e.toml", ".hidden.txt", ".hidden/f.txt")
    os.utime(tmp_path / "a.txt", (1_700_000_000, 1_700_000_000))
    pages, problems = read_all(tmp_path)
    assert [(p.path, p.media_type) for p in pages] == [
        ("a.txt", "text/plain"),
        ("b.html", "text/html"),
        ("c.HTM", "text/html"),
    ]
    assert problems == []
    first = pages[0]
    assert first == RawPage(
        "test", "a.txt", None, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC), "text/plain", None, b"a.txt"
    )


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    names = ["a/z.txt", "a.txt", "a-b/c.txt", "a/b/c.txt", "Z.txt", "b.txt", "a b/c.txt", "ä.txt"]
    fill(tmp_path, *names)
    assert [p.path for p in read_all(tmp_path)[0]] == sorted(names)


def test_patterns_choose_files_and_unknown_endings_are_sniffed(tmp_path: Path) -> None:
    fill(tmp_path, "2024/a.txt", "2024/b/c.txt", "2023/a.txt")
    (tmp_path / "2024/page.php").write_bytes(b"\xef\xbb\xbf \n<!doctype html>")
    (tmp_path / "2024/page.dump").write_bytes(b"words")
    assert [p.path for p in read_all(tmp_path, "2024/*.txt")[0]] == ["2024/a.txt"]
    assert [p.path for p in read_all(tmp_path, "2024/**/*.txt", "2023/*")[0]] == [
        "2023/a.txt",
        "2024/a.txt",
        "2024/b/c.txt",
    ]
    types = {p.path: p.media_type for p in read_all(tmp_path, "2024/page.*")[0]}
    assert types == {"2024/page.dump": "text/plain", "2024/page.php": "text/html"}


def test_link_loops_end_and_no_folder_is_read_twice(tmp_path: Path) -> None:
    fill(tmp_path, "a/one.txt", "b/two.txt")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/over").symlink_to(tmp_path / "b")
    (tmp_path / "b/over").symlink_to(tmp_path / "a")
    (tmp_path / "self.txt").symlink_to("self.txt")
    pages, problems = read_all(tmp_path)
    assert sorted(p.body for p in pages) == [b"a/one.txt", b"b/two.txt"]
    assert [p.path for p in problems] == ["self.txt"]


def test_what_cannot_be_read_is_a_problem_and_reading_goes_on(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "z.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.txt")
    pages, problems = read_all(tmp_path)
    assert [p.path for p in pages] == ["a.txt", "z.txt"]
    assert [(p.path, p.detail) for p in problems] == [
        ("broken.txt", "cannot be read: No such file or directory"),
        ("pipe.txt", "is not a file"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_a_problem(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b/c.txt")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "b").chmod(0)
    problems = read_all(tmp_path)[1]
    within = read_all(tmp_path / "b/c.txt")[1]
    with pytest.raises(SourceError, match="cannot be reached: Permission denied"):
        source_from_path(str(tmp_path / "b/c.txt"))
    (tmp_path / "b").chmod(0o700)
    assert [p.path for p in within] == ["c.txt"]
    assert [p.path for p in problems] == ["a.txt", "b/"]


def test_what_vanishes_while_reading_is_a_problem(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b/c.txt", "d.txt")
    reading = read_pages(Source("test", Kind.FOLDER, str(tmp_path)))
    assert isinstance(next(reading), RawPage)
    (tmp_path / "b/c.txt").unlink()
    (tmp_path / "b").rmdir()
    (tmp_path / "d.txt").unlink()
    assert [f.path for f in reading if isinstance(f, DumpProblem)] == ["b/", "d.txt"]


def test_a_location_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    pages, problems = read_all(tmp_path / "none")
    assert pages == [] and problems == [DumpProblem("none", "cannot be read: No such file or directory")]


def test_a_file_as_location_has_its_name_as_path(tmp_path: Path) -> None:
    fill(tmp_path, "a/b.txt")
    assert [p.path for p in read_all(tmp_path / "a/b.txt")[0]] == ["b.txt"]


def test_a_page_beyond_the_limit_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "abcdef", "abcdefg")
    monkeypatch.setattr(pages_module._read_single, "__defaults__", (6,))
    pages, problems = read_all(tmp_path, "*")
    assert [p.path for p in pages] == ["abcdef"]
    assert [p.path for p in problems] == ["abcdefg"] and "larger than" in problems[0].detail


def test_standard_input_is_one_page() -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    page = read_stream(io.BytesIO(b"<p>hi"), source="stdin", captured_at=moment)
    assert page == RawPage("stdin", "-", None, moment, "text/html", None, b"<p>hi")


def test_a_path_outside_its_root_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="subpath"):
        list(read_path(tmp_path / "a.txt", source="test", root=tmp_path / "b"))


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are counted in /proc")
def test_leaving_early_closes_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n' * 100_000)
    before = open_files()
    reading = read_path(tmp_path / "a.jsonl", source="test", root=tmp_path)
    next(reading)
    assert open_files() == before + 1
    reading.close()
    assert open_files() == before


def test_memory_does_not_grow_with_the_pages_of_a_folder(tmp_path: Path) -> None:
    body = b"word " * 20_000
    for number in range(300):
        (tmp_path / f"{number:03}.txt").write_bytes(body)
    tracemalloc.start()
    count = sum(1 for _ in read_pages(Source("test", Kind.FOLDER, str(tmp_path))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300
    assert peak < 20 * len(body)  # of 300 pages


def test_listing_reads_nothing(tmp_path: Path) -> None:
    fill(tmp_path, "b/a.txt", "a.warc.gz")
    (tmp_path / "a.warc.gz").write_bytes(b"junk")
    found = list(list_files(Source("test", Kind.FOLDER, str(tmp_path))))
    assert found == [tmp_path / "a.warc.gz", tmp_path / "b/a.txt"]


def test_folders_below_a_glob_s_depth_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a/b/c/x.txt", "a/x.txt", "x.txt")
    opened: list[str] = []
    entries = walk_module._entries

    def noted(root: str, folder: str, seen: set[tuple[int, int]]) -> list[tuple[str, bool]]:
        opened.append(folder)
        return entries(root, folder, seen)

    monkeypatch.setattr(walk_module, "_entries", noted)
    assert [p.path for p in read_all(tmp_path, "*/x.txt")[0]] == ["a/x.txt"]
    assert opened == ["", "a/"]
