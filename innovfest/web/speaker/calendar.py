"""A speaker's sessions as a calendar to subscribe to, their own and their assistant's."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import calendars, clock
from innovfest.database import unit_of_work
from innovfest.programme import find_document
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.forms import PressForm
from innovfest.web.own_calendars import ReminderForm, page_values

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")


@blueprint.get("")
@speaker
def show() -> str:
    """Show the ways to add it."""
    return _page()


@blueprint.post("")
@speaker
def update() -> ResponseReturnValue:
    """Choose the reminder."""
    form = ReminderForm()
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        calendars.choose_reminder(access.my_link(), form.minutes, by=access.actor(), now=clock.now())
    flash(_("Saved."), "good")
    return redirect(url_for("speaker.calendar.show"), 303)


@blueprint.post("/address")
@speaker
def replace() -> ResponseReturnValue:
    """Replace the address."""
    if not PressForm().validate():
        return _page(), 422
    with unit_of_work():
        calendars.replace_address(access.my_link(), by=access.actor(), now=clock.now())
    flash(_("This is the new address. The old one opens nothing any more."), "good")
    return redirect(url_for("speaker.calendar.show"), 303)


def has_calendar() -> bool:
    """Tell whether anything with the speaker is public, or was."""
    document = find_document(access.event())
    return document is not None and calendars.has_sessions(document, access.my_link().speaker.slug)


def _page(form: ReminderForm | None = None) -> str:
    link = access.my_link()
    values = page_values(link, access.event().slug, form) if has_calendar() else {"calendar": None}
    return render_template("speaker/calendar.html", me=link.speaker, **values)
