"""One's own calendar: how it is added, the reminder, and another address when it went where it should not."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import calendars, clock
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.forms import PressForm
from innovfest.web.own_calendars import ReminderForm, page_values

blueprint = Blueprint("calendar", __name__, url_prefix="/my/<link>/calendar")


@blueprint.get("")
@owner
def show() -> str:
    """Show the ways to add it."""
    return _page()


@blueprint.post("")
@owner
def update() -> ResponseReturnValue:
    """Choose the reminder."""
    form = ReminderForm()
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        calendars.choose_reminder(access.me(), form.minutes, by=access.actor(), now=clock.now())
    flash(_("Saved."), "good")
    return redirect(url_for("attendee.calendar.show"), 303)


@blueprint.post("/address")
@owner
def replace() -> ResponseReturnValue:
    """Replace the address."""
    if not PressForm().validate():
        return _page(), 422
    with unit_of_work():
        calendars.replace_address(access.me(), by=access.actor(), now=clock.now())
    flash(_("This is the new address. The old one opens nothing any more."), "good")
    return redirect(url_for("attendee.calendar.show"), 303)


def _page(form: ReminderForm | None = None) -> str:
    me = access.me()
    return render_template("attendee/calendar.html", me=me, **page_values(me, access.event().slug, form))
