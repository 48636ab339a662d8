"""Sources on the live web, as their TOML files tell them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from seeds import Kind, SourceError, read_source

FEED = 'name = "daily"\nkind = "feed"\nlocation = "https://news.example/rss"\n'


def source_file(folder: Path, text: str) -> Path:
    file = folder / "daily.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_feed_is_polite_and_looks_again_unless_told_otherwise(tmp_path: Path) -> None:
    web = read_source(source_file(tmp_path, FEED)).web
    assert web is not None
    assert (web.addresses, web.delay, web.allow_private) == (("https://news.example/rss",), 1.0, ())
    hour = timedelta(hours=1)
    assert web.revisit == (hour, 6 * hour, 24 * hour, 168 * hour)


def test_a_list_of_addresses_may_be_a_file_beside_the_source(tmp_path: Path) -> None:
    text = 'name = "daily"\nkind = "urls"\nlocation = "urls.txt"\nrevisit = []\nallow_private = true\n'
    source = read_source(source_file(tmp_path, text))
    assert source.web is not None and source.kind is Kind.URLS
    assert source.web.list_file == tmp_path / "urls.txt"
    assert source.web.allow_private == ("0.0.0.0/0", "::/0")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FEED.replace("https:", "ftp:"), "must begin with http:// or https://"),
        (FEED.replace('"https://news.example/rss"', "[]"), "a web address or a list of them"),
        (FEED + 'pattern = "*.txt"', "unknown key 'pattern'; valid keys are name, kind, location"),
        (FEED + "delay = -1", "has delay = -1; it must be seconds, 0 to 3600"),
        (FEED + 'revisit = ["soon"]', "has 'soon' in revisit"),
        (FEED + "max_pages = 0", "has max_pages = 0"),
        (FEED + 'contact = "me"', "has contact = 'me'; it must be an e-mail or web address"),
        (FEED + 'allow_private = ["10.0.0.0/33"]', "'10.0.0.0/33'"),
        (FEED + 'link_pattern = "("', "is no regular expression"),
        (FEED.replace('"feed"', '"page"'), "lacks the key 'link_pattern'"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError) as raised:
        read_source(source_file(tmp_path, text))
    assert said in str(raised.value)
    assert str(raised.value).startswith(str(tmp_path)) and str(raised.value).endswith(".")
