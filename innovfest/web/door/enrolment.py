"""Enrolling a phone by a gate's QR: a GET shows the button, a POST presses it."""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from innovfest import checkin, clock
from innovfest.checkin import EnrolmentClosed
from innovfest.database import unit_of_work
from innovfest.web.access import public
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import Form, line

blueprint = Blueprint("enrolment", __name__, url_prefix="/enrol")


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
    gate = link.gate
    return render_template(
        "door/enrol.html", form=EnrolmentForm(), gate_name=gate.name, event_name=gate.event.name
    )


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
    gate = device.gate
    page = render_template(
        "door/enrolled.html", device_token=secret, gate_name=gate.name, event_name=gate.event.name
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _again(token: str, form: EnrolmentForm) -> ResponseReturnValue:
    link = checkin.find_enrolment(token, now=clock.now())
    if link is None:
        return _closed(EnrolmentClosed())
    gate = link.gate
    page = render_template("door/enrol.html", form=form, gate_name=gate.name, event_name=gate.event.name)
    return page, 422


def _closed(refusal: EnrolmentClosed) -> ResponseReturnValue:
    return render_template("door/closed.html", sentence=sentence_of(refusal)), status_of(refusal)
