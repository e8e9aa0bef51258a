"""The draft for who has a link to it: read only, never kept by a browser, and marked as not public."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, programme
from innovfest.database import unit_of_work
from innovfest.errors import Conflict
from innovfest.programme import Session
from innovfest.web import access
from innovfest.web.access import public
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import PressForm

blueprint = Blueprint("draft", __name__)


@blueprint.get("/draft/<token>")
@public
def show(token: str) -> Response:
    """Show the draft by time, and what of it differs from what is public."""
    return _page(token, PressForm(None))


@blueprint.post("/draft/<token>/ready/<slug>")
@public
def update(token: str, slug: str) -> ResponseReturnValue:
    """Mark a session of one's own cluster ready as it was shown, or take that back."""
    form, ready = PressForm(), request.form.get("ready") == "1"
    if not form.validate():
        return _page(token, form), 422
    try:
        with unit_of_work():
            event, now = access.event(), clock.now()
            link = programme.open_draft_link(event, token, now=now)
            session = programme.read_session(event.id, slug)
            seen = request.form.get("seen", "")
            programme.mark_by_link(link, session, ready=ready, seen=seen, now=now)
    except Conflict as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _page(token, form), status_of(refusal)
    flash(_("Marked as ready. Thank you.") if ready else _("The mark is taken back."), "good")
    return redirect(url_for("public.draft.show", token=token), 303)


def _page(token: str, form: PressForm) -> Response:
    event, now = access.event(), clock.now()
    link = programme.open_draft_link(event, token, now=now)
    sessions = programme.list_draft(event)
    draft, before = programme.draft_document(event, sessions, now=now), programme.find_document(event)
    page = render_template(
        "public/draft.html",
        form=form,
        link=link,
        token=token,
        event=event,
        draft=draft,
        placed=sorted((s for s in sessions if s.placement), key=_starts_at),
        unplaced=[session for session in sessions if session.placement is None],
        changed={c.session_id: c.kind for c in programme.changes_between(before, draft)} if before else {},
        ready={session.id: programme.is_ready(session) for session in sessions},
        word=programme.content_word,
        own={session.id for session in sessions if programme.owns(link, session)},
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _starts_at(session: Session) -> Any:
    return session.placement.starts_at if session.placement else None
