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


@dataclass(frozen=True)
class Agenda:
    """One person's day: the registration, and every signup that it ever had.

    `link` is the address of the person's own page when the caller knows it; it is a secret of its owner.
    `speaker` is the slug of the speaker that they are.
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


def signup_status(agenda: Agenda, signup: Signup, session: SessionFacts) -> str:
    """Tell the STATUS of a seat: gone with the session, the registration, or the seat itself."""
    return day_status(agenda) if signup.held and not session.cancelled else "CANCELLED"


def signup_sequence(signup: Signup, session: SessionFacts) -> int:
    """Number a seat's revision: both parts only rise, so the sum rises with either (RFC 5545 3.8.7.4)."""
    return session.sequence + signup.sequence


def signup_changed_at(signup: Signup, session: SessionFacts) -> datetime:
    """Tell when a seat's entry last changed."""
    return max(signup.changed_at, session.changed_at)


def day_sequence(document: ReleaseDocument, agenda: Agenda) -> int:
    """Number the revision of a person's day: the registration's, its signups' and the release's numbers.

    The entry shows the hours and the venue of the event, and the title, room and time of each session on the
    agenda. The number of the release rises when any of these do. The highest SEQUENCE of the sessions would
    miss a change of another one, and their sum a change of the venue or the event's hours, and would fall
    when a release leaves a session out. Signups are never deleted, so their sum only rises.
    """
    return document.number + agenda.registration_sequence + sum(signup.sequence for signup in agenda.signups)


def day_changed_at(document: ReleaseDocument, agenda: Agenda) -> datetime:
    """Tell when a person's day last changed."""
    return max(document.released_at, agenda.changed_at, *(signup.changed_at for signup in agenda.signups))


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
    return bool(agenda.speaker) and any(part.speaker == agenda.speaker for part in session.speakers)


def is_for_everybody(session: SessionFacts) -> bool:
    """Tell whether one goes without choosing or signing up."""
    return session.slot is None and not session.bookable


def takes_time(session: SessionFacts) -> bool:
    """Tell whether a session makes its visitor busy; arrival and coffee don't."""
    return session.kind != "break" and not session.cancelled
