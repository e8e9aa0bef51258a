"""Standing in line for a full break-out, and leaving the line."""

from datetime import datetime

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock
from innovfest.breakouts import WaitlistEntry
from innovfest.database import unit_of_work
from innovfest.errors import Conflict, Invalid, NotFound
from innovfest.programme import SessionFacts
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.errors import sentence_of
from innovfest.web.forms import PressForm
from innovfest.web.languages import current_language
from innovfest.wording import choose

blueprint = Blueprint("lines", __name__, url_prefix="/my/<link>/lines/<slug>")


@blueprint.post("")
@owner
def create(slug: str) -> ResponseReturnValue:
    """Stand in line; when a seat is free by then, it is theirs at once."""
    if not PressForm().validate():
        return _back(_("Please press the button once more."), "warn")
    try:
        with unit_of_work():
            me, session, now = access.me(), _session(slug), clock.now()
            entry = breakouts.join_line(me, session, by=access.actor(), now=now)
            title = choose(session.title, current_language()).text
            status, asks = entry.status, _asks(entry, session, now=now)
    except (Conflict, Invalid) as refusal:
        return _back(sentence_of(refusal), "stop")
    if status == "promoted":
        return _back(_("A seat in “%(title)s” came free just now. It is yours.", title=title), "good")
    if status == "offered":
        return _back(
            _("A seat in “%(title)s” is free and kept for you. Say yes if you want it.", title=title), "good"
        )
    if asks:
        return _back(
            _(
                "You are in line for “%(title)s”. We mail you when a seat is free, and you say yes or no.",
                title=title,
            ),
            "good",
        )
    return _back(_("You are in line for “%(title)s”. We mail you when a seat is yours.", title=title), "good")


@blueprint.post("/leave")
@owner
def destroy(slug: str) -> ResponseReturnValue:
    """Leave the line."""
    if not PressForm().validate():
        return _back(_("Please press the button once more."), "warn")
    with unit_of_work():
        breakouts.leave_line(access.me(), _session(slug), by=access.actor(), now=clock.now())
    return _back(_("You are not in line any more."), "info")


def _session(slug: str) -> SessionFacts:
    """Find a released session: its row is read when it is locked, and not before."""
    if found := access.document().session(slug):
        return found
    raise NotFound


def _asks(entry: WaitlistEntry, session: SessionFacts, *, now: datetime) -> bool:
    """Tell whether the line asks whoever is next before it gives a seat."""
    return entry.session is not None and breakouts.line_asks(
        entry.session.line_policy, session.starts_at, now=now
    )


def _back(sentence: str, kind: str) -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("attendee.breakouts.edit"), 303)
