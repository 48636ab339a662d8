"""Whether two archives say the same, whichever way their pages came in."""

from __future__ import annotations

import hashlib
import json

import duckdb

# The public views, without what tells of a run rather than of the pages. `runs` tells of nothing else.
_CONTENT = {
    "articles": "*",
    "captions": "*",
    "blocks": "*",
    "rejections": "*",
    "captures": "* EXCLUDE (run_id, warc_file, warc_offset, warc_length)",
}
_ROWS = 10_000


def content_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """ "sha256:" and the hex digest of all that the public views say, in the order of their keys.

    Equal for the same pages cleaned by the same version, whatever the batches, the order of loads, the
    number of workers and the runs. Reads the whole archive.
    """
    digest = hashlib.sha256()
    cursor = connection.cursor()
    for view, columns in _CONTENT.items():
        digest.update(f"{view}\n".encode())
        cursor.execute(f"SELECT {columns} FROM {view} ORDER BY ALL")
        while rows := cursor.fetchmany(_ROWS):
            for row in rows:
                digest.update(json.dumps(row, default=str, sort_keys=True).encode("ascii") + b"\n")
    return "sha256:" + digest.hexdigest()
