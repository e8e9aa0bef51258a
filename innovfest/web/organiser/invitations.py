"""Inviting someone to help organise, by mail."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import accounts, clock
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser.team_forms import InvitationForm

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


@blueprint.get("/new")
@role("organiser")
def new() -> str:
    """Ask whom to invite."""
    return render_template("organiser/new_invitation.html", form=InvitationForm())


@blueprint.post("")
@role("organiser")
def create() -> ResponseReturnValue:
    """Send the invitation."""
    form = InvitationForm()
    if not form.validate():
        return render_template("organiser/new_invitation.html", form=form), 422
    with unit_of_work():
        accounts.invite(
            access.event(),
            form.email.data,
            form.role.data,
            language=form.language.data,
            by=access.actor(),
            now=clock.now(),
        )
    flash(
        _("The invitation to %(address)s is on its way. It works for seven days.", address=form.email.data),
        "good",
    )
    return redirect(url_for("organiser.team.index"), 303)


@blueprint.post("/<int:invitation_id>/withdraw")
@role("organiser")
def destroy(invitation_id: int) -> ResponseReturnValue:
    """Make an invitation unusable."""
    with unit_of_work():
        invitation = accounts.get_invitation(access.event().id, invitation_id)
        accounts.withdraw_invitation(invitation, by=access.actor(), now=clock.now())
    flash(_("The invitation opens nothing any more."), "good")
    return redirect(url_for("organiser.team.index"), 303)
