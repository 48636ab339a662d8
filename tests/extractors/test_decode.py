"""Every page becomes text or says why not; encodings are found by evidence before declarations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.decode import Decoded, Undecodable, decode, repair_blocks, repair_markup
from extractors.dump import split_dump
from extractors.model import RawPage, Reason

GERMAN = "Die Straße war für mehrere Stunden gesperrt. Fahrgäste müssen Verspätungen hinnehmen, hieß es. "
SPANISH = (
    "El presidente de España viajó a Cataluña y habló con los niños de la región. Según él, todo mejoró. "
)
POLISH = "Prezydent powiedział, że sytuacja jest trudna. Mieszkańcy Łodzi świętują dziś rocznicę miasta. "
RUSSIAN = "Президент заявил, что положение остаётся трудным, сообщает агентство. "
JAPANESE = "日本語のニュース記事です。今日は天気がいいので、公園に行きました。"


def page(body: bytes, media_type: str = "text/plain", charset: str | None = None) -> RawPage:
    return RawPage("tests", "page", None, datetime(2024, 1, 1, tzinfo=UTC), media_type, charset, body)


def text_of(raw: RawPage) -> str:
    found = decode(raw)
    assert isinstance(found, Decoded)
    return found.text


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (GERMAN, "cp1252"),
        (SPANISH, "latin-1"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-32"),
        (POLISH, "utf-8"),
    ],
)
def test_undeclared_encodings_are_found(text: str, charset: str) -> None:
    assert text_of(page((text * 3).encode(charset))) == text * 3


@pytest.mark.parametrize("declared", ["utf-8", "latin-1", "no-such-encoding", None])
def test_valid_utf8_wins_over_any_declaration(declared: str | None) -> None:
    assert text_of(page(GERMAN.encode(), charset=declared)) == GERMAN


def test_latin1_is_read_as_windows_1252_like_browsers_do() -> None:
    html = '<meta charset="iso-8859-1"><p>“Quoted” — for €5</p>'
    assert "“Quoted” — for €5" in text_of(page(html.encode("cp1252"), "text/html"))


def test_the_declared_encoding_decides_between_two_that_fit() -> None:
    assert text_of(page("żółw".encode("iso8859-2"), charset="iso-8859-2")) == "żółw"


def test_a_few_broken_bytes_do_not_spoil_utf8() -> None:
    assert text_of(page(GERMAN.encode() + b"\xff" + SPANISH.encode())) == GERMAN + "\ufffd" + SPANISH


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\x00\x00", b"\n" * 5000])
def test_nothing_visible_is_empty(body: bytes) -> None:
    found = decode(page(body))
    assert isinstance(found, Undecodable)
    assert found.reason is Reason.EMPTY


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, b"PK\x03\x04\x14\x00\x00" * 50]
)
def test_files_that_are_not_text_are_binary(body: bytes) -> None:
    found = decode(page(body))
    assert isinstance(found, Undecodable)
    assert found.reason is Reason.BINARY


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "utf-16", "ascii", "big5", "\x00"]))
def test_no_bytes_crash_it(body: bytes, charset: str | None) -> None:
    assert isinstance(decode(page(body, "text/html", charset)), Decoded | Undecodable)


def test_certain_mojibake_is_repaired_and_the_rest_left() -> None:
    broken, sound = "Itâ€™s a cafÃ© â€” voilÃ\xa0, AgustÃ\xadn\n", "SÃO PAULO — “Ålesund” it’s"
    text = broken + sound
    repaired = repair_blocks(split_dump(text), text)
    assert [b.text for b in repaired] == ["It’s a café — voilà, Agustín", sound]
    assert [text[b.start : b.end] for b in repaired] == [broken, sound]
    assert repair_markup(f"<p>{broken}</p>\n<p>{sound}</p>") == (
        f"<p>It’s a café — voilà, Agustín\n</p>\n<p>{sound}</p>"
    )
