"""Cancelling the day, and undoing that while there is room."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
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
from innovfest.wording import choose

blueprint = Blueprint("cancellation", __name__, url_prefix="/my/<link>")


@blueprint.get("/cancel")
@owner
def new() -> ResponseReturnValue:
    """Say what cancelling means."""
    return render_template("attendee/cancel.html", me=access.me(), form=PressForm())


@blueprint.post("/cancel")
@owner
def create() -> ResponseReturnValue:
    """Cancel the day."""
    form = PressForm()
    if not form.validate():
        return render_template("attendee/cancel.html", me=access.me(), form=form), 422
    with unit_of_work():
        network = network_of(request.remote_addr)
        breakouts.cancel_day(access.me(), by=access.actor(), now=clock.now(), network=network)
    return redirect(url_for("attendee.show.show"), 303)


@blueprint.post("/restore")
@owner
def destroy() -> ResponseReturnValue:
    """Take the place and the seats back, as far as there is room."""
    if not PressForm().validate():
        flash(_("Please press the button once more."), "warn")
        return redirect(url_for("attendee.show.show"), 303)
    try:
        with unit_of_work():
            network = network_of(request.remote_addr)
            gone = breakouts.restore_day(access.me(), by=access.actor(), now=clock.now(), network=network)
    except Refusal as refusal:
        flash(sentence_of(refusal), "stop")
        return redirect(url_for("attendee.show.show"), 303)
    _say(gone)
    return redirect(url_for("attendee.show.show"), 303)


def _say(gone: list[str]) -> None:
    flash(_("You are expected again. Your badge still works."), "good")
    for slug in gone:
        session = access.document().session(slug)
        title = choose(session.title, access.me().language) if session else slug
        flash(_("“%(title)s” has no seat left for you. Please choose again.", title=title), "warn")
