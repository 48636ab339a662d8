"""What the Prefect UI shows of a run and of the archive: names, progress, and answers as artifacts.

Nothing here can fail a run: what the UI cannot be told is left out.
"""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import ParamSpec
from urllib.parse import quote
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext

from flows.home import Home
from flows.report import Asked, Report, by_count, missed_sql
from warehouse.errors import ArchiveMissing
from warehouse.insights import Holding, PastRun, Surprise, holdings, last_runs, surprises
from warehouse.reader import open_reader

ARCHIVE_KEY = "state-of-the-archive"
_EVERY_SECONDS = 2.0
_Arguments = ParamSpec("_Arguments")


def harmless(show: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """Make a function that tells the UI something log its failures and raise none."""

    def shown(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> None:
        try:
            show(*arguments, **named)
        except Exception:
            logging.getLogger("prefect.copydesk").warning(
                "The Prefect UI could not be told: %s", show.__name__, exc_info=True
            )

    return shown


class Progress:
    """How far a run has come, as a bar in the UI: of the pages that the source's last run saw."""

    def __init__(self, home: Home, source: str) -> None:
        self._expected = _pages_last_time(home, source)
        self._artifact: UUID | None = None
        self._shown_at = 0.0
        self._begin(source)

    @harmless
    def _begin(self, source: str) -> None:
        created = create_progress_artifact(0.0, key=f"progress-{source}", description="Pulling pages …")
        self._artifact = created if isinstance(created, UUID) else None

    @harmless
    def show(self, seen: int, loaded: int, *, done: bool = False) -> None:
        """Tell of pages seen and loaded; too frequent news are left out."""
        if self._artifact is None or (time.monotonic() - self._shown_at < _EVERY_SECONDS and not done):
            return
        self._shown_at = time.monotonic()
        share = 100.0 if done else min(99.0, 100.0 * seen / self._expected) if self._expected else 0.0
        words = f"{seen:,} pages seen, {loaded:,} new ones loaded"
        update_progress_artifact(self._artifact, progress=share, description=words)


def _pages_last_time(home: Home, source: str) -> int:
    try:
        with open_reader(home.database) as connection:
            return max((run.pages for run in last_runs(connection, source, 3)), default=0)
    except ArchiveMissing:
        return 0


@harmless
def show_report(home: Home, report: Report) -> None:
    """Name the run after what it did, and leave its answers and the archive's state as artifacts."""
    source = report.run.sources[0]
    _rename(f"{source}: {report.sentence}")
    with open_reader(home.database) as connection:
        runs = last_runs(connection, source)
        odd = surprises(connection, report.run.run_id)
        held = holdings(connection)
    create_markdown_artifact(
        run_markdown(report, runs, odd), key=f"report-{source}", description=f"{source}: {report.sentence}"
    )
    create_markdown_artifact(
        archive_markdown(home, held), key=ARCHIVE_KEY, description=f"State of the archive: {_total(held)}"
    )


def _rename(name: str) -> None:
    context = FlowRunContext.get()
    if context is not None and context.flow_run is not None:
        with get_client(sync_client=True) as client:
            client.update_flow_run(context.flow_run.id, name=name)


def run_markdown(report: Report, runs: Sequence[PastRun], odd: Sequence[Surprise]) -> str:
    """What came of a run: the funnel, its surprises, the runs before it, and the SQL that shows the same."""
    run = report.run
    seconds = f" in {(run.finished_at - run.started_at).total_seconds():.1f} s" if run.finished_at else ""
    parts = [
        f"{run.state.value}{seconds}, run `{run.run_id}`, cleaner `{run.cleaner_version}`",
        "## The way of the pages",
        *(_across(report.funnel[start : start + 5]) for start in range(0, len(report.funnel), 5)),
    ]
    if report.asked is not None:
        parts += ["## Pages asked for by outcome", *_asked(report.asked)]
    if run.counts.rejections:
        parts += ["## Rejections by reason", _table(("reason", "#pages"), by_count(run.counts.rejections))]
    if run.counts.removed:
        parts += ["## Blocks removed by role", _table(("role", "#blocks"), by_count(run.counts.removed))]
    if odd:
        parts += ["## Surprises", _surprise_table(odd)]
    parts += [f"## The last {len(runs)} runs", picture(runs), _runs_table(runs)]
    statements = [*_RUN_SQL, *([missed_sql(run.run_id)] if report.asked else [])]
    parts += ["## The same in SQL", _sql(statements, run=run.run_id, source=run.sources[0])]
    return "\n\n".join(parts)


def _asked(asked: Asked) -> list[str]:
    rows = [*by_count(asked.outcomes), *([("waiting", asked.waiting)] if asked.waiting else [])]
    unread = [f"**Not read:** {_plain(sentence)}" for sentence in asked.unread]
    return [*unread, _table(("outcome", "#pages"), rows)]


def _surprise_table(odd: Sequence[Surprise]) -> str:
    rows = [
        (
            row.what,
            _link(row),
            row.site or "",
            "" if row.words is None else row.words,
            row.usual_words if row.usual_words is not None else "",
            f"`{row.page_id[:12]}`",
        )
        for row in odd
    ]
    return _table(("what", "page", "site", "#words", "#usual", "copydesk explain"), rows)


def _link(row: Surprise) -> str:
    said = _plain((row.said or "without a headline").splitlines()[0][:44])
    if row.url and row.url.startswith(("http://", "https://")):
        return f"[{said}]({quote(row.url, safe=':/?&=#%+,;@~!$-._')})"
    return said


def _plain(text: str) -> str:
    """Text that markdown leaves alone."""
    return "".join(f"\\{c}" if c in r"\`*_[]|~#" else c for c in escape(text, quote=False))


def _runs_table(runs: Sequence[PastRun]) -> str:
    rows = [
        (
            f"{run.started_at:%Y-%m-%d %H:%M}",
            run.state,
            run.pages,
            run.articles,
            run.rejected,
            "" if run.median_words is None else round(run.median_words),
        )
        for run in reversed(runs[-5:])
    ]
    return _table(("started (UTC)", "state", "#pages", "#articles", "#rejected", "#median words"), rows)


def archive_markdown(home: Home, held: Sequence[Holding]) -> str:
    """The whole archive: what it holds by source, and where it lies."""
    rows = [
        (
            h.source,
            h.pages,
            h.with_article,
            h.rejected,
            "" if h.median_words is None else round(h.median_words),
            _moment(h.last_captured_at),
            f"{h.last_state or ''} {_moment(h.last_run_at)}".strip(),
        )
        for h in held
    ]
    heads = ("source", "#pages", "#articles", "#rejected", "#median words", "last capture (UTC)", "last run")
    size = home.database.stat().st_size / 1e6
    return "\n\n".join(
        [
            f"`{home.database}` ({size:,.1f} MB); raw pages in `{home.raw}`",
            _table(heads, rows),
            "## The same in SQL",
            _sql(_ARCHIVE_SQL),
        ]
    )


def _total(held: Sequence[Holding]) -> str:
    pages, articles = sum(h.pages for h in held), sum(h.with_article for h in held)
    return f"{pages:,} pages with {articles:,} articles, sources: {len(held)}"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A markdown table; a head that starts with # is a column of numbers."""
    lines = [
        "| " + " | ".join(head.removeprefix("#") for head in heads) + " |",
        "|" + "|".join("---:" if head.startswith("#") else "---" for head in heads) + "|",
    ]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _across(counts: Sequence[tuple[str, int]]) -> str:
    """Names over their counts: five fit beside the UI's own columns."""
    return _table([f"#{name}" for name, _ in counts], [[count for _, count in counts]])


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


_RUN_SQL = (
    "SELECT pages, pages_new, articles, versions, rejections, removed FROM runs WHERE run_id = '{run}'",
    "SELECT headline, word_count FROM articles WHERE source = '{source}' ORDER BY word_count LIMIT 10",
    "SELECT reason, count(*), any_value(detail) FROM rejections WHERE source = '{source}' GROUP BY reason",
)
_ARCHIVE_SQL = (
    "SELECT source, count(*), median(word_count) FROM articles GROUP BY source ORDER BY source",
    "SELECT source, reason, count(*) FROM rejections GROUP BY ALL ORDER BY ALL",
    "SELECT * FROM runs ORDER BY started_at DESC LIMIT 30",
)


def _sql(statements: Sequence[str], **names: str) -> str:
    lines = [f'copydesk sql "{statement.format(**names)}"' for statement in statements]
    return "```\n" + "\n".join(lines) + "\n```"


def picture(runs: Sequence[PastRun]) -> str:
    """Articles, rejections and median words of the runs, as three rows of bars in one image."""
    width, height, gap = max(320, 22 * len(runs)), 44, 26
    series: Mapping[str, tuple[str, list[float]]] = {
        "articles": ("#2f855a", [run.articles for run in runs]),
        "rejections": ("#c05621", [run.rejected for run in runs]),
        "median words": ("#2b6cb0", [run.median_words or 0 for run in runs]),
    }
    parts = []
    for row, (name, (colour, values)) in enumerate(series.items()):
        top = row * (height + gap)
        highest = max([*values, 1])
        parts.append(
            f'<text x="0" y="{top + 14}" font-size="12" fill="#64748b">{name}, at most {highest:,.0f}</text>'
        )
        for number, value in enumerate(values):
            tall = round(height * value / highest, 1)
            y = top + gap - 6 + height - tall
            parts.append(f'<rect x="{22 * number}" y="{y}" width="18" height="{tall}" fill="{colour}"/>')
    total = 3 * (height + gap)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{total}" '
        f'viewBox="0 0 {width} {total}" font-family="sans-serif">{"".join(parts)}</svg>'
    )
    image = base64.b64encode(svg.encode()).decode()
    return f"![The last {len(runs)} runs, the newest at the right](data:image/svg+xml;base64,{image})"
