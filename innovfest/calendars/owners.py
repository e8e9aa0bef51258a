"""Whose a calendar is, and what it is written from: an attendee, a speaker or their assistant, an organiser.

Each is read in one statement by an index. An attendee's holds every seat and place in line that they ever
had, so that the bytes follow from what this one statement says.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal_column, null, select, union_all

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
    """A calendar that is somebody's own, as it was read: equal ones are written alike for one release.

    `version` is what its address is derived from, `rows` all that the database said. `scope` begins the UIDs
    of its entries, which are of the pair of owner and session.
    """

    version: int
    release_uid: str | None
    language: str
    scope: str
    rows: tuple[tuple[Any, ...], ...]

    @property
    def alarm(self) -> Alarm:
        """When it reminds."""
        return Alarm(*self.rows[0][-3:])


@dataclass(frozen=True)
class Attendees(Opened):
    """The calendar of a registration, which is its `scope`."""

    @property
    def agenda(self) -> Agenda:
        """The day, and every seat and place in line that its owner ever had."""
        seats: list[Signup] = []
        places: list[Place] = []
        speaker = ""
        for part, session, word, sequence, at, until, *_more in self.rows:
            if part == "seat":
                seats.append(Signup(session, word == "held", sequence, at))
            elif part == "place":
                places.append(Place(session, word, at, until))
            elif part == "speaker":
                # Two entries of one person lead here; the order of rows is no promise.
                speaker = min(speaker or word, word)
        _part, _id, status, sequence, changed_at, *_more = self.rows[0]
        return Agenda(
            registration_uid=self.scope,
            registration_sequence=sequence,
            name="",
            email="",
            status=status,
            changed_at=changed_at,
            signups=tuple(seats),
            speaker=speaker,
            places=tuple(places),
            alarm=self.alarm,
        )


@dataclass(frozen=True)
class Speakers(Opened):
    """The calendar of a speaker's link, or of their assistant's."""

    @property
    def speaker(self) -> str:
        """The slug of whose sessions it holds."""
        return str(self.rows[0][0])


@dataclass(frozen=True)
class Organisers(Opened):
    """The calendar of a role, with everything."""

    @property
    def setups(self) -> tuple[Setup, ...]:
        """What has to be set up, or had to."""
        return tuple(Setup(*row[:4]) for row in self.rows if row[0])


def read_attendee(connection: Connection, event_slug: str, uid: str) -> Attendees | None:
    """Read the calendar of a registration of an edition, by its uid; None for one that was erased."""
    rows = list(map(tuple, connection.execute(_ATTENDEE, {"uid": uid, "slug": event_slug}).all()))
    # Nothing promises the order of what is put together, and without the person the rest is nobody's.
    if not (mine := [row for row in rows if row[0] == "me"]):
        return None
    version, language, release_uid = mine[0][6:9]
    others = [row for row in rows if row[0] != "me"]
    return Attendees(version, release_uid, language, uid, (mine[0], *others))


def read_speaker(connection: Connection, event_slug: str, uid: str) -> Speakers | None:
    """Read the calendar of a speaker's or an assistant's link; None for one that was revoked."""
    row = connection.execute(_SPEAKER, {"uid": uid, "slug": event_slug}).first()
    if row is None:
        return None
    return Speakers(row.calendar_version, row.release_uid, row.language, f"speaker-{uid}", (tuple(row),))


def read_organiser(connection: Connection, event_slug: str, user_id: int, event_id: int) -> Organisers | None:
    """Read the calendar of someone's role at an edition; None when it was taken away."""
    asked = {"user": user_id, "event": event_id, "slug": event_slug}
    rows = connection.execute(_ORGANISER, asked).all()
    if not rows:
        return None
    row, scope = rows[0], f"organiser-{user_id}"
    return Organisers(row.calendar_version, row.release_uid, row.language, scope, tuple(map(tuple, rows)))


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
        Registration.language.label("language"),
        Event.release_uid.label("release_uid"),
        Registration.alarm_minutes.label("alarm_minutes"),
        Registration.alarm_sequence.label("alarm_sequence"),
        Registration.alarm_changed_at.label("alarm_changed_at"),
    )
    .join(Event, Event.id == Registration.event_id)
    .where(_ME, Event.slug == bindparam("slug"), Registration.erased_at.is_(None)),
    select(
        literal_column("'seat'"),
        SessionSignup.session_id,
        SessionSignup.status,
        SessionSignup.sequence,
        SessionSignup.changed_at,
        *[_NOTHING] * 7,
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
        *[_NOTHING] * 6,
    )
    .join(Registration, Registration.id == WaitlistEntry.registration_id)
    .where(_ME),
    select(literal_column("'speaker'"), _NOTHING, Speaker.slug, *[_NOTHING] * 9)
    .join(Registration, Registration.id == Speaker.registration_id)
    .where(_ME, Speaker.event_id == Registration.event_id),
)
_SPEAKER = (
    select(
        Speaker.slug,
        Speaker.language,
        SpeakerLink.calendar_version,
        Event.release_uid,
        SpeakerLink.alarm_minutes,
        SpeakerLink.alarm_sequence,
        SpeakerLink.alarm_changed_at,
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
        Session.id,
        Session.setup_minutes,
        Session.setup_sequence,
        Session.setup_changed_at,
        User.language,
        Role.calendar_version,
        Event.release_uid,
        Role.alarm_minutes,
        Role.alarm_sequence,
        Role.alarm_changed_at,
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
