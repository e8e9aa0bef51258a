"""Changing someone's details on their behalf, without undoing what somebody else changed meanwhile."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, registration
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.registration import ChangedMeanwhile, Registration
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import status_of
from innovfest.web.organiser import words
from innovfest.web.organiser.people_forms import DeskDetailsForm
from innovfest.web.person_forms import told_by
from innovfest.web.refusals import put_in_place

blueprint = Blueprint("details", __name__, url_prefix="/registrations/<uid>/edit")


@blueprint.get("")
@role("desk")
def edit(uid: str) -> ResponseReturnValue:
    """Show what is known, to change it."""
    person = registration.get_registration(access.event().id, uid)
    return _page(_form(person), person)


@blueprint.post("")
@role("desk")
def update(uid: str) -> ResponseReturnValue:
    """Change it; a change of what has changed meanwhile is shown beside what stands now."""
    person = registration.get_registration(access.event().id, uid)
    form = _form(person)
    if not form.validate():
        return _page(form, person), 422
    try:
        changed = _update(uid, form)
    except ChangedMeanwhile as refusal:
        person = registration.get_registration(access.event().id, uid)
        form.seen.data = str(person.sequence)
        put_in_place(form, refusal)
        return _page(form, person, differences=_differences(form, person)), status_of(refusal)
    except Refusal as refusal:
        put_in_place(form, refusal)
        return _page(form, person), status_of(refusal)
    flash(
        _("The details are saved.") if changed else _("Nothing has changed."), "good" if changed else "info"
    )
    return redirect(url_for("organiser.registrations.show", uid=uid), 303)


def _update(uid: str, form: DeskDetailsForm) -> bool:
    with unit_of_work():
        person, now = registration.get_registration(access.event().id, uid), clock.now()
        before = set(person.consents)
        changed = registration.update_details(
            person,
            form.details(),
            seen=form.seen_sequence,
            part=form.part.data,
            by=access.actor(),
            now=now,
        )
        registration.record_consents(person, form.consents, asked=form.asked, by=access.actor(), now=now)
        note = person.door_note if form.new_note is None else form.new_note
        noted = registration.set_door_note(person, note, by=access.actor(), now=now)
        return bool(changed) or noted or before != set(person.consents)


def _form(person: Registration) -> DeskDetailsForm:
    told = told_by(person)
    told |= {
        "photo": told["photo"] or "",
        "part": person.part,
        "seen": str(person.sequence),
        "door_note": person.door_note,
    }
    told["seen_note"] = person.door_note
    form = DeskDetailsForm(data=told)
    form.offer_clusters(access.document().clusters)
    return form


def _differences(form: DeskDetailsForm, person: Registration) -> list[tuple[Any, Any, Any]]:
    """List the fields in which what was typed differs from what stands now: name, now, typed."""
    typed = form.details().cleaned()
    told = registration.TOLD
    pairs = [(field, getattr(person, field) or "", getattr(typed, field) or "") for field in told]
    if form.part.data != person.part:
        pairs.append(("part", words.PART[person.part], words.PART[form.part.data]))
    if form.new_note is not None:
        pairs.append(("door_note", person.door_note, form.new_note))
    return [(words.FIELD[field], now, wanted) for field, now, wanted in pairs if now != wanted]


def _page(form: DeskDetailsForm, person: Registration, differences: Any = ()) -> str:
    return render_template("organiser/details.html", form=form, person=person, differences=differences)
