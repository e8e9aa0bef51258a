"""Tracks and slots: making them, naming them, their colours and their order."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError

from innovfest import clock, planning, programme
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.programme import COLOURS, Slot, Track
from innovfest.programme.models import Texts
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import Form, line
from innovfest.web.organiser.forms import at_venue, instant, moment
from innovfest.wording import LANGUAGES

blueprint = Blueprint("strands", __name__, url_prefix="/strands")

COLOUR = {
    "sustainability": _l("Green"),
    "energy": _l("Amber"),
    "labour": _l("Violet"),
    "health": _l("Raspberry"),
    "digital": _l("Teal"),
    "mobility": _l("Copper"),
}
"""What the colours of tracks are called."""


class StrandForm(Form):
    """What a track or slot is called."""

    name_nl = line(_l("Name in Dutch"), most=80)
    name_en = line(_l("Name in English"), most=80)
    name_fr = line(_l("Name in French"), most=80)

    def validate_name_nl(self, _field: Any) -> None:
        """Ask for a name in one language at least."""
        if not self.names:
            raise ValidationError(_("Enter a name in one language at least."))

    @property
    def names(self) -> Texts:
        """What was typed in each language, empty ones left out."""
        typed = {language: self[f"name_{language}"].data for language in LANGUAGES}
        return {language: value for language, value in typed.items() if value}


class TrackForm(StrandForm):
    """A track with its colour."""

    colour = SelectField(_l("Colour"), choices=[(colour, COLOUR[colour]) for colour in COLOURS])


class SlotForm(StrandForm):
    """A slot with the time at which its sign-up closes."""

    closes_at = moment(_l("Sign-up closes"))


@blueprint.get("")
@role("viewer")
def index() -> str:
    """Show tracks and slots in their order."""
    return _page()


@blueprint.post("/tracks")
@role("organiser")
def create_track() -> ResponseReturnValue:
    """Make a track."""
    form = TrackForm(prefix="new-track-")
    if not form.validate():
        return _page({"new-track": form}), 422
    with unit_of_work():
        programme.create_track(
            access.event(), form.names, form.colour.data, by=access.actor(), now=clock.now()
        )
    return _saved()


@blueprint.post("/tracks/<slug>")
@role("organiser")
def update_track(slug: str) -> ResponseReturnValue:
    """Give a track other names or another colour."""
    form = TrackForm(prefix=f"track-{slug}-")
    if not form.validate():
        return _page({f"track-{slug}": form}), 422
    with unit_of_work():
        event = access.event()
        track = programme.get_track(event, slug)
        programme.change_track(event, track, form.names, form.colour.data, by=access.actor(), now=clock.now())
    return _saved()


@blueprint.post("/slots")
@role("organiser")
def create_slot() -> ResponseReturnValue:
    """Make a slot."""
    form = SlotForm(prefix="new-slot-")
    if not form.validate():
        return _page({"new-slot": form}), 422
    with unit_of_work():
        event = access.event()
        closes_at = instant(form.closes_at.data, event.zone)
        programme.create_slot(event, form.names, closes_at, by=access.actor(), now=clock.now())
    return _saved()


@blueprint.post("/slots/<slug>")
@role("organiser")
def update_slot(slug: str) -> ResponseReturnValue:
    """Give a slot other names, or another closing time."""
    form = SlotForm(prefix=f"slot-{slug}-")
    if not form.validate():
        return _page({f"slot-{slug}": form}), 422
    try:
        with unit_of_work():
            event = access.event()
            closes_at = instant(form.closes_at.data, event.zone)
            slot = programme.get_slot(event, slug)
            planning.change_slot(event, slot, form.names, closes_at, by=access.actor(), now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error("closes_at", sentence_of(refusal))
        return _page({f"slot-{slug}": form}), status_of(refusal)
    return _saved()


@blueprint.post("/<any(tracks, slots):kind>/<slug>/move")
@role("organiser")
def move(kind: str, slug: str) -> ResponseReturnValue:
    """Move a track or slot one place up or down."""
    with unit_of_work():
        event = access.event()
        get: Any = programme.get_track if kind == "tracks" else programme.get_slot
        up = request.form.get("to") == "up"
        programme.move_strand(event, get(event, slug), up=up, by=access.actor(), now=clock.now())
    return _saved()


def _saved() -> ResponseReturnValue:
    flash(_("Saved. The public sees it after the next release."), "good")
    return redirect(url_for("organiser.strands.index"), 303)


def _page(wrong: dict[str, Form] | None = None) -> str:
    """Show everything, with the one form that was not right in place of its fresh one."""
    event = access.event()
    tracks, slots = programme.list_tracks(event.id), programme.list_slots(event.id)
    forms: dict[str, Form] = {
        "new-track": TrackForm(None, prefix="new-track-", data={"colour": _unused(tracks)}),
        "new-slot": SlotForm(None, prefix="new-slot-"),
    }
    for track in tracks:
        data = {**_names(track), "colour": track.colour}
        forms[f"track-{track.slug}"] = TrackForm(None, prefix=f"track-{track.slug}-", data=data)
    for slot in slots:
        data = {**_names(slot), "closes_at": at_venue(slot.closes_at, event.zone)}
        forms[f"slot-{slot.slug}"] = SlotForm(None, prefix=f"slot-{slot.slug}-", data=data)
    return render_template(
        "organiser/strands.html",
        tracks=tracks,
        slots=slots,
        colours=COLOUR,
        forms=forms | (wrong or {}),
        wrong=next(iter(wrong.values()), None) if wrong else None,
    )


def _names(strand: Track | Slot) -> dict[str, Any]:
    return {f"name_{language}": strand.name.get(language, "") for language in LANGUAGES}


def _unused(tracks: Any) -> str:
    used = {track.colour for track in tracks}
    return next((colour for colour in COLOURS if colour not in used), COLOURS[0])
