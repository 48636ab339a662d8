"""Runs a command in a process of its own and prints the peak memory of its largest process in MB, last."""

from __future__ import annotations

import resource
import subprocess
import sys


def main() -> None:
    done = subprocess.run([sys.executable, *sys.argv[1:]])
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)  # Linux counts in KiB
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
