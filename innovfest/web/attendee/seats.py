"""Giving a seat back, or the whole day: one page with a button for each, as mails link to it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock
from innovfest.database import unit_of_work
from innovfest.errors import Conflict, Invalid
from innovfest.mail.rules import network_of
from innovfest.programme import get_session
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.errors import sentence_of
from innovfest.web.forms import PressForm
from innovfest.web.languages import current_language
from innovfest.wording import choose

blueprint = Blueprint("seats", __name__, url_prefix="/my/<link>/give-back")


@blueprint.get("")
@owner
def index() -> ResponseReturnValue:
    """Show what one holds, each with a button."""
    document = access.document()
    held = breakouts.held_sessions(access.me(), document)
    return render_template(
        "attendee/give_back.html",
        me=access.me(),
        document=document,
        held=held,
        clashes=breakouts.pairs_at_once(held),
    )


@blueprint.post("/<slug>")
@owner
def destroy(slug: str) -> ResponseReturnValue:
    """Give one seat back, to the next in line."""
    if not PressForm().validate():
        return _back(_("Please press the button once more."), "warn")
    try:
        with unit_of_work():
            session = get_session(access.me().event_id, slug)
            network = network_of(request.remote_addr)
            breakouts.give_back(access.me(), session, by=access.actor(), now=clock.now(), network=network)
            title = choose(session.title, current_language()).text
    except (Conflict, Invalid) as refusal:
        return _back(sentence_of(refusal), "stop")
    return _back(_("Your seat in “%(title)s” is given back. Thank you.", title=title), "good")


def _back(sentence: str, kind: str) -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("attendee.show.show"), 303)
