"""Changing someone's break-outs on their behalf; the desk is not bound to closing times, only to seats."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, registration
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.programme import list_bookable
from innovfest.registration import Registration
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import status_of
from innovfest.web.forms import PressForm
from innovfest.web.languages import current_language
from innovfest.web.person_forms import Choices, change_seats, choices_held
from innovfest.web.refusals import put_in_place

blueprint = Blueprint("seats", __name__, url_prefix="/registrations/<uid>/breakouts")


@blueprint.get("")
@role("desk")
def edit(uid: str) -> ResponseReturnValue:
    """Show the choice in each slot."""
    person = _person(uid)
    choices, form_class = choices_held(person, access.document(), current_language())
    return _page(person, choices, form_class())


@blueprint.post("")
@role("desk")
def update(uid: str) -> ResponseReturnValue:
    """Change the choices, all or none of them."""
    person = _person(uid)
    choices, form_class = choices_held(person, access.document(), current_language())
    form = form_class()
    if not form.validate():
        return _page(person, choices, form), 422
    try:
        with unit_of_work():
            changed = change_seats(_person(uid), choices, form, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        put_in_place(form, refusal, choices)
        return _page(person, choices, form), status_of(refusal)
    flash(
        _("The break-out is changed, and a mail says so.") if changed else _("Nothing has changed."),
        "good" if changed else "info",
    )
    return redirect(url_for("organiser.registrations.show", uid=uid), 303)


def _person(uid: str) -> Registration:
    return registration.get_registration(access.event().id, uid)


def _page(person: Registration, choices: Choices, form: PressForm) -> str:
    return render_template(
        "organiser/seats.html",
        person=person,
        choices=choices,
        form=form,
        seats={session.id: session for session in list_bookable(access.event().id)},
        held={session.id for session in breakouts.held_sessions(person, access.document())},
    )
