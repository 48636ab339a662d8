"""`copydesk search`: the archive's articles by their words, ranked, as fresh as the last load."""

from __future__ import annotations

import logging
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flows.archive import open_archive
from flows.home import Home
from warehouse.files import whole_file
from warehouse.search import Filters, Hit, refresh, search

_WAIT_SECONDS = 600  # another process builds the index of a large archive


def refresh_search(home: Home) -> Path:
    """The folder of the search index, brought up to the newest snapshot where it is behind."""
    folder = home.root / "search"
    open_archive(home).close()
    if _holds(folder) == home.database.resolve().name:
        return folder
    with home.lock("search", wait_seconds=_WAIT_SECONDS):
        snapshot = home.database.resolve()
        if _holds(folder) != snapshot.name:
            refresh(snapshot, folder)
            with whole_file(folder / "snapshot") as unfinished:
                unfinished.write_text(snapshot.name, "utf-8")
    return folder


def refresh_quietly(home: Home) -> None:
    """After a load: no run fails for its search index, since the next search makes up for it."""
    try:
        refresh_search(home)
    except Exception:
        logging.getLogger("prefect.copydesk").warning("The search index is not up to date.", exc_info=True)


def _holds(folder: Path) -> str:
    file = folder / "snapshot"
    return file.read_text("utf-8") if file.exists() else ""


def print_hits(console: Console, home: Home, words: str, filters: Filters, most: int) -> None:
    """Headline, site, agency, date and a snippet of each hit, the best first."""
    hits = search(refresh_search(home), words, filters, most)
    if not hits:
        console.print("Nothing found.")
    for number, hit in enumerate(hits, start=1):
        console.print(_shown(number, hit))


def _shown(number: int, hit: Hit) -> Text:
    where = " · ".join(part for part in (hit.site, hit.agency, hit.date, hit.article_id[:12]) if part)
    text = Text(f"{number:>2} ") + Text(hit.headline or "without a headline", style="bold")
    text.append(f"\n   {where}\n", style="dim")
    text.append(f"   {hit.snippet}\n")
    text.highlight_regex("«[^»]*»", "green")
    return text
