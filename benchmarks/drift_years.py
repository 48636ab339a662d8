"""A year of 50 synthetic sites under the drift sentinel: false alarms, and how soon a broken layout is seen.

    python -m benchmarks.drift_years [--sites 50] [--days 365] [--first 200003]

Sites differ in rhythm (weekdays and weekends), length, noise (busy days, series, briefs) and in the fields
that they print. The bars: at most one false alarm a site and year, that for too few articles among them; a
layout change (extraction 40 % shorter, author gone, a new footer kept) seen within 20 pages. The sentinel's
thresholds were chosen on the sites from 100003 on; any other `--first` gives sites that it has not been
tried on.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

import warehouse
from warehouse.drift import Alarm, PageFacts, alarms
from warehouse.sentinel import FEW

START = datetime(2025, 1, 6, tzinfo=UTC)  # a Monday
WITHIN = 20
_KEPT_PAGES = 600  # what the warehouse hands over of a site's past
FOOTER = -1
_HOLIDAYS = frozenset({31, 50})  # weeks of the year
_FEW = (Path(warehouse.__file__).parent / "queries" / "drift_few.sql").read_text("utf-8")
_TABLES = """
CREATE TABLE page_rows (page_id UUID, batch_id VARCHAR);
CREATE TABLE load_rows (batch_id VARCHAR, loaded_at TIMESTAMPTZ);
CREATE TABLE outcome_rows (page_id UUID, batch_id VARCHAR, version_id VARCHAR);
CREATE TABLE capture_rows (page_id UUID, source VARCHAR);
CREATE TABLE drift_alert_rows (site VARCHAR, metric VARCHAR, raised_at TIMESTAMPTZ);
"""
_DAY = (
    """
    CREATE OR REPLACE TEMP TABLE day AS
    SELECT uuid() AS page_id, source || '-' || $number AS batch_id, source
    FROM (SELECT unnest($sources::VARCHAR[]) AS source, unnest($articles::INTEGER[]) AS articles),
        range(articles)
    """,
    "INSERT INTO load_rows SELECT DISTINCT batch_id, $now - INTERVAL 1 HOUR FROM day",
    "INSERT INTO page_rows SELECT page_id, batch_id FROM day",
    "INSERT INTO outcome_rows SELECT page_id, batch_id, page_id FROM day",
    "INSERT INTO capture_rows SELECT page_id, source FROM day",
)
FRESH = 200003  # sites that no threshold was chosen on


@dataclass(frozen=True, slots=True)
class Site:
    """How one synthetic site writes."""

    seed: int
    pages_a_day: float
    weekend: float  # share of a weekday's pages
    words: float  # median
    spread: float  # of the logarithm of words
    around: float  # words on the page around the story
    shares: dict[str, float]  # of pages with a trait


def site(seed: int) -> Site:
    """A site drawn at random, always the same for a seed."""
    draw = random.Random(seed)
    shares = {
        "author": draw.uniform(0.7, 0.98),
        "date": draw.uniform(0.9, 0.995),
        "dateline": draw.choice([draw.uniform(0.02, 0.2), draw.uniform(0.6, 0.9)]),
        "caption": draw.uniform(0.3, 0.95),
        "rejected": draw.uniform(0.01, 0.08),
    } | {f"removed by rule-{number}": draw.uniform(0.05, 0.98) for number in range(8)}
    return Site(
        seed,
        draw.uniform(6, 40),
        draw.uniform(0.3, 0.8),
        draw.uniform(250, 800),
        draw.uniform(0.35, 0.6),
        draw.uniform(80, 300),
        shares,
    )


def day_of(site: Site, day: int, draw: random.Random) -> list[PageFacts]:
    """The pages of one day."""
    moment = START + timedelta(days=day)
    weekend = moment.weekday() >= 5
    mood = draw.gauss(0, 0.08) - (0.15 if weekend else 0)  # busy days run shorter, weekends too
    count = max(1, round(site.pages_a_day * (site.weekend if weekend else 1) * draw.lognormvariate(0, 0.25)))
    series = draw.getrandbits(40) if draw.random() < 0.2 else None  # some lines recur for a day
    return [_page(site, moment + timedelta(minutes=n), mood, weekend, series, draw) for n in range(count)]


def _page(
    site: Site, moment: datetime, mood: float, weekend: bool, series: int | None, draw: random.Random
) -> PageFacts:
    dip = 0.85 if weekend else 1.0
    traits = {t for t, share in site.shares.items() if draw.random() < share * (dip if t == "author" else 1)}
    words = max(20, round(site.words * math.exp(mood + draw.gauss(0, site.spread))))
    if draw.random() < 0.04:
        words = draw.choice([40, 60, 3000])  # briefs and long reads
    around = site.around * draw.lognormvariate(0, 0.25)
    lines = {draw.getrandbits(40) for _ in range(12)}
    if series is not None and draw.random() < 0.25:
        lines.add(series)
    page_id = f"{draw.getrandbits(64):016x}"
    rejected = "rejected" in traits
    return PageFacts(
        page_id,
        moment,
        frozenset({"rejected"} if rejected else traits),
        None if rejected else words,
        None if rejected else words / (words + around),
        frozenset(() if rejected else lines),
    )


def shorter(page: PageFacts) -> PageFacts:
    """The same page after a layout change: 40 % of the story's words are taken for something else."""
    if page.words is None or page.kept_share is None:
        return page
    return replace(page, words=round(0.6 * page.words), kept_share=0.6 * page.kept_share)


