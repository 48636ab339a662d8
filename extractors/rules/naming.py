# ruff: noqa: E501  (patterns and tables: a broken line is harder to read than a long one)
"""Names what was removed: the most specific role for a block that the model judged not to be the story's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.model import Block, Label, Role
from extractors.sieve import sieve

_PATHS = (
    (Role.COMMENT, sieve("comment disqus coral respond", r"\bcomments?\b|disqus|commentlist|\bcoral|respond\b")),
    (Role.AD_LABEL, sieve("ad- ad_ ad. ads -ad _ad .ad advert sponsor outbrain taboola dfp promoted", r"\bads?[-_.]|[-_.]ads?\b|advert|sponsor|outbrain|taboola|dfp|\bpromoted")),
    (Role.CONSENT, sieve("cookie consent gdpr onetrust didomi paywall privacy regwall subscri login", r"cookie|consent|gdpr|onetrust|didomi|paywall|privacy|regwall|subscri(?:be|ption)-?(?:wall|offer)|login")),
    (Role.NEWSLETTER, sieve("letter subscri sign mailchimp optin follow-us promo", r"news-?letter|subscri|sign-?up|mailchimp|optin|follow-us|app-?promo")),
    (Role.SHARE, sieve("share sharing social addthis", r"\bshare|sharing|social|[-_]share|addthis|sharedaddy")),
    (Role.AUTHOR_BIO, sieve("author bio contributor", r"author-?(?:bio|box|info|card|desc|about)|about-?(?:the-?)?author|bio\b|contributor-?(?:bio|info)")),
    (Role.PLAYER, sieve("player video brightcove audio gallery slideshow carousel", r"player|video-?js|jwplayer|brightcove|audio|gallery|slideshow|carousel")),
    (Role.RAIL, sieve("related recirc trending popular most recommend more- also sidebar rail aside read next latest", r"related|recirc|trending|popular|most-?(?:read|viewed)|recommend|more-(?:from|stories|news|on)|also-?(?:like|read)|sidebar|\brail|\baside\b|read-?(?:next|more)|up-?next|latest")),
    (Role.SURVEY, sieve("survey feedback rating poll", r"survey|feedback|rating|\bpoll")),
    (Role.NAVIGATION, sieve("nav menu header footer breadcrumb masthead pagination", r"\bnav\b|navbar|navigation|\bmenu|\bheader\b|\bfooter\b|breadcrumb|masthead|site-?(?:header|footer)|pagination")),
)  # fmt: skip
_ANY_PATH = re.compile("|".join(re.escape(word) for _, family in _PATHS for word in family.words))
_WORDS = (
    (Role.CONSENT, "cookie cookies privacy datenschutz confidentialité privacidad subscriber subscribers abonnent abonné abonnés suscriptor suscriptores einloggen abo subscription subscriptions paywall login"),
    (Role.NEWSLETTER, "newsletter newsletters inbox e-mail email subscribe infolettre boletín boletines app apps telegram whatsapp-channel alerts notifications follow"),
    (Role.SHARE, "facebook twitter linkedin whatsapp pinterest reddit share teilen partager compartir drucken tweet flipboard"),
    (Role.COMMENT, "comment comments kommentar kommentare commentaire commentaires comentario comentarios reply upvote says: wrote: writes: moderator"),
    (Role.COPYRIGHT, "© copyright"),
    (Role.PLAYER, "javascript html5 browser player podcast audio livestream video:"),
    (Role.AD_LABEL, "advertisement advertising sponsored anzeige publicité publicidad affiliate werbung"),
    (Role.SURVEY, "survey feedback umfrage sondage encuesta"),
)  # fmt: skip
_ROLE_OF = {word: role for role, words in _WORDS for word in words.split()}
_FAMILY_WORDS = frozenset(_ROLE_OF)
_BIO = re.compile(
    r"^(?:[A-ZÀ-Þ][\w’'.\-]+(?: [A-ZÀ-Þ][\w’'.\-]+){1,3}|He|She|They) (?:is|was|has been|covers|writes|reports|joined|works|has covered|ist|schreibt|arbeitet|est) .{0,160}\b"
    r"(?:reporter|writer|editor|correspondent|journalist|columnist|producer|author|anchor|newsroom|covers|covering|contributor|freelance|redakteur\w*|journaliste|autor\w*|staff|news)\b"
)
_BIO_SIGN = re.compile(r" (?:is|was|has|covers|writes|reports|joined|works|ist|schreibt|arbeitet|est) ")
_PROMOTION = re.compile(
    r"(?:read|learn|more|see|watch|related|lire|mehr|lesen|ver|lee|leggi)\b[^:.]{0,24}:\s", re.IGNORECASE
)
NAMES: dict[str, str] = {  # why each of them names a block
    "author-words": "A sentence that says who somebody is at a newsroom.",
    "path-family": "The page's own elements are named after comments, advertisements, menus and the like.",
    "promotion-words": "A lead word and a colon before a headline.",
    "short-line": "Up to four short words outside the story are mostly a menu's.",
    "under-rail": "Lines of a headline's length under the heading of a rail.",
    "word-family": "A word at the beginning that tells what the line is for: cookies, newsletter, comments.",
}
_LOOKS_NEWS = 24  # characters: a headline under a rail heading is at least as long
_RAIL_REACH = 30  # lines under a heading that can still be its list
_WINDOW = 80  # characters read for words: what a line is, it says at its beginning


def name_removed(
    blocks: Sequence[Block],
    labels: Sequence[Label | None],
    removed: Sequence[int],
    *,
    disabled: frozenset[str] = frozenset(),
) -> list[tuple[Role, str]]:
    """The role and rule for each position in `removed` (ascending), by its place, its words and its neighbours.

    The rule is "" where nothing but the model's judgement speaks. `labels` is what `claim` gave: a line under a claimed heading of a rail belongs to that rail.
    """
    named: list[tuple[Role, str]] = []
    families: dict[str, int] = {}
    heading = -_RAIL_REACH
    scanned = 0
    taken = set(removed)
    for position in removed:
        for earlier in range(scanned, position):
            label = labels[earlier]
            if label is not None and label.role is Role.RAIL:
                heading = earlier
            elif label is None and earlier not in taken:
                heading = -_RAIL_REACH  # the story goes on: the rail has ended
        scanned = position
        guesses = _guesses(blocks[position], position - heading < _RAIL_REACH, families)
        named.append(next(guess for guess in guesses if guess[1] not in disabled))
    return named


def _guesses(block: Block, under_rail: bool, families: dict[str, int]) -> Iterator[tuple[Role, str]]:
    """What the block can be called, the most telling first; no rule's name is "", for what is left."""
    text = block.text
    if block.path is not None and (placed := _by_path(block.path, families)) is not None:
        yield placed, "path-family"
    length = len(text)
    if length > 40 and text[0].isupper() and _BIO_SIGN.search(text, 0, 60) and _BIO.match(text):
        yield Role.AUTHOR_BIO, "author-words"
    if (role := _by_words(text[:_WINDOW])) is not None:
        yield role, "word-family"
    if ":" in text[:32] and _PROMOTION.match(text):
        yield Role.PROMOTION, "promotion-words"
    if under_rail and _LOOKS_NEWS <= length <= 220:
        yield Role.RAIL, "under-rail"
    if length <= 30 and text.count(" ") <= 3:
        yield Role.NAVIGATION, "short-line"
    yield Role.BOILERPLATE, ""


def _by_path(path: str, families: dict[str, int]) -> Role | None:
    """The first family that any step of the path is of. `families` remembers the paths of this page."""
    first = _first_family(path, families)
    return _PATHS[first][0] if first < len(_PATHS) else None


def _first_family(path: str, families: dict[str, int]) -> int:
    first = families.get(path)
    if first is None:
        above, _, step = path.rpartition("/")
        first = _family(step)
        if above and first:
            first = min(first, _first_family(above, families))
        families[path] = first
    return first


@lru_cache(maxsize=4096)  # steps are short, and much the same on all pages of a site
def _family(step: str) -> int:
    """The number of the first family that a step of a path is of; past the last for none."""
    lower = step.lower()
    if _ANY_PATH.search(lower) is None:  # most steps
        return len(_PATHS)
    return next((number for number, (_, family) in enumerate(_PATHS) if family.finds(lower)), len(_PATHS))


def _by_words(text: str) -> Role | None:
    words = text.lower().split()
    if _FAMILY_WORDS.isdisjoint(words):
        return None
    return next(_ROLE_OF[word] for word in words if word in _ROLE_OF)
