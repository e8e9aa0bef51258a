"""Gates, and the QR with which phones are enrolled at them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from innovfest import checkin, clock, reports
from innovfest.checkin import Gate
from innovfest.database import unit_of_work
from innovfest.errors import Conflict, Refusal
from innovfest.programme import get_room
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.organiser.door_forms import EnrolmentForm, GateForm, MessageForm, ReleaseForm
from innovfest.web.organiser.fields import at_venue, instant
from innovfest.web.organiser.qr import address_svg

blueprint = Blueprint("gates", __name__, url_prefix="/gates")

USUAL_HOURS = timedelta(hours=4)
"""How long an enrolment QR works unless told otherwise: it hangs on a wall for a while."""

SHIFT_ENDS_AFTER = timedelta(hours=1)
"""How long after the day a shift ends unless told otherwise."""

USUAL_PHONES = 10
"""How many phones a QR enrols unless told otherwise: more at one gate is a QR that went astray."""


@blueprint.get("")
@role("desk")
def index() -> str:
    """List the gates, the phones, and what the desk told them."""
    return list_page(MessageForm(None))


@blueprint.get("/new")
@role("desk")
def new() -> str:
    """Ask for a name and a place."""
    return render_template("organiser/new_gate.html", form=_gate_form())


@blueprint.post("")
@role("desk")
def create() -> ResponseReturnValue:
    """Make a gate."""
    form = _gate_form()
    if not form.validate():
        return render_template("organiser/new_gate.html", form=form), 422
    try:
        with unit_of_work():
            event = access.event()
            room = get_room(event, form.room.data) if form.room.data else None
            gate = checkin.make_gate(event, form.name.data, room, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        form.add_error("name", sentence_of(refusal))
        return render_template("organiser/new_gate.html", form=form), status_of(refusal)
    return redirect(url_for("organiser.gates.show", gate_id=gate.id), 303)


@blueprint.get("/<int:gate_id>")
@role("desk")
def show(gate_id: int) -> str:
    """Show a gate: its phones, the QRs that enrol now or will, and the way to another one."""
    now, gate = clock.now(), _gate(gate_id)
    return _page(gate, EnrolmentForm(None, data=_usual(gate, now=now)), now=now)


@blueprint.post("/<int:gate_id>/links")
@role("desk")
def create_link(gate_id: int) -> ResponseReturnValue:
    """Show the QR that enrols phones; it is shown only now, since its secret is kept nowhere."""
    form, now = EnrolmentForm(), clock.now()
    if not form.validate():
        return _page(_gate(gate_id), form, now=now), 422
    with unit_of_work():
        zone = access.event().zone
        link, token = checkin.make_enrolment_link(
            _gate(gate_id),
            starts_at=instant(form.starts_at.data, zone),
            expires_at=instant(form.expires_at.data, zone),
            role=form.role.data,
            name=form.name.data,
            most=form.most.data,
            shift_ends_at=instant(form.shift_ends_at.data, zone),
            by=access.actor(),
            now=now,
        )
    address = current_app.config["INNOVFEST"].base_url + url_for("door.enrolment.new", token=token)
    return _unkept(
        render_template(
            "organiser/enrolment.html",
            gate=_gate(gate_id),
            link=link,
            address=address,
            qr=address_svg(address),
        )
    )


@blueprint.post("/<int:gate_id>/links/<int:link_id>/revoke")
@role("desk")
def destroy_link(gate_id: int, link_id: int) -> ResponseReturnValue:
    """Take a QR back; the phones that it enrolled stay."""
    with unit_of_work():
        checkin.revoke_link(checkin.get_link(_gate(gate_id), link_id), by=access.actor(), now=clock.now())
    flash(_("That QR enrols no more phones."), "good")
    return redirect(url_for("organiser.gates.show", gate_id=gate_id), 303)


@blueprint.post("/<int:gate_id>/links/<int:link_id>/phones/revoke")
@role("desk")
def destroy_phones(gate_id: int, link_id: int) -> ResponseReturnValue:
    """Take a QR back with every phone that it enrolled; what they scanned stays."""
    with unit_of_work():
        link = checkin.get_link(_gate(gate_id), link_id)
        phones = checkin.revoke_all(link, by=access.actor(), now=clock.now())
    flash(ngettext("%(num)s phone scans no more.", "%(num)s phones scan no more.", phones), "good")
    return redirect(url_for("organiser.gates.show", gate_id=gate_id), 303)


@blueprint.post("/<int:gate_id>/release")
@role("organiser")
def release_seats(gate_id: int) -> ResponseReturnValue:
    """Release the seats of who is not in; the page's own id makes a second press harmless."""
    form = ReleaseForm()
    if not form.validate():
        flash(_("Please press the button once more."), "warn")
        return redirect(url_for("organiser.gates.show", gate_id=gate_id), 303)
    try:
        with unit_of_work():
            event, gate = access.event(), _gate(gate_id)
            here = access.document().sessions, gate.room.slug if gate.room else None
            asked = form.form_id.data, form.session.data
            made = checkin.release(event, *here, *asked, by=access.actor(), now=clock.now())
    except Conflict as refusal:
        flash(sentence_of(refusal), "stop")
    else:
        flash(_("Seats released: %(number)s.", number=made.seats), "good")
    return redirect(url_for("organiser.gates.show", gate_id=gate_id), 303)


def list_page(form: MessageForm) -> str:
    """Show the gates, the phones and the messages, with a form for another one."""
    event, now = access.event(), clock.now()
    return render_template(
        "organiser/gates.html",
        gates=checkin.list_gates(event.id),
        phones=reports.list_phone_figures(event, now=now),
        messages=checkin.list_messages(event.id, now=now),
        form=form,
        now=now,
    )


def _usual(gate: Gate, *, now: datetime) -> dict[str, Any]:
    """Return what an offer to enrol is unless told otherwise: some hours from now, until after the day."""
    zone, until = gate.event.zone, now + USUAL_HOURS
    return {
        "starts_at": at_venue(now, zone),
        "expires_at": at_venue(until, zone),
        "shift_ends_at": at_venue(max(gate.event.ends_at, until) + SHIFT_ENDS_AFTER, zone),
        "name": gate.name[:40],
        "most": USUAL_PHONES,
        "role": "steward",
    }


def _gate(gate_id: int) -> Gate:
    return checkin.get_gate(access.event().id, gate_id)


def _gate_form() -> GateForm:
    form = GateForm()
    rooms = [(room.slug, room.name) for room in access.event().venue.rooms]
    form.room.choices = [("", _("Entrance")), *rooms]
    return form


def _page(gate: Gate, form: EnrolmentForm, *, now: datetime) -> str:
    room, starts_at = gate.room.slug if gate.room else None, gate.event.starts_at
    return render_template(
        "organiser/gate.html",
        gate=gate,
        releasable=checkin.find_releasable(access.document().sessions, room, starts_at, now=now),
        release_id=str(uuid.uuid4()),
        form=form,
        offers=checkin.list_offers(gate, now=now),
        phones=reports.list_phone_figures(gate.event, gate_id=gate.id, now=now),
        now=now,
    )


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
