"""The mails that were sent to someone, and the confirmation once more."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from innovfest import breakouts, clock, mail
from innovfest.database import unit_of_work
from innovfest.mail.rules import network_of
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.forms import PressForm

KINDS = {
    "registration.confirmation": _l("Your place"),
    "registration.change": _l("Your day has changed"),
    "registration.promotion": _l("You have a seat now"),
    "registration.in_line": _l("Your place in line"),
    "registration.offer": _l("An offer from the line"),
    "registration.expiry": _l("An offer that lapsed"),
    "registration.overlap": _l("Two sessions at once"),
    "registration.session_cancelled": _l("A session is cancelled"),
    "registration.session_merged": _l("Two sessions go on together"),
    "registration.line_closed": _l("A line has closed"),
    "registration.allocation": _l("Your wishes are answered"),
    "registration.cancellation": _l("Your place is cancelled"),
    "registration.still_coming": _l("Are you still coming?"),
    "registration.morning": _l("Your QR, your room and the way"),
    "registration.link": _l("Your link"),
}
"""What a mail is about before it is written."""

blueprint = Blueprint("mails", __name__, url_prefix="/my/<link>/mails")


@blueprint.get("")
@owner
def index() -> ResponseReturnValue:
    """List the mails, those that wait and those that failed among them."""
    return _page(PressForm())


@blueprint.post("")
@owner
def create() -> ResponseReturnValue:
    """Send the confirmation once more."""
    form = PressForm()
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        breakouts.confirm_again(access.me(), now=clock.now(), network=network_of(request.remote_addr))
    flash(_("The mail is on its way once more."), "good")
    return redirect(url_for("attendee.mails.index"), 303)


def _page(form: PressForm) -> str:
    messages = mail.list_messages_of(access.me().id)
    return render_template(
        "attendee/mails.html", me=access.me(), messages=messages, form=form, kinds=KINDS, now=clock.now()
    )
