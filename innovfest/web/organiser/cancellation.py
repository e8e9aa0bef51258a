"""Cancelling someone's day on their behalf, and undoing that."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, registration
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of
from innovfest.web.formatting import listing
from innovfest.web.languages import current_language
from innovfest.wording import choose

blueprint = Blueprint("cancellation", __name__, url_prefix="/registrations/<uid>")


@blueprint.post("/cancel")
@role("desk")
def create(uid: str) -> ResponseReturnValue:
    """Cancel the day; the page that follows offers to undo it."""
    with unit_of_work():
        person = registration.get_registration(access.event().id, uid)
        breakouts.cancel_day(person, by=access.actor(), now=clock.now())
    flash(_("The place is cancelled and the seats are free again."), "good")
    return redirect(url_for("organiser.registrations.show", uid=uid), 303)


@blueprint.post("/restore")
@role("desk")
def destroy(uid: str) -> ResponseReturnValue:
    """Take the place and the seats back, as far as there is room."""
    try:
        with unit_of_work():
            person = registration.get_registration(access.event().id, uid)
            gone = breakouts.restore_day(person, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        flash(sentence_of(refusal), "stop")
    else:
        flash(_("They are expected again, and their badge works."), "good")
        if gone:
            flash(_("No seat is left in %(titles)s.", titles=_titles(gone)), "warn")
    return redirect(url_for("organiser.registrations.show", uid=uid), 303)


def _titles(slugs: list[str]) -> str:
    sessions = (access.document().session(slug) for slug in slugs)
    return listing([choose(session.title, current_language()).text for session in sessions if session])
