"""The report of a reclean: articles changed, words gained and lost by site, the twenty largest changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console

from extractors.model import Article, Outcome, RawPage, Reason, Rejection
from flows.reclean import RecleanReport, print_reclean, summed
from tests.warehouse.archive import Archive
from tests.warehouse.generated import START, page_and_outcome
from warehouse.database import open_writer
from warehouse.recleaning import recleaned


def test_the_report_adds_up_what_a_new_cleaner_sees(tmp_path: Path) -> None:
    pairs = [page_and_outcome(number, sites=2, paragraphs=2) for number in range(10, 40)]
    articles = [(page, outcome) for page, outcome in pairs if isinstance(outcome, Article)]
    archive = Archive(tmp_path)
    archive.load(archive.stage("a", articles))
    again: list[tuple[RawPage, Outcome]] = [  # each gains as many words as its place says: the first none
        (page, replace(article, text=article.text + " more" * number))
        for number, (page, article) in enumerate(articles)
    ]
    page, gone = articles[5]
    again[5] = (page, Rejection(page.page_id, Reason.TOO_SHORT, "3 words", gone.blocks))
    archive.load(archive.stage("b", again, cleaner="2", cleaned_at=START + timedelta(days=1)))

    with open_writer(archive.database) as connection:
        report = summed(recleaned(connection, "2"), RecleanReport(len(again), "2"))
    assert report.changed == len(articles) - 1
    assert dict(report.became) == {"article → too_short": 1}
    assert report.gained.total() == sum(range(len(articles))) - 5
    assert report.gained.keys() == {"Site 0", "Site 1"}
    assert report.lost.total() == len(gone.text.split())
    sizes = [page.gained + page.lost for page in report.largest]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) == 20
    assert report.largest[0].page_id == page.page_id, "what is lost weighs as much as what is gained"

    shown = StringIO()
    print_reclean(Console(file=shown, width=120), report)
    assert "article → too_short: 1 pages" in shown.getvalue()
    assert shown.getvalue().count("+") == 20
    in_use = archive.rows(
        "SELECT in_use, count(*), count(text) FROM cleanings GROUP BY in_use ORDER BY in_use"
    )
    assert in_use == [(False, 30, 30), (True, 30, 29)], "old versions stay queryable"
