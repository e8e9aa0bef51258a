"""The sessions of the draft: making them, saying what they are, deleting those that never were public."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from innovfest import clock, events, planning, programme
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.programme import Session, SessionDetails
from innovfest.programme.errors import SessionChangedMeanwhile, SlugPublic, SlugTaken
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.formatting import wording
from innovfest.web.organiser import words
from innovfest.web.organiser.session_form import SessionFactsForm, form_of
from innovfest.wording import clean_line, fold

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")

FIELDS = {
    "slug": _l("Address"),
    "kind": _l("Kind"),
    "title": _l("Title"),
    "abstract": _l("Abstract"),
    "note": _l("Note"),
    "track": _l("Track"),
    "slot": _l("Slot"),
    "cluster": _l("Cluster that owns it"),
    "minutes": _l("Length in minutes"),
    "setup_minutes": _l("Minutes to set up before"),
    "needs": _l("Needs"),
    "online_url": _l("Address on line"),
    "cast": _l("Speakers"),
}
"""What the facts of a session are called."""

FRESH = SessionDetails(slug="", kind="breakout", title={}, abstract={}, note={})


@blueprint.get("")
@role("viewer")
def index() -> str:
    """Show every session of the draft, with or without a time."""
    event = access.event()
    asked = clean_line(request.args.get("q", ""))[:100]
    sessions = [session for session in programme.list_placed(event.id) if _matches(session, asked)]
    return render_template(
        "organiser/sessions.html",
        sessions=sessions,
        slots={slot.id: slot for slot in programme.list_slots(event.id)},
        asked=asked,
    )


@blueprint.get("/new")
@role("organiser")
def new() -> str:
    """Ask what a new session is."""
    return _page(form_of(FRESH, bookable=True, seen=0, shown=""))


@blueprint.post("/new")
@role("organiser")
def create() -> ResponseReturnValue:
    """Make a session; it has no time before it is put into the schedule."""
    form = _offered(SessionFactsForm())
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            session = planning.create_session(
                access.event(),
                form.details,
                bookable=form.bookable.data,
                form_id=form.form_id.data,
                by=access.actor(),
                now=clock.now(),
            )
            slug = session.slug
    except Refusal as refusal:
        _put(form, refusal)
        return _page(form), status_of(refusal)
    flash(_("The session is made. It has no time and room yet."), "good")
    return redirect(url_for("organiser.sessions.edit", slug=slug), 303)


@blueprint.get("/<slug>/edit")
@role("organiser")
def edit(slug: str) -> str:
    """Show what a session is, to change it."""
    session = programme.read_session(access.event().id, slug)
    details = programme.details_of(session)
    bookable = session.capacity is not None
    form = form_of(details, bookable=bookable, seen=session.revision, shown=programme.fingerprint(details))
    return _page(form, session)


@blueprint.post("/<slug>/edit")
@role("organiser")
def update(slug: str) -> ResponseReturnValue:
    """Change it; a change of what has changed meanwhile is shown beside what stands now."""
    form = _offered(SessionFactsForm())
    if not form.validate():
        return _page(form, _read(slug)), 422
    try:
        with unit_of_work():
            session = _read(slug)
            changed = planning.change_session(
                access.event(),
                session,
                form.details,
                bookable=form.bookable.data,
                seen=form.seen_revision,
                shown=form.shown.data or "",
                by=access.actor(),
                now=clock.now(),
            )
            slug = session.slug
    except SessionChangedMeanwhile as refusal:
        return _page_of_both(form, slug, refusal)
    except NotFound:
        raise
    except Refusal as refusal:
        _put(form, refusal)
        return _page(form, _read(slug)), status_of(refusal)
    flash(
        _("Saved. The public sees it after the next release.") if changed else _("Nothing has changed."),
        "good",
    )
    return redirect(url_for("organiser.sessions.edit", slug=slug), 303)


@blueprint.post("/<slug>/delete")
@role("organiser")
def destroy(slug: str) -> ResponseReturnValue:
    """Delete a session that never was public."""
    try:
        with unit_of_work():
            session = programme.get_session(access.event().id, slug)
            title = wording(session.title).text
            planning.delete_session(access.event(), session, by=access.actor(), now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        flash(sentence_of(refusal), "warn")
        return redirect(url_for("organiser.sessions.edit", slug=slug), 303)
    flash(_("“%(title)s” is deleted.", title=title), "good")
    return redirect(url_for("organiser.sessions.index"), 303)


def _read(slug: str) -> Session:
    return programme.read_session(access.event().id, slug)


def _offered(form: SessionFactsForm) -> SessionFactsForm:
    event_id = access.event().id
    return form.offer(programme.list_tracks(event_id), programme.list_slots(event_id), events.list_clusters())


def _page_of_both(form: SessionFactsForm, slug: str, refusal: Refusal) -> ResponseReturnValue:
    """Show what was typed with what stands now, and let the next save be of that."""
    session = _read(slug)
    now, typed = programme.details_of(session), form.details
    form.form_errors.append(sentence_of(refusal))
    form.seen.process_data(str(session.revision))
    form.shown.process_data(programme.fingerprint(now))
    both = [
        (FIELDS[name], _said(name, now), _said(name, typed)) for name in programme.differences(now, typed)
    ]
    return _page(form, session, both), status_of(refusal)


def _said(name: str, details: SessionDetails) -> list[str]:
    """Say a fact of a session as lines."""
    value: Any = getattr(details, name)
    if isinstance(value, dict):
        return [f"{language}: {value[language]}" for language in value]
    if name == "cast":
        return [f"{each.name} ({words.SPEAKER_ROLE[each.role]})" for each in value]
    if name == "kind":
        return [str(words.KIND[value])]
    return list(value) if isinstance(value, tuple) else [str(value)] if value is not None else []


def _put(form: SessionFactsForm, refusal: Refusal) -> None:
    if isinstance(refusal, SlugTaken | SlugPublic):
        form.add_error("slug", sentence_of(refusal))
    else:
        form.form_errors.append(sentence_of(refusal))


def _matches(session: Session, asked: str) -> bool:
    wanted = fold(asked).split()
    said = [session.slug, *session.title.values(), *(part.speaker.name for part in session.parts)]
    text = fold(" ".join(said))
    return all(word in text for word in wanted)


def _page(form: SessionFactsForm, session: Session | None = None, both: Any = ()) -> str:
    return render_template(
        "organiser/session.html",
        form=_offered(form),
        session=session,
        public=session is not None and programme.was_public(session),
        names=list(programme.tell_apart(programme.list_speakers(access.event().id)).values()),
        both=both,
    )
