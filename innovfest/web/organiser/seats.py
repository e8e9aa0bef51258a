"""Moving someone by hand, between seats and lines; the desk is not bound to closing times, only to seats."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectField

from innovfest import breakouts, clock, registration
from innovfest.audit import Actor
from innovfest.breakouts import SessionFull
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.programme import list_bookable
from innovfest.registration import Registration
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import status_of
from innovfest.web.languages import current_language
from innovfest.web.organiser.people_forms import MoveForm
from innovfest.web.person_forms import Choices, change_seats, chosen_by
from innovfest.web.refusals import put_in_place
from innovfest.wording import choose

blueprint = Blueprint("seats", __name__, url_prefix="/registrations/<uid>/breakouts")


@blueprint.get("")
@role("desk")
def edit(uid: str) -> ResponseReturnValue:
    """Show the seat and the line in each slot."""
    person = _person(uid)
    choices, form_class = _choices_and_form(person)
    return _page(person, choices, form_class())


@blueprint.post("")
@role("desk")
def update(uid: str) -> ResponseReturnValue:
    """Change seats and lines, all or none of them, and keep the reason."""
    person = _person(uid)
    choices, form_class = _choices_and_form(person)
    form = form_class()
    if not form.validate():
        return _page(person, choices, form), 422
    try:
        with unit_of_work():
            changed = _move(_person(uid), choices, form, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        put_in_place(form, refusal, choices)
        if isinstance(refusal, SessionFull):
            form.form_errors.append(_what_would_help())
        return _page(person, choices, form), status_of(refusal)
    flash(_said(person) if changed else _("Nothing has changed."), "good" if changed else "info")
    return redirect(_back(uid), 303)


def _move(person: Registration, choices: Choices, form: MoveForm, *, by: Actor, now: datetime) -> bool:
    """Make what the form says true: first the seats, then the lines that it does not grant already."""
    reason = form.reason.data
    seated = person.status == "confirmed" and change_seats(
        person, choices, form, by=by, now=now, reason=reason
    )
    sessions = {session.slug: session for session in list_bookable(person.event_id)}
    changed = seated
    for slot in choices.slots:
        field = form[choices.line_name(slot.slug)]
        if field.raw_data and field.data != form[choices.name(slot.slug)].data:
            alternatives = [sessions[s.slug] for s in choices.options(slot.slug)]
            changed |= breakouts.change_line(
                person,
                alternatives,
                sessions.get(field.data),
                reason=reason,
                by=by,
                now=now,
                tell=not seated,
            )
    return changed


def _choices_and_form(person: Registration) -> tuple[Choices, type[MoveForm]]:
    """Return the choices of the edition, and a form that shows where a person sits and waits."""
    document, language = access.document(), current_language()
    choices = Choices(document, language)
    base = choices.added_to(MoveForm, chosen_by(person, choices))
    places = breakouts.places_in_line(person, document)
    mine = {place.session.slot: place.session.slug for place in places if place.session}
    fields: dict[str, Any] = {
        choices.line_name(slot.slug): SelectField(
            _("In line for"),
            choices=[
                ("", _("no session")),
                *((s.slug, choose(s.title, language).text) for s in choices.options(slot.slug)),
            ],
            default=mine.get(slot.slug, ""),
        )
        for slot in choices.slots
    }
    return choices, type("MoveForm", (base,), fields)


def _person(uid: str) -> Registration:
    return registration.get_registration(access.event().id, uid)


def _said(person: Registration) -> str:
    if person.email:
        return str(_("They are moved, and a mail says so."))
    return str(_("They are moved. There is no address to write to: tell them."))


def _what_would_help() -> str:
    return str(_("Put them in line, move somebody else out first, or give the session more seats."))


def _back(uid: str) -> str:
    """Return to the session that one came from, else to the person."""
    session = access.document().session(request.args.get("back", ""))
    if session:
        return url_for("organiser.breakouts.show", slug=session.slug)
    return url_for("organiser.registrations.show", uid=uid)


def _page(person: Registration, choices: Choices, form: MoveForm) -> str:
    return render_template(
        "organiser/seats.html",
        person=person,
        choices=choices,
        form=form,
        back=_back(person.uid),
        help=_what_would_help(),
        seats={session.id: session for session in list_bookable(access.event().id)},
        held={session.id for session in breakouts.held_sessions(person, access.document())},
    )
