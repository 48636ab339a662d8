"""Whether readers ever wait: one loader and eight readers, each a process, on one archive.

    python -m benchmarks.readers [--seconds 60] [--readers 8] [--pause 0]

Prints how long readers took to open the archive, beside the bar of 200 ms for 99 of 100. Where it is missed,
and where a reader failed or saw half a load, it ends with 1. The loader loads and publishes once a second, or
as often as it can; the readers do nothing else than open, ask and close, so without a pause they keep all
cores busy, and an opening waits for its turn on one: so does that of an empty database in memory, which is
measured beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.warehouse.readers import quantile, watch

_BAR = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--pause", type=float, default=0, help="seconds that a reader rests after closing")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        met = watch(
            Path(folder),
            chosen.seconds,
            readers=chosen.readers,
            loads=chosen.seconds,
            pause=chosen.pause,
        )
    missed = quantile(met.openings, 0.99) >= _BAR or bool(met.failures)
    print(f"{len(met.openings):,} openings by {chosen.readers} readers, {met.published} states published")
    print(f"failures and half loads: {len(met.failures)}")
    for share in (0.5, 0.9, 0.99, 1.0):
        opened, empty = (1000 * quantile(taken, share) for taken in (met.openings, met.empty))
        print(f"{share:.0%} opened within {opened:.0f} ms, an empty database in memory within {empty:.0f} ms")
    print(f"{'MISSED' if missed else 'met'}: 99 % within {1000 * _BAR:.0f} ms")
    sys.exit(missed)


if __name__ == "__main__":
    main()
