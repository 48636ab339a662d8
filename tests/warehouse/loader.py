"""A writer to be killed: loads the staged batches of the archive at argv[1] one by one, then publishes.

Prints a line after each commit.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.warehouse.archive import Archive
from tests.warehouse.generated import START
from warehouse import staging
from warehouse.database import load, open_writer, publish


def main() -> None:
    archive = Archive(Path(sys.argv[1]))
    connection = open_writer(archive.database)
    print("open", flush=True)
    for batch in staging.batches(archive.staging_dir):
        load(connection, [batch], loaded_at=START)
        print(batch.name, flush=True)
    publish(connection, archive.database, archive.link)
    print("published", flush=True)


if __name__ == "__main__":
    main()
