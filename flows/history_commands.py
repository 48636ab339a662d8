"""The commands over what the archive has kept: restore, versions, diff, rules."""

from __future__ import annotations

import sys
from pathlib import Path

from duckdb import DuckDBPyConnection
from rich.console import Console
from rich.table import Table

from extractors.reasons import rule_reasons
from flows.archive import open_archive
from flows.archive_commands import as_table
from flows.diff import print_diff
from flows.home import Home
from flows.settings import read_cleaning
from warehouse.errors import QueryError
from warehouse.locating import State, article_states, find_article, find_record
from warehouse.raw import read_body
from warehouse.reader import query


def restore_page(home: Home, page_id: str, output: Path | None) -> None:
    """Write the raw bytes of a page, as they came in, to `output` or standard output."""
    with open_archive(home) as connection:
        body = read_body(home.raw, find_record(connection, page_id))
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(body)


_VERSIONS = """
SELECT v.version, strftime(v.first_captured_at, '%Y-%m-%d %H:%M') AS first_seen_utc,
       strftime(v.last_captured_at, '%Y-%m-%d %H:%M') AS last_seen_utc, v.pages, v.word_count AS words,
       v.headline, string_agg(DISTINCT c.field || ' ' || c.change, ', ') AS changed
FROM article_versions AS v
LEFT JOIN changes AS c ON c.article_id = v.article_id AND c.version = v.version AND c.article_id = $id
WHERE v.article_id = $id
GROUP BY ALL ORDER BY v.version
"""


def print_versions(console: Console, home: Home, asked: str) -> None:
    """The states of an article in the order first seen, and what changed with each."""
    with open_archive(home) as connection:
        article = find_article(connection, asked)
        console.print(f"[bold]article {article}[/]\n")
        console.print(as_table(query(connection, _VERSIONS, {"id": article})))


def print_article_diff(console: Console, home: Home, asked: str, first: int | None, last: int | None) -> None:
    """Two versions of an article, by default its last two, word by word."""
    with open_archive(home) as connection:
        states = article_states(connection, find_article(connection, asked))
    if len(states) == 1:
        raise QueryError("The article has one version only: nothing about it has changed.")
    old = _state(states, first if first is not None else states[-2].version)
    new = _state(states, last if last is not None else states[-1].version)
    print_diff(console, old, new)


def _state(states: list[State], version: int) -> State:
    for state in states:
        if state.version == version:
            return state
    raise QueryError(f"The article has the versions 1 to {len(states)}, not {version}.")


def print_rules(console: Console, home: Home, rule: str | None) -> None:
    """Each rule and model with what it did in this archive; those that did nothing and those off too.

    With `rule` that one alone, with more samples and what it is for.
    """
    why = rule_reasons()
    disabled = read_cleaning(home).disabled
    with open_archive(home) as connection:
        if rule is not None:
            fired = query(connection, "SELECT 1 FROM rules WHERE rule = $rule LIMIT 1", {"rule": rule}).rows
            if rule not in why and not fired:
                raise QueryError(f"There is no rule {rule}: `copydesk rules` lists them all.")
            _print_rule(console, connection, rule, why.get(rule, ""))
            return
        done = query(
            connection,
            "SELECT rule, role, blocks, pages, sites, samples FROM rules ORDER BY blocks DESC, rule",
        ).rows
    table = Table("rule", "role", "blocks", "pages", "sites", "samples", box=None, header_style="bold")
    for name, role, blocks, pages, sites, samples in done:
        shown = " · ".join(sample[:60] for sample in samples or [])
        table.add_row(_named(name, disabled), role, f"{blocks:,}", f"{pages:,}", f"{sites:,}", _plain(shown))
    console.print(table)
    idle = sorted(why.keys() - {row[0] for row in done})
    console.print(f"\n[bold]Without a block here[/]: {', '.join(_named(name, disabled) for name in idle)}")


_LINES = """
SELECT text, count(*) AS blocks, count(DISTINCT page_id) AS pages, any_value(page_id) AS on_page
FROM blocks WHERE rule = $rule GROUP BY text ORDER BY blocks DESC, text LIMIT 20
"""


def _print_rule(console: Console, connection: DuckDBPyConnection, rule: str, why: str) -> None:
    console.print(f"[bold]{rule}[/]  {_plain(why)}\n")
    console.print(as_table(query(connection, _LINES, {"rule": rule})))


def _named(rule: str, disabled: frozenset[str]) -> str:
    return f"{rule} [red](off)[/]" if rule in disabled else rule


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
