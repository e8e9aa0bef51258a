"""Getting a lost link mailed again."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from innovfest import clock, registration
from innovfest.database import unit_of_work
from innovfest.mail.rules import network_of
from innovfest.web import access
from innovfest.web.access import public
from innovfest.web.forms import Form, email_line

blueprint = Blueprint("lost_link", __name__)


class LostLinkForm(Form):
    """Where to send the link."""

    email = email_line(_l("E-mail address"), required=_l("Enter your e-mail address."))


@blueprint.get("/lost-link")
@public
def new() -> ResponseReturnValue:
    """Ask for the address."""
    return render_template("attendee/lost_link.html", form=LostLinkForm(), event=access.event())


@blueprint.post("/lost-link")
@public
def create() -> ResponseReturnValue:
    """Mail the links of everyone registered at the address; the answer is the same when there is nobody."""
    form = LostLinkForm()
    if not form.validate():
        return render_template("attendee/lost_link.html", form=form, event=access.event()), 422
    with unit_of_work():
        for known in registration.list_by_address(access.event().id, form.email.data.casefold()):
            registration.queue_link(known, now=clock.now(), network=network_of(request.remote_addr))
    return render_template("attendee/link_sent.html", address=form.email.data, event=access.event())


@blueprint.get("/transferred")
@public
def transferred() -> ResponseReturnValue:
    """Say that the place has gone to the colleague."""
    return render_template("attendee/transferred.html", event=access.event())
