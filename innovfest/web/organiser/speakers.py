"""The speakers with what is missing from whom, and the mails that ask for it."""

from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.errors import Conflict, NotFound
from innovfest.programme import Session
from innovfest.speakers import MISSING, SpeakerRow
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of
from innovfest.web.file_answers import send_zip

blueprint = Blueprint("speakers", __name__, url_prefix="/speakers")

SAMPLES = 3
"""Letters that the preview shows: more are not read."""


@blueprint.get("")
@role("organiser")
def index() -> str:
    """List the speakers; `?missing=` keeps those from whom something is missing."""
    rows = speakers.list_rows(access.event().id)
    wanted = request.args.get("missing", "")
    wanted = wanted if wanted in MISSING else ""
    return render_template(
        "organiser/speakers.html",
        rows=[row for row in rows if not wanted or wanted in row.missing],
        wanted=wanted,
        counts={word: sum(word in row.missing for row in rows) for word in MISSING},
        everybody=len(rows),
        kinds_of_missing=MISSING,
        rooms=speakers.slides_by_room(access.event(), _sessions(rows)),
    )


@blueprint.post("/invite")
@role("organiser")
def invite() -> ResponseReturnValue:
    """Mail the chosen speakers their link."""
    slugs = request.form.getlist("speaker")
    if not slugs:
        return _back(_("Choose at least one speaker."), "warn")
    try:
        with unit_of_work():
            invited = speakers.invite(access.event(), slugs, by=access.actor(), now=clock.now())
    except Conflict as refusal:
        return _back(sentence_of(refusal), "stop")
    return _back(
        ngettext("One invitation is on its way.", "%(num)s invitations are on their way.", len(invited)),
        "good",
    )


@blueprint.post("/times")
@role("organiser")
def propose() -> ResponseReturnValue:
    """Mail the chosen speakers, or all, the times that they have not answered."""
    slugs = request.form.getlist("speaker") or None
    with unit_of_work():
        written = speakers.propose_times(access.event(), slugs, by=access.actor(), now=clock.now())
    if not written:
        return _back(_("Every time is answered, or nobody has an address."), "info")
    said = ngettext(
        "The times that are not answered go to one speaker.",
        "The times that are not answered go to %(num)s speakers.",
        len(written),
    )
    return _back(said, "good")


@blueprint.get("/ask")
@role("organiser")
def preview() -> str:
    """Show who would be asked for what, with their letters, before anything is sent."""
    return _preview()


@blueprint.post("/ask")
@role("organiser")
def ask() -> ResponseReturnValue:
    """Ask each speaker for everything that is missing from them, in one mail."""
    try:
        with unit_of_work():
            asked = speakers.ask_for_missing(
                access.event(),
                request.form.getlist("speaker"),
                confirmed=request.form.get("again") == "yes",
                by=access.actor(),
                now=clock.now(),
            )
    except Conflict as refusal:
        flash(sentence_of(refusal), "warn")
        return _preview(), 409
    return _back(ngettext("One mail is on its way.", "%(num)s mails are on their way.", len(asked)), "good")


@blueprint.get("/slides/<room>.zip")
@role("organiser")
def slides(room: str) -> Response:
    """Send the slides of a room in the order of the day, as one file that is written while it is sent."""
    event = access.event()
    found = next((files for each, files in speakers.slides_by_room(event) if each.slug == room), None)
    if not found:
        raise NotFound
    return send_zip(found, f"slides-{event.slug}-{room}.zip")


def _sessions(rows: list[SpeakerRow]) -> list[Session]:
    return list({part.session.id: part.session for row in rows for part in row.parts}.values())


def _preview() -> str:
    chosen = request.values.getlist("speaker") or None
    rows = speakers.list_to_ask(access.event().id, chosen)
    now = clock.now()
    recent = {row.speaker.slug for row in rows if not speakers.may_write(_last(row), now=now)}
    return render_template(
        "organiser/speakers_ask.html",
        rows=rows,
        recent=recent,
        letters=[_letter(row) for row in rows[:SAMPLES]],
    )


def _last(row: SpeakerRow) -> datetime | None:
    return row.link.mailed_at if row.link else None


def _letter(row: SpeakerRow) -> dict[str, str]:
    """Return a letter as it would go, in its reader's language, without the link."""
    assert row.link is not None  # noqa: S101 - only who was invited is asked
    with force_locale(row.speaker.language):
        subject, context = speakers.reminder_of(row.link, row)
        context |= {"link": "their-own-link", "language": row.speaker.language, "subject": subject}
        text = render_template("mail/speaker_reminder.txt", **context)
    return {"to": row.speaker.email, "subject": subject, "text": text.strip()}


def _back(sentence: str, kind: str) -> ResponseReturnValue:
    flash(sentence, kind)
    kept = request.form.get("kept", "")
    missing = kept if kept in MISSING else None
    return redirect(url_for("organiser.speakers.index", missing=missing), 303)
