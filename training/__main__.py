"""`python -m training dumps FOLDER` (or `html`, `headline`): learns from the page sets of a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from training import dumps, html
from training.dump_views import GOLD_SETS
from training.gold import FOLDS
from training.headline import fit_headline

MODELS = Path(__file__).parents[1] / "extractors" / "models"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="model", required=True)
    for name, about in (
        ("dumps", "the model that finds the story's blocks in text dumps"),
        ("html", "the model that finds the story's blocks in HTML pages"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("folder", type=Path, help="holds NAME.jsonl.xz, NAME.gold.jsonl.xz, score.py …")
        command.add_argument("--to", type=Path, default=MODELS, help="where the model is written")
        command.add_argument("--no-validation", action="store_true", help="only train")
        command.add_argument(
            "--folds",
            type=int,
            nargs="?",
            const=FOLDS,
            metavar="N",
            help=f"write one model for each (or the first N) of {FOLDS} folds of the sites, which has seen "
            "none of them, to TO/0, TO/1 …",
        )
    command = commands.add_parser("headline", help="the weights that find the headline of a text dump")
    command.add_argument("folder", type=Path)
    command.add_argument("--sets", nargs="+", choices=GOLD_SETS, default=GOLD_SETS)
    chosen = parser.parse_args()
    if chosen.model == "headline":
        fit_headline(chosen.folder, print, chosen.sets)
        return
    model = html if chosen.model == "html" else dumps
    if chosen.folds:
        if chosen.to == MODELS:
            parser.error("--folds needs --to: the models of folds are for validation, not to be shipped.")
        model.train_folds(chosen.folder, chosen.to, print, folds=chosen.folds)
    else:
        model.train(chosen.folder, chosen.to, print, validate=not chosen.no_validation)


if __name__ == "__main__":
    main()
