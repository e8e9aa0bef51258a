"""Confirming or declining the time of a session."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.errors import Conflict
from innovfest.speakers import NoPlaceForSpeaker
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import PressForm
from innovfest.web.speaker import show
from innovfest.web.speaker.own import my_part

blueprint = Blueprint("parts", __name__, url_prefix="/sessions/<slug>")


@blueprint.post("")
@speaker
def update(slug: str) -> ResponseReturnValue:
    """Note the answer; who confirms gets a place at the day and a badge without asking."""
    said = request.form.get("answer")
    if not PressForm().validate() or said not in ("confirm", "decline"):
        return show.page(wrong={slug: _("Please press the button once more.")}), 422
    try:
        with unit_of_work():
            _answer(slug, confirms=said == "confirm")
    except Conflict as refusal:
        return show.page(wrong={slug: sentence_of(refusal)}), status_of(refusal)
    flash(
        _("Thank you. You are expected at this time.")
        if said == "confirm"
        else _("Thank you for telling us. The organisers see that this does not suit you."),
        "good" if said == "confirm" else "info",
    )
    return redirect(url_for("speaker.show.show", _anchor=slug), 303)


def _answer(slug: str, *, confirms: bool) -> None:
    link, now = access.my_link(), clock.now()
    my_part(slug)
    speakers.note_opened(link, now=now)
    speakers.answer(link, slug, confirms=confirms, seen=request.form.get("seen", ""), now=now)
    if confirms:
        try:
            speakers.register_speaker(link.speaker, by=access.actor(), now=now)
        except NoPlaceForSpeaker:
            return  # the answer stands; the organisers' list says that there is no badge yet
