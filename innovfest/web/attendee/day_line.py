"""Standing in line for the day again, once one's place was cancelled or an offer lapsed."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.mail.rules import network_of
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.errors import sentence_of
from innovfest.web.forms import PressForm

blueprint = Blueprint("day_line", __name__, url_prefix="/my/<link>/line")


@blueprint.post("")
@owner
def create() -> ResponseReturnValue:
    """Stand in line for the day, after one's place was cancelled or lapsed."""
    if not PressForm().validate():
        flash(_("Please press the button once more."), "warn")
        return redirect(url_for("attendee.show.show"), 303)
    try:
        with unit_of_work():
            network = network_of(request.remote_addr)
            breakouts.stand_for_day(access.me(), by=access.actor(), now=clock.now(), network=network)
    except Refusal as refusal:
        flash(sentence_of(refusal), "stop")
    return redirect(url_for("attendee.show.show"), 303)
