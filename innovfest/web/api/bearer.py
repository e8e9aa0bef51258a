"""The phone behind a request: its bearer token (RFC 6750), and the body that it sent."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import NoReturn, TypeVar

from flask import abort, request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized, UnsupportedMediaType

from innovfest import checkin, clock
from innovfest.checkin import Phone
from innovfest.database import unit_of_work
from innovfest.tokens import CODE_LENGTH
from innovfest.web import problems

ShapeT = TypeVar("ShapeT", bound=BaseModel)
AnswerT = TypeVar("AnswerT")
TRIES = 4


SENDS_AFTERWARDS = timedelta(days=7)
"""How long after its shift a phone may still send what it did before: scans, and the work of a help desk."""


def phone(*, gates: Collection[int] = (), after_shift: bool = False, taken_back: bool = False) -> Phone:
    """Return the phone of the request's token, with its own gate and these; raises Unauthorized.

    A phone whose shift is over is a stranger, except to who takes what it did before (`after_shift`), and one
    that was revoked except to who hears that it has ended (`taken_back`).
    """
    sent = request.authorization
    token = sent.token if sent and sent.type == "bearer" else None
    # What can't be a token is not worth a question to the database.
    is_one = token is not None and len(token) == CODE_LENGTH
    found = checkin.find_phone(token, gates=gates, taken_back=taken_back) if token and is_one else None
    if found is None:
        raise Unauthorized(
            _("This phone may not scan: it is not enrolled, or its enrolment was taken back."),
            www_authenticate=WWWAuthenticate("bearer", {"realm": "door"}),
        )
    now = clock.now()
    if found.is_over(now - SENDS_AFTERWARDS if after_shift else now):
        _abort_over()
    return found


def phone_of_work(done_at: datetime | None) -> Phone:
    """Return the phone of a piece of desk work; raises Unauthorized.

    Work that was done before the shift's end is taken for as long as scans are.
    """
    found = phone(after_shift=done_at is not None)
    if done_at is not None and found.is_over(min(done_at, clock.now())):
        _abort_over()
    return found


def in_one_unit(work: Callable[[], AnswerT]) -> AnswerT:
    """Do something in one unit of work, again when another request is doing it under the same id."""
    for attempt in range(1, TRIES + 1):
        try:
            with unit_of_work():
                return work()
        except IntegrityError:
            # The next look finds what the other one did.
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def read(shape: type[ShapeT]) -> ShapeT:
    """Read the request's JSON body; raises UnsupportedMediaType or pydantic's ValidationError.

    A stranger is told that they are one, not what is wrong with what they sent.
    """
    try:
        if request.mimetype != "application/json":
            raise UnsupportedMediaType(_("Send JSON, with the content type application/json."))
        return shape.model_validate_json(request.get_data())
    except (ValidationError, UnsupportedMediaType):
        phone()
        raise


def _abort_over() -> NoReturn:
    abort(problems.answer(401, _("The shift of this phone is over."), code="shift-over"))
