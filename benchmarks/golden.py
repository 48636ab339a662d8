"""How well the golden pages come out: precision and recall of every field, F1 of the story, the verdicts.

python -m benchmarks.golden [--errors]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from extractors.clean import clean_many
from extractors.model import Article, Outcome, RawPage
from tests.golden_pages import GoldenPage, load

FIELDS = (
    "headline",
    "authors",
    "date_published",
    "date_modified",
    "dateline",
    "captions",
    "contributors",
    "editors_note",
    "keywords",
    "copyright",
    "site",
    "language",
)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_QUOTES = str.maketrans("“”„«»‘’‚`´", "\"\"\"\"\"'''''")
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Tally:
    """Counts of right, wrong and missing values, and what was wrong, in words."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missing) or 1)

    def add(self, page: str, expected: Iterable[str], got: Iterable[str]) -> None:
        """Count values as multisets: each expected value is right once, wherever it stands."""
        wanted, found = Counter(expected), Counter(got)
        self.right += sum((wanted & found).values())
        self.wrong += sum((found - wanted).values())
        self.missing += sum((wanted - found).values())
        for value in found - wanted:
            self.errors.append(f"{page}: wrong {value!r}, expected {sorted(wanted)!r}")
        for value in wanted - found:
            self.errors.append(f"{page}: missing {value!r}, got {sorted(found)!r}")


@dataclass(frozen=True, slots=True)
class Scores:
    """`fields` by name; `story` F1 of each article page by name; `verdicts` counts outcomes and reasons."""

    fields: dict[str, Tally]
    story: dict[str, float]
    verdicts: Tally


def score(pages: Sequence[GoldenPage]) -> Scores:
    """Clean the pages and compare with what is expected of them."""
    outcomes = clean_many([_raw(page) for page in pages])
    scores = Scores({name: Tally() for name in FIELDS}, {}, Tally())
    for page, outcome in zip(pages, outcomes, strict=True):
        expected = page.expected
        scores.verdicts.add(page.name, [expected.get("reason", "article")], [_verdict(outcome)])
        if page.is_article and isinstance(outcome, Article):
            scores.story[page.name] = _story_f1(expected, outcome)
            for name in FIELDS:
                scores.fields[name].add(page.name, _EXPECTED[name](expected), _GOT[name](outcome))
    return scores


def _raw(page: GoldenPage) -> RawPage:
    return RawPage("golden", page.name, page.url, _EPOCH, page.media_type, None, page.body)


def _verdict(outcome: Outcome) -> str:
    return "article" if isinstance(outcome, Article) else outcome.reason.value


def _story_f1(expected: dict[str, Any], article: Article) -> float:
    """F1 over words of the story; where a standfirst may stand or not, the better of the two."""
    paragraphs = list(expected["paragraphs"])
    standfirst = expected.get("standfirst")
    truths = [paragraphs]
    if standfirst:
        without = [p for p in paragraphs if p != standfirst]
        truths = [without, [standfirst, *without]]
    return max(_f1("\n".join(truth), article.text) for truth in truths)


def _f1(truth: str, text: str) -> float:
    wanted, found = (
        Counter(zip(*(w[i:] for i in range(4)), strict=False)) for w in (_words(truth), _words(text))
    )
    both = sum((wanted & found).values())
    return 2 * both / ((sum(wanted.values()) + sum(found.values())) or 1)


def _words(text: str) -> list[str]:
    return _WORD.findall(_folded(text))


def _folded(text: str) -> str:
    """White space, quotes and apostrophes made alike, and a final full stop dropped."""
    return " ".join(text.translate(_QUOTES).split()).rstrip(".")


def _one(value: str | None) -> list[str]:
    return [_folded(value)] if value else []


def _moment(value: str | None) -> list[str]:
    """A date as comparable text; a moment with an offset in UTC."""
    if value is None:
        return []
    if "T" not in value:
        return [value]
    moment = datetime.fromisoformat(value)
    return [(moment.astimezone(UTC) if moment.tzinfo else moment).isoformat(timespec="minutes")]


def _caption(text: str, credit: str | None, date: str | None, times_seen: int) -> str:
    return f"{_folded(text)} | {_folded(credit or '')} | {date} | {times_seen}"


_EXPECTED: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "headline": lambda e: _one(e["headline"]),
    "authors": lambda e: [_folded(a) for a in e["authors"]],
    "date_published": lambda e: _moment(e["date_published"]),
    "date_modified": lambda e: _moment(e["date_modified"]),
    "dateline": lambda e: [f"{e['dateline']['place']} | {e['dateline']['agency']}"] if e["dateline"] else [],
    "captions": lambda e: [
        _caption(c["text"], c["credit"], c["date"], c["times_seen"]) for c in e["captions"]
    ],
    "contributors": lambda e: _one(e["contributors"]),
    "editors_note": lambda e: _one(e["editors_note"]),
    "keywords": lambda e: [_folded(k) for k in e["keywords"]],
    "copyright": lambda e: (
        [f"{e['copyright']['holder']} | {e['copyright']['year']}"] if e["copyright"] else []
    ),
    "site": lambda e: _one(e["site"]),
    "language": lambda e: _one(e["language"]),
}
_GOT: dict[str, Callable[[Article], list[str]]] = {
    "headline": lambda a: _one(a.headline),
    "authors": lambda a: [_folded(author) for author in a.authors],
    "date_published": lambda a: _moment(a.date_published),
    "date_modified": lambda a: _moment(a.date_modified),
    "dateline": lambda a: [f"{a.dateline.place} | {a.dateline.agency}"] if a.dateline else [],
    "captions": lambda a: [
        _caption(c.text, c.credit, c.date.isoformat() if c.date else None, c.times_seen) for c in a.captions
    ],
    "contributors": lambda a: _one(a.contributors),
    "editors_note": lambda a: _one(a.editors_note),
    "keywords": lambda a: [_folded(k) for k in a.keywords],
    "copyright": lambda a: [f"{a.copyright.holder} | {a.copyright.year}"] if a.copyright else [],
    "site": lambda a: _one(a.site),
    "language": lambda a: _one(a.language),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="print every error too")
    show_errors = parser.parse_args().errors
    pages = load()
    scores = score(pages)
    table = Table("field", "precision", "recall", "values", title=f"{len(pages)} golden pages")
    for name, tally in {"verdict": scores.verdicts, **scores.fields}.items():
        table.add_row(name, f"{tally.precision:.3f}", f"{tally.recall:.3f}", str(tally.right + tally.missing))
    console = Console(width=200, highlight=False)
    console.print(table)
    mean = sum(scores.story.values()) / (len(scores.story) or 1)
    console.print(f"story: mean F1 {mean:.4f} over {len(scores.story)} articles")
    if show_errors:
        for name, tally in {"verdict": scores.verdicts, **scores.fields}.items():
            for error in tally.errors:
                console.print(f"{name}: {error}", markup=False)
        for name, f1 in sorted(scores.story.items(), key=lambda item: item[1]):
            if f1 < 0.97:
                console.print(f"story: {name} {f1:.3f}", markup=False)


if __name__ == "__main__":
    main()
