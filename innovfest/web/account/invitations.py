"""Accepting an invitation to help organise an edition."""

from flask import Blueprint, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import login_user

from innovfest import accounts, clock
from innovfest.accounts import Invitation
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.web.access import public
from innovfest.web.forms import Form, line
from innovfest.web.languages import current_language

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


class AcceptForm(Form):
    """Who accepts."""

    name = line(_l("Your name"), most=120, required=_l("Enter your name."))


@blueprint.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what is offered."""
    invitation = _invitation(token)
    return _page(invitation, AcceptForm())


@blueprint.post("/<token>")
@public
def update(token: str) -> ResponseReturnValue:
    """Accept it and sign in."""
    form = AcceptForm()
    if not form.validate():
        return _page(_invitation(token), form), 422
    with unit_of_work():
        event_id = _invitation(token).event_id
        user = accounts.accept_invitation(token, form.name.data, language=current_language(), now=clock.now())
        slug = db.session.get_one(Event, event_id).slug
    cookie.permanent = True
    login_user(user)
    return redirect(url_for("organiser.overview.show", event_slug=slug), 303)


def _invitation(token: str) -> Invitation:
    found = accounts.find_invitation(token, now=clock.now())
    if found is None:
        raise accounts.InvitationUnusable
    return found


def _page(invitation: Invitation, form: AcceptForm) -> str:
    event = db.session.get_one(Event, invitation.event_id)
    return render_template("account/invitation.html", form=form, invitation=invitation, event=event)
