"""HTTP for stored pages: encodings, conditional and range requests (RFC 9110), and Cache-Status (RFC 9211)."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.http import parse_http_date_safe
from django.utils.text import compress_string

from ..store.page_store import Answer, Entry

Headers = list[tuple[str, str]]
NAME = "broadsheet"
# Browsers revalidate each time. A shared cache may answer for three seconds, and for two more while it revalidates. A purge
# shortens that time; where a purge is lost, a page is stale for at most these five seconds (RFC 9111, RFC 5861).
CACHE_CONTROL = "public, max-age=0, s-maxage=3, stale-while-revalidate=2"
# An answer of Django's without Cache-Control is for one reader; without this value, caches would choose a lifetime themselves
# (RFC 9111, 4.2.2).
UNSTORED = "private, no-cache"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
REFUSED, OFF, AWAY, SESSION, NO_PAGE = (
    "refused", "the page store is off", "the database is away", "has a session", "no page of the store",
)  # fmt: skip
_PUBLIC_REASON = re.compile(
    rf"(?:{'|'.join((REFUSED, OFF, AWAY, SESSION, NO_PAGE))}|has a body|status [1-5]\d\d"
    r"|method (?:POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT))",
    re.ASCII,
)
_STATUS = {
    "hit": f"{NAME}; hit",
    "verified": f"{NAME}; hit; detail=verified",
    "rendered": f"{NAME}; fwd=miss; stored",
    "away": f"{NAME}; hit; detail=database-away",
}


class PreparedAnswer(NamedTuple):
    """An answer ready to be sent."""

    status: int
    headers: Headers
    body: bytes


def cache_status(how: str) -> str:
    """The value of Cache-Status for an answer from the store."""
    return _STATUS[how]


def bypass_status(reason: str, status: int = 0) -> str:
    """The value of Cache-Status for an answer that did not come from the store; `status` is that of the answer.

    The value is one of a few fixed phrases, and never contains data of a request or the database. The exact reason why a page
    was not stored is given by `broadsheet edge explain` and the counts. Readers do not see it, because it could reveal what
    is behind a page that they cannot see.
    """
    if _PUBLIC_REASON.fullmatch(reason) is None:
        reason = f"status {status}" if status >= 300 else "not stored"
    return f'{NAME}; fwd=bypass; detail="{reason}"'


def gzip_headers(entry: Entry | Answer) -> Headers:
    """The headers of the whole page in gzip, without Cache-Status."""
    assert entry.composed is not None
    length = sum(len(part) for part in entry.composed.parts)
    return [
        *_common(entry, f'"{entry.composed.digest}-gzip"'),
        ("content-encoding", "gzip"),
        ("content-length", str(length)),
    ]


def _common(entry: Entry | Answer, etag: str) -> Headers:
    headers = list(entry.headers)
    if not any(name == "cache-control" for name, _ in headers):
        headers.append(("cache-control", CACHE_CONTROL))
    return [*headers, ("vary", "Accept-Encoding"), ("etag", etag)]


def accepts_gzip(accepted: str | None) -> bool:
    """Whether Accept-Encoding allows gzip (RFC 9110, 12.5.3)."""
    if not accepted:
        return False
    if accepted.startswith("gzip,") or accepted == "gzip":
        return True
    best = -1.0
    for item in accepted.lower().split(","):
        coding, _, parameters = item.partition(";")
        if coding.strip() in {"gzip", "x-gzip", "*"}:
            match = re.search(r"q\s*=\s*([\d.]+)", parameters)
            try:
                weight = float(match[1]) if match else 1.0
            except ValueError:
                weight = 0.0
            best = weight if coding.strip() != "*" else max(best, weight)
            if coding.strip() != "*":
                break
    return best > 0


def matches(if_none_match: str, etag: str) -> bool:
    """Whether If-None-Match names the tag, by weak comparison (RFC 9110, 13.1.2)."""
    if if_none_match == etag or if_none_match.strip() == "*":
        return True
    return etag in [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]


def answer(
    page: Entry | Answer,
    how: str,
    *,
    accept_encoding: str | None = None,
    if_none_match: str | None = None,
    if_modified_since: str | None = None,
    range_: str | None = None,
    if_range: str | None = None,
) -> PreparedAnswer:
    """The answer to a GET request for the page; for a HEAD request, the caller leaves out the body."""
    assert page.composed is not None
    status = ("cache-status", cache_status(how))
    if accepts_gzip(accept_encoding) and not range_:
        headers, gzipped = gzip_headers(page), True
    else:
        headers, gzipped = _common(page, f'"{page.composed.digest}"'), False
    etag = f'"{page.composed.digest}-gzip"' if gzipped else f'"{page.composed.digest}"'
    if _is_known(headers, etag, if_none_match, if_modified_since):
        kept = [header for header in headers if header[0] not in {"content-length", "content-encoding", "content-type"}]
        return PreparedAnswer(304, [*kept, status], b"")
    if gzipped:
        return PreparedAnswer(page.status, [*headers, status], page.composed.gzipped())
    body = page.composed.plain()
    headers += [("accept-ranges", "bytes")]
    if range_ and (if_range is None or if_range == etag):
        part = _part(range_, len(body))
        if part == (0, 0):
            return PreparedAnswer(
                416, [status, ("content-range", f"bytes */{len(body)}"), ("content-length", "0")], b""
            )
        if part:
            start, end = part
            ranged = [("content-range", f"bytes {start}-{end - 1}/{len(body)}"), ("content-length", str(end - start))]
            return PreparedAnswer(206, [*headers, *ranged, status], body[start:end])
    return PreparedAnswer(page.status, [*headers, ("content-length", str(len(body))), status], body)


def _is_known(headers: Headers, etag: str, if_none_match: str | None, if_modified_since: str | None) -> bool:
    if if_none_match is not None:
        return matches(if_none_match, etag)
    if if_modified_since is None:
        return False
    changed = next((value for name, value in headers if name == "last-modified"), None)
    known, last = parse_http_date_safe(if_modified_since), parse_http_date_safe(changed) if changed else None
    return known is not None and last is not None and last <= known


def _part(wanted: str, length: int) -> tuple[int, int] | None:
    """(start, end) of a range; (0, 0) where it cannot be satisfied; None where it must be ignored (several ranges, bad syntax)."""
    match = _RANGE.fullmatch(wanted.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        size = min(int(match[2]), length)
        return (length - size, length) if size else (0, 0)
    start, end = int(match[1]), min(int(match[2]) + 1, length) if match[2] else length
    if match[2] and int(match[2]) < start:
        return None
    return (start, end) if start < length else (0, 0)


def compressed(body: bytes, accept_encoding: str | None) -> tuple[bytes, list[tuple[str, str]]]:
    """`body` as Django's GZipMiddleware would send it, with random bytes against BREACH, and its Content-Encoding header."""
    if len(body) < 200 or not re_accepts_gzip.search(accept_encoding or ""):
        return body, []
    packed = compress_string(body, max_random_bytes=GZipMiddleware.max_random_bytes)
    return (packed, [("content-encoding", "gzip")]) if len(packed) < len(body) else (body, [])
