"""What makes two pages the same article, and two states of it the same version."""

from __future__ import annotations

import hashlib
import json
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from extractors.model import Article

# Parameters that say how a reader came to the page, never which page it is. Listed by name, because
# patterns ("starts with ref, cid, source") also take parameters that do select the story on some sites.
_TRACKING = re.compile(
    r"""(?: (?:utm|at|pk|mtm|hsa|ns|itm|oly|vero|mc)_ | __hs ) .*
    | _ga | _gl | (?:d|fb|g|msc|tw|y)cl(?:k)?id | gclsrc | [gw]braid | igsh(?:id)? | mkt_tok
    | amp | outputtype | guccounter | guce_referrer(?:_sig)? | gaa_(?:at|n|sig|ts) | fb_(?:action_ids|ref)
    | ref | ref_(?:src|url) | referr?er | partner | share | sharetype | sr_share | srnd | via | smid | smtyp
    | cmp | cmp(?:gu)?id | cndid | ceid | e[fs]_id | em[cd]i | esrc | ftag | [in]cid | intcmp | ocid
    | s_(?:cid|kwcid) | taid | tpcc | traffic_source | trk | wt\.mc_id | xtor""",
    re.VERBOSE,
)
_AMP_HOST = re.compile(r"^(?:(?:www|amp|m)\.)+(?=[^.]+\.[^.])")
_AMP_PATH = re.compile(r"(?:/amp(?:\.html?)?)+$|(?:\.amp)+(?=(?:\.html?)?$)|^(?:/amp)+(?=/.)")
_AMP_CACHE = re.compile(r"^/[cvi]/(?:s/)?(?=[^/]+\.)")


def canonical_url(url: str) -> str | None:
    """The address as identity: https, lower-case host without www, no tracking, AMP, fragment or final slash.

    None when `url` is no web address. Two addresses with one canonical form are one article.
    """
    try:
        parts = urlsplit(_utf8(url).strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.scheme.lower() not in ("http", "https"):
        return None
    path = parts.path
    if host.endswith(".cdn.ampproject.org") and _AMP_CACHE.match(path):
        host, _, path = _AMP_CACHE.sub("", path).partition("/")
        path = "/" + path
    host = _AMP_HOST.sub("", host.lower().rstrip("."))
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    return urlunsplit(("https", netloc, _plain_path(path), _plain_query(parts.query), ""))


def _plain_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    path = _AMP_PATH.sub("", path).rstrip("/")
    return quote(
        unquote(path, errors="surrogateescape").encode("utf-8", "surrogateescape"), safe="/:@!$&'()*+,;=~"
    )


def _plain_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape", max_num_fields=None)
    kept = sorted((name, value) for name, value in pairs if not _tracks(name.lower()))
    return urlencode(kept, errors="surrogateescape")


def _tracks(name: str) -> bool:
    return _TRACKING.fullmatch(name) is not None


def host_of(url: str | None) -> str | None:
    """The host that stands for the site, without "www."; None without a web address."""
    canonical = canonical_url(url) if url else None
    return urlsplit(canonical).hostname if canonical else None


def article_address(article: Article, page_url: str | None) -> str | None:
    """The canonical URL of the article on a page captured at `page_url`; None where there is none.

    The address that the page claims for itself counts only on the page's own host and below its front
    page: copies on other sites name the original, and broken templates name the home page.
    """
    captured = canonical_url(page_url) if page_url else None
    claimed = canonical_url(article.url) if article.url else None
    if captured is None or claimed is None:
        return captured or claimed
    one, other = urlsplit(captured), urlsplit(claimed)
    return claimed if one.hostname == other.hostname and other.path else captured


def article_id(article: Article, address: str | None) -> str:
    """32 hex digits naming the article: from its canonical URL, or else from its content."""
    return digest_of(["article", address] if address else ["content", *_content(article)])


def version_id(article: Article, identity: str) -> str:
    """32 hex digits naming one state of the article `identity`.

    Counted are headline, text, authors, publication date, captions with their credits, contributors and
    editor's note. Left out is what changes without the story: tags, copyright lines, the time of the
    last update, how often a caption was printed.
    """
    return digest_of([identity, *_content(article)])


def _content(article: Article) -> list[object]:
    captions = [[caption.text, caption.credit, str(caption.date)] for caption in article.captions]
    return [
        article.headline,
        article.text,
        list(article.authors),
        article.date_published,
        captions,
        article.contributors,
        article.editors_note,
    ]


def digest_of(parts: list[object]) -> str:
    """32 hex digits naming a list of JSON values."""
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()[:32]


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
