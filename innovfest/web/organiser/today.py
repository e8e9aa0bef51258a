"""The day itself, from a phone: “ten minutes later” with its preview, and what is announced to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from innovfest import checkin, clock, planning, programme
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.planning import Later
from innovfest.programme import Delay, ReleaseDocument, SessionFacts
from innovfest.programme.document import RoomFacts
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.organiser import clash_words
from innovfest.web.organiser.release_forms import AnnouncementForm, LaterForm
from innovfest.web.organiser.releases import released_said
from innovfest.web.organiser.samples import samples_of, speakers_sample
from innovfest.wording import LANGUAGES

blueprint = Blueprint("today", __name__, url_prefix="/today")

SAID_FOR = timedelta(minutes=30)
"""How long a delay is announced."""


@dataclass(frozen=True)
class RoomNow:
    """A room, what is in it now, and what comes."""

    room: RoomFacts
    now: SessionFacts | None
    coming: Sequence[SessionFacts]


@blueprint.get("")
@role("desk")
def show() -> str:
    """Show each room now, and what can be done about it."""
    return _page(LaterForm(None), AnnouncementForm(None))


@blueprint.post("/later")
@role("organiser")
def later() -> ResponseReturnValue:
    """Show what a delay does, and make it once that is confirmed."""
    form = _offered(LaterForm())
    if not form.validate():
        return _page(form, AnnouncementForm(None)), 422
    delay = Delay(form.length, form.room.data or None, form.absorb.data)
    try:
        if not form.seen.data:
            return _preview(form, planning.foresee_later(access.event(), delay, now=clock.now()))
        with unit_of_work():
            event, by, now = access.event(), access.actor(), clock.now()
            made = planning.make_later(event, delay, seen=form.seen.data, by=by, now=now)
            if form.announce.data:
                checkin.announce(event, _announced(delay), shown_for=SAID_FOR, by=by, now=now)
    except programme.DraftChanged as refusal:
        form.form_errors.append(_("Something changed since you looked. Look once more; nothing is done yet."))
        foreseen = planning.foresee_later(access.event(), delay, now=clock.now())
        return _preview(form, foreseen), status_of(refusal)
    except Refusal as refusal:
        form.form_errors.append(sentence_of(refusal))
        return _page(form, AnnouncementForm(None)), status_of(refusal)
    flash(released_said(made), "good")
    return redirect(url_for("organiser.today.show"), 303)


@blueprint.post("/announcements")
@role("desk")
def create() -> ResponseReturnValue:
    """Announce something to everybody."""
    form = AnnouncementForm()
    if not form.validate():
        return _page(LaterForm(None), form), 422
    try:
        with unit_of_work():
            shown_for = timedelta(minutes=form.shown_for.data)
            checkin.announce(
                access.event(), form.texts, shown_for=shown_for, by=access.actor(), now=clock.now()
            )
    except programme.NothingToAnnounce as refusal:
        form.add_error("text_nl", sentence_of(refusal))
        return _page(LaterForm(None), form), status_of(refusal)
    flash(_("Everybody sees it within a minute: pages, screens and the phones at the door."), "good")
    return redirect(url_for("organiser.today.show", _anchor="announcements"), 303)


@blueprint.post("/announcements/<int:announcement_id>/end")
@role("desk")
def destroy(announcement_id: int) -> ResponseReturnValue:
    """Show an announcement no longer."""
    with unit_of_work():
        told = programme.get_announcement(access.event().id, announcement_id)
        checkin.end_announcement(told, by=access.actor(), now=clock.now())
    flash(_("It is shown no more."), "good")
    return redirect(url_for("organiser.today.show", _anchor="announcements"), 303)


def _page(form: LaterForm, announcement: AnnouncementForm) -> str:
    event, now = access.event(), clock.now()
    return render_template(
        "organiser/today.html",
        form=_offered(form),
        announcement=announcement,
        rooms=_rooms(access.document(), now=now),
        told=programme.list_sent_announcements(event.id),
        now=now,
    )


def _preview(form: LaterForm, foreseen: Later) -> str:
    event = access.event()
    form.seen.process_data(foreseen.seen)
    if not request.form.get("seen"):
        form.announce.process_data(True)
    return render_template(
        "organiser/later.html",
        form=form,
        later=foreseen,
        found=planning.list_new_clashes(event, access.document(), foreseen.document),
        say=clash_words,
        room=foreseen.document.room(foreseen.delay.room or ""),
        told=samples_of(event, foreseen.document, foreseen.audience),
        to_speakers=speakers_sample(event, foreseen.document, foreseen.audience),
        ends_at=max(each.ends_at for each in foreseen.document.listed if not each.cancelled),
        was_until=access.document().event.ends_at,
    )


def _offered(form: LaterForm) -> LaterForm:
    document, now = access.document(), clock.now()
    form.offer_rooms([state.room for state in _rooms(document, now=now) if state.coming])
    return form


def _rooms(document: ReleaseDocument, *, now: datetime) -> list[RoomNow]:
    sessions = [session for session in document.listed if not session.cancelled]
    found = []
    for room in document.rooms:
        own = [session for session in sessions if room.slug in session.rooms]
        running = next((session for session in own if session.starts_at <= now < session.ends_at), None)
        found.append(RoomNow(room, running, [session for session in own if session.starts_at > now]))
    return found


def _announced(delay: Delay) -> dict[str, str]:
    """Write the delay in every language of the product."""
    room = access.document().room(delay.room or "")
    minutes, texts = delay.minutes, {}
    for language in LANGUAGES:
        with force_locale(language):
            begins = _("What follows begins %(minutes)s minutes later.", minutes=minutes)
            if room:
                about = {"room": room.name, "minutes": minutes}
                begins = _("What follows in %(room)s begins %(minutes)s minutes later.", **about)
            where = _("The programme has the new times.")
            texts[language] = f"{begins} {where}"
    return texts
