"""Answering with a calendar: its type, its name, its entity tag, and 304 to who has it already.

Calendar programs poll for months, so an unchanged calendar must cost next to nothing. Its bytes repeat, and
the tag is taken from them; Werkzeug compares it as RFC 9110 13.1.2 says (quotes, weak forms, lists, `*`).
"""

import hashlib
from functools import lru_cache

from flask import Response, request
from werkzeug.http import dump_options_header

from innovfest.web.assets import encoded, preferred_encoding

QUALITY = 5


def send(body: bytes, filename: str, *, shared: bool) -> Response:
    """Answer with the bytes of a calendar, or with 304.

    `shared` says whether everybody gets the same: one's own agenda is kept by no cache on the way.
    """
    encoding = preferred_encoding()
    sent, tag = _prepared(body, encoding)
    headers = {
        "Content-Disposition": dump_options_header("inline", {"filename": filename}),
        "Cache-Control": "no-cache" if shared else "private, no-cache",
        "Vary": "Accept-Encoding, Accept-Language, Cookie",
        "ETag": f'"{tag}"',
    }
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    response = Response(sent, headers=headers, content_type="text/calendar; charset=utf-8")
    response.make_conditional(request)
    return response


@lru_cache(maxsize=256)
def _prepared(body: bytes, encoding: str) -> tuple[bytes, str]:
    """Return the bytes for the wire and their strong tag; each encoding has its own (RFC 9110 8.8.3)."""
    sent = encoded(body, encoding, quality=QUALITY)
    return sent, hashlib.sha256(sent).hexdigest()[:32]
