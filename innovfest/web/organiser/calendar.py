"""The whole programme as a calendar of one's own, with the times to set rooms up; it ends with the role."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from innovfest import accounts, calendars, clock
from innovfest.accounts import Role
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.forms import PressForm
from innovfest.web.own_calendars import ReminderForm, page_values

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


@blueprint.get("")
@role("viewer")
def show() -> str:
    """Show the ways to add it."""
    return _page()


@blueprint.post("")
@role("viewer")
def update() -> ResponseReturnValue:
    """Choose the reminder."""
    form = ReminderForm()
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        calendars.choose_reminder(_mine(), form.minutes, by=access.actor(), now=clock.now())
    flash(_("Saved."), "good")
    return redirect(url_for("organiser.calendar.show"), 303)


@blueprint.post("/address")
@role("viewer")
def replace() -> ResponseReturnValue:
    """Replace the address."""
    if not PressForm().validate():
        return _page(), 422
    with unit_of_work():
        calendars.replace_address(_mine(), by=access.actor(), now=clock.now())
    flash(_("This is the new address. The old one opens nothing any more."), "good")
    return redirect(url_for("organiser.calendar.show"), 303)


def _mine() -> Role:
    return accounts.get_own_role(current_user, access.event().id)


def _page(form: ReminderForm | None = None) -> str:
    return render_template("organiser/calendar.html", **page_values(_mine(), access.event().slug, form))
