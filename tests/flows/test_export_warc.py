"""Exported conversion records lead back to the raw ones; other tools read raw files byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from flows.choices import ExportFormat
from flows.export import export
from flows.home import Home
from tests.warehouse.archive import Archive
from tests.warehouse.generated import pages_and_outcomes
from warehouse.cdxj import sort_key
from warehouse.errors import RawPageDamaged
from warehouse.reader import open_reader

PAIRS = list(pages_and_outcomes(range(60)))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    archive = Archive(tmp_path / "home")
    archive.load(archive.stage("a", PAIRS[:30]), archive.stage("b", PAIRS[30:]))
    archive.publish()
    return Home(archive.home)


def records(path: Path) -> list[tuple[dict[str, str], bytes]]:
    with path.open("rb") as file:
        return [(dict(r.rec_headers.headers), r.content_stream().read()) for r in ArchiveIterator(file)]


def test_each_article_is_a_conversion_of_its_raw_record(home: Home, tmp_path: Path) -> None:
    raw = {h["WARC-Record-ID"]: h for file in home.raw.rglob("*.warc.gz") for h, _ in records(file)}
    written = export(home, ExportFormat.WARC, tmp_path / "w")
    with open_reader(home.database) as connection:
        stories = {
            article: (page, f"{headline}\n\n{text}")
            for article, page, headline, text in connection.execute(
                "SELECT article_id, page_id, headline, text FROM articles"
            ).fetchall()
        }
    assert written == len(stories) == 58
    for headers, block in records(tmp_path / "w" / "articles.warc.gz"):
        source = raw[headers["WARC-Refers-To"]]
        said = json.loads(headers["Copydesk-Article"])
        assert headers["WARC-Type"] == "conversion"
        assert source["WARC-Type"] == "resource"
        assert (headers["WARC-Target-URI"], headers["WARC-Date"]) == (
            source["WARC-Target-URI"],
            source["WARC-Date"],
        )
        assert stories.pop(said["article_id"]) == (said["page_id"], block.decode())
    assert stories == {}


def test_the_index_is_sorted_and_leads_to_each_record(home: Home, tmp_path: Path) -> None:
    export(home, ExportFormat.WARC, tmp_path / "w")
    lines = (tmp_path / "w" / "articles.cdxj").read_text("ascii").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 58
    for line in lines:
        key, moment, told = line.split(" ", 2)
        place = json.loads(told)
        data = (tmp_path / "w" / place["filename"]).read_bytes()
        member = data[int(place["offset"]) :][: int(place["length"])]
        (tmp_path / "one.warc.gz").write_bytes(member)
        ((headers, _),) = records(tmp_path / "one.warc.gz")
        assert headers["WARC-Target-URI"] == place["url"]
        assert headers["WARC-Payload-Digest"] == place["digest"]
        assert key == sort_key(place["url"])
        assert moment == headers["WARC-Date"].replace("-", "").replace(":", "").replace("T", "")[:14]


def test_other_tools_find_the_export_sound_and_it_is_the_same_twice(home: Home, tmp_path: Path) -> None:
    for name in ("one", "two"):
        export(home, ExportFormat.WARC, tmp_path / name)
    one, two = ((tmp_path / name / "articles.warc.gz").read_bytes() for name in ("one", "two"))
    assert one == two
    assert sound(tmp_path / "one" / "articles.warc.gz")


def sound(path: Path) -> bool:
    """Whether warcio's check and fastwarc's digests hold for every record."""
    checker = Checker(Checking([str(path)]))
    checker.process_all()
    with path.open("rb") as file:
        digests = [record.verify_block_digest() for record in FastIterator(file, parse_http=False)]
    return checker.exit_value == 0 and all(digests)


class Checking:
    """The options that warcio's check takes from its command line."""

    verbose = False

    def __init__(self, inputs: list[str]) -> None:
        self.inputs = inputs


def test_other_tools_read_every_raw_body_byte_for_byte(home: Home) -> None:
    bodies = {}
    for file in home.raw.rglob("*.warc.gz"):
        assert sound(file)
        for headers, block in records(file):
            if headers["WARC-Type"] == "resource":
                bodies[headers["WARC-Target-URI"], headers["WARC-Date"]] = block
    assert sorted(bodies.values()) == sorted(page.body for page, _ in PAIRS)


def test_a_torn_raw_record_ends_the_export_with_its_name(home: Home, tmp_path: Path) -> None:
    file = max(home.raw.rglob("*.warc.gz"))
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(RawPageDamaged, match=str(file)):
        export(home, ExportFormat.WARC, tmp_path / "w")
    assert not (tmp_path / "w" / "articles.cdxj").exists(), "no index of half an export"


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("https://www2.Example.com:443/A//b/../c/?b=2&a=1&A=0#x", "com,example)/a/c?a=0&a=1&b=2"),
        ("http://example.com", "com,example)/"),
        ("http://example.com/?", "com,example)/"),
        ("http://news.example.com:8080/x/", "com,example,news:8080)/x"),
        ("https://user:word@example.com/%2541%20b", "com,example)/a%20b"),
        ("https://bücher.example/ü", "example,xn--bcher-kva)/%c3%bc"),
        ("https://example.com/a%23b?q=%26", "com,example)/a%23b?&q="),
        ("https://example.com/?jsessionid=0123456789abcdef0123456789ABCDEF&z=1", "com,example)/?z=1"),
        ("urn:copydesk:samples/Page%20One.txt", "urn:copydesk:samples/page%20one.txt"),
    ],
)
def test_keys_sort_by_the_host_turned_round(uri: str, key: str) -> None:
    assert sort_key(uri) == key
