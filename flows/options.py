"""What the commands share: options, exit codes, and where they print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

FAILED, WRONG_INPUT, BUSY = 1, 2, 3

_PIPED_WIDTH = 240  # tables for other programs and files are not folded to a screen
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)
err = Console(stderr=True, soft_wrap=True, highlight=False)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", envvar="COPYDESK_HOME", file_okay=False, help="The archive's folder.  [default: data]"
    ),
]
WorkersOption = Annotated[int | None, typer.Option(min=1, help="Cleaning processes.  [default: one a core]")]
LimitOption = Annotated[
    float,
    typer.Option(
        min=0.1, help="Seconds after which a page is given up; `clean` asks it of 64 pages or more."
    ),
]
