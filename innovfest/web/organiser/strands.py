"""Tracks and slots: making them, naming them, their colours and their order, deleting what is unused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, ValidationError

from innovfest import clock, planning, programme
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.programme import COLOURS, Slot, Track
from innovfest.programme.errors import StrandChangedMeanwhile
from innovfest.programme.models import Texts
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.formatting import spoken_time, wording
from innovfest.web.forms import Form, line
from innovfest.web.organiser.fields import at_venue, instant, moment
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
    seen = HiddenField()

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
    try:
        with unit_of_work():
            event, by, now = access.event(), access.actor(), clock.now()
            track, seen = programme.get_track(event, slug), form.seen.data or ""
            programme.change_track(event, track, form.names, form.colour.data, seen=seen, by=by, now=now)
    except StrandChangedMeanwhile as refusal:
        return _page_of_both(form, programme.get_track(access.event(), slug), refusal)
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
            event, by, now = access.event(), access.actor(), clock.now()
            closes_at = instant(form.closes_at.data, event.zone)
            slot, seen = programme.get_slot(event, slug), form.seen.data or ""
            planning.change_slot(event, slot, form.names, closes_at, seen=seen, by=by, now=now)
    except NotFound:
        raise
    except StrandChangedMeanwhile as refusal:
        return _page_of_both(form, programme.get_slot(access.event(), slug), refusal)
    except Refusal as refusal:
        form.add_error("closes_at", sentence_of(refusal))
        return _page({f"slot-{slug}": form}), status_of(refusal)
    return _saved()


@blueprint.post("/<any(tracks, slots):kind>/<slug>/delete")
@role("organiser")
def destroy(kind: str, slug: str) -> ResponseReturnValue:
    """Delete a track or slot that nothing uses."""
    try:
        with unit_of_work():
            event, by, now = access.event(), access.actor(), clock.now()
            get: Any = programme.get_track if kind == "tracks" else programme.get_slot
            delete: Any = programme.delete_strand if kind == "tracks" else planning.delete_slot
            strand = get(event, slug)
            name = wording(strand.name).text
            delete(event, strand, by=by, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        flash(sentence_of(refusal), "warn")
    else:
        flash(_("“%(title)s” is deleted.", title=name), "good")
    return redirect(url_for("organiser.strands.index", _anchor=kind), 303)


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


def _page_of_both(form: Form, strand: Track | Slot, refusal: Refusal) -> ResponseReturnValue:
    """Show what was typed with what stands now, and let the next save be of that."""
    key = f"{'track' if isinstance(strand, Track) else 'slot'}-{strand.slug}"
    standing = {field.short_name: field for field in _form_of(strand)}
    form.form_errors.append(sentence_of(refusal))
    form["seen"].process_data(programme.strand_word(strand))
    pairs = [(standing[field.short_name], field) for field in form if field.short_name in standing]
    both = [
        (typed.label.text, _shown(stands), _shown(typed))
        for stands, typed in pairs
        if typed.short_name != "seen" and _shown(typed) != _shown(stands)
    ]
    return _page({key: form}, both), status_of(refusal)


def _shown(field: Any) -> list[str]:
    """Say what a field holds, as lines."""
    if isinstance(field.data, datetime):
        return [spoken_time(instant(field.data, access.event().zone))]
    if isinstance(field, SelectField):
        return [str(COLOUR.get(field.data, field.data))]
    return [field.data] if field.data else []


def _form_of(strand: Track | Slot) -> StrandForm:
    """Make the form with what stands of a track or slot."""
    data = {**_names(strand), "seen": programme.strand_word(strand)}
    if isinstance(strand, Track):
        return TrackForm(None, prefix=f"track-{strand.slug}-", data={**data, "colour": strand.colour})
    closes_at = at_venue(strand.closes_at, access.event().zone)
    return SlotForm(None, prefix=f"slot-{strand.slug}-", data={**data, "closes_at": closes_at})


def _page(wrong: dict[str, Form] | None = None, both: Sequence[Any] = ()) -> str:
    """Show everything, with the one form that was not right in place of its fresh one."""
    event = access.event()
    tracks, slots = programme.list_tracks(event.id), programme.list_slots(event.id)
    forms: dict[str, Form] = {
        "new-track": TrackForm(None, prefix="new-track-", data={"colour": _unused(tracks)}),
        "new-slot": SlotForm(None, prefix="new-slot-"),
    }
    for track in tracks:
        forms[f"track-{track.slug}"] = _form_of(track)
    for slot in slots:
        forms[f"slot-{slot.slug}"] = _form_of(slot)
    return render_template(
        "organiser/strands.html",
        tracks=tracks,
        slots=slots,
        colours=COLOUR,
        forms=forms | (wrong or {}),
        wrong=next(iter(wrong.values()), None) if wrong else None,
        both=both,
    )


def _names(strand: Track | Slot) -> dict[str, Any]:
    return {f"name_{language}": strand.name.get(language, "") for language in LANGUAGES}


def _unused(tracks: Any) -> str:
    used = {track.colour for track in tracks}
    return next((colour for colour in COLOURS if colour not in used), COLOURS[0])
