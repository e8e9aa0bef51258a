"""Answering with a calendar: its type, its name, its entity tag, and 304 to who has it already.

Calendar programs poll for months, so an unchanged calendar must cost next to nothing. Its bytes repeat, and
the tag is taken from them; Werkzeug compares it as RFC 9110 13.1.2 says (quotes, weak forms, lists, `*`).
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from flask import Response, request
from werkzeug.datastructures import Headers
from werkzeug.http import dump_options_header, parse_accept_header

from innovfest.web.assets import encoded

QUALITY = 5


CALENDAR = "text/calendar; charset=utf-8"


def send(body: bytes, filename: str, *, shared: bool, kind: str = CALENDAR) -> Response:
    """Answer with the bytes of a calendar or another file of a release, or with 304.

    `shared` says whether everybody gets the same: one's own agenda is kept by no cache on the way.
    """
    wire = _prepared(body, filename, shared, request.headers.get("Accept-Encoding", ""), kind)
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(wire.tag):
        return Response(status=304, headers=Headers(wire.unchanged))
    return Response(wire.sent, headers=Headers(wire.headers))


@dataclass(frozen=True)
class _Wire:
    """A file as it leaves the house, and what is said with it, or instead of it (RFC 9110 15.4.5)."""

    sent: bytes
    tag: str
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]


@lru_cache(maxsize=512)
def _prepared(body: bytes, filename: str, shared: bool, accepts: str, kind: str) -> _Wire:
    """Return what goes over the wire and what is said of it; each encoding has a tag (RFC 9110 8.8.3)."""
    encoding = parse_accept_header(accepts).best_match(["br", "gzip"]) or "identity"
    sent = encoded(body, encoding, quality=QUALITY)
    tag = hashlib.sha256(sent).hexdigest()[:32]
    unchanged = [
        ("Cache-Control", "no-cache" if shared else "private, no-cache"),
        ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
        ("ETag", f'"{tag}"'),
    ]
    headers = [
        ("Content-Type", kind),
        ("Content-Disposition", dump_options_header("inline", {"filename": filename})),
        *unchanged,
    ]
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return _Wire(sent, tag, headers, unchanged)
