"""A benchmark says which of its bars are missed, and ends with an error where one is."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest
from rich.table import Table

from benchmarks import clusters, readers, search, warehouse
from tests.warehouse.readers import Met

MEASURED = warehouse.Measured(
    articles=100_000,
    seconds=10,
    cpu_seconds=10,
    size=200_000_000,
    peak=500_000_000,
    beside_few=1,
    beside_many=1,
    publishing=0.5,
)
MET = Met(openings=(0.1,) * 99 + (0.3,), empty=(0.1,), failures=(), states=2, published=2)


def bars(measured: warehouse.Measured) -> list[str]:
    """The last cell of each row."""
    return [str(cell) for cell in warehouse.table(measured, 1, 100_000).columns[-1].cells if cell]


@pytest.mark.parametrize(
    ("worse", "missed"),
    [
        (MEASURED, []),
        (replace(MEASURED, size=301_000_000), ["MISSED: 300"]),
        (replace(MEASURED, seconds=21), ["MISSED: 5,000"]),
        (replace(MEASURED, publishing=0.61), ["MISSED: 0.6"]),
        (replace(MEASURED, size=1_000_000, publishing=0.09), []),
        (replace(MEASURED, size=1_000_000, publishing=0.11), ["MISSED: 0.1"]),
    ],
)
def test_the_database_is_held_against_its_bars(worse: warehouse.Measured, missed: list[str]) -> None:
    assert [bar for bar in bars(worse) if bar.startswith("MISSED")] == missed
    assert len(bars(worse)) == 5


@pytest.mark.parametrize(
    ("met", "code"),
    [
        (MET, 0),
        (replace(MET, openings=(0.1,) * 98 + (0.3,) * 2), 1),
        (replace(MET, failures=("half a load",)), 1),
    ],
)
def test_readers_that_wait_or_fail_end_with_an_error(
    met: Met, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "watch", lambda *_, **__: met)
    monkeypatch.setattr("sys.argv", ["readers"])
    with pytest.raises(SystemExit) as ended:
        readers.main()
    assert ended.value.code == code


@pytest.mark.parametrize("benchmark", [clusters, search])
@pytest.mark.parametrize(("bar", "code"), [("met: 1", 0), ("", 0), ("MISSED: 1", 1)])
def test_a_missed_bar_ends_with_an_error(
    benchmark: ModuleType, bar: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Table("what", "measured", "bar")
    shown.add_row("first", "1", bar)
    shown.add_row("last", "1", "met: 1")
    monkeypatch.setattr(benchmark, "table", lambda *_: shown)
    monkeypatch.setattr("sys.argv", ["benchmark"])
    with pytest.raises(SystemExit) as ended:
        benchmark.main()
    assert ended.value.code == code
