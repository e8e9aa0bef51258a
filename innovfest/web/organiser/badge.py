"""One person's badge: print it, replace a lost one, bind a spare one."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, registration
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.registration import Registration
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.badges import print_badges
from innovfest.web.errors import sentence_of
from innovfest.web.organiser.files import as_file
from innovfest.web.organiser.people_forms import SpareForm

blueprint = Blueprint("badge", __name__, url_prefix="/registrations/<uid>")


@blueprint.get("/badge.pdf")
@role("desk")
def show(uid: str) -> Response:
    """Send the badge to print; a reprint keeps its code."""
    person = _person(uid)
    if not person.is_active or person.badge is None:
        raise NotFound
    body = print_badges([person], access.document(), person.language)
    return as_file(body, "application/pdf", f"badge-{person.uid[:8]}.pdf", inline=True)


@blueprint.post("/badge/replace")
@role("desk")
def update(uid: str) -> ResponseReturnValue:
    """End the code of a lost badge, issue another, and mail it."""
    with unit_of_work():
        person, now = _person(uid), clock.now()
        registration.replace_badge(person, because="lost", by=access.actor(), now=now)
        breakouts.confirm_again(person, now=now)
    flash(
        _("The old badge opens nothing any more. The new one is on its way by mail and ready to print."),
        "good",
    )
    return redirect(url_for("organiser.registrations.show", uid=uid), 303)


@blueprint.post("/badge/spare")
@role("desk")
def create(uid: str) -> ResponseReturnValue:
    """Make a spare badge theirs, by its code."""
    form = SpareForm(request.form)
    if not form.validate():
        flash(_("Scan or type the code of the spare badge."), "stop")
        return redirect(url_for("organiser.registrations.show", uid=uid), 303)
    try:
        with unit_of_work():
            registration.bind_spare(_person(uid), form.code.data, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        flash(sentence_of(refusal), "stop")
    else:
        flash(_("The spare badge is theirs now."), "good")
    return redirect(url_for("organiser.registrations.show", uid=uid), 303)


def _person(uid: str) -> Registration:
    return registration.get_registration(access.event().id, uid)
