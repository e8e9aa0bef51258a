"""What changed today, above every page of a person or a speaker, until they have seen it.

What they have seen is kept in their browser's own signed cookie: another phone shows it once more.
"""

from collections.abc import Sequence

from flask import Flask, flash, g, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock, planning
from innovfest.planning import TodaysChange
from innovfest.web import access
from innovfest.web.forms import PressForm

_SEEN = "seen_changes"
MOST_SEEN = 60
"""Marks that the cookie keeps; a day has fewer."""


def init_app(app: Flask) -> None:
    """Offer them to the templates."""
    app.jinja_env.globals["todays_changes"] = unseen


def unseen() -> Sequence[TodaysChange]:
    """List what changed today for whose page it is and was not seen yet; nothing on other pages."""
    if "todays_changes" not in g:
        seen = set(cookie.get(_SEEN, ()))
        g.todays_changes = [change for change in _changes() if change.mark not in seen]
    found: Sequence[TodaysChange] = g.todays_changes
    return found


def note_seen(home: str) -> ResponseReturnValue:
    """Keep the marks that a page showed, and return to it, if it is one under their own page."""
    form = PressForm()
    if form.validate():
        marks = request.form.get("marks", "").split()[:MOST_SEEN]
        kept = [mark for mark in cookie.get(_SEEN, ()) if mark not in marks]
        cookie[_SEEN] = (kept + [mark[:10] for mark in marks])[-MOST_SEEN:]
    else:
        flash(form.csrf_token.errors[0], "stop")
    back = request.form.get("back", "")
    return redirect(back if back.startswith(home) and ".." not in back else home, 303)


def _changes() -> Sequence[TodaysChange]:
    now = clock.now()
    if g.get("own_link"):
        return planning.todays_changes_of_speaker(access.event(), access.my_link().speaker.slug, now=now)
    if not g.get("link"):
        return ()
    changes = planning.todays_changes(access.me(), now=now)
    if not any(change.kind == "released" for change in changes):
        return changes
    # Their overview says of a released seat what can be done; and who came in since has no need to hear it.
    own = request.endpoint != "attendee.show.show"
    released = {session_id for session_id, _at in checkin.list_released(access.me())} if own else set()
    return [change for change in changes if change.kind != "released" or change.session.id in released]
