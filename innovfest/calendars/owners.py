"""Whose a calendar is, and what it is written from: an attendee, a speaker or their assistant, an organiser.

Each is read in one statement by an index. An attendee's holds every seat and place in line that they ever
had, so that the bytes follow from what this one statement says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, literal_column, null, select, union_all

from innovfest.accounts import Role, User
from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.calendars.rules import Agenda, Alarm, Place, Setup, Signup
from innovfest.database import Connection
from innovfest.events import Event
from innovfest.programme import Session, Speaker
from innovfest.registration import Registration
from innovfest.speakers import SpeakerLink

Owner = Registration | SpeakerLink | Role
"""Who has a calendar of their own."""


@dataclass(frozen=True)
class Opened:
    """A calendar that is somebody's own, as it was read.

    `version` is what its address is derived from. `agenda` is an attendee's; `speaker` the slug of whose
    sessions it holds; one without either holds everything, with the `setups`. `scope` begins the UIDs of its
    entries, which are of the pair of owner and session.
    """

    version: int
    release_uid: str | None
    language: str
    alarm: Alarm
    scope: str = ""
    agenda: Agenda | None = None
    speaker: str = ""
    setups: tuple[Setup, ...] = ()


def read_attendee(connection: Connection, event_slug: str, uid: str) -> Opened | None:
    """Read the calendar of a registration of an edition, by its uid; None for one that was erased."""
    rows = connection.execute(_ATTENDEE, {"uid": uid, "slug": event_slug}).all()
    me = next((row for row in rows if row.part == "me"), None)
    if me is None:
        return None
    alarm = Alarm(me.minutes, me.alarm_sequence, me.until)
    return Opened(me.version, me.release_uid, me.language, alarm, agenda=_agenda(uid, me, rows, alarm))


def read_speaker(connection: Connection, event_slug: str, uid: str) -> Opened | None:
    """Read the calendar of a speaker's or an assistant's link; None for one that was revoked."""
    row = connection.execute(_SPEAKER, {"uid": uid, "slug": event_slug}).first()
    if row is None:
        return None
    alarm = Alarm(row.alarm_minutes, row.alarm_sequence, row.alarm_changed_at)
    scope = f"speaker-{uid}"
    return Opened(
        row.calendar_version, row.release_uid, row.language, alarm, scope=scope, speaker=row.speaker_slug
    )


def read_organiser(connection: Connection, event_slug: str, user_id: int, event_id: int) -> Opened | None:
    """Read the calendar of someone's role at an edition; None when it was taken away."""
    asked = {"user": user_id, "event": event_id, "slug": event_slug}
    rows = connection.execute(_ORGANISER, asked).all()
    if not rows:
        return None
    row = rows[0]
    alarm = Alarm(row.alarm_minutes, row.alarm_sequence, row.alarm_changed_at)
    scope = f"organiser-{user_id}"
    setups = tuple(Setup(each.id, each.setup_minutes, each.setup_sequence) for each in rows if each.id)
    return Opened(row.calendar_version, row.release_uid, row.language, alarm, scope=scope, setups=setups)


def _agenda(uid: str, me: Row[Any], rows: Sequence[Row[Any]], alarm: Alarm) -> Agenda:
    seats = (row for row in rows if row.part == "seat")
    places = (row for row in rows if row.part == "place")
    return Agenda(
        registration_uid=uid,
        registration_sequence=me.sequence,
        name="",
        email="",
        status=me.word,
        changed_at=me.at,
        signups=tuple(Signup(row.session, row.word == "held", row.sequence, row.at) for row in seats),
        places=tuple(Place(row.session, row.word, row.at, row.until) for row in places),
        speaker=next((row.word for row in rows if row.part == "speaker"), ""),
        alarm=alarm,
    )


_NOTHING = null()
_ME = Registration.uid == bindparam("uid")
_ATTENDEE: Any = union_all(
    select(
        literal_column("'me'").label("part"),
        Registration.id.label("session"),
        Registration.status.label("word"),
        Registration.sequence.label("sequence"),
        Registration.changed_at.label("at"),
        Registration.alarm_changed_at.label("until"),
        Registration.calendar_version.label("version"),
        Registration.alarm_minutes.label("minutes"),
        Registration.alarm_sequence.label("alarm_sequence"),
        Registration.language.label("language"),
        Event.release_uid.label("release_uid"),
    )
    .join(Event, Event.id == Registration.event_id)
    .where(_ME, Event.slug == bindparam("slug"), Registration.erased_at.is_(None)),
    select(
        literal_column("'seat'"),
        SessionSignup.session_id,
        SessionSignup.status,
        SessionSignup.sequence,
        SessionSignup.changed_at,
        *[_NOTHING] * 6,
    )
    .join(Registration, Registration.id == SessionSignup.registration_id)
    .where(_ME),
    select(
        literal_column("'place'"),
        WaitlistEntry.session_id,
        WaitlistEntry.status,
        _NOTHING,
        WaitlistEntry.changed_at,
        WaitlistEntry.expires_at,
        *[_NOTHING] * 5,
    )
    .join(Registration, Registration.id == WaitlistEntry.registration_id)
    .where(_ME),
    select(literal_column("'speaker'"), _NOTHING, Speaker.slug, *[_NOTHING] * 8)
    .join(Registration, Registration.id == Speaker.registration_id)
    .where(_ME, Speaker.event_id == Registration.event_id),
)
_SPEAKER = (
    select(
        SpeakerLink.calendar_version,
        SpeakerLink.alarm_minutes,
        SpeakerLink.alarm_sequence,
        SpeakerLink.alarm_changed_at,
        Speaker.slug.label("speaker_slug"),
        Speaker.language,
        Event.release_uid,
    )
    .join(Speaker, Speaker.id == SpeakerLink.speaker_id)
    .join(Event, Event.id == SpeakerLink.event_id)
    .where(
        SpeakerLink.uid == bindparam("uid"),
        Event.slug == bindparam("slug"),
        SpeakerLink.revoked_at.is_(None),
    )
)
_IS_SET_UP = (Session.setup_minutes > 0) | (Session.setup_sequence > 0)
_ORGANISER = (
    select(
        Role.calendar_version,
        Role.alarm_minutes,
        Role.alarm_sequence,
        Role.alarm_changed_at,
        User.language,
        Event.release_uid,
        Session.id,
        Session.setup_minutes,
        Session.setup_sequence,
    )
    .join(User, User.id == Role.user_id)
    .join(Event, Event.id == Role.event_id)
    .outerjoin(Session, (Session.event_id == Role.event_id) & _IS_SET_UP)
    .where(
        Role.user_id == bindparam("user"),
        Role.event_id == bindparam("event"),
        Event.slug == bindparam("slug"),
    )
)
