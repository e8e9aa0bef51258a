"""The phone behind a request: its bearer token (RFC 6750), and the body that it sent."""

from collections.abc import Collection
from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized, UnsupportedMediaType

from innovfest import checkin
from innovfest.checkin import Phone
from innovfest.tokens import CODE_LENGTH

ShapeT = TypeVar("ShapeT", bound=BaseModel)


def phone(*, gates: Collection[int] = ()) -> Phone:
    """Return the phone of the request's token, with its own gate and these; raises Unauthorized."""
    sent = request.authorization
    token = sent.token if sent and sent.type == "bearer" else None
    # What can't be a token is not worth a question to the database.
    found = checkin.find_phone(token, gates=gates) if token and len(token) == CODE_LENGTH else None
    if found is None:
        raise Unauthorized(
            _("This phone may not scan: it is not enrolled, or its enrolment was taken back."),
            www_authenticate=WWWAuthenticate("bearer", {"realm": "door"}),
        )
    return found


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
