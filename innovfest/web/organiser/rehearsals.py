"""Rehearsals of the door: plan one, watch it, practise on it with real phones, read what it showed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from innovfest import badges, checkin, clock, events, rehearsal
from innovfest.checkin import Gate
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.events import Event
from innovfest.rehearsal import Plan, Rehearsal, pictures, read_plan
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import Form
from innovfest.web.organiser.filters import page_from
from innovfest.web.organiser.qr import address_svg

blueprint = Blueprint("rehearsals", __name__, url_prefix="/rehearsals")

MOST_PEOPLE, MOST_PHONES = 2000, 12
"""What a page may start; the command plays more."""

BADGES_A_PAGE = 12

PRACTICE = timedelta(hours=4)
"""How long a QR of a rehearsal enrols phones."""

CLOSED = frozenset({"team", "invitations", "mails", "mailbox", "letters", "rehearsals", "calendar"})
"""Resources that the desk of a rehearsal has not: mail could leave from there, or they make no sense."""

STATUS = {
    "open": (_l("Open for real phones"), "good"),
    "wanted": (_l("Begins in a moment"), ""),
    "playing": (_l("Is being played"), "good"),
    "stopping": (_l("Is being stopped"), "warn"),
    "ended": (_l("Played to the end"), ""),
    "stopped": (_l("Stopped"), "warn"),
    "failed": (_l("Could not be played"), "stop"),
}
"""What a rehearsal is, and how grave that is."""

SHAPE = {
    "rush": _l("More and more, most of them a while before the start"),
    "trains": _l("In waves, as trains come in"),
    "even": _l("Evenly"),
}

CURVE = {"taken": _l("inside"), "waiting": _l("in line"), "capacity": _l("at most")}
"""The words for the curves of the plots."""

TROUBLE = {
    "": _l("A good badge"),
    "cancelled": _l("Cancelled"),
    "waitlisted": _l("On the waiting list"),
    "replaced": _l("Old badge"),
}
"""What a test badge is, for who holds it before a phone."""


def _number(
    label: Any, least: int, most: int, default: int | None = None, *, asked: bool = True
) -> IntegerField:
    wrong = NumberRange(least, most, message=_l("Enter a whole number from %(min)s to %(max)s."))
    first = InputRequired(_l("Enter a whole number.")) if asked else Optional()
    return IntegerField(label, [first, wrong], default=default)


class PlanForm(Form):
    """What is to be played."""

    people = _number(_l("People who come"), 1, MOST_PEOPLE, 300)
    minutes = _number(_l("Minutes in which they arrive"), 1, 240, 30)
    phones = _number(_l("Phones that are played"), 0, MOST_PHONES, 4)
    wrong = _number(_l("People with trouble, in percent"), 0, 100, 5)
    shape = SelectField(_l("How they arrive"), choices=list(SHAPE.items()))
    cut_from = _number(_l("Network away from minute"), 0, 240, asked=False)
    cut_to = _number(_l("Until minute"), 1, 240, asked=False)
    cut_share = SelectField(
        _l("The network is away for"), choices=[("100", _l("all phones")), ("50", _l("half of the phones"))]
    )
    speed = SelectField(
        _l("Speed"),
        choices=[("1", _l("as on the day")), ("5", _l("5 times faster")), ("20", _l("20 times faster"))],
        default="20",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the shape, and that the network comes back after it went."""
        valid = super().validate(extra_validators)
        if valid and (self.cut_from.data is None) != (self.cut_to.data is None):
            self.add_error("cut_to", _("Fill in both minutes, or none."))
        elif valid and self.cut_to.data is not None and self.cut_to.data <= self.cut_from.data:
            self.add_error("cut_to", _("The network has to come back after it went."))
        return not self.errors

    @property
    def plan(self) -> Plan:
        """The plan that it says."""
        cut = None if self.cut_from.data is None else (self.cut_from.data, self.cut_to.data)
        return Plan(
            people=self.people.data,
            minutes=self.minutes.data,
            phones=self.phones.data,
            wrong=self.wrong.data,
            shape=self.shape.data,
            cut=cut,
            cut_share=int(self.cut_share.data),
            speed=float(self.speed.data),
        )


@blueprint.get("")
@role("organiser")
def index() -> str:
    """Offer a plan, and list the rehearsals there were."""
    people = min(MOST_PEOPLE, access.event().registered) or None
    return _index(PlanForm(None, data={"people": people} if people else None))


@blueprint.post("")
@role("organiser")
def create() -> ResponseReturnValue:
    """Make the test edition; the worker plays it."""
    form = PlanForm()
    if not form.validate():
        return _index(form), 422
    try:
        with unit_of_work():
            held = rehearsal.begin(access.event(), form.plan, by=access.actor(), now=clock.now())
            where = url_for("organiser.rehearsals.show", rehearsal_id=held.id)
    except Refusal as refusal:
        flash(sentence_of(refusal), "stop")
        return _index(form), status_of(refusal)
    return redirect(where, 303)


@blueprint.get("/<int:rehearsal_id>")
@role("organiser")
def show(rehearsal_id: int) -> str:
    """Show a rehearsal: how it goes, what it showed, and the ways to practise on it."""
    held = _rehearsal(rehearsal_id)
    copy = rehearsal.edition_of(held)
    gates = checkin.list_gates(copy.id) if copy else []
    return render_template("organiser/rehearsal.html", copy=copy, gates=gates, **_state(held))


