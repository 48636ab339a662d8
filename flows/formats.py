"""An outcome as people and programs read it: a JSON line, Markdown, plain text, or the explained ledger."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractors.model import Article, Fate, LabelledBlock, Outcome, Rejection, Role
from flows.choices import Format


def as_fields(outcome: Outcome, path: str) -> dict[str, Any]:
    """The outcome under its public names, ready for JSON; `path` is the file as the user named it."""
    if isinstance(outcome, Rejection):
        return {
            "outcome": "rejection",
            "path": path,
            "page_id": outcome.page_id,
            "reason": outcome.reason,
            "detail": outcome.detail,
        }
    return {"outcome": "article", "path": path, "page_id": outcome.page_id} | _article_fields(outcome)


def _article_fields(article: Article) -> dict[str, Any]:
    dateline, rights = article.dateline, article.copyright
    return {
        "url": article.url,
        "headline": article.headline,
        "text": article.text,
        "authors": article.authors,
        "date_published": article.date_published,
        "date_modified": article.date_modified,
        "dateline": dateline and {"place": dateline.place, "agency": dateline.agency},
        "captions": [
            {
                "text": c.text,
                "credit": c.credit,
                "date": c.date.isoformat() if c.date else None,
                "times_seen": c.times_seen,
            }
            for c in article.captions
        ],
        "contributors": article.contributors,
        "editors_note": article.editors_note,
        "keywords": article.keywords,
        "copyright": rights
        and {
            "holder": rights.holder,
            "year": rights.year,
            "notice": rights.notice,
            "agencies": rights.agencies,
        },
        "site": article.site,
        "language": article.language,
        "blocks_removed": removed_by_role(article.blocks),
        "origins": {o.field: o.origin for o in article.origins},
    }


def removed_by_role(blocks: tuple[LabelledBlock, ...]) -> dict[str, int]:
    """How many blocks of each removed role there are, most frequent first."""
    counts = Counter(b.label.role.value for b in blocks if b.label.role.fate is Fate.REMOVED)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def render(outcome: Outcome, path: str, wanted: Format) -> str:
    """The outcome in one of the formats, without a final newline."""
    if wanted is Format.JSONL:
        # Lone surrogates cannot be written as UTF-8; JSON escapes every character that is not ASCII or sound.
        line = json.dumps(as_fields(outcome, path), ensure_ascii=False)
        return line.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(outcome, Rejection):
        return f"({path}: rejected as {outcome.reason}: {outcome.detail})"
    return outcome.text if wanted is Format.TEXT else _markdown(outcome)


def _markdown(article: Article) -> str:
    facts = [", ".join(article.authors), article.date_published or "", article.site or ""]
    captions = [f"> {c.text}" + (f" *({c.credit})*" if c.credit else "") for c in article.captions]
    parts = [
        f"# {article.headline}" if article.headline else "",
        " · ".join(filter(None, facts)),
        *captions,
        article.text,
        f"*{article.contributors}*" if article.contributors else "",
        f"*{article.copyright.notice}*" if article.copyright else "",
    ]
    return "\n\n".join(filter(None, parts))


_STYLES = {Fate.STORY: "", Fate.FIELD: "green", Fate.REMOVED: "dim strike"}


def print_ledger(console: Console, title: str, rows: list[tuple[str, str, str, bool]]) -> None:
    """Print a page's ledger: rows of (text, role, rule, kept), removed ones struck out."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    table.add_column("role", no_wrap=True)
    table.add_column("decided by", no_wrap=True, style="dim")
    table.add_column("text", overflow="fold", ratio=1)
    for text, role, rule, kept in rows:
        style = _STYLES[Role(role).fate] if kept else _STYLES[Fate.REMOVED]
        table.add_row(Text(role, style=style.replace(" strike", "")), rule, Text(text, style=style))
    console.print(table)


def print_fields(console: Console, outcome: Outcome) -> None:
    """Print an article's fields, each with where it was read; nothing for a rejection."""
    if isinstance(outcome, Rejection):
        return
    origins = {o.field: o.origin.value for o in outcome.origins}
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("field", no_wrap=True)
    table.add_column("read in", no_wrap=True, style="dim")
    table.add_column("value", overflow="fold", ratio=1)
    for name, value in _shown(outcome):
        if value:
            table.add_row(name, origins.get(name, ""), Text(value, style=_STYLES[Fate.FIELD]))
    console.print()
    console.print(table)


def _shown(article: Article) -> list[tuple[str, str | None]]:
    dateline, rights = article.dateline, article.copyright
    captions = [
        c.text + (f" ({c.credit})" if c.credit else "") + (f" ×{c.times_seen}" if c.times_seen > 1 else "")
        for c in article.captions
    ]
    return [
        ("headline", article.headline),
        ("authors", ", ".join(article.authors)),
        ("date_published", article.date_published),
        ("date_modified", article.date_modified),
        ("dateline", " · ".join(filter(None, [dateline.place, dateline.agency])) if dateline else None),
        ("captions", "\n".join(captions)),
        ("contributors", article.contributors),
        ("editors_note", article.editors_note),
        ("keywords", ", ".join(article.keywords)),
        ("copyright", " ".join(filter(None, [rights.holder, str(rights.year or "")])) if rights else None),
        ("site", article.site),
        ("language", article.language),
    ]


def ledger_rows(blocks: tuple[LabelledBlock, ...]) -> list[tuple[str, str, str, bool]]:
    """The blocks as rows for `print_ledger`; the rule with its confidence."""
    return [
        (b.block.text, b.label.role.value, f"{b.label.rule} {b.label.confidence:.2f}", b.label.role.kept)
        for b in blocks
    ]
