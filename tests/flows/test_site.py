"""The site that a source names reaches the articles of pages that state none, by way of the archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from extractors.clean import clean
from extractors.model import Article, Origin
from flows.reading import pages_of
from seeds import read_source
from tests.extractors.test_verdict import STORY
from warehouse.raw import read_page, write_warc

NAMED = '<html><head><meta property="og:site_name" content="The Own Name"></head><body>{}</body></html>'


def test_a_page_without_a_site_takes_its_source_s(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY.format(headline="Bridge reopens"), "utf-8")
    paragraphs = "".join(f"<p>{line}</p>" for line in STORY.format(headline="Bridge reopens").split("\n"))
    (tmp_path / "b.html").write_text(NAMED.format(paragraphs), "utf-8")
    file = tmp_path / "daily.toml"
    file.write_text('name = "daily"\nkind = "folder"\nlocation = "."\npattern = ["*.txt", "*.html"]\n')
    plain = list(pages_of(read_source(file)))
    file.write_text(file.read_text() + 'site = "springfield.example"\n')
    pages = list(pages_of(read_source(file)))
    assert pages == [replace(page, site="springfield.example") for page in plain]
    assert [page.page_id for page in pages] == [page.page_id for page in plain], "the same pages as before"

    records = write_warc(pages, tmp_path / "raw" / "daily" / "1.warc.gz", tmp_path / "raw")
    kept = [read_page(tmp_path / "raw", record) for record in records]
    assert kept == pages
    text, html = (clean(page) for page in kept)
    assert isinstance(text, Article) and isinstance(html, Article)
    assert (text.site, html.site) == ("springfield.example", "The Own Name")
    assert [origin.origin for origin in text.origins if origin.field == "site"] == [Origin.DUMP]
