"""The consent to be recorded, which is the speaker's own to give."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.speaker.forms import RecordingForm

blueprint = Blueprint("recording", __name__, url_prefix="/recording")


@blueprint.get("")
@speaker
def edit() -> str:
    """Ask, or tell an assistant that only the speaker can say."""
    me = access.my_link().speaker
    said = {True: "yes", False: "no", None: None}[me.recording]
    return _page(RecordingForm(data={"agrees": said}))


@blueprint.post("")
@speaker
def update() -> ResponseReturnValue:
    """Note it, with the date; an assistant is refused whatever they send."""
    form = RecordingForm()
    if not form.validate() and not access.my_link().is_assistants:
        return _page(form), 422
    with unit_of_work():
        link, now = access.my_link(), clock.now()
        speakers.note_opened(link, now=now)
        speakers.consent_to_recording(link, form.agrees.data == "yes", by=access.actor(), now=now)
    flash(_("Saved. You can change it here until the day."), "good")
    return redirect(url_for("speaker.show.show"), 303)


def _page(form: RecordingForm) -> str:
    return render_template(
        "speaker/recording.html", link=access.my_link(), me=access.my_link().speaker, form=form
    )
