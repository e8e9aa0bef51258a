"""Replacing one's link, when the old one went where it should not."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.mail.rules import network_of
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.forms import PressForm

blueprint = Blueprint("link", __name__, url_prefix="/link")


@blueprint.get("")
@speaker
def edit() -> str:
    """Say what replacing means."""
    return render_template("speaker/link.html", me=access.my_link().speaker, form=PressForm())


@blueprint.post("")
@speaker
def update() -> ResponseReturnValue:
    """Replace the link and mail the new one; an assistant replaces their own."""
    form = PressForm()
    if not form.validate():
        return render_template("speaker/link.html", me=access.my_link().speaker, form=form), 422
    with unit_of_work():
        fresh = speakers.replace_and_mail(
            access.my_link(),
            by=access.actor(),
            now=clock.now(),
            network=network_of(request.remote_addr),
        )
        address = speakers.link_of(fresh)
    flash(_("This is your new link. The old one opens nothing any more."), "good")
    return redirect(url_for("speaker.show.show", own_link=address), 303)
