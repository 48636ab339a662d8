"""Where pages come from: sources told in TOML files, and the code that reads their dumps."""

from seeds.dump import DumpProblem, media_type_and_charset, sniff_media_type
from seeds.pages import list_files, read_pages, read_path, read_stream, source_root
from seeds.schedule import CatchUp, Cron, Interval, RRule, Schedule
from seeds.source import Kind, Source, SourceError, find_source, read_source, read_sources, source_from_path
from seeds.web import WebOptions, is_web_address

__all__ = [
    "CatchUp",
    "Cron",
    "DumpProblem",
    "Interval",
    "Kind",
    "RRule",
    "Schedule",
    "Source",
    "SourceError",
    "WebOptions",
    "find_source",
    "is_web_address",
    "list_files",
    "media_type_and_charset",
    "read_pages",
    "read_path",
    "read_source",
    "read_sources",
    "read_stream",
    "sniff_media_type",
    "source_from_path",
    "source_root",
]
