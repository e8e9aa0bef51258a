"""Failures of the API as problem details (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from flask import Response, json

MIMETYPE = "application/problem+json"


def answer(status: int, detail: str, *, code: str | None = None, **more: Any) -> Response:
    """Return a problem: its status, a sentence for people, and a stable `code` where a rule refused.

    The type is about:blank, so the title is the phrase of the status (RFC 9457 4.2.1).
    """
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if code:
        problem["code"] = code
    return Response(json.dumps(problem | more), status, mimetype=MIMETYPE)
