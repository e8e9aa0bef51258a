"""Answering with a calendar: its type, its name, its entity tag, and 304 to who has it already.

Calendar programs poll for months, so an unchanged calendar must cost next to nothing. Its bytes repeat, and
the tag is taken from them; Werkzeug compares it as RFC 9110 13.1.2 says (quotes, weak forms, lists, `*`).
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from flask import Response, g, request
from werkzeug.datastructures import Headers
from werkzeug.http import dump_options_header, parse_accept_header

from innovfest.calendars import OwnCalendar
from innovfest.web.assets import encoded

QUALITY = 5
OWN_QUALITY = 1
"""How hard bytes are compressed that go out once: a quarter of the time for a tenth more of them."""

SMALL = 8192
"""Bytes up to which a calendar of one's own is not compressed: a day with four sessions has half of that."""


CALENDAR = "text/calendar; charset=utf-8"


def send(body: bytes, filename: str, *, kind: str = CALENDAR) -> Response:
    """Answer with the bytes of a calendar or another file of a release, or with 304."""
    _speaks_for_itself()
    wire = _prepared(body, filename, request.headers.get("Accept-Encoding", ""), kind)
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(wire.tag):
        return Response(status=304, headers=Headers(wire.unchanged))
    return Response(wire.sent, headers=Headers(wire.headers))


def send_own(calendar: OwnCalendar, filename: str) -> Response:
    """Answer with one person's own calendar, or with 304.

    Nobody else asks for these bytes, so what is compressed is not kept, and a small one is sent as it is:
    compressing it would take as long as reading what it is written from.
    """
    _speaks_for_itself()
    body = calendar.body
    accepts = request.headers.get("Accept-Encoding", "") if len(body) > SMALL else ""
    encoding = _encoding_for(accepts)
    tag = f"{calendar.digest[:32]}-{encoding}"
    said, named = _said_of_own(filename, encoding), ("ETag", f'"{tag}"')
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=Headers([*said[:2], named]))
    sent = encoded(body, encoding, quality=OWN_QUALITY)
    return Response(sent, headers=Headers([*said, named]))


def _speaks_for_itself() -> None:
    """Let `?lang=` be the file's alone: no program keeps cookies, and a shared cache would hand one on."""
    g.keeps_language = False


@lru_cache(maxsize=64)
def _said_of_own(filename: str, encoding: str) -> tuple[tuple[str, str], ...]:
    said = [
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
        ("Content-Type", CALENDAR),
        ("Content-Disposition", dump_options_header("inline", {"filename": filename})),
    ]
    return (*said, ("Content-Encoding", encoding)) if encoding != "identity" else tuple(said)


@lru_cache(maxsize=64)
def _encoding_for(accepts: str) -> str:
    return parse_accept_header(accepts).best_match(["br", "gzip"]) or "identity"


@dataclass(frozen=True)
class _Wire:
    """A file as it leaves the house, and what is said with it, or instead of it (RFC 9110 15.4.5)."""

    sent: bytes
    tag: str
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]


@lru_cache(maxsize=512)
def _prepared(body: bytes, filename: str, accepts: str, kind: str) -> _Wire:
    """Return what goes over the wire and what is said of it; each encoding has a tag (RFC 9110 8.8.3)."""
    encoding = _encoding_for(accepts)
    sent = encoded(body, encoding, quality=QUALITY)
    tag = hashlib.sha256(sent).hexdigest()[:32]
    unchanged = [
        ("Cache-Control", "no-cache"),
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
