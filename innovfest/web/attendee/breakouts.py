"""Changing or giving back a break-out."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock
from innovfest.breakouts import wishes
from innovfest.breakouts.wishes import WishRound
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.mail.rules import network_of
from innovfest.programme import Session, SessionFacts, list_bookable
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.errors import status_of
from innovfest.web.forms import PressForm
from innovfest.web.languages import current_language
from innovfest.web.person_forms import Choices, change_seats, choices_held, gives_none
from innovfest.web.refusals import put_in_place

blueprint = Blueprint("breakouts", __name__, url_prefix="/my/<link>/breakouts")


@blueprint.get("")
@owner
def edit() -> ResponseReturnValue:
    """Show the choice in each slot."""
    rounds = _rounds()
    choices, form_class = choices_held(access.me(), access.document(), current_language(), without=rounds)
    return _page(choices, form_class(), rounds)


@blueprint.post("")
@owner
def update() -> ResponseReturnValue:
    """Change the choices, all or none of them; a full session leaves everything as it was."""
    choices = Choices(access.document(), current_language())
    form = choices.added_to(PressForm)()
    if not form.validate():
        return _page(choices, form, _rounds()), 422
    try:
        with unit_of_work():
            network = network_of(request.remote_addr)
            changed = change_seats(
                access.me(), choices, form, by=access.actor(), now=clock.now(), network=network
            )
    except Refusal as refusal:
        put_in_place(form, refusal, choices)
        return _page(choices, form, _rounds()), status_of(refusal)
    flash(
        _("Your break-out is changed.") if changed else _("Nothing has changed."),
        "good" if changed else "info",
    )
    return redirect(url_for("attendee.show.show"), 303)


def _rounds() -> dict[str, WishRound]:
    """Return the rounds that are not answered yet, by slot: there nobody chooses by themselves."""
    rounds = wishes.list_rounds(access.event().id)
    return {opened.slot.slug: opened for opened in rounds if opened.published_at is None}


@dataclass(frozen=True)
class Line:
    """A session that one can stand in line for: how many wait, and one's own place among them.

    It is `full` when it gives no seat now, for whatever reason. Its line `asks` before it gives a seat, or
    gives it at once.
    """

    session: SessionFacts
    full: bool
    sign_up: str
    asks: bool
    people: int
    place: breakouts.PlaceInLine | None


def _page(choices: Choices, form: PressForm, rounds: Mapping[str, WishRound]) -> str:
    seats = {session.id: session for session in list_bookable(access.event().id)}
    held = {s.id for s in breakouts.held_sessions(access.me(), access.document())}
    return render_template(
        "attendee/breakouts.html",
        me=access.me(),
        choices=choices,
        form=form,
        seats=seats,
        held=held,
        lines=_lines(choices, seats, held, rounds),
        rounds=rounds,
    )


def _lines(
    choices: Choices, seats: Mapping[int, Session], held: Container[int], rounds: Container[str]
) -> list[Line]:
    """List the lines that matter to a person: of full sessions, and those in which they stand."""
    people = breakouts.line_lengths(access.event().id)
    places = breakouts.places_in_line(access.me(), access.document())
    mine = {place.session.id: place for place in places if place.session}
    now = clock.now()
    return [
        Line(
            session,
            full=gives_none(row),
            sign_up=row.sign_up,
            asks=breakouts.line_asks(row.line_policy, session.starts_at, now=now),
            people=people.get(session.id, 0),
            place=mine.get(session.id),
        )
        for slot in choices.slots
        for session in choices.options(slot.slug)
        for row in [seats[session.id]]
        if session.id in mine or (session.id not in held and slot.slug not in rounds and _has_line(row))
    ]


def _has_line(session: Session) -> bool:
    """Tell whether someone may stand in line: without a place at the day, for any session that has one."""
    return gives_none(session) or (access.me().status == "waitlisted" and session.sign_up != "closed")
