"""How well pages are cleaned, side by side with other extractors, on the page sets of a folder.

    python -m benchmarks.quality [FOLDER] [--sets aeb naeb …] [--kinds html dump] [--folds MODELS]

Prints Markdown; `--write docs/quality.md` puts it there, between that page's marks. `--folds` cleans every
page with a model that knows nothing of its site: the honest figure. `--leaks` and `--fields` print what a
person may want to check. `--gate` and `--pin` compare with the floors or raise them. readability takes part
where it is installed (`pip install -e '.[benchmarks]'`).
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality.cleaners import COPYDESK
from benchmarks.quality.fields import NOTED, read_notes, tally_fields
from benchmarks.quality.floors import below_floor, pin
from benchmarks.quality.report import SetReport, judge, render
from benchmarks.quality.sets import PAGES, SETS, clean_set, digest, kinds_of
from training.gold import read_gold
from training.metric import load_metric


def main() -> None:
    chosen = _arguments().parse_args()
    if not (chosen.folder / "score.py").exists():
        sys.exit(
            f"{chosen.folder} holds no page sets: name a folder with NAME.jsonl.xz, NAME.gold.jsonl.xz …"
        )
    reports = []
    for name in chosen.sets:
        of_set = _reports(chosen, name)
        reports += of_set
        if chosen.gate or chosen.pin:
            _hold(chosen, name, of_set)
    text = render(reports, chosen.folds is not None)
    print(text)
    _print_details(reports, chosen)
    if chosen.write:
        _write(chosen.write, "folds" if chosen.folds else "plain", text)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, nargs="?", default=PAGES)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--kinds", nargs="+", choices=("html", "dump"), default=("html", "dump"))
    parser.add_argument(
        "--folds", type=Path, help="models by fold, from `python -m training … --folds --to MODELS`"
    )
    parser.add_argument("--alone", action="store_true", help="Copydesk without its peers")
    parser.add_argument("--leaks", action="store_true", help="print every leaked line of Copydesk's")
    parser.add_argument("--fields", action="store_true", help="print every disagreement over a field")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this Markdown page")
    parser.add_argument("--gate", action="store_true", help="end with an error where a floor does not hold")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what was reached")
    parser.add_argument("--workers", type=int, default=min(4, len(os.sched_getaffinity(0))))
    return parser


def _reports(chosen: argparse.Namespace, name: str) -> list[SetReport]:
    folder, metric = chosen.folder, load_metric(chosen.folder)
    golds = read_gold(folder, name)
    raw_golds = {row["id"]: row["gold"] for row in metric.lines(f"{name}.gold")}
    notes = read_notes(folder, name) if name in NOTED else None
    reports = []
    for kind in kinds_of(name):
        if kind in chosen.kinds:
            pages = clean_set(
                folder, name, kind, folds=chosen.folds, with_peers=not chosen.alone, workers=chosen.workers
            )
            fields = tally_fields(pages, notes) if notes else {}
            reports.append(judge(name, kind, pages, golds, metric, raw_golds, fields))
            print(f"{name} {kind}: {len(pages)} pages", file=sys.stderr, flush=True)
    return reports


def _hold(chosen: argparse.Namespace, name: str, reports: Sequence[SetReport]) -> None:
    if chosen.folds:
        sys.exit("Floors are pinned for the shipped models: leave --folds out.")
    reached: dict[str, float] = {report.kind: report.scores[COPYDESK][2] for report in reports}
    pages = digest(chosen.folder, name)
    if chosen.pin:
        pin(name, pages, reached)
    elif wrong := below_floor(name, pages, reached):
        sys.exit("\n".join(wrong))


def _print_details(reports: Sequence[SetReport], chosen: argparse.Namespace) -> None:
    for report in reports:
        if chosen.leaks:
            for url, leaked in report.leaked.get(COPYDESK, {}).items():
                for leak in leaked:
                    print(f"leak, {report.name} {report.kind}: {url} [{leak.family}] {leak.text}")
        if chosen.fields:
            for name, tally in report.fields.items():
                for line in tally.differing:
                    print(f"{name}, {report.name} {report.kind}: {line}")


def _write(page: Path, part: str, text: str) -> None:
    """Put the tables between the page's marks `<!-- PART -->` and `<!-- /PART -->`."""
    whole = page.read_text("utf-8")
    marks = re.compile(rf"(<!-- {part} -->\n).*?(<!-- /{part} -->)", re.DOTALL)
    if not marks.search(whole):
        sys.exit(
            f"{page} has no place for the tables: it needs the lines <!-- {part} --> and <!-- /{part} -->."
        )
    page.write_text(marks.sub(lambda match: match[1] + text + match[2], whole), "utf-8")


if __name__ == "__main__":
    main()
