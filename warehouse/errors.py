"""What can go wrong in the warehouse, each said in full sentences."""

from __future__ import annotations


class WarehouseError(Exception):
    """Any failure of the archive that its user should hear of; the message is a full sentence."""


class RawPageDamaged(WarehouseError):  # noqa: N818
    """An archived raw page is missing, torn, or its bytes are no longer those that came in."""


class StagingIncomplete(WarehouseError):  # noqa: N818
    """A batch was asked for a step that needs an earlier one, or its files do not belong together."""


class MigrationRefused(WarehouseError):  # noqa: N818
    """The database's recorded migrations and this release's files do not agree."""


class WriterBusy(WarehouseError):  # noqa: N818
    """Another process is writing to the archive."""


class ArchiveMissing(WarehouseError):  # noqa: N818
    """No snapshot has been published yet, so there is nothing to read."""


class ArchiveDamaged(WarehouseError):  # noqa: N818
    """The published database cannot be opened: its bytes are not those that were written."""


class QueryError(WarehouseError):
    """A query was refused or failed; the message says why in one sentence."""


class BackupRefused(WarehouseError):  # noqa: N818
    """A backup cannot be made or put back as it was asked for; nothing that was there is touched."""
