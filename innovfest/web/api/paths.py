"""What can be asked of the interface, as OpenAPI describes it: paths, verbs, shapes, what may go wrong."""

from collections.abc import Collection
from typing import Any

from pydantic import BaseModel

from innovfest.web.api import desk_schemas as desk
from innovfest.web.api import people, schemas

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


def _operation(
    name: str,
    summary: str,
    answer: type[BaseModel] | None,
    *,
    body: type[BaseModel] | None = None,
    parameters: list[dict[str, Any]] | None = None,
    refusals: Collection[int] = (),
    answers: dict[str, Any] | None = None,
) -> dict[str, Any]:
    failures = {400, 401, 503}
    failures |= {413, 415, 422} if body else set()
    failures |= set(refusals)
    done = {"200": {"description": "Done.", "content": _json(answer)}} if answer else {}
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {
            **done,
            **(answers or {}),
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


_LETTERS = {
    "name": "q",
    "in": "query",
    "required": True,
    "description": "The first letters of names or of an organisation.",
    "schema": {"type": "string", "minLength": people.FEWEST, "maxLength": people.MOST},
}
_SINCE = {
    "name": "since",
    "in": "query",
    "required": False,
    "description": "The cursor of the snapshot that the phone has; without it all is sent.",
    "schema": {"type": "string"},
}
_PERSON = {
    "name": "person",
    "in": "path",
    "required": True,
    "description": "The person's number in the snapshot.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
}
_NOTHING_NEW = {"304": {"description": "Nothing changed; the header Innovfest-Time tells the time."}}
_PDF = {"200": {"description": "The badge.", "content": {"application/pdf": {}}}}
_DESK = {403, 404}


def _post(
    name: str, summary: str, body: type[BaseModel], answer: type[BaseModel], refusals: Collection[int] = ()
) -> dict[str, Any]:
    return {"post": _operation(name, summary, answer, body=body, refusals=refusals)}


PATHS: dict[str, dict[str, Any]] = {
    "/me": {"get": _operation("me", "The phone, its gate, and the figures there.", schemas.Me)},
    "/snapshot": {
        "get": _operation(
            "snapshot",
            "What a phone decides by: everything, or what changed since its cursor.",
            desk.Snapshot,
            parameters=[_SINCE],
            answers=_NOTHING_NEW,
        )
    },
    "/scans": _post(
        "scans",
        "Decide and keep scans: answers in the same order, the same answer for the same id.",
        schemas.ScanBatch,
        schemas.ScanResults,
    ),
    "/reports": _post(
        "reports", "How a phone is doing; how many places it is lent.", desk.ReportSent, desk.Report
    ),
    "/people": {
        "get": _operation(
            "people", "Find people of the event.", schemas.People, parameters=[_LETTERS], refusals={422}
        )
    },
    "/bindings": _post(
        "bindings", "Give a spare badge to a person.", schemas.BindingSent, schemas.Binding, {404, 409}
    ),
    "/releases": _post(
        "releases",
        "Release the seats of who is not in, five minutes after the session at this gate began.",
        schemas.ReleaseSent,
        schemas.Release,
        {403, 404, 409},
    ),
    "/cases": _post("cases", "Send a person on to the help desk.", desk.CaseSent, desk.Done, {404}),
    "/cases/close": _post("closed_cases", "End a case.", desk.CaseClosed, desk.Done, _DESK),
    "/walkins": _post(
        "walkins", "Register someone at the door.", desk.WalkInSent, desk.WalkIn, {403, 404, 409}
    ),
    "/corrections": _post(
        "corrections", "Correct a name.", desk.CorrectionSent, desk.Correction, {403, 404, 409}
    ),
    "/replacements": _post(
        "replacements", "End a badge's code and issue another.", desk.ReplacementSent, desk.Replacement, _DESK
    ),
    "/moves": _post(
        "moves", "Move a person to another break-out.", desk.MoveSent, desk.Done, {403, 404, 409}
    ),
    "/notes": _post("notes", "Note what the door shows of a person.", desk.NoteSent, desk.Done, _DESK),
    "/badges/{person}": {
        "get": _operation(
            "badges", "A badge to print again.", None, parameters=[_PERSON], refusals=_DESK, answers=_PDF
        )
    },
    "/conflicts": {
        "get": _operation("conflicts", "The conflicts to settle.", desk.Conflicts, refusals={403})
    },
    "/board": {"get": _operation("board", "How the door is doing.", desk.Board, refusals={403})},
    "/settlements": _post("settlements", "Settle a conflict.", desk.SettlementSent, desk.Done, _DESK),
}
"""The operations by path and verb."""
