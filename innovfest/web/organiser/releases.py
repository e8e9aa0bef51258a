"""Releases: what is public and was, what the draft would change, and the way back."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, planning, programme
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.planning import Foreseen
from innovfest.programme import Change, Release, ReleaseDocument
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.organiser import clash_words
from innovfest.web.organiser.release_forms import PublishForm
from innovfest.web.organiser.samples import samples_of, speakers_sample

blueprint = Blueprint("releases", __name__, url_prefix="/releases")


@blueprint.get("")
@role("viewer")
def index() -> str:
    """List the releases, the newest first."""
    event = access.event()
    return render_template(
        "organiser/releases.html", releases=programme.list_releases(event.id), current=_current_number()
    )


@blueprint.get("/new")
@role("organiser")
def new() -> str:
    """Show what the draft would change, all of it chosen, and who would hear of it."""
    return _preview(PublishForm(None), None)


@blueprint.post("")
@role("organiser")
def create() -> ResponseReturnValue:
    """Release what is chosen, if that is what the page showed; else show that first."""
    form, picked = PublishForm(), request.form.getlist("change")
    if not form.validate():
        return _preview(form, picked), 422
    if request.form.get("act") == "preview" or set(picked) != set((form.shown.data or "").split()):
        return _preview(form, picked)
    try:
        with unit_of_work():
            made = planning.release_foreseen(
                access.event(),
                picked,
                seen=form.seen.data or "",
                note=form.note.data or "",
                by=access.actor(),
                now=clock.now(),
            )
    except Refusal as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _preview(form, picked), status_of(refusal)
    return _done(made)


@blueprint.get("/<int:number>")
@role("viewer")
def show(number: int) -> str:
    """Show a release: what it changed, and what going back to it would do."""
    return _show(number, PublishForm(None))


@blueprint.post("/<int:number>/back")
@role("organiser")
def update(number: int) -> ResponseReturnValue:
    """Make an earlier release public again, under a new number."""
    form = PublishForm()
    if not form.validate():
        return _show(number, form), 422
    try:
        with unit_of_work():
            made = planning.go_back_foreseen(
                access.event(),
                number,
                seen=form.seen.data or "",
                note=form.note.data or "",
                by=access.actor(),
                now=clock.now(),
            )
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        form.form_errors.append(sentence_of(refusal))
        return _show(number, form), status_of(refusal)
    return _done(made)


def released_said(made: Release) -> str:
    """Say that a release was made."""
    said = _("Release %(number)s is public. Feeds follow by themselves, and mails are on their way.")
    return str(said % {"number": made.number})


def _done(made: Release) -> ResponseReturnValue:
    flash(released_said(made), "good")
    return redirect(url_for("organiser.releases.index"), 303)


def _preview(form: PublishForm, picked: Sequence[str] | None) -> str:
    event, now = access.event(), clock.now()
    foreseen = planning.foresee_release(event, picked, now=now)
    _remember(form, foreseen)
    return render_template(
        "organiser/new_release.html",
        form=form,
        foreseen=foreseen,
        said=_sentences(foreseen.changes, foreseen.before, foreseen.draft),
        ready={session.id: programme.is_ready(session) for session in foreseen.sessions},
        unfit=planning.unfit_in(event, foreseen, now=now),
        say=clash_words,
        **_told(foreseen),
    )


def _show(number: int, form: PublishForm) -> str:
    event, now = access.event(), clock.now()
    row = programme.get_release(event.id, number)
    document, current = programme.document_of(row.uid), _current_number()
    before = programme.document_before(event, document)
    changes = programme.changes_between(before, document) if before else ()
    foreseen = None
    if number != current and access.may("organiser"):
        foreseen = planning.foresee_back(event, number, now=now)
        _remember(form, foreseen)
    return render_template(
        "organiser/release.html",
        row=row,
        document=document,
        before=before,
        current=current,
        changes=changes,
        said=_sentences(changes, before, document),
        form=form,
        foreseen=foreseen,
        back=_sentences(foreseen.changes, foreseen.before, foreseen.document) if foreseen else {},
        **(_told(foreseen) if foreseen else {}),
    )


def _remember(form: PublishForm, foreseen: Foreseen) -> None:
    form.seen.process_data(foreseen.seen)
    form.shown.process_data(" ".join(change.seen for change in foreseen.chosen))


def _told(foreseen: Foreseen) -> dict[str, Any]:
    event = access.event()
    return {
        "told": samples_of(event, foreseen.document, foreseen.audience),
        "to_speakers": speakers_sample(event, foreseen.document, foreseen.audience),
    }


def _sentences(
    changes: Sequence[Change], before: ReleaseDocument | None, after: ReleaseDocument
) -> dict[str, str]:
    return {c.key: programme.sentence_for(c, before, after) for c in changes} if before else {}


def _current_number() -> int:
    document = programme.find_document(access.event())
    return document.number if document else 0
