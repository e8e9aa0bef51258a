"""Mails that were not delivered, and sending them once more."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, mail
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser.mailbox import keeps_mail

blueprint = Blueprint("mails", __name__, url_prefix="/mails")


@blueprint.get("")
@role("organiser")
def index() -> str:
    """List the mails that were given up, and where no provider is set the way to the mailbox."""
    failed = mail.list_failed(access.event().id)
    return render_template("organiser/mails.html", failed=failed, keeps_mail=keeps_mail())


@blueprint.post("/<int:message_id>/retry")
@role("organiser")
def update(message_id: int) -> ResponseReturnValue:
    """Send one of them once more."""
    with unit_of_work():
        message = mail.get_failed(access.event().id, message_id)
        mail.retry(message, now=clock.now())
    flash(_("The mail to %(address)s is tried again.", address=message.recipient), "good")
    return redirect(url_for("organiser.mails.index"), 303)
