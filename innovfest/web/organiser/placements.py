"""Placing the sessions of the draft: by a form for each, and by the steps that the script sends."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from innovfest import clock, programme
from innovfest.database import unit_of_work
from innovfest.errors import Invalid, NotFound, Refusal
from innovfest.events import Event
from innovfest.programme import Session, drafting
from innovfest.programme.models import DraftChange
from innovfest.web import access, problems
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.formatting import wording
from innovfest.web.organiser.placement_form import PlacementForm, placement_form, spot_typed
from innovfest.web.organiser.schedule_view import changes_since, said

blueprint = Blueprint("placements", __name__, url_prefix="/schedule")


class WantedMove(BaseModel):
    """Where the script wants a session: no time takes it off the schedule; `seen` is the revision it knew."""

    session: str
    seen: int
    starts: AwareDatetime | None = None
    ends: AwareDatetime | None = None
    rooms: list[str] = Field(default=[], max_length=100)


class WantedStep(BaseModel):
    """One step of the script: sessions that move together, and the last number that it knows."""

    moves: list[WantedMove] = Field(min_length=1, max_length=100)
    since: int = 0


@blueprint.get("/sessions/<slug>")
@role("organiser")
def edit(slug: str) -> ResponseReturnValue:
    """Ask when and where a session is to be."""
    session = _session(slug)
    return _page(placement_form(access.event(), session, filled=True), session, anew=True)


@blueprint.post("/sessions/<slug>")
@role("organiser")
def update(slug: str) -> ResponseReturnValue:
    """Put a session there; what somebody else changed meanwhile is told, and nothing typed is lost."""
    form = placement_form(access.event(), _session(slug))
    if not form.validate():
        return _page(form, _session(slug)), 422
    return _by_form(slug, form, lambda session: _place(session, form))


@blueprint.post("/sessions/<slug>/off")
@role("organiser")
def destroy(slug: str) -> ResponseReturnValue:
    """Take a session off the schedule."""
    form = placement_form(access.event(), _session(slug))
    return _by_form(slug, form, lambda session: drafting.unplace(session, **_as_seen(form)))


@blueprint.post("/sessions/<slug>/pin")
@role("organiser")
def pin(slug: str) -> ResponseReturnValue:
    """Say whether a plan may move a session."""
    form = placement_form(access.event(), _session(slug))
    pinned = request.form.get("pinned") == "1"
    return _by_form(slug, form, lambda session: drafting.pin(session, pinned, **_as_seen(form)))


@blueprint.post("/moves")
@role("organiser")
def create() -> ResponseReturnValue:
    """Take a step that the script sends."""
    try:
        wanted = WantedStep.model_validate(request.get_json(silent=True))
    except ValidationError as wrong:
        raise Invalid from wrong
    return _by_script(lambda: _take(wanted), wanted.since)


@blueprint.post("/undo")
@role("organiser")
def undo() -> ResponseReturnValue:
    """Take back one's own last step."""
    return _in_history(drafting.undo)


@blueprint.post("/redo")
@role("organiser")
def redo() -> ResponseReturnValue:
    """Do again what one has just taken back."""
    return _in_history(drafting.redo)


def _session(slug: str) -> Session:
    return drafting.get_in_draft(access.event().id, slug)


def _page(form: PlacementForm, session: Session, *, anew: bool = False) -> str:
    """Show the form; `anew` with what stands now as what was seen."""
    event, alike = access.event(), drafting.list_in_one_slot(session)
    if anew:
        form.see(alike)
    others = [each for each in alike if each.id != session.id]
    return render_template(
        "organiser/placement.html",
        form=form,
        session=session,
        stands=said(event, drafting.spot_of(session)),
        others=[wording(each.title).text for each in others if each.placement],
    )


def _by_form(slug: str, form: PlacementForm, act: Callable[[Session], object]) -> ResponseReturnValue:
    """Do what a form asks for; a refusal shows the form again, with what stands now."""
    try:
        with unit_of_work():
            act(_session(slug))
    except NotFound:
        raise
    except Refusal as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _page(form, _session(slug), anew=True), status_of(refusal)
    if _asks_json():
        return "", 204
    flash(_("Saved in the draft. Nothing is public before a release."), "good")
    return redirect(url_for("organiser.schedule.show"), 303)


def _place(session: Session, form: PlacementForm) -> DraftChange | None:
    event = access.event()
    starts_at, ends_at, rooms = spot_typed(form, event)
    if form.together.data and session.placement:
        seen = form.seen_of([session, *drafting.list_in_one_slot(session)])
        by, now = access.actor(), clock.now()
        return drafting.move_slot(session, starts_at, ends_at, rooms, seen=seen, by=by, now=now)
    return drafting.place(session, starts_at, ends_at, rooms, **_as_seen(form))


def _as_seen(form: PlacementForm) -> dict[str, Any]:
    return {"seen_revision": form.revision_seen, "by": access.actor(), "now": clock.now()}


def _take(wanted: WantedStep) -> None:
    event, by, now = access.event(), access.actor(), clock.now()
    rooms = {room.slug: room for room in event.venue.rooms}
    moves = []
    for each in wanted.moves:
        session = programme.get_session(event.id, each.session)
        if each.starts is None or each.ends is None:
            drafting.unplace(session, seen_revision=each.seen, by=by, now=now)
        elif set(each.rooms) - set(rooms):
            raise NotFound
        else:
            where = [rooms[slug] for slug in each.rooms]
            moves.append(drafting.Move(session, each.starts, each.ends, where, each.seen))
    if moves:
        drafting.place_together(event, moves, by=by, now=now)


def _in_history(act: Any) -> ResponseReturnValue:
    passed = drafting.hand_of(access.event(), access.actor()).passed if act is drafting.undo else None
    note = sentence_of(drafting.left_behind(passed)) if passed else ""

    def take() -> None:
        act(access.event(), by=access.actor(), now=clock.now())

    if _asks_json():
        return _by_script(take, request.args.get("since", 0, type=int), note=note)
    try:
        with unit_of_work():
            take()
        if note:
            flash(" ".join([note, _("The step before it is taken back.")]), "info")
    except Refusal as refusal:
        flash(sentence_of(refusal), "warn")
    return redirect(url_for("organiser.schedule.show", view="list"), 303)


def _by_script(act: Callable[[], object], since: int, *, note: str = "") -> Response:
    """Do it, and answer with all that changed since what the script knows; a refusal comes with that too.

    A `note` says what else is to be known of it.

    How the whole draft clashes then is not waited for: the script asks it next.
    """
    try:
        with unit_of_work():
            act()
            event = access.event()
    except Refusal as refusal:
        told = _changes(access.event(), since)
        return problems.answer(status_of(refusal), sentence_of(refusal), code=refusal.code, changes=told)
    return jsonify(_changes(event, since) | ({"note": note} if note else {}))


def _asks_json() -> bool:
    """Tell whether the script asks, which then reads what changed by itself."""
    return request.accept_mimetypes.best == "application/json"


def _changes(event: Event, since: int) -> dict[str, Any]:
    return changes_since(event, since, by=access.actor())