@blueprint.get("/<int:rehearsal_id>/progress")
@role("organiser")
def progress(rehearsal_id: int) -> Response:
    """Send how far the play is, alone; once it is over, the page is to be read anew."""
    answer = make_response(render_template("organiser/_rehearsal.html", **_state(_rehearsal(rehearsal_id))))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.post("/<int:rehearsal_id>/stop")
@role("organiser")
def stop(rehearsal_id: int) -> ResponseReturnValue:
    """Ask the play to end."""
    with unit_of_work():
        rehearsal.stop(_rehearsal(rehearsal_id), now=clock.now())
    return redirect(url_for("organiser.rehearsals.show", rehearsal_id=rehearsal_id), 303)


@blueprint.post("/<int:rehearsal_id>/vanish")
@role("organiser")
def vanish(rehearsal_id: int) -> ResponseReturnValue:
    """Delete the test edition with all that is in it; what it showed stays."""
    with unit_of_work():
        rehearsal.vanish(_rehearsal(rehearsal_id), by=access.actor(), now=clock.now())
    flash(_("The test people, their badges and every test scan are gone."), "good")
    return redirect(url_for("organiser.rehearsals.show", rehearsal_id=rehearsal_id), 303)


@blueprint.post("/<int:rehearsal_id>/gates/<int:gate_id>")
@role("organiser")
def create_link(rehearsal_id: int, gate_id: int) -> ResponseReturnValue:
    """Show the QR that enrols real phones at a gate of the test edition; it is shown only now."""
    now, held = clock.now(), _rehearsal(rehearsal_id)
    part = request.form.get("role", "steward")
    if part not in checkin.DEVICE_ROLES:
        abort(422)
    with unit_of_work():
        gate = _gate(held, gate_id)
        _link, token = checkin.make_enrolment_link(
            gate,
            starts_at=now - timedelta(minutes=1),
            expires_at=now + PRACTICE,
            role=part,
            name=_("Rehearsal"),
            by=access.actor(),
            now=now,
        )
        name = gate.name
    address = current_app.config["INNOVFEST"].base_url + url_for("door.enrolment.new", token=token)
    page = render_template(
        "organiser/rehearsal_link.html",
        held=held,
        gate_name=name,
        part=part,
        until=now + PRACTICE,
        address=address,
        qr=address_svg(address),
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/<int:rehearsal_id>/badges")
@role("organiser")
def show_badges(rehearsal_id: int) -> str:
    """Show test badges on the screen, to hold real phones before."""
    held = _rehearsal(rehearsal_id)
    page = page_from(request.args)
    found, total = rehearsal.list_test_badges(held, first=(page - 1) * BADGES_A_PAGE, most=BADGES_A_PAGE)
    # The drawing is ours, and nothing but numbers stands in it.
    drawn = [(badge, Markup(badges.svg(badge.code))) for badge in found]  # noqa: S704
    return render_template(
        "organiser/rehearsal_badges.html",
        held=held,
        badges=drawn,
        trouble=TROUBLE,
        page=page,
        pages=-(-total // BADGES_A_PAGE),
        total=total,
        address=lambda number: url_for(
            "organiser.rehearsals.show_badges", rehearsal_id=rehearsal_id, page=number
        ),
    )


def rehearsed_slug() -> str | None:
    """Return the slug of the edition whose door is rehearsed at this one; None where that is not so."""
    rehearsed = access.event().rehearses_id
    return events.get_by_id(rehearsed).slug if rehearsed else None


def is_closed(endpoint: str) -> bool:
    """Tell whether the desk of a rehearsal's edition lacks a page that other editions have."""
    return events.is_rehearsal(access.event().slug) and endpoint.split(".")[1] in CLOSED


def _index(form: PlanForm) -> str:
    return render_template(
        "organiser/rehearsals.html",
        form=form,
        rehearsals=[(held, read_plan(held.plan)) for held in rehearsal.list_rehearsals(access.event().id)],
        statuses=STATUS,
        clean=rehearsal.is_clean,
    )


def _state(held: Rehearsal) -> dict[str, Any]:
    """Return what the page and its refreshed part show of a rehearsal."""
    plan, now = read_plan(held.plan), clock.now()
    over = held.ended_at is not None
    report: Mapping[str, Any] | None = held.report if over and held.status != "failed" else None
    begins_at = datetime.fromisoformat(held.plan["begins_at"])
    return {
        "held": held,
        "plan": plan,
        "status": STATUS[held.status],
        "broken_off": not over and held.status != "open" and rehearsal.is_broken_off(held, now=now),
        "begins_in": max(0, round((begins_at - now).total_seconds())),
        "progress": (held.report or {}).get("progress"),
        "report": report,
        "is_clean": bool(report) and rehearsal.is_clean(report or {}),
        "pictures": pictures.of(report, begins_at) if report else None,
        "room_names": {room.slug: room.name for room in access.event().venue.rooms},
        "curve": CURVE,
        "shape": SHAPE,
    }


def _rehearsal(rehearsal_id: int) -> Rehearsal:
    return rehearsal.get_rehearsal(access.event().id, rehearsal_id)


def _gate(held: Rehearsal, gate_id: int) -> Gate:
    copy: Event | None = rehearsal.edition_of(held)
    return checkin.get_gate(copy.id if copy else 0, gate_id)
