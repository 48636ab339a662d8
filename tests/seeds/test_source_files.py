from datetime import timedelta
from pathlib import Path

import pytest

from seeds import (
    CatchUp,
    Cron,
    Interval,
    Kind,
    RRule,
    Schedule,
    SourceError,
    find_source,
    list_files,
    read_source,
    read_sources,
    source_from_path,
)

GOOD = 'name = "wire"\nkind = "folder"\nlocation = "pages"\n'


def written(folder: Path, text: str, name: str = "wire") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_source_is_read_whole(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        GOOD + 'pattern = ["*.html", "2024/**/*.txt"]\nsite = "example.org"\n'
        '[schedule]\ncron = "0 6 * * MON-FRI"\ntimezone = "Europe/Berlin"\ncatch_up = "all"\n',
    )
    source = read_source(file)
    assert (source.name, source.kind, source.site) == ("wire", Kind.FOLDER, "example.org")
    assert source.location == str(tmp_path / "pages")
    assert source.patterns == ("**/*.html", "2024/**/*.txt")
    assert source.schedule == Schedule(Cron("0 6 * * MON-FRI"), "Europe/Berlin", CatchUp.ALL)


@pytest.mark.parametrize(
    ("line", "rhythm"),
    [
        ('cron = "*/5 0-6,22 1 JAN,Feb 7"', Cron("*/5 0-6,22 1 JAN,Feb 7")),
        ('interval = "90s"', Interval(timedelta(seconds=90))),
        ('interval = "2w"', Interval(timedelta(days=14))),
        ('rrule = "RRULE:FREQ=DAILY;BYHOUR=6"', RRule("FREQ=DAILY;BYHOUR=6")),
    ],
)
def test_rhythms_and_their_defaults(tmp_path: Path, line: str, rhythm: Cron | Interval | RRule) -> None:
    source = read_source(written(tmp_path, f"{GOOD}[schedule]\n{line}\n"))
    assert source.schedule == Schedule(rhythm, "UTC", CatchUp.LATEST)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + "colour = 1", "unknown key 'colour'; valid keys are name, kind, location"),
        ('name = "wire"\nkind = "folder"', "lacks the key 'location'"),
        (GOOD.replace('"pages"', "3"), "location = 3; it must be a string"),
        (GOOD.replace('"pages"', '"a\\u0000b"'), "location"),
        (GOOD.replace('"folder"', '"ftp"'), "kind = 'ftp'; valid kinds are folder"),
        (GOOD.replace('"wire"', '"Wire/../x"'), "lowercase letters, digits and single hyphens"),
        (GOOD.replace('"wire"', '"other"'), "it must be the file's name without .toml, 'wire'"),
        (GOOD + "pattern = [1]", "it must be a glob or a list of globs"),
        (GOOD.replace("pages", "p*") + 'pattern = "*.txt"', "give one of the two"),
        (GOOD + 'schedule = "daily"', "it must be a table [schedule]"),
        (GOOD + "[schedule]\n", "exactly one of cron, interval and rrule"),
        (GOOD + '[schedule]\ncron = "0 6 * * *"\ninterval = "1h"', "exactly one of"),
        (GOOD + '[schedule]\ncron = "0 6 * *"', "with 4 fields; it must have 5"),
        (GOOD + '[schedule]\ncron = "0 24 * * *"', "hour '24' is not valid; it takes 0-23"),
        (GOOD + '[schedule]\ncron = "0 6 * * SOMEDAY"', "day of week"),
        (GOOD + '[schedule]\ncron = "*/0 6 * * *"', "minute '*/0'"),
        (GOOD + "[schedule]\ninterval = 60", "it must be a string"),
        (GOOD + '[schedule]\ninterval = "0s"', 'such as "90s" or "6h"'),
        (GOOD + '[schedule]\nrrule = "DAILY"', "FREQ one of YEARLY, MONTHLY"),
        (GOOD + '[schedule]\ncron = "0 6 * * *"\ntimezone = "Mars/Base"', "IANA time zone"),
        (GOOD + '[schedule]\ncron = "0 6 * * *"\ntimezone = "../etc"', "IANA time zone"),
        (GOOD + '[schedule]\ncron = "0 6 * * *"\ncatch_up = "none"', "valid values are latest, all, skip"),
        (GOOD + '[schedule]\ncron = "0 6 * * *"\nzone = "UTC"', "unknown key 'zone' in [schedule]"),
        ("name = ", "is not valid TOML"),
    ],
)
def test_a_bad_source_is_one_sentence_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SourceError) as raised:
        read_source(file)
    message = str(raised.value)
    assert message.startswith(str(file)) and message.endswith(".") and "\n" not in message
    assert said in message


def test_a_source_that_is_no_utf8_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "wire.toml"
    file.write_bytes(b'name = "\xff"')
    with pytest.raises(SourceError, match="UTF-8"):
        read_source(file)


def test_sources_come_by_name_and_the_project_s_own_are_valid(tmp_path: Path) -> None:
    for name in ("b", "a-2"):
        written(tmp_path, GOOD.replace("wire", name), name)
    assert [s.name for s in read_sources(tmp_path)] == ["a-2", "b"]
    own = {s.name: s for s in read_sources(Path(__file__).parents[2] / "seeds")}
    assert Path(own["samples"].location).name == "samples"


def test_a_source_is_found_by_name_whatever_its_neighbours(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, "broken", "other")
    assert find_source("wire", tmp_path).name == "wire"


def test_what_is_not_found_names_the_known_sources(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    for wanted in ("nowhere", str(tmp_path / "*.nothing"), "a\0b", "x" * 5000, "["):
        with pytest.raises(SourceError, match=r"neither a source nor a path or glob that was found.* wire"):
            find_source(wanted, tmp_path)


def test_a_path_makes_a_source_with_a_safe_and_stable_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Über Pages (2024)"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    relative = find_source(folder.name, tmp_path)
    assert relative == source_from_path(str(folder)) == source_from_path(f"{folder}/")
    assert relative.name.startswith("ber-pages-2024-")
    (tmp_path / "other").mkdir()
    same_name = tmp_path / "other" / folder.name
    same_name.mkdir()
    assert source_from_path(str(same_name)).name != relative.name


def test_a_glob_reads_what_it_matches_and_no_more(tmp_path: Path) -> None:
    for name in ("a/x.html", "a/deep/x.html", "b/x.html", "b/y.txt", "a/.hidden.html", "x.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")

    def files(glob: str) -> list[str]:
        return [
            f.relative_to(tmp_path).as_posix()
            for f in list_files(source_from_path(str(tmp_path / glob)))
            if isinstance(f, Path)
        ]

    assert files("*/x.html") == ["a/x.html", "b/x.html"]
    assert files("*.html") == ["x.html"]
    assert files("**/x.html") == ["a/deep/x.html", "a/x.html", "b/x.html", "x.html"]
    assert files("b/[xy].*") == ["b/x.html", "b/y.txt"]


def test_a_path_with_glob_characters_that_exists_is_a_path(tmp_path: Path) -> None:
    file = tmp_path / "[draft] story.txt"
    file.write_text("text")
    assert list(list_files(source_from_path(str(file)))) == [file]


def test_a_home_folder_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    source = read_source(written(tmp_path, GOOD.replace("pages", "~/pages")))
    assert source.location == str(tmp_path / "home" / "pages")
