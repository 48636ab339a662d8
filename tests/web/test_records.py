"""What a pull writes down, record by record, and where its connections go."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from typer.testing import CliRunner

from flows.choices import ExportFormat
from flows.cli import app
from flows.export import export
from flows.reclean import reclean
from flows.web.settings import Limits
from tests.web.conftest import MakePulls, Pulls, ask
from tests.web.contents import PACK, coding_of
from tests.web.site import HOSTS, Site

Record = tuple[dict[str, str], bytes]


def records(done: Pulls, kind: WarcRecordType, path: str = "/news/") -> list[Record]:
    """Headers and blocks of the records of one kind whose target holds `path`, in the order written."""
    found: list[Record] = []
    for warc in sorted(Path(done.home.raw).rglob("*.warc.gz")):
        for record in ArchiveIterator(warc.open("rb"), record_types=kind, parse_http=False):
            headers = dict(record.headers.astuples())
            if path in headers["WARC-Target-URI"]:
                found.append((headers, record.reader.read()))
    return found


def test_requests_and_answers_are_pairs_as_sent_with_the_server_s_address(
    site: Site, pulls: MakePulls
) -> None:
    done = pulls(kind="urls", location=[site.article_url(n) for n in range(3)])
    done.run()
    asked, answered = records(done, WarcRecordType.request), records(done, WarcRecordType.response)
    assert len(asked) == len(answered) == 3
    for (request, sent), (response, received) in zip(asked, answered, strict=True):
        host = response["WARC-Target-URI"].split("/")[2].partition(":")[0]
        assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
        assert request["WARC-IP-Address"] == response["WARC-IP-Address"] == host
        logged = next(a.headers for a in site.log if a.host == host and a.path != "/robots.txt")
        assert all(f"{name}: {value}\r\n".encode() in sent for name, value in logged.items())
        assert b"\r\nServer: BaseHTTP" in received and b"\r\nDate: " in received
        assert {"WARC-Block-Digest", "WARC-Payload-Digest"} <= response.keys()
    assert ask(done.home, "SELECT DISTINCT ip FROM fetches ORDER BY 1") == [(host,) for host in HOSTS]


@pytest.mark.parametrize(
    ("path", "word"),
    [("/endless", "length"), ("/drip", "time"), ("/reset/9/1", "disconnect"), ("/image", "unspecified")],
)
def test_what_was_cut_short_is_marked_with_why(path: str, word: str, site: Site, pulls: MakePulls) -> None:
    limits = Limits(body=1 << 20, connect=2, silence=1, total=1, tries=2, first_pause=0.05)
    done = pulls(kind="urls", location=[site.url(path)], limits=limits)
    done.run()
    ((headers, block),) = records(done, WarcRecordType.response, path)
    assert headers["WARC-Truncated"] == word
    assert len(block) <= limits.body + (1 << 18), "the head, and what came in one piece"


@pytest.mark.parametrize(
    ("path", "status", "profile"),
    [("/news/3", 304, "server-not-modified"), ("/wall/free/6", 200, "identical-payload-digest")],
)
def test_what_is_unchanged_is_a_revisit_of_what_is_stored(
    path: str, status: int, profile: str, site: Site, pulls: MakePulls
) -> None:
    done = pulls(kind="urls", location=[site.url(path)], revisit=["1s"])
    done.run()
    time.sleep(1.1)
    assert done.run()[path.strip("/")].status == status
    ((stored, _),) = records(done, WarcRecordType.response, path)
    ((again, block),) = records(done, WarcRecordType.revisit, path)
    assert again["WARC-Profile"].endswith(profile)
    assert again["WARC-Payload-Digest"] == stored["WARC-Payload-Digest"]
    assert again["WARC-Refers-To-Target-URI"] == stored["WARC-Target-URI"]
    assert again["WARC-Refers-To-Date"] == stored["WARC-Date"] < again["WARC-Date"]
    assert b"SPRINGFIELD" not in block, "the story is stored once"
    assert ask(done.home, "SELECT count(*), count(DISTINCT page_id) FROM captures") == [(2, 1)]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["gzip", "brotli", "plain"])
def test_restore_gives_the_body_unpacked_as_it_is_identified(
    number: int, site: Site, pulls: MakePulls
) -> None:
    """Packed as it was sent the body stays in the raw file only."""
    done = pulls(kind="urls", location=[site.article_url(number)])
    done.run()
    ((page_id,),) = ask(done.home, "SELECT page_id FROM captures")
    command = ["restore", str(page_id), "--home", str(done.home.root)]
    assert CliRunner().invoke(app, command).stdout_bytes == site.articles[number].encode()
    ((_, block),) = records(done, WarcRecordType.response)
    packed = PACK[coding_of(number)] if coding_of(number) else bytes
    assert block.partition(b"\r\n\r\n")[2] == packed(site.articles[number].encode())


def test_a_pulled_article_is_exported_as_a_conversion_of_its_response(
    site: Site, pulls: MakePulls, tmp_path: Path
) -> None:
    done = pulls(kind="urls", location=[site.article_url(n) for n in range(3)])
    done.run()
    reclean(done.home, None, workers=1, page_timeout=20, tell=lambda done, total: None)
    assert export(done.home, ExportFormat.WARC, tmp_path / "w") == 3
    answers = {headers["WARC-Record-ID"]: headers for headers, _ in records(done, WarcRecordType.response)}
    with (tmp_path / "w" / "articles.warc.gz").open("rb") as file:
        made = [dict(r.headers.astuples()) for r in ArchiveIterator(file, WarcRecordType.conversion)]
    assert sorted(headers["WARC-Refers-To"] for headers in made) == sorted(answers)
    for headers in made:
        source = answers[headers["WARC-Refers-To"]]
        assert headers["WARC-Target-URI"] == source["WARC-Target-URI"]
        assert headers["WARC-Date"] == source["WARC-Date"]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What a name server answers, an address each time that it is asked."""
    answers: dict[str, list[str]] = {}
    real: Callable[..., Any] = socket.getaddrinfo

    def answer(host: Any, *more: Any, **named: Any) -> Any:
        return real(answers[host].pop(0) if host in answers else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return answers


def test_a_name_is_judged_by_its_addresses(site: Site, pulls: MakePulls, names: dict[str, list[str]]) -> None:
    names["news.example"] = ["127.0.0.1"] * 2
    done = pulls(kind="urls", location=[f"http://news.example:{site.port}/news/3"], allow_private=[])
    fetch = done.run()["news/3"]
    assert (fetch.outcome, site.log) == ("blocked", [])
    assert "news.example is at 127.0.0.1, which is not public" in fetch.detail


def test_a_second_answer_of_a_name_server_leads_nowhere(
    site: Site, pulls: MakePulls, names: dict[str, list[str]]
) -> None:
    """The address that was checked is the one that is connected to, for every connection anew."""
    names["news.example"] = ["127.0.0.1", "127.0.0.9"]
    url = f"http://news.example:{site.port}/news/3"
    fetch = pulls(kind="urls", location=[url], allow_private=["127.0.0.1/32"]).run()["news/3"]
    assert (fetch.outcome, fetch.ip) == ("new", "127.0.0.1")
    assert names["news.example"] == ["127.0.0.9"], "one connection, one answer"
