"""Enrolling a phone by a gate's QR: a GET shows the button, a POST presses it."""

from typing import Any

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from innovfest import checkin, clock
from innovfest.checkin import EnrolmentClosed, EnrolmentLink, ScanDevice
from innovfest.database import unit_of_work
from innovfest.web.access import public
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.formatting import spoken_time
from innovfest.web.forms import Form, line

blueprint = Blueprint("enrolment", __name__, url_prefix="/enrol")

ROLE_MEANS = {
    "steward": _l("This phone scans badges and sends people on to the help desk."),
    "supervisor": _l("This phone scans badges, helps people, and may let in whom a rule keeps out."),
    "desk": _l("This phone is of the help desk: it finds people and mends what is wrong."),
}
"""What a phone of each role is for, to its steward."""


class EnrolmentForm(Form):
    """Whose phone it is."""

    steward = line(_l("Your name"), most=60, required=_l("Enter your name."))


@blueprint.get("/<token>")
@public
def new(token: str) -> ResponseReturnValue:
    """Show which gate the link enrols for."""
    link = checkin.find_enrolment(token, now=clock.now())
    if link is None:
        return _closed(EnrolmentClosed())
    return render_template("door/enrol.html", form=EnrolmentForm(), **_facts(link))


@blueprint.post("/<token>")
@public
def create(token: str) -> ResponseReturnValue:
    """Enrol the phone that pressed the button, and hand it its token once."""
    form = EnrolmentForm()
    if not form.validate():
        return _again(token, form)
    try:
        with unit_of_work():
            device, secret = checkin.enrol(token, steward=form.steward.data, now=clock.now())
    except EnrolmentClosed as refusal:
        return _closed(refusal)
    page = render_template(
        "door/enrolled.html", device_token=secret, phone_name=device.label, **_facts(device)
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _again(token: str, form: EnrolmentForm) -> ResponseReturnValue:
    link = checkin.find_enrolment(token, now=clock.now())
    if link is None:
        return _closed(EnrolmentClosed())
    return render_template("door/enrol.html", form=form, **_facts(link)), 422


def _facts(of: EnrolmentLink | ScanDevice) -> dict[str, Any]:
    """Return what the pages say of the phone's work: where, for which edition, as what, until when."""
    return {
        "gate_name": of.gate.name,
        "event_name": of.gate.event.name,
        "role_means": ROLE_MEANS[of.role],
        "shift_until": spoken_time(of.shift_ends_at) if of.shift_ends_at else None,
    }


def _closed(refusal: EnrolmentClosed) -> ResponseReturnValue:
    return render_template("door/closed.html", sentence=sentence_of(refusal)), status_of(refusal)
