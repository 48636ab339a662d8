"""The extractors that are compared, each as a function from a page to its text ("" for none)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from html import escape
from importlib.util import find_spec
from typing import Any

import justext
import trafilatura
from lxml import html

from extractors.fields.language import detect
from training.render import visible_lines

Extract = Callable[[str], str]
COPYDESK = "Copydesk"
_STOPLISTS = {
    "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "nl": "Dutch",
    "pl": "Polish", "pt": "Portuguese", "sv": "Swedish", "da": "Danish", "no": "Norwegian_Bokmal",
    "fi": "Finnish", "cs": "Czech", "hu": "Hungarian", "ro": "Romanian", "tr": "Turkish", "id": "Indonesian",
}  # fmt: skip


def peers(kind: str) -> Mapping[str, Extract]:
    """The peers by name, for "html" or "dump"; readability only where it is installed, and only for HTML."""
    if kind == "dump":
        return {
            "trafilatura": lambda text: _trafilatura(_as_markup(text)),
            "trafilatura precision": lambda text: _trafilatura(_as_markup(text), favor_precision=True),
            "jusText": lambda text: _justext(_as_markup(text)),
        }
    known: dict[str, Extract] = {
        "trafilatura": _trafilatura,
        "trafilatura fast": lambda page: _trafilatura(page, fast=True),
        "trafilatura precision": lambda page: _trafilatura(page, favor_precision=True),
        "trafilatura recall": lambda page: _trafilatura(page, favor_recall=True),
        "jusText": _justext,
    }
    if find_spec("readability") is not None:
        from readability import Document  # here: half an installation is an error, not pages without text

        known["readability"] = lambda page: _readability(Document(page))
    return known


def guarded(extract: Extract, page: str) -> str:
    """What an extractor makes of a page; "" where it fails, which counts against it as it would in use."""
    logging.disable(logging.ERROR)  # peers log every page without text
    try:
        return extract(page)
    except Exception:
        return ""


def _as_markup(dump: str) -> str:
    """A dump's lines as paragraphs: of plain text no peer makes anything."""
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in dump.splitlines() if line.strip())
    return f"<html><body>\n{lines}\n</body></html>"


def _trafilatura(page: str, **options: Any) -> str:
    return trafilatura.extract(page, include_comments=False, **options) or ""


def _justext(page: str) -> str:
    """jusText wants to be told the language: it is, by the words of the page."""
    tree = html.document_fromstring(page.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8"))
    language = detect("\n".join(line for line in visible_lines(tree) if len(line) > 80)) or "en"
    stoplist = justext.get_stoplist(_STOPLISTS.get(language, "English"))
    paragraphs = justext.justext(page.encode("utf-8", "replace"), stoplist, encoding="utf-8")
    return "\n".join(" ".join(p.text.split()) for p in paragraphs if not p.is_boilerplate)


def _readability(document: Any) -> str:
    summary = document.summary(html_partial=True)
    return "\n".join(visible_lines(html.fragment_fromstring(summary, create_parent="div")))
