"""`copydesk compact`: the database without the room that loads left empty, published for readers."""

from __future__ import annotations

from flows.home import Home
from warehouse.compacting import Compacted
from warehouse.compacting import compact as compact_database
from warehouse.database import open_writer, publish
from warehouse.errors import ArchiveMissing


def compact(home: Home) -> Compacted:
    """Compact the writer's database and publish it. Readers keep the snapshots that they have open."""
    if not home.writer.exists():
        raise ArchiveMissing(f"There is no archive at {home.database} yet: it is made by the first run.")
    with home.writing():
        done = compact_database(home.writer)
        publish(open_writer(home.writer), home.writer, home.database)
    return done
