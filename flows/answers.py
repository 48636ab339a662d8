"""A run and the whole archive as markdown: what the Prefect UI answers without a log."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from urllib.parse import quote

from flows.home import Home
from flows.report import Asked, Report, by_count, missed_sql
from warehouse.insights import Holding, PastAlert, PastRun, Surprise


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


def archive_markdown(home: Home, held: Sequence[Holding], alerts: Sequence[PastAlert]) -> str:
    """The whole archive: what it holds by source, where it lies, and what drifted of late."""
    rows = [
        (
            h.source,
            h.pages,
            h.with_article,
            h.rejected,
            "" if h.median_words is None else round(h.median_words),
            f"{h.last_captured_at:%Y-%m-%d}",
            _last_run(h),
        )
        for h in held
    ]
    heads = ("source", "#pages", "#articles", "#rejected", "#median words", "last capture", "last run (UTC)")
    size = home.database.stat().st_size / 1e6
    return "\n\n".join(
        [
            f"`{home.database}` ({size:,.1f} MB); raw pages in `{home.raw}`",
            _table(heads, rows),
            "## What departed from its own past",
            "\n".join(f"- {_moment(alert.raised_at)}: {_plain(alert.sentence)}" for alert in alerts)
            or "Nothing.",
            "## The same in SQL",
            _sql(_ARCHIVE_SQL),
        ]
    )


def _last_run(held: Holding) -> str:
    """When it was; how it ended only where that is not as usual, so that it stands out and the table fits."""
    ended = "" if held.last_state in (None, "completed") else f"**{held.last_state}** "
    return f"{ended}{_moment(held.last_run_at)}"


def total(held: Sequence[Holding]) -> str:
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
    "SELECT source, count(*), median(word_count) FROM articles GROUP BY ALL",
    "SELECT source, reason, count(*) FROM rejections GROUP BY ALL ORDER BY ALL",
    "SELECT * FROM runs ORDER BY started_at DESC LIMIT 30",
    "SELECT raised_at, sentence FROM drift_alerts ORDER BY raised_at DESC",
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
