"""Searching the articles' words: a tantivy index beside the database, derived from a snapshot at any time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import tantivy

from warehouse.errors import QueryError
from warehouse.files import whole_file
from warehouse.parameters import as_lines

_STATE = "indexed.parquet"  # article_id and version_id of all that the index holds
_HEAP_BYTES = 128 << 20
_ROWS = 2_000
_CHANGED = """
SELECT a.article_id, a.version_id, coalesce(a.headline, ''), a.text, coalesce(p.host, a.site, ''),
    coalesce(a.agency, ''), coalesce(a.url, ''), coalesce(left(a.date_published, 10),
    strftime(a.first_captured_at, '%Y-%m-%d'))
FROM articles AS a JOIN page_rows AS p USING (page_id)
WHERE a.version_id IN (SELECT unnest(string_split($versions, chr(10))))
"""
_CURRENT = (
    "SELECT h.article_id, o.version_id FROM article_heads AS h JOIN current_outcomes AS o USING (page_id)"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found; in `snippet` the words that matched stand between «»."""

    article_id: str
    headline: str
    site: str
    agency: str
    date: str
    url: str
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be: of this site (host), of this agency, from and to these days (inclusive)."""

    site: str | None = None
    agency: str | None = None
    since: date | None = None
    until: date | None = None


def open_index(folder: Path) -> tantivy.Index:
    """The index in `folder`, made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    builder = tantivy.SchemaBuilder()
    for name in ("article_id", "site", "agency"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("headline", "text"):
        builder.add_text_field(name, stored=True, tokenizer_name="words", index_option="position")
    builder.add_integer_field("day", stored=False, indexed=True, fast=True)
    for name in ("date", "url"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(builder.build(), path=str(folder))
    # A word, or one character of a script that writes no spaces: a run of these is asked for as a phrase.
    words = tantivy.Tokenizer.regex(
        r"[\u{0e00}-\u{0eff}\u{1000}-\u{109f}\u{1780}-\u{17ff}\u{3040}-\u{30ff}\u{3400}-\u{9fff}]"
        r"|[\w&&[^\u{0e00}-\u{0eff}\u{1000}-\u{109f}\u{1780}-\u{17ff}\u{3040}-\u{30ff}\u{3400}-\u{9fff}]]+"
    )
    analyzer = tantivy.TextAnalyzerBuilder(words).filter(tantivy.Filter.lowercase())
    index.register_tokenizer("words", analyzer.filter(tantivy.Filter.ascii_fold()).build())
    return index


def refresh(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Make the index hold what the snapshot's articles are now; returns how many it took up or dropped.

    Only one process at a time. Killed anywhere, the next call finishes the work.
    """
    current = dict(connection.execute(_CURRENT).fetchall())
    index, indexed = open_index(folder), _indexed(folder)
    gone = indexed.keys() - current.keys()
    fresh = {article: version for article, version in current.items() if indexed.get(article) != version}
    if not gone and not fresh:
        return 0
    writer = index.writer(_HEAP_BYTES)
    for article in gone | fresh.keys():
        writer.delete_documents_by_term("article_id", article)
    for document in _documents(connection, fresh):
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    table = pa.table({"article_id": list(current), "version_id": list(current.values())})
    with whole_file(folder / _STATE) as unfinished:
        pq.write_table(table, unfinished)
    return len(gone) + len(fresh)


def _indexed(folder: Path) -> dict[str, str]:
    if not (folder / _STATE).exists():
        return {}
    table = pq.read_table(folder / _STATE)
    return dict(zip(table["article_id"].to_pylist(), table["version_id"].to_pylist(), strict=True))


def _documents(connection: duckdb.DuckDBPyConnection, fresh: Mapping[str, str]) -> Iterator[tantivy.Document]:
    cursor = connection.cursor()
    cursor.execute(_CHANGED, {"versions": as_lines(fresh.values())})
    while rows := cursor.fetchmany(_ROWS):
        for article, _, headline, text, site, agency, url, day in rows:
            document = tantivy.Document(
                article_id=article, headline=headline, text=text, site=site, agency=agency, url=url, date=day
            )
            document.add_integer("day", int(re.sub(r"\D", "", day) or 0))
            yield document


def search(folder: Path, words: str, filters: Filters, most: int = 10) -> list[Hit]:
    """The articles that match best, by BM25 over headline (counting double) and text.

    Words are all looked for, "phrases in quotes" as they stand, `-word` must not occur. `QueryError` where
    the query cannot be read.
    """
    index = open_index(folder)
    index.reload()
    try:
        asked = index.parse_query(
            words, ["headline", "text"], field_boosts={"headline": 2.0}, conjunction_by_default=True
        )
    except ValueError as error:
        raise QueryError(f"The search {words!r} cannot be read: {error}.") from error
    query = tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, part) for part in (asked, *_filters(index, filters))]
    )
    searcher = index.searcher()
    snippets = tantivy.SnippetGenerator.create(searcher, asked, index.schema, "text")
    hits = []
    for score, address in searcher.search(query, most).hits:
        document = searcher.doc(address)
        field = {n: str(document.get_first(n) or "") for n in ("article_id", "headline", "site", "agency")}
        snippet = _marked(snippets.snippet_from_doc(document))
        hits.append(
            Hit(
                **field,
                date=str(document.get_first("date")),
                url=str(document.get_first("url") or ""),
                snippet=snippet,
                score=float(score),
            )
        )
    return hits


def _filters(index: tantivy.Index, filters: Filters) -> Iterator[tantivy.Query]:
    for name, value in (("site", filters.site), ("agency", filters.agency)):
        if value:
            yield tantivy.Query.term_query(index.schema, name, value)
    if filters.since or filters.until:
        first, last = filters.since or date.min, filters.until or date.max
        days = int(first.strftime("%Y%m%d")), int(last.strftime("%Y%m%d"))
        yield tantivy.Query.range_query(index.schema, "day", tantivy.FieldType.Integer, *days)


def _marked(snippet: tantivy.Snippet) -> str:
    html = snippet.to_html().replace("<b>", "«").replace("</b>", "»")
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        html = html.replace(code, sign)
    return " ".join(html.split())
