"""Searching the articles' words: a tantivy index beside the database, derived from a snapshot at any time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import tantivy

from warehouse.errors import QueryError
from warehouse.files import whole_file
from warehouse.parameters import quoted

_STATE = "indexed.parquet"  # article_id and version_id of all that the index holds
_BEGUN = "begun"  # is there while a call is at work, and after one that was killed
_HEAP_BYTES = 32 << 20
_ROWS = 250
# Thai, Lao, Burmese, Khmer, kana, ideographs: a class of characters for Python's and for Rust's expressions
_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_MEMORY = "200MB"  # DuckDB's, beside the heap; what it compares of a large archive goes to disk beyond that
# Without their texts: these are read last, so that none is ever held in a join.
_CURRENT = """
CREATE TEMP TABLE heads AS
SELECT h.article_id, o.version_id, coalesce(p.host, o.site, '') AS site,
    coalesce(o.dateline_agency, o.copyright_agencies[1], '') AS agency, coalesce(o.url, '') AS url,
    strftime(h.first_captured_at, '%Y-%m-%d') AS first_day
FROM archive.article_heads AS h
JOIN archive.current_outcomes AS o USING (page_id)
JOIN archive.page_rows AS p USING (page_id)
"""
_GONE = "SELECT article_id FROM indexed ANTI JOIN heads USING (article_id, version_id)"
_FRESH = """
SELECT h.article_id, coalesce(v.headline, ''), v.text, h.site, h.agency, h.url,
    coalesce(left(v.date_published, 10), h.first_day)
FROM archive.version_rows AS v
JOIN (FROM heads ANTI JOIN indexed USING (article_id, version_id)) AS h USING (version_id)
"""
_STATED = "SELECT article_id, version_id FROM heads"


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
    words = tantivy.Tokenizer.regex(rf"[{_WITHOUT_SPACES}]|[\w&&[^{_WITHOUT_SPACES}]]+")
    analyzer = tantivy.TextAnalyzerBuilder(words).filter(tantivy.Filter.lowercase())
    index.register_tokenizer("words", analyzer.filter(tantivy.Filter.ascii_fold()).build())
    return index


def refresh(snapshot: Path, folder: Path) -> int:
    """Make the index hold what the snapshot's articles are now; returns how many it took up.

    Only one process at a time. Killed anywhere, the next call finishes the work. What changed is found by
    DuckDB, so that no list of the archive's articles is ever in memory.
    """
    index, state, begun = open_index(folder), folder / _STATE, folder / _BEGUN
    with duckdb.connect(
        config={"memory_limit": _MEMORY, "threads": 1, "temp_directory": str(folder / "spilled")}
    ) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH {quoted(snapshot)} AS archive (READ_ONLY)")
        connection.execute(_CURRENT)
        known = f"read_parquet({quoted(state)})" if state.exists() else f"({_STATED} LIMIT 0)"
        connection.execute(f"CREATE TEMP TABLE indexed AS FROM {known}")
        writer = index.writer(_HEAP_BYTES, num_threads=1)
        was_killed, taken = begun.exists(), 0
        begun.touch()
        gone = connection.execute(_GONE).fetchall()
        for (article,) in gone:
            writer.delete_documents_by_term("article_id", article)
        for article, document in _documents(connection.execute(_FRESH)):
            if was_killed:  # it may be in the index, though the state does not say so
                writer.delete_documents_by_term("article_id", article)
            writer.add_document(document)
            taken += 1
        if gone or taken:
            writer.commit()
            writer.wait_merging_threads()
            with whole_file(state) as unfinished:
                connection.execute(f"COPY ({_STATED}) TO {quoted(unfinished)} (FORMAT parquet)")
        begun.unlink()
    return taken


def _documents(rows: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, tantivy.Document]]:
    while some := rows.fetchmany(_ROWS):
        for article, headline, text, site, agency, url, day in some:
            document = tantivy.Document(
                article_id=article, headline=headline, text=text, site=site, agency=agency, url=url, date=day
            )
            document.add_integer("day", int(re.sub(r"\D", "", day) or 0))
            yield article, document


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
    runs = sorted(set(re.findall(f"[{_WITHOUT_SPACES}]+", words)), key=len, reverse=True)
    hits = []
    for score, address in searcher.search(query, most).hits:
        document = searcher.doc(address)
        field = {n: str(document.get_first(n) or "") for n in ("article_id", "headline", "site", "agency")}
        snippet = _marked(snippets.snippet_from_doc(document), runs)
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


def _marked(snippet: tantivy.Snippet, runs: Sequence[str]) -> str:
    """The snippet with « and » around what matched: of scripts without spaces the runs that were asked for,
    where tantivy marks each of their characters, wherever it stands.
    """
    html = snippet.to_html().replace("<b>", "«").replace("</b>", "»")
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        html = html.replace(code, sign)
    if runs:
        html = re.sub(f"«([{_WITHOUT_SPACES}])»", r"\1", html)
        html = re.sub("|".join(runs), r"«\g<0>»", html)
    return " ".join(html.split())