def no_author(page: PageFacts) -> PageFacts:
    """The byline is not found any more."""
    return replace(page, traits=page.traits - {"author"})


def footer_kept(page: PageFacts) -> PageFacts:
    """A new footer is taken for the story's last line."""
    return page if page.words is None else replace(page, lines=page.lines | {FOOTER})


CHANGES: dict[str, tuple[Callable[[PageFacts], PageFacts], frozenset[str]]] = {
    "extraction 40 % shorter": (shorter, frozenset({"words", "kept share"})),
    "author gone": (no_author, frozenset({"author"})),
    "new footer kept": (footer_kept, frozenset({"repeated line"})),
}


class Watch:
    """The sentinel as the warehouse runs it: after each run, with what is kept of the site's past."""

    def __init__(self) -> None:
        self.pages: list[PageFacts] = []
        self._muted: dict[str, int] = {}

    def run(self, new: Sequence[PageFacts]) -> list[Alarm]:
        """What one run's pages raise."""
        cut = max(0, len(self.pages) - _KEPT_PAGES)
        self.pages = self.pages[cut:] + list(new)
        self._muted = {metric: max(0, index - cut) for metric, index in self._muted.items()}
        found = alarms(self.pages, len(self.pages) - len(new), self._muted)
        self._muted |= {alarm.metric: alarm.index + 1 for alarm in found}
        return found


def false_alarms(chosen: Site, days: int) -> Counter[str]:
    """The alarms of a site at which nothing changed, by metric."""
    draw, watch = random.Random(chosen.seed + 1), Watch()
    return Counter(a.metric for day in range(days) for a in watch.run(day_of(chosen, day, draw)))


def pages_until_seen(chosen: Site, change: str, day: int = 40) -> int | None:
    """How many pages after a layout change the sentinel names it; None if not within 100."""
    spoil, metrics = CHANGES[change]
    draw, watch, changed = random.Random(chosen.seed + 2), Watch(), 0
    for number in range(day):
        watch.run(day_of(chosen, number, draw))
    while changed < 100:
        new = [spoil(page) for page in day_of(chosen, day, draw)]
        day += 1
        found = [a for a in watch.run(new) if a.metric in metrics]
        if found:
            start = len(watch.pages) - len(new)
            return changed + min(a.index for a in found) - start + 1
        changed += len(new)
    return None


def few_articles(chosen: Sequence[Site], days: int) -> Counter[int]:
    """The alarms `few articles` by site, as the warehouse's own query raises them after each day's run.

    Beside the noise of `day_of` two weeks of the year are holidays, with six tenths of the usual.
    """
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(_TABLES)
    draws = {one.seed: random.Random(one.seed + 3) for one in chosen}
    raised: Counter[int] = Counter()
    for day in range(days):
        now = START + timedelta(days=day, hours=23)
        usual = 0.6 if day % 365 // 7 in _HOLIDAYS else 1.0
        written = (day_of(one, day, draws[one.seed]) for one in chosen)
        articles = [round(usual * sum(facts.words is not None for facts in pages)) for pages in written]
        sources = [str(one.seed) for one in chosen]
        made, noted, *filled = _DAY
        connection.execute(made, {"sources": sources, "articles": articles, "number": day})
        connection.execute(noted, {"now": now})
        for statement in filled:
            connection.execute(statement)
        for source, _, _ in connection.execute(_FEW, {"now": now}).fetchall():
            raised[int(source)] += 1
            connection.execute("INSERT INTO drift_alert_rows VALUES (?, ?, ?)", [source, FEW, now])
    return raised


def measure(sites: int, days: int, first: int = FRESH) -> tuple[Table, int, dict[str, list[int | None]]]:
    """The table, the largest number of false alarms of one site, and the pages until each change was seen.

    The sites are those of the seeds from `first` on.
    """
    chosen = [site(seed) for seed in range(first, first + 10 * sites, 10)]
    with ProcessPoolExecutor() as processes:
        false = list(processes.map(false_alarms, chosen, repeat(days)))
        seen = {change: list(processes.map(pages_until_seen, chosen, repeat(change))) for change in CHANGES}
    table = Table("what", "sites", "result", "bar", title=f"{sites} sites from {first} on, {days} days")
    worst = max(counter.total() for counter in false)
    total = sum(counter.total() for counter in false)
    kinds = dict(sum(false, Counter[str]()).most_common(4))
    few = few_articles(chosen, days)
    worst = max(worst, *few.values(), 0)
    table.add_row(
        "nothing, and two holiday weeks",
        str(sites),
        f"{few.total()} times “{FEW}”, {max(few.values(), default=0)} at one site",
        "1 at one site",
    )
    table.add_row(
        "nothing", str(sites), f"{total} false alarms, {worst} at one site {kinds}", "1 at one site"
    )
    for change, pages in seen.items():
        known = sorted(p for p in pages if p is not None)
        middle = known[len(known) // 2] if known else "-"
        late = sum(p is None or p > WITHIN for p in pages)
        most = max(known, default=0)
        table.add_row(
            change, str(sites), f"median {middle}, most {most} pages, {late} late", f"{WITHIN} pages"
        )
    return table, worst, seen


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--first", type=int, default=FRESH)
    chosen = parser.parse_args()
    Console(width=140).print(measure(chosen.sites, chosen.days, chosen.first)[0])


if __name__ == "__main__":
    main()
