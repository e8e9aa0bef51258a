"""How many people may come, how many seats each session gives, how large the rooms are."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, events, programme
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.events import CapacityBelowRegistered
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import Form
from innovfest.web.organiser.forms import DayForm, RoomForm, SessionForm, at_venue, instant

blueprint = Blueprint("capacity", __name__, url_prefix="/capacity")


@blueprint.get("")
@role("viewer")
def index() -> str:
    """Show what is taken and what is left; organisers can change the numbers."""
    return _page()


@blueprint.post("/day")
@role("organiser")
def update_day() -> ResponseReturnValue:
    """Change the places of the day and when one can register."""
    form = DayForm(prefix="day-")
    if not form.validate():
        return _page({"day": form}), 422
    try:
        with unit_of_work():
            event, by, now = access.event(), access.actor(), clock.now()
            breakouts.change_day_policy(event, form.line_policy.data or event.line_policy, by=by, now=now)
            breakouts.change_day_capacity(event, form.capacity.data, by=by, now=now)
            opens_at, closes_at = (instant(f.data, event.zone) for f in (form.opens_at, form.closes_at))
            events.change_registration_times(event, opens_at=opens_at, closes_at=closes_at, by=by, now=now)
    except Refusal as refusal:
        about = "capacity" if isinstance(refusal, CapacityBelowRegistered) else "closes_at"
        return _refused(form, about, refusal, {"day": form})
    return _saved()


@blueprint.post("/sessions/<slug>")
@role("organiser")
def update_session(slug: str) -> ResponseReturnValue:
    """Change the seats that a session gives."""
    form = SessionForm(prefix=f"session-{slug}-")
    if not form.validate():
        return _page({f"session-{slug}": form}), 422
    try:
        with unit_of_work():
            session = programme.get_session(access.event().id, slug)
            by, now = access.actor(), clock.now()
            breakouts.change_policy(session, form.line_policy.data or session.line_policy, by=by, now=now)
            breakouts.change_capacity(session, form.capacity.data, by=by, now=now)
    except Refusal as refusal:
        return _refused(form, "capacity", refusal, {f"session-{slug}": form})
    return _saved()


@blueprint.post("/rooms/<slug>")
@role("organiser")
def update_room(slug: str) -> ResponseReturnValue:
    """Change the size of a room."""
    form = RoomForm(prefix=f"room-{slug}-")
    if not form.validate():
        return _page({f"room-{slug}": form}), 422
    try:
        with unit_of_work():
            programme.change_room(
                access.event(),
                programme.get_room(access.event(), slug),
                seats=form.seats.data,
                fire_limit=form.fire_limit.data,
                by=access.actor(),
                now=clock.now(),
            )
    except Refusal as refusal:
        return _refused(form, "seats", refusal, {f"room-{slug}": form})
    return _saved()


def _refused(form: Form, field: str, refusal: Refusal, forms: dict[str, Form]) -> ResponseReturnValue:
    form.add_error(field, sentence_of(refusal))
    return _page(forms), status_of(refusal)


def _saved() -> ResponseReturnValue:
    flash(_("Saved."), "good")
    return redirect(url_for("organiser.capacity.index"), 303)


def _page(wrong: dict[str, Form] | None = None) -> str:
    """Show everything, with the one form that was not right in place of its fresh one."""
    event = access.event()
    sessions = programme.list_bookable_with_rooms(event.id)
    forms: dict[str, Any] = {
        "day": DayForm(
            None,
            prefix="day-",
            data={
                "capacity": event.capacity,
                "line_policy": event.line_policy,
                "opens_at": at_venue(event.registration_opens_at, event.zone),
                "closes_at": at_venue(event.registration_closes_at, event.zone),
            },
        )
    }
    for session in sessions:
        forms[f"session-{session.slug}"] = SessionForm(
            None,
            prefix=f"session-{session.slug}-",
            data={"capacity": session.capacity, "line_policy": session.line_policy},
        )
    for room in event.venue.rooms:
        forms[f"room-{room.slug}"] = RoomForm(
            None, prefix=f"room-{room.slug}-", data={"seats": room.seats, "fire_limit": room.fire_limit}
        )
    return render_template(
        "organiser/capacity.html",
        event=event,
        sessions=[(session, programme.seats_in_rooms(session)) for session in sessions],
        lines=breakouts.line_lengths(event.id),
        in_line=breakouts.day_line_length(event.id),
        forms=forms | (wrong or {}),
        wrong=next(iter(wrong.values()), None) if wrong else None,
    )
