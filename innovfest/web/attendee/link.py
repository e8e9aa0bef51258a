"""Replacing one's personal link, when the old one went where it should not."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, registration
from innovfest.database import unit_of_work
from innovfest.mail.rules import network_of
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.forms import PressForm

blueprint = Blueprint("link", __name__, url_prefix="/my/<link>/link")


@blueprint.get("")
@owner
def edit() -> ResponseReturnValue:
    """Say what replacing means."""
    return render_template("attendee/link.html", me=access.me(), form=PressForm())


@blueprint.post("")
@owner
def update() -> ResponseReturnValue:
    """Replace the link and mail the new one."""
    form = PressForm()
    if not form.validate():
        return render_template("attendee/link.html", me=access.me(), form=form), 422
    with unit_of_work():
        me, now = access.me(), clock.now()
        registration.replace_link(me, by=access.actor(), now=now)
        registration.queue_link(me, now=now, network=network_of(request.remote_addr))
        fresh = registration.link_of(me)
    flash(_("This is your new link. The old one opens nothing any more."), "good")
    return redirect(url_for("attendee.show.show", link=fresh), 303)
