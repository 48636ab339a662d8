"""What came of a run, for people: on the terminal and in the Prefect UI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from flows.home import Home
from warehouse.database import Run, RunState


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its counts; `unchanged` pages were known, `resumed` batches a killed run had left."""

    run: Run
    unchanged: int
    resumed: int

    @property
    def funnel(self) -> list[tuple[str, int]]:
        """The way of the pages in numbers."""
        counts = self.run.counts
        return [
            ("pages seen", self.run.pages),
            ("unchanged", self.unchanged),
            ("pages new", counts.pages),
            ("articles", counts.articles),
            ("new versions", counts.versions),
            ("rejections", sum(counts.rejections.values())),
            ("blocks", counts.blocks),
            ("blocks removed", sum(counts.removed.values())),
            ("captions seen", counts.captions_seen),
            ("captions kept", counts.captions_kept),
        ]

    @property
    def sentence(self) -> str:
        """What the run did, in a line: `33 pages: 21 articles, 12 rejected`."""
        counts = self.run.counts
        rejected = sum(counts.rejections.values())
        if not (counts.articles or rejected):
            return f"{self.run.pages:,} pages: nothing new"
        return f"{self.run.pages:,} pages: {counts.articles:,} articles, {rejected:,} rejected"


QUERIES = (
    "SELECT headline, dateline_place, agency, word_count FROM articles ORDER BY word_count DESC LIMIT 5",
    "SELECT role, count(*) AS removed, any_value(text) AS sample FROM blocks WHERE NOT kept GROUP BY ALL",
)


def print_reports(console: Console, home: Home, reports: Sequence[Report]) -> None:
    """Print the funnels side by side, what was rejected and removed, where the archive is, what to try."""
    console.print(_funnels(reports))
    for report in reports:
        counts = report.run.counts
        _print_counts(console, f"{report.run.sources[0]}: rejections by reason", counts.rejections)
        _print_counts(console, f"{report.run.sources[0]}: blocks removed by role", counts.removed)
    console.print(f"\nThe archive is [bold]{home.database}[/]; the raw pages are in {home.raw}. Try:\n")
    for query in QUERIES:
        console.print(f'  copydesk sql "{query}"')


def _funnels(reports: Sequence[Report]) -> Table:
    table = Table("", box=None, pad_edge=False, header_style="bold")
    for report in reports:
        table.add_column(report.run.sources[0], justify="right")
    for number, (name, _) in enumerate(reports[0].funnel):
        table.add_row(name, *(f"{report.funnel[number][1]:,}" for report in reports))
    seconds = [(r.run.finished_at - r.run.started_at).total_seconds() for r in reports if r.run.finished_at]
    table.add_row("seconds", *(f"{s:.1f}" for s in seconds))
    table.add_row("state", *(_state(r.run.state) for r in reports))
    return table


def _state(state: RunState) -> str:
    return f"[{'green' if state is RunState.COMPLETED else 'bold red'}]{state.value}[/]"


def _print_counts(console: Console, title: str, counts: Mapping[str, int]) -> None:
    if counts:
        listed = ", ".join(f"{name} {count:,}" for name, count in by_count(counts))
        console.print(f"\n[bold]{title}[/]: {listed}")


def by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Names with their counts, the largest first."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
