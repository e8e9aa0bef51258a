"""Lines from the desk to every steward's phone."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import checkin, clock
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser.door_forms import MessageForm

blueprint = Blueprint("messages", __name__, url_prefix="/messages")


@blueprint.post("")
@role("desk")
def create() -> ResponseReturnValue:
    """Show a line on every phone for a while."""
    form = MessageForm()
    if not form.validate():
        from innovfest.web.organiser import gates

        return gates.list_page(form), 422
    with unit_of_work():
        shown_for = timedelta(minutes=form.minutes.data)
        checkin.send_message(
            access.event(), form.text.data, shown_for=shown_for, by=access.actor(), now=clock.now()
        )
    flash(_("The message is on its way to the phones."), "good")
    return redirect(url_for("organiser.gates.index", _anchor="messages"), 303)


@blueprint.post("/<int:message_id>/end")
@role("desk")
def destroy(message_id: int) -> ResponseReturnValue:
    """Show a line no longer."""
    with unit_of_work():
        message = checkin.get_message(access.event().id, message_id)
        checkin.end_message(message, by=access.actor(), now=clock.now())
    flash(_("Phones show that message no more."), "good")
    return redirect(url_for("organiser.gates.index", _anchor="messages"), 303)
