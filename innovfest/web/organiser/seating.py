"""The seats of one session: what its rooms hold, what is held back, at which risk, and what saving does."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, programme
from innovfest.breakouts import AskFirst, Consequence, HeldSeats, overbooking
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.programme import Session
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser.consequences import done, sentences
from innovfest.web.organiser.seating_form import SeatingForm, seating_form

blueprint = Blueprint("seating", __name__, url_prefix="/capacity/<slug>")


@blueprint.get("")
@blueprint.get("/seating")
@role("viewer")
def show(slug: str) -> str:
    """Show the seats of a session; organisers can change what they follow from."""
    session = _session(slug)
    held = breakouts.list_held(session)
    return _page(session, seating_form(session, held, access.document().clusters, filled=True), held)


@blueprint.post("/seating")
@role("organiser")
def update(slug: str) -> ResponseReturnValue:
    """Say what a change does, and make it once that is confirmed."""
    session = _session(slug)
    held = breakouts.list_held(session)
    form = seating_form(session, held, access.document().clusters)
    if not form.validate():
        return _page(session, form, held), 422
    seen = request.form.get("seen") or None
    try:
        with unit_of_work():
            consequence = breakouts.change_seating(
                _session(slug), form.wanted(), seen=seen, by=access.actor(), now=clock.now()
            )
    except AskFirst as asked:
        return _page(_session(slug), form, held, asked.facts["consequence"]), 409 if seen else 200
    flash(done(consequence), "good")
    return redirect(url_for("organiser.seating.show", slug=slug), 303)


def _session(slug: str) -> Session:
    """Return a session that one signs up for; raises NotFound."""
    session = programme.get_session(access.event().id, slug)
    if session.capacity is None:
        raise NotFound
    return session


def _page(
    session: Session, form: SeatingForm, held: Sequence[HeldSeats], asked: Consequence | None = None
) -> str:
    event, now = access.event(), clock.now()
    seen = breakouts.list_seen(event, now=now)
    turnout = breakouts.turnout_after(seen)
    space = breakouts.spaces_of(event, [session])[session.id]
    asked_space = replace(space, held=form.seats_held) if asked else space
    facts = access.document().session_by_id(session.id)
    return render_template(
        "organiser/seating.html",
        session=session,
        form=form,
        rooms=access.document().rooms_of(facts) if facts else [],
        space=asked_space,
        held=held,
        rungs={str(rung.chance): rung for rung in asked_space.ladder(turnout)},
        seen=seen,
        turnout=turnout,
        prior=overbooking.Turnout(),
        spread=breakouts.spread_of,
        expected=overbooking.forecast(session.seats_taken, turnout),
        in_line=breakouts.line_lengths(event.id).get(session.id, 0),
        asked=asked,
        sentences=sentences(asked) if asked else [],
        changed=_("Something changed since you looked, so this was counted anew. Nothing is saved yet.")
        if asked and request.form.get("seen")
        else "",
    )
