"""`copydesk reclean`: archived pages cleaned anew from their raw bytes, without fetching anything."""

from __future__ import annotations

import heapq
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from duckdb import DuckDBPyConnection
from rich.console import Console
from rich.table import Table

from flows.batches import BATCH_PAGES, clean_batches
from flows.home import Home
from flows.pool import Workers
from flows.search import refresh_quietly
from flows.settings import SettingsError, known_rules, read_cleaning
from warehouse.database import load, open_writer, publish
from warehouse.recleaning import Recleaned, pages_to_reclean, recleaned, stage_again, use_version
from warehouse.staging import mark_loaded, remove_loaded

_FOLDER = "_reclean"  # no source's name begins so
_LOAD_BATCHES = 8
_LARGEST = 20


@dataclass(slots=True)
class RecleanReport:
    """What cleaning anew changed, for `pages` cleaned now and for those that a killed reclean had done."""

    pages: int
    version: str
    changed: int = 0
    articles: set[str] = field(default_factory=set)
    became: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    largest: list[Recleaned] = field(default_factory=list)


def reclean(
    home: Home,
    rule: str | None,
    *,
    workers: int | None,
    page_timeout: float,
    tell: Callable[[int, int], None],
) -> RecleanReport:
    """Clean what the cleaner at hand has not cleaned yet; with `rule` only the pages that it ever touched.

    Batches are committed as they are done, so a killed reclean goes on where it ended; readers see the
    result when all is done. `tell` is called with the pages done and the pages in all.
    """
    if rule is not None and rule not in known_rules():
        raise SettingsError(f"{rule} is no rule; `copydesk rules` lists them.")
    version = read_cleaning(home).version
    now = datetime.now(UTC)
    run_id = f"reclean-{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
    with home.lock("reclean", wait_seconds=0):
        shutil.rmtree(home.staging / _FOLDER, ignore_errors=True)  # of a killed reclean: all of it is in raw
        waiting = _waiting(home, version, rule)
        with Workers(workers, page_timeout) as pool:
            for done in _cleaned(home, waiting, run_id, now, pool):
                tell(done, len(waiting))
        report = _finish(home, version, run_id, len(waiting))
    refresh_quietly(home)
    return report


def _waiting(home: Home, version: str, rule: str | None) -> list[str]:
    with home.writing(), open_writer(home.writer) as connection:
        return pages_to_reclean(connection, version, rule)


def _cleaned(home: Home, page_ids: Sequence[str], run_id: str, now: datetime, pool: Workers) -> Iterator[int]:
    """Group by group: staged, cleaned and committed; yields how many pages are done."""
    size = _LOAD_BATCHES * BATCH_PAGES
    for start in range(0, len(page_ids), size):
        group = page_ids[start : start + size]
        batches = _staged(home, group, f"{run_id}-{start // size:05d}")
        clean_batches(home, batches, pool, now)
        with home.writing(), open_writer(home.writer) as connection:
            load(connection, batches, loaded_at=datetime.now(UTC))
        for batch in batches:
            mark_loaded(batch)
        yield start + len(group)


def _staged(home: Home, page_ids: Sequence[str], name: str) -> list[Path]:
    batches = []
    with home.writing(), open_writer(home.writer) as connection:
        for number, start in enumerate(range(0, len(page_ids), BATCH_PAGES)):
            batch = home.staging / _FOLDER / f"{name}-{number:02d}"
            batch.mkdir(parents=True)
            asked = page_ids[start : start + BATCH_PAGES]
            stage_again(connection, batch, asked, run_id=name.rpartition("-")[0])
            batches.append(batch)
    return batches


def _finish(home: Home, version: str, run_id: str, pages: int) -> RecleanReport:
    with home.writing():
        connection = open_writer(home.writer)
        last = connection.execute(
            "SELECT cleaner_version FROM cleaner_order ORDER BY rank DESC LIMIT 1"
        ).fetchone()
        if last is not None and last[0] != version and _has_outcomes(connection, version):
            use_version(connection, version, run_id=run_id, moment=datetime.now(UTC))
        report = summed(recleaned(connection, version), RecleanReport(pages, version))
        publish(connection, home.writer, home.database)
        remove_loaded(home.staging)
    return report


def _has_outcomes(connection: DuckDBPyConnection, version: str) -> bool:
    asked = "SELECT 1 FROM outcome_rows WHERE cleaner_version = $version LIMIT 1"
    return connection.execute(asked, {"version": version}).fetchone() is not None


def summed(differing: Iterator[Recleaned], report: RecleanReport) -> RecleanReport:
    """Add up the pages that differ."""

    def counted() -> Iterator[Recleaned]:
        for page in differing:
            report.changed += 1
            if page.article_id is not None:
                report.articles.add(page.article_id)
            if page.before != page.after:
                report.became[f"{page.before} → {page.after}"] += 1
            site = page.site or "(no site)"
            report.gained[site] += page.gained
            report.lost[site] += page.lost
            yield page

    report.largest = heapq.nlargest(_LARGEST, counted(), key=lambda p: (p.gained + p.lost, p.page_id))
    return report


def print_reclean(console: Console, report: RecleanReport) -> None:
    """The report: what changed in all, by site, and the largest changes."""
    console.print(
        f"{report.pages:,} pages cleaned by {report.version}; {report.changed:,} of the pages it cleaned "
        f"differ from before, of {len(report.articles):,} articles."
    )
    for became, pages in sorted(report.became.items()):
        console.print(f"  {became}: {pages:,} pages")
    if not report.changed:
        return
    sites = Table("site", box=None, pad_edge=False, header_style="bold")
    sites.add_column("words gained", justify="right")
    sites.add_column("words lost", justify="right")
    for site in sorted(report.gained, key=lambda s: (-report.gained[s] - report.lost[s], s)):
        sites.add_row(site, f"{report.gained[site]:,}", f"{report.lost[site]:,}")
    console.print(sites)
    largest = Table(
        "gained", "lost", "became", "page", "headline", box=None, pad_edge=False, header_style="bold"
    )
    for page in report.largest:
        became = "" if page.before == page.after else f"{page.before} → {page.after}"
        largest.add_row(f"+{page.gained}", f"-{page.lost}", became, page.page_id[:12], page.headline or "")
    console.print("\n[bold]The largest changes[/]")
    console.print(largest)
