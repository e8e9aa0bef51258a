"""What makes a calendar entry the same one, newer, or gone: UID, SEQUENCE, stamp and status, as pure rules.

A calendar program takes a change only from an entry with the same UID and a higher SEQUENCE, or an equal
SEQUENCE and a later stamp (RFC 5546 2.1.5). So a UID never changes, a SEQUENCE never falls, and a stamp is
the time of the last change, never the time of writing: the same facts give the same bytes.
"""

from dataclasses import dataclass
from datetime import datetime

from innovfest.programme.document import ReleaseDocument, SessionFacts

_STATUS = {"confirmed": "CONFIRMED", "pending": "TENTATIVE", "waitlisted": "TENTATIVE"}


@dataclass(frozen=True)
class Signup:
    """A seat in a session that someone holds, or held once."""

    session_id: int
    held: bool
    sequence: int
    changed_at: datetime


ENDED = 3
"""What a place in line that has ended adds to a SEQUENCE."""


@dataclass(frozen=True)
class Place:
    """A place in line that someone has or had, for a session or, without one, for the day.

    `status` is one of WaitlistEntry's words; `until` is when what is offered lapses.
    """

    session_id: int | None
    status: str
    changed_at: datetime
    until: datetime | None = None

    @property
    def sequence(self) -> int:
        """What it adds to a SEQUENCE: more with every step that it takes, and for good once it has ended."""
        return {"waiting": 1, "offered": 2}.get(self.status, ENDED)


@dataclass(frozen=True)
class Alarm:
    """How long before an entry its owner wants to be reminded, None for not at all; `sequence` only rises."""

    minutes: int | None = None
    sequence: int = 0
    changed_at: datetime | None = None

    def newest(self, *moments: datetime) -> datetime:
        """Return the last of some moments and that of its own change."""
        return max([*moments, self.changed_at] if self.changed_at else moments)


NO_ALARM = Alarm()


@dataclass(frozen=True)
class Setup:
    """How many minutes a session's room needs before it, in the draft; `sequence` rises when that changes.

    `changed_at` is when it last did, None for one that is as it was when its session was made.
    """

    session_id: int
    minutes: int
    sequence: int
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Agenda:
    """One person's day: the registration, and every signup and place in line that it ever had.

    `speaker` is the slug of the speaker that they are. `link` is the address of the person's own page when
    the caller knows it; it is a secret of its owner, and stands in mails alone.
    """

    registration_uid: str
    registration_sequence: int
    name: str
    email: str
    status: str
    changed_at: datetime
    signups: tuple[Signup, ...] = ()
    link: str = ""
    speaker: str = ""
    places: tuple[Place, ...] = ()
    alarm: Alarm = NO_ALARM

    @property
    def steps(self) -> list[Signup | Place]:
        """Every seat and every place in line; both are kept for good, and their numbers only rise."""
        return [*self.signups, *self.places]

    @property
    def day_offered_until(self) -> datetime | None:
        """When the offer of a place at the day lapses; None while there is none."""
        found = (place.until for place in self.places if place.session_id is None)
        return next((until for until in found if until), None)

    @property
    def cancelled(self) -> bool:
        """Whether the person does not come any more."""
        return self.status == "cancelled"


def session_uid(session: SessionFacts) -> str:
    """Name a session's entry for everybody."""
    return f"session-{session.uid}@innovfest"


def day_uid(agenda: Agenda) -> str:
    """Name the entry of one person's whole day."""
    return f"registration-{agenda.registration_uid}@innovfest"


def signup_uid(agenda: Agenda, session: SessionFacts) -> str:
    """Name the entry of one person's seat in a session: of the pair, so that a regained seat is the same."""
    return f"signup-{agenda.registration_uid}-{session.uid}@innovfest"


def session_status(session: SessionFacts) -> str:
    """Tell a session's STATUS; a cancelled one stays in the feed, or its old entry would linger."""
    return "CANCELLED" if session.cancelled else "CONFIRMED"


def day_status(agenda: Agenda) -> str:
    """Tell the STATUS of a person's day; one that waits for a place or an approval is tentative."""
    return _STATUS.get(agenda.status, "CANCELLED")


def day_sequence(document: ReleaseDocument, agenda: Agenda) -> int:
    """Number the revision of a person's day: that of the registration, its seats, lines, alarm and release.

    The entry shows the hours and the venue of the event, and the title, room and time of each session on the
    agenda. The number of the release rises when any of these do. The highest SEQUENCE of the sessions would
    miss a change of another one, and their sum a change of the venue or the event's hours, and would fall
    when a release leaves a session out. Signups and places are never deleted, so their sum only rises.
    """
    steps = sum(step.sequence for step in agenda.steps)
    return document.number + agenda.registration_sequence + agenda.alarm.sequence + steps


def day_changed_at(document: ReleaseDocument, agenda: Agenda) -> datetime:
    """Tell when a person's day last changed."""
    steps = (step.changed_at for step in agenda.steps)
    return agenda.alarm.newest(document.released_at, agenda.changed_at, *steps)


def own_sessions(document: ReleaseDocument, agenda: Agenda) -> list[SessionFacts]:
    """List by time what a person goes to: their seats, what is there for everybody, and their own parts."""
    held = {signup.session_id for signup in agenda.signups if signup.held}
    own = [
        session
        for session in document.sessions
        if not session.cancelled
        and (session.id in held or is_for_everybody(session) or speaks_in(agenda, session))
    ]
    return sorted(own, key=lambda session: (session.starts_at, session.id))


def speaks_in(agenda: Agenda, session: SessionFacts) -> bool:
    """Tell whether a person has a part in a session themselves."""
    return takes_part(session, agenda.speaker)


def takes_part(session: SessionFacts, speaker: str) -> bool:
    """Tell whether a speaker has a part in a session."""
    return bool(speaker) and any(part.speaker == speaker for part in session.speakers)


def awaited_sessions(document: ReleaseDocument, agenda: Agenda) -> list[SessionFacts]:
    """List by time the sessions that a person stands in line for."""
    ids = {place.session_id for place in agenda.places if place.sequence < ENDED}
    found = [session for session in document.sessions if session.id in ids and not session.cancelled]
    return sorted(found, key=lambda session: (session.starts_at, session.id))


def is_for_everybody(session: SessionFacts) -> bool:
    """Tell whether one goes without choosing or signing up."""
    return session.slot is None and not session.bookable


def takes_time(session: SessionFacts) -> bool:
    """Tell whether a session makes its visitor busy; arrival and coffee don't."""
    return session.kind != "break" and not session.cancelled
