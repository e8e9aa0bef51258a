"""When a speaker can be there."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, programme, speakers
from innovfest.database import unit_of_work
from innovfest.errors import Invalid
from innovfest.programme import Available
from innovfest.programme.errors import TimesChanged
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.speaker.forms import AvailabilityForm, availability_form

blueprint = Blueprint("availability", __name__, url_prefix="/availability")


@blueprint.get("")
@speaker
def edit() -> str:
    """Show what was told, to change it."""
    return _page(_shown(_told()))


@blueprint.post("")
@speaker
def update() -> ResponseReturnValue:
    """Keep it."""
    form = AvailabilityForm()
    if not form.validate() or not form.are_times():
        return _page(form), 422
    try:
        with unit_of_work():
            _tell(form)
    except TimesChanged as refusal:
        form.form_errors.append(sentence_of(refusal))
        form.show_anew(_shown(_told()))
        return _page(form, stands=_told()), status_of(refusal)
    except Invalid as refusal:
        if "row" in refusal.facts:
            form.put_in_row(refusal.facts["row"], sentence_of(refusal))
        else:
            form.add_error("state", sentence_of(refusal))
        return _page(form), status_of(refusal)
    flash(_("Saved. The organisers plan with it."), "good")
    return redirect(url_for("speaker.show.show"), 303)


def _tell(form: AvailabilityForm) -> None:
    """Keep what was changed in the form; raises TimesChanged where somebody else changed it too."""
    link, event, now = access.my_link(), access.event(), clock.now()
    speakers.note_opened(link, now=now)
    was = _told()
    if not form.is_touched():
        return
    if form.is_stale(_shown(was)):
        raise TimesChanged
    counts = form.state.data == "intervals"
    times = programme.intervals_from(form.typed, event.zone, was=was.intervals) if counts else ()
    told = Available(form.state.data, times)
    programme.change_speaker_availability(event, link.speaker, told, by=access.actor(), now=now, was=was)


def _told() -> Available:
    return programme.availability_of_speaker(access.my_link().speaker)


def _shown(told: Available) -> AvailabilityForm:
    event = access.event()
    return availability_form(told, (event.starts_at, event.ends_at), event.zone)


def _page(form: AvailabilityForm, *, stands: Available | None = None) -> str:
    me = access.my_link().speaker
    return render_template("speaker/availability.html", me=me, form=form, stands=stands)
