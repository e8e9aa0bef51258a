"""From refusal to HTTP: the one table, and pages for what goes wrong."""

import logging
import uuid
from datetime import datetime

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from innovfest.database import db, is_unavailable
from innovfest.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from innovfest.web import problems
from innovfest.web.formatting import listing, spoken_time, wording

log = logging.getLogger(__name__)

STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (Invalid, 422),
)
"""The HTTP status of each kind of refusal (RFC 9110 15.5)."""

RETRY_AFTER_SECONDS = 5


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return next((status for kind, status in STATUS if isinstance(refusal, kind)), 400)


def sentence_of(refusal: Refusal) -> str:
    """Return a refusal's sentence, with times as people say them and texts in the reader's language."""
    facts = {name: _said(value) for name, value in refusal.facts.items()}
    return str(type(refusal)(**facts))


def register(app: Flask) -> None:
    """Make the application answer every failure with a page that says what happened and what to do."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def page(
    status: int, title: str, sentence: str, *, reference: str | None = None, code: str | None = None
) -> Response:
    """Return the error page, or in the API a problem that says the same."""
    if request.path.startswith("/api/"):
        more = {"reference": reference} if reference else {}
        return problems.answer(status, sentence, code=code, **more)
    body = render_template(
        "errors/error.html", status=status, title=title, sentence=sentence, reference=reference
    )
    return make_response(body, status)


def _refused(refusal: Refusal) -> Response:
    status = status_of(refusal)
    return page(status, _title(status), sentence_of(refusal), code=refusal.code)


def _forged(_error: CSRFError) -> Response:
    sentence = _("This form was open for too long. Go back, reload the page and try again.")
    return page(400, _title(400), sentence)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, SecurityError):
        return Response(str(_sentence(400)), 400, mimetype="text/plain")  # a page would need the host
    if error.response is not None and status < 400:
        return make_response(error.response)
    answer = page(status, _title(status), _sentence(status))
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    if is_unavailable(error):
        log.warning("the database is not available: %s", type(error).__name__)
        answer = page(503, _title(503), _sentence(503))
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
    reference = uuid.uuid4().hex[:8]
    log.exception("unexpected error %s at %s %s", reference, request.method, request.endpoint)
    return page(500, _title(500), _sentence(500), reference=reference)


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return spoken_time(value)
    if isinstance(value, tuple) and all(isinstance(each, dict) for each in value):
        return listing([str(wording(each)) for each in value])
    return wording(value) if isinstance(value, dict) else value


def _title(status: int) -> str:
    titles = {
        403: _("No access"),
        404: _("Not found"),
        409: _("That is not possible now"),
        413: _("That is too much at once"),
        500: _("Something went wrong on our side"),
        503: _("We are very busy"),
    }
    return str(titles.get(status, _("That did not work")))


def _sentence(status: int) -> str:
    sentences = {
        403: _("You do not have access to this page."),
        404: _("We could not find that. The address may be mistyped, or the page may have moved."),
        405: _("This address does not take that kind of request."),
        413: _("What you sent is larger than we can take. Shorten it and try again."),
        500: _("Nothing was changed. Please try again; if it stays, tell us the reference below."),
        503: _("Nothing was lost or changed. Please try again in a few seconds."),
    }
    return str(sentences.get(status, _("Something in this request is not right.")))
