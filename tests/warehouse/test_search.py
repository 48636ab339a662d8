"""What was loaded is found, in any script, best first, and only what is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from extractors.model import Article, Dateline
from tests.warehouse.archive import Archive
from tests.warehouse.generated import page_and_outcome
from warehouse.errors import QueryError
from warehouse.search import Filters, refresh, search

TEXTS = {
    1: ("Bridge reopens", "The old bridge over Mill Creek reopened. Nobody cheered."),
    2: ("Council meets", "The council spoke of the bridge for an hour."),
    3: ("東京で会議", "政府は東京で会議を開いた。参加者は多かった。"),
    4: ("Ποτάμι", "Το ποτάμι πλημμύρισε την πόλη."),
    5: ("Müller gewinnt", "Frau Müller gewann die Wahl in Grünow."),
}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def load(
    archive: Archive, name: str, texts: dict[int, tuple[str, str]], days: int = 0, agency: str = "AP"
) -> None:
    pairs = []
    for number, (headline, text) in texts.items():
        page, article = page_and_outcome(number)
        assert isinstance(article, Article)
        later = replace(page, captured_at=page.captured_at + timedelta(days=days), body=text.encode())
        published = f"2024-06-{number:02}T10:00:00Z"
        article = replace(
            article,
            page_id=later.page_id,
            headline=headline,
            text=text,
            date_published=published,
            dateline=Dateline("PRAGUE", agency, f"PRAGUE ({agency}) —"),
        )
        pairs.append((later, article))
    archive.load(archive.stage(name, pairs))
    archive.publish()


def refreshed(archive: Archive) -> int:
    return refresh(archive.link.resolve(), archive.home / "search")


def found(archive: Archive, words: str, **filters: object) -> list[str]:
    hits = search(archive.home / "search", words, Filters(**filters))  # type: ignore[arg-type]
    return [hit.headline for hit in hits]


def test_articles_are_found_in_any_script_best_first(archive: Archive) -> None:
    load(archive, "a", TEXTS)
    assert refreshed(archive) == 5
    assert found(archive, "bridge") == ["Bridge reopens", "Council meets"]
    assert found(archive, "bridge -council") == ["Bridge reopens"]
    assert found(archive, '"old bridge"') == ["Bridge reopens"]
    assert found(archive, "東京") == ["東京で会議"]
    assert found(archive, "京東") == [], "characters are looked for in their order"
    assert found(archive, "ποτάμι") == ["Ποτάμι"]
    assert found(archive, "muller") == ["Müller gewinnt"]
    (hit,) = search(archive.home / "search", "cheered", Filters())
    assert "Nobody «cheered»" in hit.snippet
    assert (hit.site, hit.agency, hit.date) == ("site1.example", "AP", "2024-06-01")


def test_filters_hold(archive: Archive) -> None:
    load(archive, "a", TEXTS)
    refreshed(archive)
    assert found(archive, "bridge", site="site2.example") == ["Council meets"]
    assert found(archive, "bridge", agency="dpa") == []
    assert found(archive, "bridge", agency="AP") == ["Bridge reopens", "Council meets"]
    assert found(archive, "bridge", since=date(2024, 6, 2)) == ["Council meets"]
    assert found(archive, "bridge", until=date(2024, 6, 1)) == ["Bridge reopens"]


def test_an_agency_s_hits_are_those_that_bear_its_name(archive: Archive) -> None:
    load(archive, "a", {1: TEXTS[1]})
    load(archive, "b", {2: TEXTS[2]}, agency="dpa")
    refreshed(archive)
    assert found(archive, "bridge", agency="AP") == ["Bridge reopens"]
    assert found(archive, "bridge", agency="dpa") == ["Council meets"]
    assert found(archive, "bridge", agency="ap") == [], "names are matched as they are written"


SCRIPTS = {
    "Thai": ("รัฐบาลเปิดสะพานใหม่เมื่อวันจันทร์", "สะพาน"),
    "Khmer": ("រដ្ឋាភិបាលបានបើកស្ពានថ្មីនៅថ្ងៃចន្ទ", "ស្ពាន"),
    "Lao": ("ລັດຖະບານເປີດຂົວໃໝ່ໃນວັນຈັນ", "ຂົວ"),
    "Korean": ("시장은 월요일에 새로운 다리를 열었다", "다리를"),
    "Arabic": ("افتتحت الحكومة الجسر الجديد يوم الاثنين", "الجسر"),
    "Hindi": ("सरकार ने सोमवार को नया पुल खोला", "सोमवार"),
    "Cyrillic": ("Правительство открыло новый мост в понедельник", "Новый"),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_word_out_of_the_middle_is_found_in_every_script(archive: Archive, script: str) -> None:
    load(archive, "a", {n: (name, text) for n, (name, (text, _)) in enumerate(SCRIPTS.items(), start=11)})
    refreshed(archive)
    text, word = SCRIPTS[script]
    assert found(archive, word) == [script]
    assert found(archive, word[::-1]) == [], "characters are looked for in their order"
    (hit,) = search(archive.home / "search", word, Filters())
    assert hit.snippet.replace("«", "").replace("»", "") == text
    assert f"«{word}»".lower() in hit.snippet.lower() and hit.snippet.count("«") == 1


def test_the_index_follows_every_load(archive: Archive) -> None:
    load(archive, "a", {1: TEXTS[1]})
    assert refreshed(archive) == 1
    assert refreshed(archive) == 0
    load(archive, "b", {1: ("Ferry sails", "The ferry replaced what fell."), 2: TEXTS[2]}, days=1)
    assert refreshed(archive) == 2
    assert found(archive, "ferry") == ["Ferry sails"]
    assert found(archive, "bridge") == ["Council meets"]


def test_what_a_killed_call_took_up_is_not_found_twice(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(archive, "a", {1: TEXTS[1]})
    with monkeypatch.context() as patched:
        patched.setattr("warehouse.search.whole_file", killed)
        with pytest.raises(KeyboardInterrupt):
            refreshed(archive)
    load(archive, "b", {2: TEXTS[2]}, days=1)
    assert refreshed(archive) == 2
    assert found(archive, "bridge") == ["Bridge reopens", "Council meets"]


def killed(_: Path) -> None:
    raise KeyboardInterrupt


def test_a_query_that_cannot_be_read_is_said(archive: Archive) -> None:
    load(archive, "a", {1: TEXTS[1]})
    refreshed(archive)
    with pytest.raises(QueryError, match="cannot be read"):
        found(archive, '"open (')
