"""How the web is asked, beyond what a source says of itself: limits, patience, and who we are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.metadata import version

from seeds import Source, SourceError

PRODUCT = "Copydesk"  # the name that robots.txt knows us by
CONTACT_VARIABLE = "COPYDESK_CONTACT"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost; sizes in bytes, times in seconds.

    `body` is the body as sent, `unpacked` a page's as read (a sitemap's may be larger). `total` holds for one
    request and its answer, however slowly that drips; `connect` and `silence` for its parts.
    """

    body: int = 10 << 20  # thirty times a large news page; three times that is held for each host at once
    unpacked: int = 16 << 20
    redirects: int = 10
    tries: int = 3
    connect: float = 10
    silence: float = 20
    total: float = 60
    first_pause: float = 1  # before the second try; doubled for each further one
    patience: float = 60  # a longer Retry-After is left to a later run
    hosts_at_once: int = 8


def user_agent(source: Source) -> str:
    """`Copydesk/1.2 (+contact)`. SourceError where nobody is named: a site must be able to reach us."""
    contact = (source.web.contact if source.web else None) or os.environ.get(CONTACT_VARIABLE)
    if not contact or not contact.isascii() or not contact.isprintable():
        raise SourceError(
            f"Source {source.name!r} names nobody whom a site can write to; put contact = "
            f'"an e-mail or web address" into its file, or set {CONTACT_VARIABLE}.'
        )
    return f"{PRODUCT}/{version('copydesk')} (+{contact})"
