"""What the help desk mends about a person: name, badge, break-out, note."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from innovfest import badges, checkin, clock
from innovfest.errors import NotFound
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.desk_schemas import CorrectionSent, MoveSent, NoteSent, ReplacementSent
from innovfest.web.badges import print_badges

blueprint = Blueprint("mending", __name__)


@blueprint.post("/corrections")
@phone
def update_name() -> ResponseReturnValue:
    """Correct someone's name and organisation."""
    sent = bearer.read(CorrectionSent)

    def work() -> dict[str, object]:
        return checkin.correct_name(
            bearer.phone_of_work(sent.at),
            str(sent.id),
            sent.person,
            first_name=sent.first_name,
            last_name=sent.last_name,
            organisation=sent.organisation,
            now=clock.now(),
        )

    return jsonify(bearer.in_one_unit(work))


@blueprint.post("/replacements")
@phone
def replace_badge() -> ResponseReturnValue:
    """End the code of a badge, and issue another."""
    sent = bearer.read(ReplacementSent)

    def work() -> dict[str, object]:
        who, now = bearer.phone_of_work(sent.at), clock.now()
        answer = checkin.replace_badge(who, str(sent.id), sent.person, sent.because, now=now)
        # A phone whose shift is over learns no code that opens the door.
        code = "" if who.is_over(now) else answer["code"]
        return {**answer, "code": code, "qr": badges.svg(code) if code else ""}

    return jsonify(bearer.in_one_unit(work))


@blueprint.post("/moves")
@phone
def update_seat() -> ResponseReturnValue:
    """Give someone a seat in another session of a slot, or in none."""
    sent = bearer.read(MoveSent)
    asked = str(sent.id), sent.person, sent.slot, sent.session
    work = lambda: checkin.move_breakout(bearer.phone_of_work(sent.at), *asked, now=clock.now())  # noqa: E731
    return jsonify(bearer.in_one_unit(work))


@blueprint.post("/notes")
@phone
def update_note() -> ResponseReturnValue:
    """Write what the door shows when someone's badge is scanned."""
    sent = bearer.read(NoteSent)
    asked = str(sent.id), sent.person, sent.note
    work = lambda: checkin.take_note(bearer.phone_of_work(sent.at), *asked, now=clock.now())  # noqa: E731
    return jsonify(bearer.in_one_unit(work))


@blueprint.get("/badges/<int:person>")
@phone
def show_badge(person: int) -> Response:
    """Send someone's badge to print again; its code stays."""
    who = bearer.phone()
    found = checkin.find_person(who, person)
    if who.document is None or found.badge is None:
        raise NotFound
    return Response(print_badges([found], who.document, found.language), mimetype="application/pdf")
