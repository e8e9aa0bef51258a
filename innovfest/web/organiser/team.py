"""Who helps to organise, and with which role."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import accounts, clock
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of
from innovfest.web.organiser.team_forms import RoleForm

blueprint = Blueprint("team", __name__, url_prefix="/team")


@blueprint.get("")
@role("organiser")
def index() -> str:
    """List the team and the open invitations."""
    event = access.event()
    return render_template(
        "organiser/team.html",
        team=accounts.list_team(event.id),
        invitations=accounts.list_invitations(event.id),
        now=clock.now(),
    )


@blueprint.post("/<int:role_id>")
@role("organiser")
def update(role_id: int) -> ResponseReturnValue:
    """Change someone's role."""
    form = RoleForm()
    if not form.validate():
        flash(_("Choose a role."), "stop")
        return _back()
    return _try(role_id, form.role.data)


@blueprint.post("/<int:role_id>/withdraw")
@role("organiser")
def destroy(role_id: int) -> ResponseReturnValue:
    """Take someone's role away."""
    return _try(role_id, None)


def _try(role_id: int, new_role: str | None) -> ResponseReturnValue:
    try:
        with unit_of_work():
            held = accounts.get_role(access.event().id, role_id)
            name = held.user.name
            if new_role:
                accounts.change_role(held, new_role, by=access.actor(), now=clock.now())
            else:
                accounts.withdraw_role(held, by=access.actor(), now=clock.now())
    except accounts.LastOrganiser as refusal:
        flash(sentence_of(refusal), "stop")
        return _back()
    flash(_("Saved.") if new_role else _("%(name)s has no role here any more.", name=name), "good")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("organiser.team.index"), 303)
