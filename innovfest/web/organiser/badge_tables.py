"""The tables at which badges are handed out, by the first letters of the surname."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import checkin, clock
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.organiser import badges
from innovfest.web.organiser.door_forms import SparesForm, TablesForm

blueprint = Blueprint("badge_tables", __name__, url_prefix="/badges/tables")


@blueprint.post("")
@role("desk")
def update() -> ResponseReturnValue:
    """Have exactly the tables of the form; a row without a name is none."""
    form = TablesForm()
    if not form.validate():
        return badges.list_page(SparesForm(None), form), 422
    try:
        with unit_of_work():
            checkin.set_tables(access.event(), form.told, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        form.form_errors.append(sentence_of(refusal))
        return badges.list_page(SparesForm(None), form), status_of(refusal)
    flash(_("The tables are saved, and phones name them."), "good")
    return redirect(url_for("organiser.badges.index", _anchor="tables"), 303)
