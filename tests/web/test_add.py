"""A site's feed and sitemap are found from its address, shown with headlines, and written as a source."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from flows.web import add as adding
from flows.web.add import add, look_at
from flows.web.politeness import Hosts
from seeds import Kind, SourceError, read_source
from tests.web.site import HOSTS, Site

CONTACT = "desk@example.org"
LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second between two requests would be most of what these tests take."""
    monkeypatch.setattr(adding, "Hosts", lambda delay, *others: Hosts(delay / 50, *others))


def kinds(url: str) -> list[tuple[Kind, str]]:
    return [
        (found.kind, found.url.rpartition(":")[2].partition("/")[2])
        for found in look_at(url, CONTACT, LOOPBACK)
    ]


def test_feeds_come_from_the_head_and_sitemaps_from_robots(site: Site) -> None:
    site.robots[HOSTS[0]] = f"User-agent: *\nDisallow: /about\nSitemap: {site.url('/sitemap.xml')}\n"
    assert kinds(site.url("/")) == [(Kind.FEED, "rss"), (Kind.SITEMAP, "sitemap.xml")]


def test_the_usual_places_are_tried_where_nothing_is_named(site: Site) -> None:
    assert kinds(site.url("/news/1")) == [(Kind.FEED, "rss")]
    assert kinds(site.url("/feed.json")) == [(Kind.FEED, "feed.json")], "the address may be the feed itself"


def test_links_that_look_like_stories_are_the_last_resort(site: Site) -> None:
    site.names = [10_000 + number for number in range(30)]
    assert kinds(site.url("/links")) == [(Kind.FEED, "rss"), (Kind.PAGE, "links")]


def test_it_is_shown_with_headlines_and_written(site: Site, tmp_path: Path) -> None:
    said = StringIO()
    add(Console(file=said, width=200), site.url("/"), tmp_path, "daily", CONTACT, LOOPBACK)
    source = read_source(tmp_path / "daily.toml")
    assert source.web is not None and source.schedule is not None
    assert (source.kind, source.location, source.web.contact) == (Kind.FEED, site.url("/rss"), CONTACT)
    lines = said.getvalue().splitlines()
    assert [line.split()[-2:] for line in lines if " Story " in line] == [
        ["Story", str(n)] for n in range(29, 19, -1)
    ]
    with pytest.raises(SourceError, match="--name"):
        add(Console(file=said), site.url("/"), tmp_path, "daily", CONTACT, LOOPBACK)


@pytest.mark.parametrize(("path", "said"), [("/nowhere", "not_found"), ("/away/10.0.0.1", "blocked")])
def test_what_cannot_be_read_is_said_in_a_sentence(path: str, said: str, site: Site) -> None:
    with pytest.raises(SourceError, match=said) as told:
        look_at(site.url(path), CONTACT, LOOPBACK)
    assert ("--allow-private" in str(told.value)) == (said == "blocked")


def test_private_addresses_are_refused_here_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match=r"127.0.0.1, which is not public.*give .* --allow-private\."):
        look_at(site.url("/"), CONTACT)
    with pytest.raises(SourceError, match="must begin with http"):
        look_at("file:///etc/passwd", CONTACT)
    with pytest.raises(SourceError, match=r"has allow_private = .'10/40'."):
        look_at(site.url("/"), CONTACT, ["10/40"])
    monkeypatch.delenv("COPYDESK_CONTACT", raising=False)
    with pytest.raises(SourceError, match="--contact"):
        look_at(site.url("/"), None, LOOPBACK)
    assert site.log == []
