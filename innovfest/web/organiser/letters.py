"""The mails to one person: the confirmation again, their link again, a new link."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, registration
from innovfest.database import unit_of_work
from innovfest.registration import Registration
from innovfest.web import access
from innovfest.web.access import role

blueprint = Blueprint("letters", __name__, url_prefix="/registrations/<uid>")


@blueprint.post("/mails")
@role("desk")
def create(uid: str) -> ResponseReturnValue:
    """Send the confirmation once more."""
    with unit_of_work():
        breakouts.confirm_again(_person(uid), now=clock.now())
    return _said(uid, _("The confirmation is on its way once more."))


@blueprint.post("/link")
@role("desk")
def create_link(uid: str) -> ResponseReturnValue:
    """Send the personal link once more."""
    with unit_of_work():
        registration.queue_link(_person(uid), now=clock.now(), network=None)
    return _said(uid, _("The link is on its way."))


@blueprint.post("/link/replace")
@role("desk")
def update_link(uid: str) -> ResponseReturnValue:
    """Replace the personal link, for when it went where it should not, and mail the new one."""
    with unit_of_work():
        person, now = _person(uid), clock.now()
        registration.replace_link(person, by=access.actor(), now=now)
        registration.queue_link(person, now=now, network=None)
    return _said(uid, _("The old link opens nothing any more, and the new one is on its way."))


def _said(uid: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "good")
    return redirect(url_for("organiser.registrations.show", uid=uid), 303)


def _person(uid: str) -> Registration:
    return registration.get_registration(access.event().id, uid)
