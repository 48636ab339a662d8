"""Measurements beside their bars, in a table whose last column says which were met."""

from __future__ import annotations

import sys
from typing import NoReturn

from rich.console import Console
from rich.table import Table


def bar(measured: float, allowed: float) -> str:
    """Whether it is met and what it is: at most `allowed`. A least value is given with both signs turned."""
    return f"{'met' if measured <= allowed else 'MISSED'}: {abs(allowed):,.4g}"


def show(table: Table) -> NoReturn:
    """Print the table and end the process: with 1 where a bar is missed, else with 0."""
    Console(width=120).print(table)
    sys.exit(any("MISSED" in str(cell) for cell in table.columns[-1].cells))
