"""The interface for phones at the door: JSON, a bearer token, no cookies; failures are problem details."""

from flask import Blueprint, Response
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from innovfest.web import problems
from innovfest.web.api import (
    bindings,
    board,
    cases,
    conflicts,
    me,
    mending,
    openapi,
    people,
    releases,
    reports,
    scans,
    snapshot,
    walkins,
)

FAULTS_SHOWN = 20

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
door = Blueprint("door", __name__, url_prefix="/door")
for resource in (
    me,
    snapshot,
    scans,
    reports,
    people,
    bindings,
    releases,
    cases,
    walkins,
    mending,
    conflicts,
    board,
):
    door.register_blueprint(resource.blueprint)
blueprint.register_blueprint(door)
blueprint.register_blueprint(openapi.blueprint)


@blueprint.errorhandler(ValidationError)
def _misshapen(error: ValidationError) -> Response:
    faults = [
        {"path": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"]}
        for fault in error.errors(include_url=False, include_context=False, include_input=False)[
            :FAULTS_SHOWN
        ]
    ]
    return problems.answer(422, _("The body is not as the description says."), errors=faults)


@blueprint.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    answer = problems.answer(error.code or 500, error.description or error.name)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer
