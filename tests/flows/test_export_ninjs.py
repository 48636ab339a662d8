"""Exported ninjs passes the schema, and says what the archive says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from extractors.model import Article, Caption
from flows.choices import ExportFormat
from flows.export import export
from flows.home import Home
from tests.flows.ninjs_schema import faults
from tests.warehouse.archive import Archive
from tests.warehouse.generated import pages_and_outcomes

EXACT = "2024-05-30T14:00:00-05:00"


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """60 pages; one article twice, the second time with an exact time, and one with hardly a field."""
    archive = Archive(tmp_path_factory.mktemp("home"))
    pairs = list(pages_and_outcomes(range(60)))
    page, article = pairs[1]
    bare_page, bare = pairs[2]
    assert isinstance(article, Article)
    assert isinstance(bare, Article)
    later = replace(page, captured_at=page.captured_at + timedelta(days=1), body=page.body + b" later")
    pairs[2] = (
        bare_page,
        replace(
            bare,
            headline=None,
            authors=(),
            date_published=None,
            date_modified=None,
            dateline=None,
            captions=(Caption("No credit.", None, None, 1),),
            keywords=(),
            copyright=None,
            language=None,
        ),
    )
    pairs.append((later, replace(article, page_id=later.page_id, date_published=EXACT, editors_note="Corr.")))
    archive.load(archive.stage("a", pairs))
    archive.publish()
    target = archive.home / "articles.ninjs"
    export(Home(archive.home), ExportFormat.NINJS, target)
    return [json.loads(line) for line in target.read_text("utf-8").splitlines()]


def test_every_object_passes_the_schema(objects: list[dict[str, Any]]) -> None:
    assert len(objects) == 58
    assert [fault for item in objects for fault in faults(item)] == []


def test_an_object_says_what_the_article_is(objects: list[dict[str, Any]]) -> None:
    (item,) = (one for one in objects if one["version"] == "2")
    assert item["contentCreated"] == EXACT
    assert (item["firstCreated"], item["versionCreated"]) == (
        "2024-05-30T12:01:00+00:00",
        "2024-05-31T12:01:00+00:00",
    )
    assert item["by"] == "Ann Author, Bo Writer"
    assert item["located"] == "PRAGUE"
    assert item["infoSources"] == [{"name": "AP", "role": "agency"}, {"name": "Site 1", "role": "publisher"}]
    assert {"role": "editorsNote", "value": "Corr."} in item["descriptions"]
    assert item["bodies"][0]["charCount"] == len(item["bodies"][0]["value"])
    (picture,) = item["associations"]
    assert picture["by"] == "Pat Photo via AP"
    assert {"role": "dateTaken", "value": date(2024, 5, 30).isoformat()} in picture["descriptions"]
    assert {"role": "canonicalUrl", "value": "https://site1.example/news/1"} in item["altIds"]


def test_a_day_without_a_time_is_made_no_moment(objects: list[dict[str, Any]]) -> None:
    item = next(one for one in objects if one["version"] == "1" and "headlines" in one)
    assert "contentCreated" not in item
    assert {"role": "datePublished", "value": "2024-05-30"} in item["descriptions"]


def test_a_field_that_is_not_there_is_left_out(objects: list[dict[str, Any]]) -> None:
    (item,) = (one for one in objects if "headlines" not in one)
    assert not item.keys() & {"by", "people", "located", "language", "copyrightHolder", "subjects"}


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        ({"contentCreated": "2024-05-30"}, "$.contentCreated"),
        ({"uri": "no uri"}, "$.uri"),
        ({"type": "prose"}, "$.type"),
        ({"headline": "Old"}, "$"),
        ({"bodies": [{"role": "main"}]}, "$.bodies[0]"),
        ({"associations": [{"uri": "urn:copydesk:1"}]}, "$.associations[0]"),
        ({"version": 2}, "$.version"),
    ],
)
def test_the_schema_refuses_what_is_wrong(
    objects: list[dict[str, Any]], spoil: dict[str, Any], where: str
) -> None:
    assert [fault.partition(": ")[0] for fault in faults(objects[0] | spoil)] == [where]
