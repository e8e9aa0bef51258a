"""The language of a page: what the person chose, else what the browser asks for, else Dutch."""

from functools import lru_cache
from urllib.parse import parse_qsl

from flask import Response, g, has_request_context, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from innovfest.wording import LANGUAGES

COOKIE = "language"
YEAR = 365 * 24 * 3600

babel = Babel()


def current_language() -> str:
    """Return the language of this request: `?lang=`, the cookie, Accept-Language (RFC 9110 12.5.4), Dutch."""
    language: str | None = g.get("language")
    if language is None and has_request_context():
        chosen = asked_for() or request.cookies.get(COOKIE)
        g.language = language = chosen if chosen in LANGUAGES else _from_browser()
    return language or LANGUAGES[0]


def remember(response: Response) -> Response:
    """Keep a choice made by `?lang=`, and tell caches what the page depends on."""
    chosen = asked_for() if g.get("keeps_language", True) else None
    if chosen in LANGUAGES and request.cookies.get(COOKIE) != chosen:
        response.set_cookie(
            COOKIE, str(chosen), max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    headers = response.headers
    if headers.get("Content-Type", "").startswith("text/html") and "Cookie" not in headers.get("Vary", ""):
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def asked_for() -> str | None:
    """Return what `?lang=` says."""
    return _lang_in(request.query_string)


@lru_cache(maxsize=256)
def _lang_in(query: bytes) -> str | None:
    """Read a query; the same few come again and again, and parsing them is slow."""
    found = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return next((value for name, value in found if name == "lang"), None)


def _from_browser() -> str:
    return _best_of(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=1024)
def _best_of(accepted: str) -> str:
    """Read a browser's wishes; the same few headers come again and again, and parsing them is slow."""
    return parse_accept_header(accepted, LanguageAccept).best_match(LANGUAGES) or LANGUAGES[0]
