"""What came of a run, for people: on the terminal and in the Prefect UI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extractors.model import Reason
from flows.home import Home
from warehouse.database import Run, RunState


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking the web: pages by outcome, and what was left `waiting` for another run.

    Of the feeds, sitemaps and fronts as many as `read` says were read; `unread` says in a sentence each which
    were not.
    """

    outcomes: Mapping[str, int]
    waiting: int
    read: int
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its counts; `unchanged` pages were known, `resumed` batches a killed run had left.

    `asked` is None where the source is not on the web.
    """

    run: Run
    unchanged: int
    resumed: int
    asked: Asked | None = None

    @property
    def fault(self) -> str | None:
        """Why the run has failed although it archived all that came; None where it has not."""
        if crashed := self.run.counts.rejections.get(Reason.CRASHED):
            return f"Cleaning crashed on {crashed} pages; they are kept as rejections with what happened."
        if self.asked and self.asked.unread and not self.asked.read:
            first, more = self.asked.unread[0], len(self.asked.unread) - 1
            return f"No new pages could be found: {first}{f', and {more} more' if more else ''}."
        return None

    @property
    def failed(self) -> bool:
        """Whether the run ended failed."""
        return self.run.state is RunState.FAILED

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
        came = f"{counts.articles:,} articles, {rejected:,} rejected"
        unread = f"; {len(self.asked.unread)} lists not read" if self.asked and self.asked.unread else ""
        return f"{self.run.pages:,} pages: {came if counts.articles or rejected else 'nothing new'}{unread}"


def missed_sql(run_id: str) -> str:
    """The query for the addresses that a run asked for and that brought no page."""
    return (
        f"SELECT outcome, url, detail FROM fetches WHERE run_id = '{run_id}' "
        "AND outcome NOT IN ('new', 'unchanged')"
    )


QUERIES = (
    "SELECT headline, dateline_place, agency, word_count FROM articles ORDER BY word_count DESC LIMIT 5",
    "SELECT role, count(*) AS removed, any_value(text) AS sample FROM blocks WHERE NOT kept GROUP BY ALL",
)


def print_reports(console: Console, home: Home, reports: Sequence[Report]) -> None:
    """Print the funnels side by side, what was rejected and removed, where the archive is, what to try."""
    console.print(_funnels(reports))
    for report in reports:
        _print_asked(console, report)
        counts = report.run.counts
        _print_counts(console, f"{report.run.sources[0]}: rejections by reason", counts.rejections)
        _print_counts(console, f"{report.run.sources[0]}: blocks removed by role", counts.removed)
    console.print(f"\nThe archive is [bold]{home.database}[/]; the raw pages are in {home.raw}. Try:\n")
    for query in QUERIES:
        console.print(f'  copydesk sql "{query}"')


def _print_asked(console: Console, report: Report) -> None:
    """What came of each address, and what was not read: a run that found nothing says why."""
    source, asked = report.run.sources[0], report.asked
    if asked is None:
        return
    for sentence in asked.unread:
        console.print(f"\n[bold red]{source}:[/] {escape(sentence)}")
    _print_counts(console, f"{source}: pages asked for, by outcome", asked.outcomes)
    if asked.waiting:
        console.print(
            f"{source}: {asked.waiting:,} pages wait for another run, as their host or max_pages says"
        )
    if asked.unread or asked.outcomes.keys() - {"new", "unchanged"}:
        console.print(f'  copydesk sql "{missed_sql(report.run.run_id)}"', soft_wrap=True)


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
