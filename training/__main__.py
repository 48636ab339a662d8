"""`python -m training dumps FOLDER`: trains a model on the page sets of a folder, into the project."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.dumps import train

MODELS = Path(__file__).parents[1] / "extractors" / "models"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="model", required=True)
    dumps = commands.add_parser("dumps", help="the model that finds the story's blocks in text dumps")
    dumps.add_argument("folder", type=Path, help="holds NAME.jsonl.xz, NAME.gold.jsonl.xz, score.py …")
    dumps.add_argument("--to", type=Path, default=MODELS, help="where the model is written")
    dumps.add_argument("--no-validation", action="store_true", help="only train")
    chosen = parser.parse_args()
    train(chosen.folder, chosen.to, print, validate=not chosen.no_validation)


if __name__ == "__main__":
    main()
