"""The mails to everybody before the day, mails that were not delivered, and sending them once more."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, mail
from innovfest.breakouts import MailingGone
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of
from innovfest.web.organiser.mailbox import keeps_mail

blueprint = Blueprint("mails", __name__, url_prefix="/mails")


@blueprint.get("")
@role("organiser")
def index() -> str:
    """List the mails to everybody, those that were given up, and the way to the mailbox."""
    return render_template(
        "organiser/mails.html",
        plans=breakouts.plan_mailings(access.event()),
        failed=mail.list_failed(access.event().id),
        keeps_mail=keeps_mail(),
        is_over=clock.now() >= access.event().starts_at,
    )


@blueprint.post("/to-everybody/<kind>")
@role("organiser")
def switch(kind: str) -> ResponseReturnValue:
    """Switch a mail to everybody on or off before it goes."""
    on = request.form.get("on") == "yes"
    try:
        with unit_of_work():
            breakouts.switch_mailing(access.event(), kind, on=on, by=access.actor(), now=clock.now())
    except MailingGone as refusal:
        flash(sentence_of(refusal), "stop")
    else:
        flash(_("This mail will be sent.") if on else _("This mail will not be sent."), "good")
    return redirect(url_for("organiser.mails.index"), 303)


@blueprint.post("/<int:message_id>/retry")
@role("organiser")
def update(message_id: int) -> ResponseReturnValue:
    """Send one of them once more."""
    with unit_of_work():
        message = mail.get_failed(access.event().id, message_id)
        mail.retry(message, now=clock.now())
    flash(_("The mail to %(address)s is tried again.", address=message.recipient), "good")
    return redirect(url_for("organiser.mails.index"), 303)
