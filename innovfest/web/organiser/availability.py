"""When rooms and speakers are available, what rooms have, and how long the way between them takes."""

from itertools import combinations
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, programme
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.events import Room
from innovfest.programme import Available, Speaker
from innovfest.programme.errors import TimesChanged
from innovfest.programme.intervals import Interval
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.organiser.availability_forms import (
    AvailabilityForm,
    WalksForm,
    availability_form,
    walks_form,
)

blueprint = Blueprint("availability", __name__, url_prefix="/availability")


@blueprint.get("")
@role("viewer")
def index() -> str:
    """Show rooms and speakers with what is known of their times, equipment and walks."""
    return _page()


@blueprint.get("/<any(rooms, speakers):whose>/<slug>")
@role("organiser")
def edit(whose: str, slug: str) -> str:
    """Show one's times, to change them."""
    one = _find(whose, slug)
    return _form_page(availability_form(_standing(one), access.event().zone), whose, one)


@blueprint.post("/<any(rooms, speakers):whose>/<slug>")
@role("organiser")
def update(whose: str, slug: str) -> ResponseReturnValue:
    """Change one's times; they are by the venue's clock."""
    form = AvailabilityForm()
    if not form.validate():
        return _form_page(form, whose, _find(whose, slug)), 422
    try:
        with unit_of_work():
            _change(form, _find(whose, slug))
    except NotFound:
        raise
    except TimesChanged as refusal:
        one = _find(whose, slug)
        form.form_errors.append(sentence_of(refusal))
        form.show_anew(availability_form(_standing(one), access.event().zone))
        return _form_page(form, whose, one, stands=_standing(one)), status_of(refusal)
    except Refusal as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _form_page(form, whose, _find(whose, slug)), status_of(refusal)
    flash(_("Saved."), "good")
    return redirect(url_for("organiser.availability.index"), 303)


@blueprint.post("/walks")
@role("organiser")
def update_walks() -> ResponseReturnValue:
    """Change how long the way between rooms takes."""
    with unit_of_work():
        event = access.event()
        form = _walks_form()
        if form.validate():
            pairs = {
                (one.id, other.id): form[f"pair-{one.id}-{other.id}"].data
                for one, other in combinations(sorted(event.venue.rooms, key=lambda room: room.id), 2)
            }
            programme.change_walks(event, form.usual.data, pairs, by=access.actor(), now=clock.now())
    if form.errors:
        return _page(form), 422
    flash(_("Saved."), "good")
    return redirect(url_for("organiser.availability.index"), 303)


def _find(whose: str, slug: str) -> Room | Speaker:
    event = access.event()
    return programme.get_room(event, slug) if whose == "rooms" else programme.get_speaker(event.id, slug)


def _standing(one: Room | Speaker) -> Available:
    if isinstance(one, Room):
        return programme.availability_of_room(access.event(), one)
    return programme.availability_of_speaker(one)


def _change(form: AvailabilityForm, one: Room | Speaker) -> None:
    """Change what was changed in the form; raises TimesChanged where somebody else did so too."""
    event, by, now = access.event(), access.actor(), clock.now()
    standing = _standing(one)
    if not form.is_touched():
        return
    if form.is_stale(availability_form(standing, event.zone)):
        raise TimesChanged
    intervals: tuple[Interval, ...] = ()
    if form.state.data == "intervals":
        intervals = programme.intervals_from(form.typed, event.zone, was=standing.intervals)
    available = Available(form.state.data, intervals)
    if isinstance(one, Room):
        programme.change_room_availability(event, one, available, by=by, now=now, was=standing)
    else:
        programme.change_speaker_availability(event, one, available, by=by, now=now, was=standing)


def _form_page(
    form: AvailabilityForm, whose: str, one: Room | Speaker, *, stands: Available | None = None
) -> str:
    return render_template("organiser/availability.html", form=form, whose=whose, one=one, stands=stands)


def _walks_form() -> WalksForm:
    event = access.event()
    return walks_form(event.venue.rooms, event.venue.walk_minutes, programme.walk_minutes(event))


def _page(wrong: WalksForm | None = None) -> str:
    event = access.event()
    speakers, rooms = programme.list_availability(event.id)
    sessions = [s for s in programme.list_placed(event.id) if s.needs and not s.cancelled]
    all_rooms = event.venue.rooms
    equipment = sorted({word for room in all_rooms for word in room.equipment} | _needed(sessions))
    return render_template(
        "organiser/availabilities.html",
        event=event,
        rooms=all_rooms,
        speakers=programme.list_speakers(event.id),
        of_rooms=rooms,
        of_speakers=speakers,
        equipment=[
            (word, {room.id for room in all_rooms if word in room.equipment}, _who_needs(word, sessions))
            for word in equipment
        ],
        walks=wrong or _walks_form(),
        wrong=wrong,
    )


def _needed(sessions: Any) -> set[str]:
    return {word for session in sessions for word in session.needs}


def _who_needs(word: str, sessions: Any) -> list[Any]:
    return [session for session in sessions if word in session.needs]
