"""The name that a page without metadata prints of its outlet: its masthead, its notices, its own newsletters.

Precision first: a name counts where the page says it of itself, or where its first line looks like one and is
borne out by the copyright notice, the address, or a word that only outlets' names hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from extractors.fields.byline import is_agency_alone
from extractors.fields.people import is_section
from extractors.rules.registry import PHRASES

_FIRST = 2  # lines, menus' buttons apart, of which one may be a masthead by its words alone
_TOP = 12  # lines from the page's top among which its masthead stands
_LONGEST = 40
_SELF = (
    re.compile(r"Trending on ([A-Z0-9][^!?:]{1,38})$"),
    re.compile(r"([A-Z][\w.]{1,12}(?: [A-Z][\w.]+){0,2}) values your feedback$"),
    re.compile(r"(?:Related stories|More stories|More Stories) [Ff]rom (?:the )?([A-Z][^.!?:]{1,38})$"),
    re.compile(r"(?:About|Contact) the (BBC)$"),
    re.compile(r"(The Associated Press) is an independent global news organization\b"),
    re.compile(r"Get ([KW][A-Z]{2,3}) headlines by email$"),
    re.compile(r"([KW][A-Z]{2,3}) Trending$"),
    re.compile(r"Subscribe to ([A-Z][\w ]{1,24}) for unlimited access$"),
)
# How a line of one of these forms begins or ends.
_SELF_HEADS = (
    *(
        "Trending on ",
        "Related stories ",
        "More stories ",
        "More Stories ",
        "About the BBC",
        "Contact the BBC",
    ),
    *("The Associated Press is ", "Get ", "Subscribe to "),
)
_SELF_ENDS = (" values your feedback", " Trending")
_PAPER = re.compile(
    r"\b(?:times|tribune|herald|courier|gazette|chronicle|journal|argus|sentinel|observer|dispatch|enquirer|ledger|"
    r"\w*zeitung|bote|kurier|anzeiger|nachrichten|rundschau|tagblatt|tageblatt|morgen|\w*presse|aktuell|"
    r"matin|courrier|dépêche|écho|revue|fil|quotidien|"
    r"diario|prensa|heraldo|correo|pregonero|semanario|voz|periódico|hoy|noticias)\b",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(
    r"[A-ZÄÖÜ][a-zäöüß]+-(?:Zeitung|Kurier|Anzeiger|Nachrichten|Bote|Presse|Rundschau|Post)"
)
# What a reader of screens is offered first, in more languages than the phrases know.
_SKIP_LINK = re.compile(
    r"(?:skip|jump|zum? (?:haupt)?inhalt|aller au|passer au|saltar|ir al|vai al|salta al|ga naar|naar de|"
    r"gå til|hoppa till|siirry|przejdź|přejít|перейти|pular para|ir para|içeriğe)\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:inc|llc|ltd|limited|gmbh|ag|kg|s\.?a\.?s?|s\.?l\.?u?|corp|corporation|company|co|group|holdings?|media|network|television|broadcasting|communications|newspapers|"
    r"verlag|verlagsgesellschaft|ediciones|editorial|agencia|discovery|infocom)\b\.?",
    re.IGNORECASE,
)
_NOT_MASTHEAD = re.compile(
    r"\b(?:top|latest|breaking|local|world|national|more|live|watch|your|all|weather|business|sports?|skip|menu|search|subscribe|sign|log|home|stories|alert|exclusive|submit|first|quick|read|us|abo|abonnieren|unread|previous|next|e-edition|request|info|by|trauert)\b|\d",
    re.IGNORECASE,
)
_BRANDS = {
    "bbc": "BBC",
    "npr": "NPR",
    "cnn": "CNN",
    "cable news network": "CNN",
    "reuters": "Reuters",
    "afp": None,
    "fox news network": "Fox News",
}
_LONG_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def host_of(url: str | None) -> str | None:
    """The host of an address; None where there is none, or the address is malformed."""
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def read_outlet(
    lines: Sequence[str], below_byline: str | None, holders: Sequence[str], host: str | None
) -> str | None:
    """The outlet's name, or None where no line gives it for certain.

    `lines` are the page's, in order; `below_byline` the line under a bare byline; `holders` those of its
    copyright notices; `host` that of its address.
    """
    for line in lines:
        if not line.startswith(_SELF_HEADS) and not line.endswith(_SELF_ENDS):
            continue
        if len(line) <= 80 or line.startswith("The Assoc"):
            for form in _SELF:
                if (match := form.match(line)) is not None:
                    return match[1]
    if below_byline:
        return below_byline
    return _masthead(lines, holders, host) or next((h for h in map(_as_name, holders) if h), None)


def _masthead(lines: Sequence[str], holders: Sequence[str], host: str | None) -> str | None:
    known = {_letters(h) for h in holders}
    address = _letters(host.removeprefix("www.").rsplit(".", 1)[0].split(".")[-1]) if host else ""
    seen = 0
    for line in lines[:_TOP]:
        if line.lower() in PHRASES or _SKIP_LINK.match(line):
            continue
        seen += 1
        if (
            is_agency_alone(line)
            or not 3 <= len(line) <= _LONGEST
            or line[-1] in ".?!:,;"
            or not line[0].isupper()
        ):
            continue
        letters = _letters(line)
        if letters in known or (address and address in (letters, _letters(line, long=False))):
            return line
        if seen <= _FIRST and _is_paper(line):
            return line
    return None


def _is_paper(line: str) -> bool:
    """Whether a line at the page's top reads as a newspaper's name and nothing else."""
    words = line.split()
    if not 2 <= len(words) <= 5:
        return _ONE_WORD.fullmatch(line) is not None
    return (
        _PAPER.search(line) is not None
        and not _NOT_MASTHEAD.search(line)
        and not is_section(line)
        and not any(c in line for c in "|»>+&:/(")
    )


def _as_name(holder: str) -> str | None:
    brand = holder.lower().rstrip(".").split(",")[0]
    if brand in _BRANDS:
        return _BRANDS[brand]
    if _LEGAL.search(holder) or holder.lower().startswith(("www.", "http")) or len(holder) > _LONGEST:
        return None
    return holder if _PAPER.search(holder) or holder.startswith("The ") else None


def _letters(text: str, long: bool = True) -> str:
    """Letters and digits alone, without accents; umlauts as addresses write them."""
    lower = text.lower().translate(_LONG_LETTERS) if long else text.lower()
    plain = unicodedata.normalize("NFKD", lower)
    return re.sub(r"[^a-z0-9]", "", plain)
