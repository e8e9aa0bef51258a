"""The schedule of the draft: its page, what changed on it since a number, and what a move would do."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from innovfest import clock, programme
from innovfest.errors import Invalid
from innovfest.programme import drafting
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.languages import current_language
from innovfest.web.organiser import clash_words, schedule_clashes
from innovfest.web.organiser.fields import YEARS
from innovfest.web.organiser.schedule_view import board_json, board_of, changes_since

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")


@blueprint.get("")
@role("viewer")
def show() -> str:
    """Show the schedule: a grid where there is script, which asks for clashes next, and a list with them."""
    event, as_list = access.event(), request.args.get("view") == "list"
    board, hand = board_of(event), drafting.hand_of(event, access.actor())
    return render_template(
        "organiser/schedule.html",
        board=board,
        hand=hand,
        config=board_json(board, hand),
        as_list=as_list,
        clashes=schedule_clashes.marks(event, now=clock.now()) if as_list else None,
        severities=clash_words.SEVERITY,
    )


@blueprint.get("/changes")
@role("viewer")
def changes() -> Response:
    """Tell what changed since a number, and how the draft clashes now; 304 while nothing did."""
    event = access.event()
    since = request.args.get("since", 0, type=int)
    tag = f"{event.draft_number}-{since}-{current_language()}-{event.release_uid}"
    if request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        told = changes_since(event, since, by=access.actor())
        answer = jsonify(told | {"clashes": schedule_clashes.marks(event, now=clock.now())})
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get("/trial")
@role("viewer")
def trial() -> ResponseReturnValue:
    """Say which clashes a session would have at a time in some rooms; nothing is written."""
    event, asked = access.event(), request.args
    session = programme.get_session(event.id, asked.get("session", ""))
    rooms = [programme.get_room(event, slug) for slug in asked.getlist("room")]
    starts_at, ends_at = read_instant(asked.get("starts")), read_instant(asked.get("ends"))
    if ends_at <= starts_at:
        raise drafting.BadTime
    found = schedule_clashes.trial(event, session, starts_at, ends_at, rooms, now=clock.now())
    return jsonify({"clashes": found})


def read_instant(written: Any) -> datetime:
    """Read an instant as the script writes it (RFC 3339); raises Invalid."""
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError as wrong:
        raise Invalid from wrong
    if moment.tzinfo is None or moment.year not in YEARS:
        raise Invalid
    return moment
