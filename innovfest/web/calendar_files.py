"""Answering with a calendar: its type, its name, its entity tag, and 304 to who has it already.

Calendar programs poll for months, so an unchanged calendar must cost next to nothing. Its bytes repeat, and
the tag is taken from them; Werkzeug compares it as RFC 9110 13.1.2 says (quotes, weak forms, lists, `*`).
"""

import hashlib
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
    sent, headers = _prepared(body, filename, shared, request.headers.get("Accept-Encoding", ""), kind)
    response = Response(sent, headers=Headers(headers))
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response


@lru_cache(maxsize=512)
def _prepared(
    body: bytes, filename: str, shared: bool, accepts: str, kind: str
) -> tuple[bytes, list[tuple[str, str]]]:
    """Return what goes over the wire and what is said of it; each encoding has a tag (RFC 9110 8.8.3)."""
    encoding = parse_accept_header(accepts).best_match(["br", "gzip"]) or "identity"
    sent = encoded(body, encoding, quality=QUALITY)
    headers = [
        ("Content-Type", kind),
        ("Content-Disposition", dump_options_header("inline", {"filename": filename})),
        ("Cache-Control", "no-cache" if shared else "private, no-cache"),
        ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
        ("ETag", f'"{hashlib.sha256(sent).hexdigest()[:32]}"'),
    ]
    if encoding != "identity":
        headers.append(("Content-Encoding", encoding))
    return sent, headers
