"""A batch between the stages, as Parquet files in a folder of its own: `staging/<source>/<batch_id>/`.

    found.parquet, fetches.parquet       from the web: addresses found, and what came of asking for some
    manifest.parquet                     what was pulled: one row for each capture
    versions.parquet, sketches.parquet,
    ledger.parquet                       what cleaning made of it …
    outcomes.parquet                     … written last, so its presence says that all four are whole
    loaded                               an empty file: the batch is in the database

Each file appears whole or not at all, so a batch's state can be read off its folder after any kill.
The folder's name is the batch's id, and the load's idempotency key: never use one twice.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.model import Article, Outcome, RawPage
from warehouse import columns
from warehouse.archived import Archived, read_archived
from warehouse.errors import StagingIncomplete
from warehouse.fetch import SeenAgain, seen_again
from warehouse.files import whole_file
from warehouse.raw import RawRecord, read_page
from warehouse.rows import Row, article_rows, ledger_columns, manifest_row, rejection_row
from warehouse.sketch import sketch_table
from warehouse.web_state import stage_web

MANIFEST, VERSIONS, SKETCHES, LEDGER, OUTCOMES = (
    f"{name}.parquet" for name in ("manifest", "versions", "sketches", "ledger", "outcomes")
)
_LOADED = "loaded"


class BatchState(StrEnum):
    """How far a batch has come."""

    ABSENT = "absent"
    PULLED = "pulled"
    CLEANED = "cleaned"
    LOADED = "loaded"


def batch_state(batch: Path) -> BatchState:
    """Read off the files of the batch's folder."""
    if (batch / _LOADED).exists():
        return BatchState.LOADED
    if not (batch / MANIFEST).exists():
        return BatchState.ABSENT
    return BatchState.CLEANED if (batch / OUTCOMES).exists() else BatchState.PULLED


def batches(staging_dir: Path) -> list[Path]:
    """Every batch's folder, by source and name."""
    return sorted(path for path in staging_dir.glob("*/*") if path.is_dir())


def write_manifest(
    batch: Path, pages: Sequence[RawPage | SeenAgain], records: Iterable[RawRecord], *, run_id: str
) -> None:
    """State what was pulled: a row for each page of `pages`, with its place if one of `records` gives it.

    Pages with a place will be cleaned and loaded; of the others only the capture is new.
    """
    places = {record.page_id: record for record in records}
    constant = {"batch_id": batch.name, "run_id": run_id}
    rows: dict[tuple[Any, ...], Row] = {}
    for page in pages:
        page_id = page.page_id
        row = manifest_row(page, page_id, places.get(page_id))
        rows.setdefault((page_id, page.captured_at, page.source, page.path), constant | row)
    _write(batch / MANIFEST, pa.Table.from_pylist(list(rows.values()), columns.MANIFEST))


def adopt(batch: Path, warc: Path, raw_dir: Path, *, run_id: str) -> None:
    """Make the manifest of a finished WARC file, and what it tells of URLs, from the file alone."""
    stage_archived(batch, read_archived(warc, raw_dir), run_id=run_id)


def stage_archived(batch: Path, archived: Archived, *, run_id: str) -> None:
    """State what a finished WARC file holds: its manifest, written last, and what it tells of URLs."""
    stage_web(batch, archived, run_id=run_id)
    again = [seen for fetch, _ in archived.fetches if (seen := seen_again(fetch))]
    write_manifest(batch, [*archived.pages, *again], archived.records, run_id=run_id)


def staged_records(batch: Path) -> list[RawRecord]:
    """Where the pages lie that are to be cleaned, in the order of the manifest, each page once."""
    names = ["page_id", "digest", "size", "warc_file", "warc_offset", "warc_length"]
    table = pq.read_table(_needed(batch, MANIFEST), columns=names)
    found = {row[0]: row for row in zip(*(table[name].to_pylist() for name in names), strict=True) if row[1]}
    return [RawRecord(*row) for row in found.values()]


def staged_pages(batch: Path, raw_dir: Path) -> Iterator[RawPage]:
    """The pages to be cleaned, one at a time; `RawPageDamaged` where one is not as it came."""
    return (read_page(raw_dir, record) for record in staged_records(batch))


def write_outcomes(
    batch: Path, outcomes: Iterable[Outcome], *, cleaner_version: str, cleaned_at: datetime
) -> None:
    """State what cleaning made of the batch's pages; of two outcomes for one page the first counts.

    `cleaned_at` tells which cleaner version was used last; give every batch of a run the same. The files
    follow the order of the manifest, whatever the order of `outcomes`.
    """
    urls = _page_urls(batch)
    by_page: dict[str, Outcome] = {}
    for outcome in outcomes:
        by_page.setdefault(outcome.page_id, outcome)
    if unknown := by_page.keys() - urls.keys():
        raise StagingIncomplete(
            f"Batch {batch} was given outcomes of pages it never pulled: {sorted(unknown)}."
        )
    constant = {"batch_id": batch.name, "cleaner_version": cleaner_version}
    ordered = [by_page[page_id] for page_id in urls if page_id in by_page]
    rows, versions = _outcome_rows(ordered, urls)
    _write(batch / VERSIONS, pa.Table.from_pylist(versions, columns.VERSIONS))
    _write(batch / SKETCHES, sketch_table(versions))
    _write(batch / LEDGER, _table(ledger_columns(ordered), columns.LEDGER, constant))
    rows = [constant | {"cleaned_at": cleaned_at} | row for row in rows]
    _write(batch / OUTCOMES, pa.Table.from_pylist(rows, columns.OUTCOMES))


def mark_loaded(batch: Path) -> None:
    """Note that the batch's load was committed; `remove_loaded` may take its files away."""
    with whole_file(batch / _LOADED) as unfinished:
        unfinished.touch()


def remove_loaded(staging_dir: Path) -> int:
    """Remove the folders of loaded batches and say how many; the mark goes last, after a kill too."""
    loaded = [batch for batch in batches(staging_dir) if batch_state(batch) is BatchState.LOADED]
    for batch in loaded:
        for file in batch.iterdir():
            if file.name != _LOADED:
                file.unlink()
        shutil.rmtree(batch)
    return len(loaded)


def _outcome_rows(outcomes: Iterable[Outcome], urls: Mapping[str, str | None]) -> tuple[list[Row], list[Row]]:
    rows: list[Row] = []
    versions: dict[str, Row] = {}
    for outcome in outcomes:
        url = urls[outcome.page_id]
        if isinstance(outcome, Article):
            version, row = article_rows(outcome, url)
            versions[version["version_id"]] = version
        else:
            row = rejection_row(outcome, url)
        rows.append(row)
    return rows, list(versions.values())


def _page_urls(batch: Path) -> dict[str, str | None]:
    table = pq.read_table(_needed(batch, MANIFEST), columns=["page_id", "url"])
    return dict(zip(table["page_id"].to_pylist(), table["url"].to_pylist(), strict=True))


def _needed(batch: Path, name: str) -> Path:
    path = batch / name
    if not path.exists():
        raise StagingIncomplete(f"Batch {batch} has no {name} yet: run the stage that writes it first.")
    return path


def _table(values: Mapping[str, list[Any]], schema: pa.Schema, constant: Mapping[str, str]) -> pa.Table:
    rows = len(next(iter(values.values())))
    same = {name: [value] * rows for name, value in constant.items()}
    return pa.Table.from_pydict({**values, **same}, schema=schema)


def _write(target: Path, table: pa.Table) -> None:
    with whole_file(target) as unfinished:
        pq.write_table(table, unfinished, compression="zstd")
