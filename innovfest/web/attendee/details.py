"""Changing one's own details and consents."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, registration
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.registration import PURPOSES, Registration
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.errors import status_of
from innovfest.web.person_forms import DetailsForm, told_by
from innovfest.web.refusals import put_in_place

blueprint = Blueprint("details", __name__, url_prefix="/my/<link>/edit")


@blueprint.get("")
@owner
def edit() -> ResponseReturnValue:
    """Show what we know, to change it."""
    return _page(form_for(access.me()))


@blueprint.post("")
@owner
def update() -> ResponseReturnValue:
    """Change it."""
    form = form_for(access.me())
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            mine, now = access.me(), clock.now()
            registration.update_details(mine, form.details(), by=access.actor(), now=now)
            registration.record_consents(mine, form.consents, asked=PURPOSES, by=access.actor(), now=now)
    except Refusal as refusal:
        put_in_place(form, refusal)
        return _page(form), status_of(refusal)
    flash(_("Your details are saved."), "good")
    return redirect(url_for("attendee.show.show"), 303)


def form_for(person: Registration) -> DetailsForm:
    """Return the form filled with what a person told before."""
    form = DetailsForm(data=told_by(person))
    form.offer_clusters(access.document().clusters)
    return form


def _page(form: DetailsForm) -> str:
    return render_template("attendee/details.html", form=form, me=access.me())
