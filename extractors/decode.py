"""Bytes to text: which encoding a page is in, and whether it is text at all.

Encodings lie, so evidence comes before declarations: a byte-order mark, then valid multi-byte UTF-8
(bytes in any other encoding almost never pass as such), then what the dump or the page declares, then
charset-normalizer's guess, then Windows-1252, which every byte sequence fits.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace

import charset_normalizer
import ftfy
import ftfy.bad_codecs  # registers sloppy-windows-1252, which browsers call windows-1252
from bs4.dammit import EncodingDetector

from extractors.model import PROBLEM_MEDIA_TYPE, Block, RawPage, Reason

MAX_BYTES = 32 * 1024 * 1024  # some 1.5 GB while it is cleaned, where all of it is one paragraph of HTML

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/octet-stream")
_FALLBACK = "sloppy-windows-1252"
# What browsers read these labels as (WHATWG Encoding Standard, 4.2).
_BROWSER_NAMES = {"iso8859-1": _FALLBACK, "cp1252": _FALLBACK, "ascii": _FALLBACK, "gb2312": "gb18030"}
# The non-ASCII characters of Western European news; text in another code page shows others when read as 1252.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŸ€‚„…‘’“”•–—™‹›«»©®°´·¿¡§£ª º\u00a0\u00ad"
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"
_MAX_CONTROL_SHARE = 0.01  # text has next to none; images and archives have 10 % and more
_SAMPLE = 256 * 1024
# UTF-8 read as Windows-1252: a lead byte's letter, then a character that stands for a trailing byte.
_LEADS = "ÂÃâÅÄÐÑ"  # of Latin letters, of punctuation, of Polish, Czech and Cyrillic
_TRAILS = frozenset(map(chr, range(0x80, 0xC0))) | frozenset("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and the encoding that gave it."""

    text: str
    charset: str


@dataclass(frozen=True, slots=True)
class Undecodable:
    """A page that is no text: the reason and what was seen."""

    reason: Reason
    detail: str


def decode(page: RawPage) -> Decoded | Undecodable:
    """The page's body as text. Never raises: what is no text says why."""
    body = page.body
    if page.media_type == PROBLEM_MEDIA_TYPE:
        return Undecodable(Reason.UNREADABLE, body.decode("utf-8", "replace"))
    if page.media_type == "application/json":
        start = body[:80].decode("utf-8", "replace")
        return Undecodable(Reason.UNREADABLE, f"JSON that holds no string `html` or `text`, starting {start}")
    if not page.media_type.startswith(_TEXTUAL):
        return Undecodable(Reason.BINARY, f"{page.media_type} is not a page of text")
    if len(body) > MAX_BYTES:
        return Undecodable(Reason.TOO_LARGE, f"{len(body)} bytes; pages of up to {MAX_BYTES} are cleaned")
    if not body.strip(b"\x00 \t\r\n\x0b\x0c"):
        return Undecodable(Reason.EMPTY, f"{len(body)} bytes, none of them visible")
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return Decoded(body.decode(charset, "replace"), charset)  # which takes the mark off
    if _is_binary(body):
        return Undecodable(
            Reason.BINARY, f"{len(body)} bytes that are not text, starting {body[:8].hex(' ')}"
        )
    return _decode_text(body, page)


def _is_binary(body: bytes) -> bool:
    sample = body[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > _MAX_CONTROL_SHARE * len(sample)


def _decode_text(body: bytes, page: RawPage) -> Decoded:
    try:
        return Decoded(body.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared(body, page)
    if declared is not None and declared != "utf-8":
        try:
            return Decoded(body.decode(declared), declared)
        except (UnicodeDecodeError, LookupError):
            pass
    if _is_damaged_utf8(body):
        return Decoded(body.decode("utf-8", "replace"), "utf-8")
    charset = _guessed(body)
    return Decoded(body.decode(charset, "replace"), charset)


def _declared(body: bytes, page: RawPage) -> str | None:
    """The declared encoding as Python names it, read as browsers read it; None for none or an unknown one."""
    name = page.charset
    if name is None and page.media_type == "text/html":
        name = EncodingDetector.find_declared_encoding(body[:4096], is_html=True)
    try:
        known = codecs.lookup(name).name if name else None
    except (LookupError, ValueError):
        return None
    return _BROWSER_NAMES.get(known, known) if known else None


def _is_damaged_utf8(body: bytes) -> bool:
    """True where nearly all non-ASCII sequences are UTF-8 and a few bytes are broken (cut or mixed text)."""
    text = body[: 4 * _SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    multibyte = sum(1 for c in text if c > "\x7f") - broken
    return broken < multibyte  # in single-byte text next to nothing is valid, here next to nothing is broken


def _guessed(body: bytes) -> str:
    sample = body[:_SAMPLE]
    # charset-normalizer cannot tell the single-byte Latin encodings apart (Spanish comes out as cp1250).
    if all(c < "\x80" or c in _WESTERN for c in sample.decode(_FALLBACK)):
        return _FALLBACK
    best = charset_normalizer.from_bytes(sample).best()
    return codecs.lookup(best.encoding).name if best else _FALLBACK


def _shows_mojibake(text: str) -> bool:
    """True where a lead is followed by a trail; finding each lead is cheaper than a regular expression."""
    if text.isascii():
        return False
    for lead in _LEADS:
        at = text.find(lead)
        while at >= 0:
            if text[at + 1 : at + 2] in _TRAILS:
                return True
            at = text.find(lead, at + 1)
    return False


def repair_line(line: str) -> str:
    """The line as it was before it was once decoded wrongly, where ftfy is certain of that; else as it is."""
    return ftfy.fix_encoding(line) if _shows_mojibake(line) else line


def repair_markup(text: str) -> str:
    """An HTML page with its damaged lines repaired."""
    if not _shows_mojibake(text):
        return text
    return "".join(map(repair_line, text.splitlines(keepends=True)))


def repair_blocks(blocks: list[Block], text: str) -> list[Block]:
    """The blocks of a dump's `text` with damaged ones repaired; offsets stay those of the dump.

    Block by block, so that one damaged caption does not touch the rest; and from the text as it was, since
    folding white space destroys what looked like a no-break space or a soft hyphen.
    """
    if not _shows_mojibake(text):
        return blocks
    return [_repaired(block, text[block.start : block.end]) for block in blocks]


def _repaired(block: Block, raw: str) -> Block:
    repaired = repair_line(raw)
    return block if repaired == raw else replace(block, text=" ".join(repaired.split()))
