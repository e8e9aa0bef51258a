"""How many people may come, how many seats each session gives, how large the rooms are."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, events, programme
from innovfest.breakouts import CapacityBelowTaken
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.events import CapacityBelowRegistered
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import Form
from innovfest.web.languages import current_language
from innovfest.web.organiser.capacity_forms import DayForm, HouseForm, RoomForm, SessionForm
from innovfest.web.organiser.fields import at_venue, instant
from innovfest.wording import choose

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
            breakouts.change_day_capacity(
                event, form.capacity.data, by=by, now=now, seen_registered=form.seen.data
            )
            opens_at, closes_at = (instant(f.data, event.zone) for f in (form.opens_at, form.closes_at))
            events.change_registration_times(event, opens_at=opens_at, closes_at=closes_at, by=by, now=now)
    except Refusal as refusal:
        if isinstance(refusal, CapacityBelowRegistered):
            return _ask(form, refusal, {"day": form}, url_for("organiser.capacity.update_day"))
        return _refused(form, "closes_at", refusal, {"day": form})
    return _saved()


@blueprint.post("/house")
@role("organiser")
def update_house() -> ResponseReturnValue:
    """Change how many people may be in the house at once; no number takes the limit away."""
    form = HouseForm(prefix="house-")
    if not form.validate():
        return _page({"house": form}), 422
    with unit_of_work():
        events.change_house_limit(access.event(), form.limit.data, by=access.actor(), now=clock.now())
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
            breakouts.change_capacity(session, form.capacity.data, by=by, now=now, seen_taken=form.seen.data)
    except CapacityBelowTaken as refusal:
        address = url_for("organiser.capacity.update_session", slug=slug)
        return _ask(form, refusal, {f"session-{slug}": form}, address)
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
                equipment=form.words,
                by=access.actor(),
                now=clock.now(),
            )
            followed = breakouts.follow_room(access.event(), slug, now=clock.now())
            short = [session for session in followed if session.seats_taken > (session.capacity or 0)]
    except Refusal as refusal:
        return _refused(form, "seats", refusal, {f"room-{slug}": form})
    for session in short:
        flash(
            _(
                "“%(title)s” has more seats taken than its rooms give now. Nobody loses a seat, and none is "
                "given until enough came back.",
                title=choose(session.title, current_language()).text,
            ),
            "warn",
        )
    return _saved()


def _refused(form: Form, field: str, refusal: Refusal, forms: dict[str, Form]) -> ResponseReturnValue:
    form.add_error(field, sentence_of(refusal))
    return _page(forms), status_of(refusal)


def _ask(form: Any, refusal: Refusal, forms: dict[str, Form], address: str) -> ResponseReturnValue:
    """Say what fewer seats than are taken do, with a button that confirms it: the number shown goes along."""
    values = {field.name: field._value() if hasattr(field, "_value") else field.data for field in form}
    taken = refusal.facts.get("taken", refusal.facts.get("registered"))
    values |= {form.seen.name: taken, "csrf_token": None}
    asked = {
        "sentence": sentence_of(refusal),
        "address": address,
        "capacity": refusal.facts["capacity"],
        "values": {name: value for name, value in values.items() if value is not None},
    }
    return _page(forms, asked=asked), status_of(refusal)


def _saved() -> ResponseReturnValue:
    flash(_("Saved."), "good")
    return redirect(url_for("organiser.capacity.index"), 303)


def _page(wrong: dict[str, Form] | None = None, asked: dict[str, Any] | None = None) -> str:
    """Show everything, with the one form that was not right in place of its fresh one."""
    event = access.event()
    sessions = programme.list_bookable_with_rooms(event.id)
    spaces = breakouts.spaces_of(event, sessions)
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
        ),
        "house": HouseForm(None, prefix="house-", data={"limit": event.house_limit}),
    }
    for session in sessions:
        forms[f"session-{session.slug}"] = SessionForm(
            None,
            prefix=f"session-{session.slug}-",
            data={"capacity": session.capacity, "line_policy": session.line_policy},
        )
    for room in event.venue.rooms:
        forms[f"room-{room.slug}"] = RoomForm(
            None,
            prefix=f"room-{room.slug}-",
            data={
                "seats": room.seats,
                "fire_limit": room.fire_limit,
                "equipment": ", ".join(room.equipment),
            },
        )
    return render_template(
        "organiser/capacity.html",
        event=event,
        sessions=[(session, spaces[session.id]) for session in sessions],
        lines=breakouts.line_lengths(event.id),
        in_line=breakouts.day_line_length(event.id),
        forms=forms | (wrong or {}),
        asked=asked,
        wrong=next(iter(wrong.values()), None) if wrong else None,
    )
