"""When a speaker can be there."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.speaker.forms import AvailabilityForm, availability_form

blueprint = Blueprint("availability", __name__, url_prefix="/availability")


@blueprint.get("")
@speaker
def edit() -> str:
    """Show what was told, to change it."""
    me, event = access.my_link().speaker, access.event()
    told = speakers.find_availability(me)
    state = told.state if told else ""
    return _page(
        availability_form(state, speakers.times_of(told), (event.starts_at, event.ends_at), event.zone)
    )


@blueprint.post("")
@speaker
def update() -> ResponseReturnValue:
    """Keep it."""
    form = AvailabilityForm()
    if not (form.validate() and form.check_times()):
        form.check_times()
        return _page(form), 422
    with unit_of_work():
        link, zone, now = access.my_link(), access.event().zone, clock.now()
        speakers.note_opened(link, now=now)
        speakers.tell_availability(link.speaker, form.state.data, form.told(zone), by=access.actor(), now=now)
    flash(_("Saved. The organisers plan with it."), "good")
    return redirect(url_for("speaker.show.show"), 303)


def _page(form: AvailabilityForm) -> str:
    return render_template("speaker/availability.html", me=access.my_link().speaker, form=form)
