"""What an answer amounts to: the outcome, the page in it, and when its URL is due again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from fastwarc.warc import HeaderMap

from extractors.model import RawPage
from flows.web.client import DISCONNECT, LENGTH, TIME, UNWANTED, Answer
from flows.web.politeness import retry_after
from seeds import media_type_and_charset, sniff_media_type
from warehouse.fetch import Fetch, FetchKind, FetchOutcome
from warehouse.fetch_warc import Exchange, payload_digest
from warehouse.http_message import BODY_LIMIT, BodyTooLarge, decoded_body

_TEXT = ("text/", "application/xhtml", "application/xml", "application/octet-stream")
_CUT = {
    LENGTH: (FetchOutcome.TOO_LARGE, "its body is larger than the limit"),
    TIME: (FetchOutcome.TIMED_OUT, "its body did not come in time"),
    DISCONNECT: (FetchOutcome.BROKEN, "its body was cut short"),
}
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=10), timedelta(weeks=1)
_ROBOTS_AGAIN = timedelta(days=1)  # rules are kept for as long
_GIVEN_UP = 12  # passing faults in a row: after a month they do not look passing


@dataclass(slots=True)
class Visit:
    """A URL on its way to an outcome: what was exchanged so far, and what came of it before."""

    source: str
    url: str
    key: str
    kind: FetchKind
    last: Fetch | None
    host: str = ""
    tries: int = 0
    redirects: int = 0
    asked: bool = True
    exchanges: list[Exchange] = field(default_factory=list)
    page: RawPage | None = None
    body: bytes | None = None

    def ended(self, outcome: FetchOutcome, detail: str = "", status: int | None = None) -> Fetch:
        """A fetch without anything new to keep; what was known of the URL stays known."""
        moment = datetime.now(UTC) if status is None else self.exchanges[-1].moment
        fetch = Fetch(
            source=self.source,
            kind=self.kind,
            url=self.url,
            url_key=self.key,
            host=self.host,
            fetched_at=moment,
            first_fetched_at=self.last.first_fetched_at if self.last else moment,
            outcome=outcome,
            detail=detail,
            status=status,
            tries=self.tries,
            redirects=self.redirects,
            failures=(self.last.failures if self.last else 0) + 1 if outcome.transient else 0,
            ip=(self.exchanges[-1].ip or None) if self.exchanges else None,
        )
        return _remembering(fetch, self.last) if self.last else fetch

    def next_due(self, fetch: Fetch, revisit: tuple[timedelta, ...]) -> datetime | None:
        """When the URL is to be asked for again; None for never. Only pages come due by themselves."""
        if fetch.kind is not FetchKind.PAGE:
            return None
        if fetch.outcome in (FetchOutcome.NEW, FetchOutcome.UNCHANGED):
            slots = [fetch.first_fetched_at + after for after in revisit]
            return min((slot for slot in slots if slot > fetch.fetched_at), default=None)
        if fetch.outcome is FetchOutcome.ROBOTS:
            return fetch.fetched_at + _ROBOTS_AGAIN
        if fetch.outcome.transient and fetch.failures < _GIVEN_UP:
            return fetch.fetched_at + min(_FIRST_WAIT * (1 << (fetch.failures - 1)), _LONGEST_WAIT)
        return None


def _remembering(fetch: Fetch, last: Fetch) -> Fetch:
    return replace(
        fetch,
        final_url=last.final_url,
        etag=last.etag,
        last_modified=last.last_modified,
        page_id=last.page_id,
        media_type=last.media_type,
        charset=last.charset,
        payload_digest=last.payload_digest,
        payload_at=last.payload_at,
    )


def readable(head: HeaderMap) -> bool:
    """Whether the head announces text, or does not say."""
    media_type, _ = media_type_and_charset(head.get("Content-Type") or "")
    return not media_type or media_type.startswith(_TEXT)


def judge(visit: Visit, answer: Answer, url: str, limit: int) -> Fetch:
    """The outcome of a final answer from `url`; sets the visit's page or body where there is a new one."""
    outcome, detail = _outcome(visit, answer)
    body = None
    if answer.status != 304 and not outcome.transient and not answer.exchange.truncated:
        try:
            unpacked = limit if visit.kind is FetchKind.PAGE else BODY_LIMIT
            body = decoded_body(answer.head, answer.body, unpacked)
        except BodyTooLarge as error:
            outcome, detail = FetchOutcome.TOO_LARGE, str(error)
    fetch = replace(visit.ended(outcome, detail, answer.status), size=len(answer.body))
    if outcome is FetchOutcome.OVERLOADED and (pause := retry_after(answer.header("Retry-After"))):
        fetch = replace(fetch, retry_at=fetch.fetched_at + timedelta(seconds=pause))
    return fetch if body is None else _with_body(visit, answer, url, body, fetch)


def _outcome(visit: Visit, answer: Answer) -> tuple[FetchOutcome, str]:
    status, cut = answer.status, answer.exchange.truncated
    if status == 304:
        if visit.last and visit.last.payload_at:
            return FetchOutcome.UNCHANGED, ""
        return FetchOutcome.BROKEN, "it answered 304 to a question without conditions"
    if status in (404, 410):
        return FetchOutcome.NOT_FOUND, ""
    if status in (401, 402, 403, 407, 451):
        return FetchOutcome.REFUSED, ""
    if status == 429 or 500 <= status <= 599:
        return FetchOutcome.OVERLOADED, ""
    if not 200 <= status <= 299:
        return FetchOutcome.HTTP_ERROR, ""
    if cut == UNWANTED:
        return FetchOutcome.NOT_HTML, f"it is {answer.header('Content-Type')}"
    return _CUT.get(cut or "", (FetchOutcome.NEW, ""))


def _with_body(visit: Visit, answer: Answer, url: str, body: bytes, fetch: Fetch) -> Fetch:
    """The fetch of an answer with a whole body: a page or what names pages, new or the same as before."""
    media_type, charset = media_type_and_charset(answer.header("Content-Type") or "")
    media_type = media_type if media_type.startswith("text/") else sniff_media_type(body)
    moment, digest = answer.exchange.moment, payload_digest(answer.exchange.response)
    page = RawPage(visit.source, visit.url, url, moment, media_type, charset, body, answer.status)
    page_id = page.page_id if visit.kind is FetchKind.PAGE else None
    ok = fetch.outcome is FetchOutcome.NEW
    etag, modified = (answer.header("ETag"), answer.header("Last-Modified")) if ok else (None, None)
    fetch = replace(fetch, etag=etag, last_modified=modified, final_url=url)
    if visit.kind is not FetchKind.PAGE:
        visit.body = body
    if ok and visit.last and _same(visit.last, url, page_id, digest):
        return replace(fetch, outcome=FetchOutcome.UNCHANGED)
    if visit.kind is FetchKind.PAGE:
        visit.page = page
    return replace(
        fetch,
        page_id=page_id,
        media_type=media_type,
        charset=charset,
        payload_digest=digest,
        payload_at=moment,
    )


def _same(last: Fetch, url: str, page_id: str | None, digest: str) -> bool:
    if page_id is None:
        return last.payload_digest == digest and last.final_url == url
    return last.page_id == page_id
