"""Giving a seat that is held back to a person by name: the desk finds them, and presses."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, programme, registration
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.registration import Registration
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of

blueprint = Blueprint("held", __name__, url_prefix="/capacity/<slug>/held/<int:held_id>")

MOST_FOUND = 20


@blueprint.get("")
@role("desk")
def show(slug: str, held_id: int) -> str:
    """Find whom a seat was held for."""
    session = programme.get_session(access.event().id, slug)
    row = breakouts.get_held(session, held_id)
    text = request.args.get("q", "")[:100].strip()
    return render_template(
        "organiser/held.html", session=session, row=row, text=text, people=_find(text), most=MOST_FOUND
    )


@blueprint.post("")
@role("desk")
def create(slug: str, held_id: int) -> ResponseReturnValue:
    """Give one of the seats to someone, even if others wait for one."""
    try:
        with unit_of_work():
            event, by, now = access.event(), access.actor(), clock.now()
            person = registration.get_registration(event.id, request.form.get("uid", ""))
            session = programme.get_session(event.id, slug)
            breakouts.give_held(session, held_id, person, by=by, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        flash(sentence_of(refusal), "stop")
        return redirect(url_for("organiser.held.show", slug=slug, held_id=held_id), 303)
    flash(_("%(name)s has the seat, and a mail says so.", name=person.name), "good")
    return redirect(url_for("organiser.seating.show", slug=slug), 303)


def _find(text: str) -> list[Registration]:
    if not text:
        return []
    found = registration.search(access.event().id, text).where(Registration.status == "confirmed")
    return list(db.session.scalars(found.limit(MOST_FOUND)))
