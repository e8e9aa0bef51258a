"""The description of the interface, drawn from the shapes that it is read by (OpenAPI 3.1)."""

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from innovfest.web.access import public
from innovfest.web.api import people, schemas

blueprint = Blueprint("openapi", __name__, url_prefix="/openapi.json")

FAILURES = {
    400: "The request can't be read.",
    401: "The token is missing, or was taken back: enrol again.",
    403: "A steward's phone may not do this.",
    404: "There is no such thing at this phone's event.",
    409: "A rule refuses it now.",
    413: "The body is over the limit.",
    415: "The body is not JSON.",
    422: "The body is not as described, or a rule refuses it.",
    503: "The database is not available; Retry-After says when to try again.",
}


@blueprint.get("")
@public
def show() -> Response:
    """Show the description."""
    return Response(_written(), mimetype="application/json")


@cache
def _written() -> str:
    return json.dumps(describe())


def describe() -> dict[str, Any]:
    """Return the description as JSON values."""
    shapes = [
        shape
        for shape in vars(schemas).values()
        if isinstance(shape, type)
        and issubclass(shape, BaseModel)
        and shape not in (BaseModel, schemas.Shape)
    ]
    _, definitions = models_json_schema(
        [(shape, "validation") for shape in shapes], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "InnovFest: the door",
            "version": "1",
            "description": "For phones, and scripts with a token by `bin/innovfest gate enrol GATE`.",
        },
        "paths": {
            "/api/v1/door/me": {"get": _me()},
            "/api/v1/door/scans": {"post": _scans()},
            "/api/v1/door/people": {"get": _people()},
            "/api/v1/door/bindings": {"post": _bindings()},
            "/api/v1/door/releases": {"post": _releases()},
        },
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"phone": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"phone": []}],
    }


def _me() -> dict[str, Any]:
    return _operation("me", "The phone, its gate, and the figures there.", schemas.Me)


def _scans() -> dict[str, Any]:
    summary = "Decide and keep scans: answers in the same order, the same answer for the same id."
    return _operation("scans", summary, schemas.ScanResults, body=schemas.ScanBatch)


def _people() -> dict[str, Any]:
    letters = {
        "name": "q",
        "in": "query",
        "required": True,
        "description": "The first letters of names or of an organisation.",
        "schema": {"type": "string", "minLength": people.FEWEST, "maxLength": people.MOST},
    }
    return _operation("people", "Find people of the event.", schemas.People, parameters=[letters])


def _bindings() -> dict[str, Any]:
    summary = "Give a spare badge to a person."
    return _operation("bindings", summary, schemas.Binding, body=schemas.BindingSent, may_miss=True)


def _releases() -> dict[str, Any]:
    summary = "Release the seats of who is not in, five minutes after the session at this gate began."
    rules = {403, 404, 409}
    return _operation("releases", summary, schemas.Release, body=schemas.ReleaseSent, refusals=rules)


def _operation(
    name: str,
    summary: str,
    answer: type[BaseModel],
    *,
    body: type[BaseModel] | None = None,
    parameters: list[dict[str, Any]] | None = None,
    may_miss: bool = False,
    refusals: Collection[int] = (),
) -> dict[str, Any]:
    failures = {400, 401, 503}
    failures |= {413, 415, 422} if body else set()
    failures |= {422} if parameters else set()
    failures |= {404} if may_miss else set()
    failures |= set(refusals)
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "Done.", "content": _json(answer)},
            **{str(status): _failure(status) for status in sorted(failures)},
        },
    }
    if body:
        operation["requestBody"] = {"required": True, "content": _json(body)}
    if parameters:
        operation["parameters"] = parameters
    return operation


def _failure(status: int) -> dict[str, Any]:
    shape = {"$ref": "#/components/schemas/Problem"}
    return {"description": FAILURES[status], "content": {"application/problem+json": {"schema": shape}}}


def _json(shape: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}}
