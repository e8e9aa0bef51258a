"""Changes between two release documents as sentences, in the language that Flask-Babel is set to."""

from datetime import datetime
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from innovfest.programme.differences import Change
from innovfest.programme.document import ReleaseDocument, SessionFacts
from innovfest.wording import choose

_ORDERS = {
    "sessions": _l("Sessions at one time come in another order."),
    "rooms": _l("The rooms come in another order."),
    "tracks": _l("The tracks come in another order."),
    "slots": _l("The choices come in another order."),
    "speakers": _l("The speakers come in another order."),
    "clusters": _l("The clusters come in another order."),
}
_SESSIONS = {
    "new": _l("New: “%(title)s”, %(now_when)s, %(now_where)s"),
    "back": _l("Again: “%(title)s”, %(now_when)s, %(now_where)s"),
    "dropped": _l("Dropped: “%(title)s”, %(was_when)s"),
    "cancelled": _l("“%(title)s” is cancelled"),
    "restored": _l("“%(title)s” takes place after all"),
    "time": _l("“%(title)s” moves from %(was_when)s to %(now_when)s"),
    "rooms": _l("“%(title)s” goes from %(was_where)s to %(now_where)s"),
    "speakers": _l("“%(title)s” is with %(now_whom)s, before with %(was_whom)s"),
    "online": _l("“%(title)s” can be followed on line at %(now_online)s, before %(was_online)s"),
    "place": _l("“%(title)s” has another place in the programme: kind, track, choice or sign-up"),
}
_LISTED = {
    ("rooms", "new"): _l("New room: %(name)s"),
    ("rooms", "dropped"): _l("The room %(name)s is gone"),
    ("rooms", "facts"): _l("The room %(name)s has another name or way to it"),
    ("tracks", "new"): _l("New track: %(name)s"),
    ("tracks", "dropped"): _l("The track %(name)s is gone"),
    ("tracks", "facts"): _l("The track %(name)s has another name or colour"),
    ("slots", "new"): _l("New choice: %(name)s"),
    ("slots", "dropped"): _l("The choice %(name)s is gone"),
    ("slots", "facts"): _l("The choice %(name)s has another name"),
    ("speakers", "new"): _l("New speaker: %(name)s"),
    ("speakers", "dropped"): _l("The speaker %(name)s is gone"),
    ("speakers", "facts"): _l("What is said of the speaker %(name)s"),
    ("clusters", "new"): _l("New cluster: %(name)s"),
    ("clusters", "dropped"): _l("The cluster %(name)s is gone"),
    ("clusters", "facts"): _l("The cluster %(name)s has another name or field"),
}


def sentence_for(change: Change, before: ReleaseDocument, after: ReleaseDocument) -> str:
    """Say what a change is, from what to what."""
    if change.kind == "order":
        return str(_ORDERS[change.list])
    if change.list == "sessions":
        return _of_session(change, before, after)
    if change.list == "event":
        return _of_event(change, before, after)
    if change.list == "venue":
        return str(_("What is said of the venue"))
    was, now = (_find(document, change) for document in (before, after))
    if change.kind == "seats":
        about = {"name": now.name, "was": was.seats, "seats": now.seats}
        return str(_("The room %(name)s has %(seats)s seats instead of %(was)s", **about))
    return str(_LISTED[change.list, change.kind]) % {"name": name_of(now or was)}


def name_of(item: Any) -> str:
    """Name a room, track, slot, speaker or cluster."""
    return choose(item.name, _language()).text if isinstance(item.name, dict) else str(item.name)


def _of_session(change: Change, before: ReleaseDocument, after: ReleaseDocument) -> str:
    was, now = (document.session_by_id(change.session_id or 0) for document in (before, after))
    if change.kind == "text" and was and now:
        return _of_text(was, now)
    kind = change.kind
    if kind == "status" and now:
        kind = "cancelled" if now.cancelled else "restored"
    told = {}
    for name, document, session in (("was", before, was), ("now", after, now)):
        if session:
            told[f"{name}_when"] = _span(document, session.starts_at, session.ends_at)
            told[f"{name}_where"] = _where(document, session)
            told[f"{name}_whom"] = _whom(document, session)
            told[f"{name}_online"] = session.online_url or str(_("nowhere"))
    known = now if kind in {"new", "back"} else was
    title = choose(known.title, _language()).text if known else change.slug
    return str(_SESSIONS[kind]) % {"title": title, **told}


def _of_text(was: SessionFacts, now: SessionFacts) -> str:
    title, new = (choose(session.title, _language()).text for session in (was, now))
    if new != title:
        return str(_("“%(title)s” is called “%(new)s”", title=title, new=new))
    if was.title != now.title:
        return str(_("“%(title)s” has another title in another language", title=title))
    return str(_("“%(title)s” has another text", title=title))


def _of_event(change: Change, before: ReleaseDocument, after: ReleaseDocument) -> str:
    if change.kind != "time":
        return str(_("What is said of the day itself"))
    was, now = before.event, after.event
    return str(
        _(
            "The day is from %(now)s, before from %(was)s",
            was=_span(before, was.starts_at, was.ends_at),
            now=_span(after, now.starts_at, now.ends_at),
        )
    )


def _find(document: ReleaseDocument, change: Change) -> Any:
    return next((item for item in getattr(document, change.list) if item.slug == change.slug), None)


def _span(document: ReleaseDocument, starts_at: datetime, ends_at: datetime) -> str:
    """Write a span of venue time; its day is said where it is not the first."""
    zone = document.event.zone
    start, end, first = (at.astimezone(zone) for at in (starts_at, ends_at, document.event.starts_at))
    day = "" if start.date() == first.date() else f"{format_date(start, 'd MMM', locale=_language())} "
    return f"{day}{start:%H:%M}–{end:%H:%M}"


def _where(document: ReleaseDocument, session: SessionFacts) -> str:
    return ", ".join(room.name for room in document.rooms_of(session)) or str(_("no room"))


def _whom(document: ReleaseDocument, session: SessionFacts) -> str:
    return ", ".join(speaker.name for speaker, _role in document.speakers_of(session)) or str(_("nobody"))


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "nl"
