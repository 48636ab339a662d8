"""Articles as WARC `conversion` records, each referring to the raw record that it was made from."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.warcwriter import WARCWriter

from warehouse import cdxj
from warehouse.files import whole_file
from warehouse.raw import RawRecord, read_headers
from warehouse.warc import record_writer

_IDS = uuid.UUID("0b0f3b5e-58a6-5f0e-8a53-2f1f4f6a7c09")  # our own name space for uuid5; any constant
ARTICLES, INDEX = "articles.warc.gz", "articles.cdxj"
_MEDIA_TYPE = "text/plain"


@dataclass(frozen=True, slots=True)
class Conversion:
    """An article's current version, the raw page that shows it, and what made the one of the other."""

    raw: RawRecord
    article_id: str
    version_id: str
    cleaner_version: str
    headline: str | None
    text: str


def write_conversions(raw_dir: Path, conversions: Iterable[Conversion], folder: Path) -> int:
    """Write `articles.warc.gz` and its sorted index `articles.cdxj` into a new folder; returns how many.

    A record has the address and the date of its raw record, whose id stands in WARC-Refers-To; its block is
    headline and text. The same archive gives the same bytes. `RawPageDamaged` where a raw record is torn.
    """
    folder.mkdir(parents=True)
    lines: list[str] = []
    with whole_file(folder / ARTICLES) as unfinished, unfinished.open("wb") as out:
        writer = record_writer(out)
        for conversion in conversions:
            offset = out.tell()
            uri, date, digest = _write(writer, raw_dir, conversion)
            place = {
                "mime": _MEDIA_TYPE,
                "digest": digest,
                "length": str(out.tell() - offset),
                "offset": str(offset),
                "filename": ARTICLES,
            }
            lines.append(cdxj.line(uri, date, place))
    with whole_file(folder / INDEX) as unfinished:
        unfinished.write_text("".join(sorted(lines)), "ascii")
    return len(lines)


def _write(writer: WARCWriter, raw_dir: Path, conversion: Conversion) -> tuple[str, str, str]:
    raw = read_headers(raw_dir, conversion.raw)
    uri, date = raw["WARC-Target-URI"], raw["WARC-Date"]
    made = {
        "article_id": conversion.article_id,
        "version_id": conversion.version_id,
        "page_id": conversion.raw.page_id,
        "cleaner_version": conversion.cleaner_version,
    }
    told = json.dumps(made)
    headers = {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(_IDS, told)}>",
        "WARC-Date": date,
        "WARC-Refers-To": raw["WARC-Record-ID"],
        "Copydesk-Article": told,
    }
    block = "\n\n".join(filter(None, (conversion.headline, conversion.text))).encode()
    record = writer.create_warc_record(
        uri,
        "conversion",
        payload=BytesIO(block),
        length=len(block),
        warc_content_type=f"{_MEDIA_TYPE}; charset=utf-8",
        warc_headers_dict=headers,
    )
    writer.write_record(record)
    return uri, date, str(record.rec_headers.get_header("WARC-Payload-Digest"))
