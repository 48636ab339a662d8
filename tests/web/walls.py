"""Pages that stand in a story's way, as sites show them, and a free one whose menus hold all their words."""

from __future__ import annotations

from typing import Any

from tests.web.contents import story
from tests.web.site import Site

_OFFER = (
    "<div class='offer'><p>Subscribe to continue reading</p><p>Already a subscriber? <a href='/in'>Log in</a>"
    "</p></div>"
)
_CONSENT = (
    "<h1>Before you go on</h1><p>We value your privacy</p><p>We and our 214 partners store cookies on a "
    "device.</p><button>Accept all</button><button>Reject all</button>"
)
_BOT = (
    "<h1>Just a moment...</h1><p>Verify you are human by completing the action below.</p>"
    "<p>This site needs to review the security of your connection before proceeding.</p>"
)
_NOT_FOUND = "<h1>Page not found</h1><p>The page you requested moved, or never was.</p><a href='/'>Home</a>"
_MENU = (
    "<nav><a href='/in'>Log in</a><a href='/join'>Already a subscriber?</a><a href='/p'>Privacy policy</a>"
    "<a href='/c'>Cookies</a></nav>"
)


def wall(site: Site, to: Any, parts: list[str]) -> None:
    """/wall/consent, /wall/bot/403, /wall/missing, /wall/stub/5, /wall/free/6, each as its name says.

    /wall/lifted/5 asks for consent the first time and tells story 5 from then on; /wall/raised/5/stub/5
    tells story 5 the first time and is /wall/stub/5 from then on, /wall/raised/5/gone not there.
    """
    _, kind, *rest = parts
    if kind == "raised":
        raised = site.faults[to.path] > 1
        wall(site, to, ["wall", *(rest[1:] if raised else ["whole", rest[0]])])
        return
    if kind == "gone":
        to.reply(404, _page("missing", []).encode(), Content_Type="text/html")
        return
    if kind == "lifted" and site.faults[to.path] == 1:
        to.reply(302, Location="/wall/consent?to=" + rest[0])
        return
    status = int(rest[0]) if kind == "bot" else 200
    to.reply(status, _page(kind, rest).encode(), Content_Type="text/html; charset=utf-8")


def _page(kind: str, rest: list[str]) -> str:
    standing = {"consent": _CONSENT, "bot": _BOT, "missing": _NOT_FOUND}
    if kind in standing:
        return f"<!doctype html><html lang='en'><title>Daily</title><body>{standing[kind]}</body></html>"
    told = story(int(rest[0]))
    if kind == "stub":  # three paragraphs of six
        begun = "</p>".join(told.split("</p>")[:3]) + "</p>"
        return f"{begun}{_OFFER}</article></body></html>"
    return told.replace("</nav>", f"</nav>{_MENU}") if kind == "free" else told
