"""Steering a session: first a preview of who is met and what each is told, then the deed with its reason."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from innovfest import breakouts, clock, programme
from innovfest.breakouts import Group, NotNow
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.programme import Session
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.languages import current_language
from innovfest.web.organiser import words
from innovfest.web.organiser.breakouts import MOST_SHOWN
from innovfest.web.organiser.people_forms import VerbForm

blueprint = Blueprint("verbs", __name__, url_prefix="/breakouts/<slug>/<verb>")

ACTS: dict[str, Any] = {
    "hold": breakouts.hold,
    "close": breakouts.close,
    "reopen": breakouts.reopen,
    "cancel": breakouts.cancel_session,
    "reinstate": breakouts.reinstate,
    "merge": breakouts.merge,
}


@blueprint.get("")
@role("organiser")
def new(slug: str, verb: str) -> ResponseReturnValue:
    """Show who would be met and what each would be told; nothing happens yet."""
    return _preview(slug, verb, VerbForm(None))


@blueprint.post("")
@role("organiser")
def create(slug: str, verb: str) -> ResponseReturnValue:
    """Do it, if what is true now is what the preview showed."""
    form = VerbForm()
    if not form.validate():
        return _preview(slug, verb, form, status=422)
    try:
        with unit_of_work():
            session, into = _sessions(slug, verb)
            other = [into] if into else []
            about = {"reason": form.reason.data, "seen": form.counts}
            ACTS[verb](session, *other, by=access.actor(), now=clock.now(), **about)
    except NotNow as refusal:
        return _back(slug, sentence_of(refusal), "stop")
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        form.form_errors.append(sentence_of(refusal))
        return _preview(slug, verb, form, status=status_of(refusal))
    return _back(slug, str(words.VERB_DONE[verb]), "good")


def _preview(slug: str, verb: str, form: VerbForm, *, status: int = 200) -> ResponseReturnValue:
    session, into = _sessions(slug, verb)
    others = _others(session) if verb == "merge" else []
    if verb == "merge" and into is None:
        return render_template("organiser/merge.html", session=session, others=others), status
    now = clock.now()
    try:
        plan = breakouts.make_plan(verb, session, into=into, now=now)
    except NotNow as refusal:
        return _back(slug, sentence_of(refusal), "stop")
    form.seen.data = ",".join(f"{fate}:{people}" for fate, people in plan.counts.items())
    page = render_template(
        "organiser/verb.html",
        session=session,
        into=into,
        verb=verb,
        plan=plan,
        letters=[_letter(group, session, into) for group in plan.groups],
        most=MOST_SHOWN,
        form=form,
    )
    return page, status


def _letter(group: Group, session: Session, into: Session | None) -> dict[str, str] | None:
    """Write the mail that a group would get, as its plain text in the reader's language."""
    letter = breakouts.sample_letter(group, session, into=into, now=clock.now())
    if letter is None:
        return None
    context = {**letter.context, "language": current_language(), "subject": letter.subject}
    text = render_template(f"mail/{letter.template}.txt", **context)
    return {"subject": letter.subject, "text": text.partition("\n-- \n")[0].strip()}


def _sessions(slug: str, verb: str) -> tuple[Session, Session | None]:
    """Find the session of the address, and the one that a merge goes into; raises NotFound."""
    if verb not in ACTS:
        raise NotFound
    event_id = access.event().id
    wanted = request.values.get("into") if verb == "merge" else None
    into = programme.get_session(event_id, wanted) if wanted else None
    return programme.get_session(event_id, slug), into


def _others(session: Session) -> Sequence[Session]:
    """List the sessions into which another may go."""
    now = clock.now()
    alternatives = (other for other in programme.list_in_slot(session) if other.id != session.id)
    return [other for other in alternatives if breakouts.takes_others_in(other, now=now)]


def _back(slug: str, sentence: str, kind: str) -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("organiser.breakouts.show", slug=slug), 303)
