"""Access needs with who takes care of each, and how many people eat what."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, registration, reports
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser.people_forms import CarerForm

blueprint = Blueprint("needs", __name__, url_prefix="/needs")


@blueprint.get("")
@role("desk")
def index() -> str:
    """List the access needs and the dietary figures."""
    return render_template(
        "organiser/needs.html",
        people=registration.list_with_access_needs(access.event().id),
        diets=reports.diet_figures(access.event().id),
        kept_until=registration.kept_until(access.event(), registration.RULES[0]),
    )


@blueprint.post("/<uid>")
@role("desk")
def update(uid: str) -> ResponseReturnValue:
    """Note who takes care of someone."""
    form = CarerForm()
    if not form.validate():
        flash(form.carer.errors[0] if form.carer.errors else _("That did not work."), "stop")
        return redirect(url_for("organiser.needs.index"), 303)
    with unit_of_work():
        person = registration.get_registration(access.event().id, uid)
        registration.set_access_carer(person, form.carer.data or "", by=access.actor(), now=clock.now())
    flash(_("Noted for %(name)s.", name=person.name), "good")
    return redirect(url_for("organiser.needs.index"), 303)
