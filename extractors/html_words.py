"""Word lists for the judgement of HTML blocks: stop words, and what class names and tags stand for.

Families hold concepts that web sites name alike (in English mostly, whatever the language of the page), and
never one site's own names. A family is one bit of an integer.
"""

from __future__ import annotations

from typing import Final

# Of English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, the Nordic languages, Turkish,
# Russian and Indonesian.
_STOP_WORDS = """
the of and to in a is that for it on with as was at by be this have from are not but they his he
had an or which you we were has its their who will more than been about would she her said der die
das und zu den mit von für auf ist im nicht ein eine als auch es werden aus er hat dass sie nach
wird bei einer um am sind noch wie einem über so zum war haben nur oder aber le la les de des du
et un une en est que qui dans pour par sur pas plus au ce il ne se sont avec son ses aux cette
mais ont été leur nous vous el los las y del una por con para al lo como más su pero sus este ya o
fue ha si porque esta entre cuando muy sin sobre también me hasta hay donde desde di che è e non
per della sono nel dei alla più anche ma gli come os da do em uma não no na dos ao foi ele à het
een van dat op te zijn niet aan met voor hij maar om dan zou wat door bij uit ook naar w z się nie
jest że jak po od przez och att som på av för med till är var det har ikke af bir ve bu için ile в
на не что с по и как из у за от это yang untuk dengan
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())

_FAMILIES: Final = {
    # the story and what surrounds it
    "body": (
        "articlebody bodytext storybody storytext articletext articlecontent entrycontent "
        "postcontent paragraph para prose richtext rte wysiwyg"
    ),
    "article": "article story artikel articulo post entry blog news beitrag noticia",
    "content": "content body text main page single inner copy",
    "caption": "caption legend bildunterschrift credit figcaption credits copyrightholder cutline",
    "figure": (
        "figure image img photo picture foto bild thumbnail thumb gallery slideshow carousel slider "
        "slick swiper slide lightbox galerie media diaporama"
    ),
    "player": "video player audio podcast playlist jwplayer brightcove vjs livestream transcript",
    "byline": "byline author authors autor auteur writer contributor reporter bio verfasser byl",
    "date": ("date time timestamp datetime published dateline updated pubdate posted modified datum fecha"),
    "headline": "headline title titre titulo hed subtitle subheadline heading kicker eyebrow overline",
    "summary": (
        "summary dek deck standfirst excerpt abstract intro lead lede teaser chapo subhead "
        "description vorspann sapo entradilla synopsis strapline"
    ),
    # what is not the story
    "share": (
        "share sharing social facebook twitter whatsapp addthis sharedaddy socials compartir teilen "
        "partager bookmark print email pinterest linkedin"
    ),
    "related": (
        "related recirc recirculation recommended recommendations more similar readmore next prev "
        "previous trending popular latest mostread most also outbrain taboola relacionadas "
        "verwandte zergnet bottom keep suggested"
    ),
    "promo": (
        "promo promotion promoted teaser teasers card cards tile tiles river feed listing grid item "
        "items banner cta callout upsell package"
    ),
    "newsletter": (
        "newsletter signup subscribe subscription optin mailchimp email follow mc nl subscribed "
        "abonnement abo"
    ),
    "paywall": (
        "paywall premium piano tp meter metered gate gated regwall login signin register account "
        "locked subscriber"
    ),
    "nav": (
        "nav navigation menu navbar breadcrumb breadcrumbs submenu toolbar topbar pagination pager "
        "tabs tab skip sitemap crumbs drawer hamburger subnav dropdown"
    ),
    "footer": "footer foot footnote colophon bottom legal copyright imprint",
    "header": "header masthead topbar site branding logo",
    "comment": (
        "comment comments disqus respond reply replies commentlist discussion kommentare "
        "commentaires livefyre coral spotim conversation forum reactions"
    ),
    "ad": (
        "ad ads advert advertisement adslot dfp gpt sponsor sponsored adsense werbung anzeige "
        "publicidad pub leaderboard mpu adunit adcontainer adwrapper native"
    ),
    "rail": "sidebar aside rail widget widgets column secondary right left complementary module",
    "tags": "tag tags topic topics keyword keywords category categories taxonomy themes labels filed",
    "embed": "embed embedded tweet instagram oembed iframe blockquote reddit tiktok",
    "consent": "cookie cookies consent gdpr privacy modal popup overlay dialog notice alert",
    "tools": (
        "button buttons btn tool tools icon icons action actions form search input rating vote poll "
        "quiz survey widget font size listen"
    ),
    "box": (
        "factbox infobox box sidebar inset pullquote pull highlight aside panel toc contents accordion key"
    ),
    "infobox": "infobox factbox faktenbox infokasten factsheet zusatzinfo",
    "bullets": "bullets keypoints takeaways highlights points key glance",
    "meta": "meta info metadata details stats reading read minutes label badge",
    "hidden": "hidden hide sr screen visually offscreen noprint collapsed invisible assistive",
    "editorial": (
        "correction corrections note disclaimer ednote nlp ignore tagline endnote trust about bottom"
    ),
    "list": "list ul ol",
    "quote": "quote blockquote quotation",
    "live": "live liveblog timeline update updates ticker",
}
_TAGS: Final = (
    *("nav", "footer", "header", "aside", "figure", "figcaption", "form", "table", "ul", "ol", "blockquote"),
    *("article", "main", "section", "p", "li", "dl", "a", "button", "details", "pre", "label", "address"),
)

FAMILY_NAMES: Final = (*_FAMILIES, *(f"<{tag}>" for tag in _TAGS))


def _bits() -> dict[str, int]:
    bits: dict[str, int] = {}
    for number, words in enumerate(_FAMILIES.values()):
        for word in words.split():
            bits[word] = bits.get(word, 0) | 1 << number
    for number, tag in enumerate(_TAGS, len(_FAMILIES)):
        bits[f"<{tag}>"] = 1 << number
    return bits


FAMILY_BITS: Final = _bits()
