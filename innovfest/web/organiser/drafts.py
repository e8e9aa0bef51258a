"""Showing the draft to others: links that expire, and who has said of what that it is ready."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, events, programme
from innovfest.database import unit_of_work
from innovfest.errors import Conflict
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of
from innovfest.web.organiser.release_forms import DraftLinkForm

blueprint = Blueprint("drafts", __name__, url_prefix="/drafts")


@blueprint.get("")
@role("organiser")
def index() -> str:
    """List the links and the ready marks, with a form for another link."""
    return _page(DraftLinkForm(None))


@blueprint.post("")
@role("organiser")
def create() -> ResponseReturnValue:
    """Make a link, and show it this once."""
    form = DraftLinkForm()
    form.offer_clusters(events.list_clusters())
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        now = clock.now()
        _link, token = programme.make_draft_link(
            access.event(),
            form.name.data or "",
            cluster_id=form.cluster.data or None,
            expires_at=now + timedelta(days=form.days.data),
            by=access.actor(),
            now=now,
        )
    site = str(current_app.config["INNOVFEST"].base_url).rstrip("/")
    made = site + url_for("public.draft.show", event_slug=access.event().slug, token=token)
    return _page(DraftLinkForm(None), made=made)


@blueprint.post("/<int:link_id>/revoke")
@role("organiser")
def destroy(link_id: int) -> ResponseReturnValue:
    """Let a link open nothing from now on."""
    with unit_of_work():
        link = programme.get_draft_link(access.event().id, link_id)
        programme.revoke_draft_link(link, by=access.actor(), now=clock.now())
    flash(_("The link opens nothing any more."), "good")
    return redirect(url_for("organiser.drafts.index"), 303)


@blueprint.post("/ready/<slug>")
@role("organiser")
def update(slug: str) -> ResponseReturnValue:
    """Mark a session ready as it was shown, or take that back."""
    try:
        with unit_of_work():
            session, by, now = programme.read_session(access.event().id, slug), access.actor(), clock.now()
            if request.form.get("ready") == "1":
                programme.mark_ready(session, seen=request.form.get("seen", ""), by=by, now=now)
            else:
                programme.take_ready_back(session, by=by, now=now)
    except Conflict as refusal:
        flash(sentence_of(refusal), "warn")
    return redirect(url_for("organiser.drafts.index", _anchor="ready"), 303)


def _page(form: DraftLinkForm, made: str = "") -> str:
    event, clusters = access.event(), events.list_clusters()
    form.offer_clusters(clusters)
    sessions = programme.list_draft(event)
    return render_template(
        "organiser/drafts.html",
        form=form,
        made=made,
        now=clock.now(),
        links=programme.list_draft_links(event.id),
        clusters={cluster.id: cluster.name for cluster in clusters},
        sessions=sessions,
        ready={session.id: programme.is_ready(session) for session in sessions},
        word=programme.content_word,
    )
