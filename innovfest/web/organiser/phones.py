"""The phones that scan: taking one's token back."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import checkin, clock
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role

blueprint = Blueprint("phones", __name__, url_prefix="/phones/<int:phone_id>")


@blueprint.post("/revoke")
@role("desk")
def destroy(phone_id: int) -> ResponseReturnValue:
    """Take a phone's token back; what it scanned stays."""
    with unit_of_work():
        phone = checkin.get_phone(access.event().id, phone_id)
        checkin.revoke(phone, by=access.actor(), now=clock.now())
    flash(_("%(phone)s of %(name)s scans no more.", phone=phone.label, name=phone.steward), "good")
    return redirect(url_for("organiser.gates.index"), 303)
