"""How a session stands for one person: held, in line, offered or gone, and how new that is, as pure rules.

The pair of person and session has one UID for its whole life, so that what was tentative becomes confirmed in
place, and its SEQUENCE is a sum of numbers that only rise: the session's, the seat's, that of every place in
line for it that there ever was, and that of the alarm. Where one goes by coming to the day (a plenary, a part
of one's own), or once did, the registration's is added for good.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from innovfest.calendars import rules
from innovfest.calendars.rules import ENDED, Agenda, Alarm, Place, Setup, Signup
from innovfest.programme.document import ReleaseDocument, SessionFacts

Word = Literal["held", "tentative", "waits", "offered", "gone"]


@dataclass(frozen=True)
class State:
    """How a session stands for a person; `until` is when what is offered lapses."""

    word: Word
    until: datetime | None = None

    @property
    def status(self) -> str:
        """The STATUS of its entry."""
        return {"held": "CONFIRMED", "gone": "CANCELLED"}.get(self.word, "TENTATIVE")


GONE = State("gone")
_WITH_THE_DAY: dict[str, Word] = {"confirmed": "held", "waitlisted": "waits"}


@dataclass(frozen=True)
class Pair:
    """An entry of somebody's own about one session: which it is, how it stands, and how new that is."""

    uid: str
    session: SessionFacts
    state: State
    sequence: int
    changed_at: datetime


def pairs_of_agenda(document: ReleaseDocument, agenda: Agenda) -> list[Pair]:
    """List what a person has, had or waits for, what is for everybody, and their own parts, by session.

    A session that no release ever knew has no time to write and is left out. What is for everybody no more,
    and a part that somebody has no more, stay as gone.
    """
    unchosen = document.once_plenary | _parts(document, agenda.speaker)
    seats = {signup.session_id: signup for signup in agenda.signups}
    lines: dict[int, list[Place]] = {}
    for place in agenda.places:
        if place.session_id is not None:
            lines.setdefault(place.session_id, []).append(place)
    pairs = []
    for session_id in sorted(seats.keys() | lines.keys() | unchosen):
        if session := document.session_by_id(session_id):
            seat, places = seats.get(session_id), lines.get(session_id, [])
            steps: list[Signup | Place] = [*([seat] if seat else []), *places]
            with_the_day = session_id in unchosen
            number = session.sequence + agenda.alarm.sequence + sum(step.sequence for step in steps)
            moments = [session.changed_at, *(step.changed_at for step in steps)]
            pairs.append(
                Pair(
                    uid=rules.signup_uid(agenda, session),
                    session=session,
                    state=state_of(agenda, session, held=bool(seat and seat.held), places=places),
                    sequence=number + (agenda.registration_sequence if with_the_day else 0),
                    changed_at=agenda.alarm.newest(*moments, *([agenda.changed_at] if with_the_day else [])),
                )
            )
    return pairs


def _parts(document: ReleaseDocument, slug: str) -> frozenset[int]:
    """List the ids of the sessions in which a speaker takes part, or did; none for who is no speaker."""
    if not slug:
        return frozenset()
    found = (one.id for one in document.sessions if rules.takes_part(one, slug) or spoke_in(one, slug))
    return frozenset(found)


def state_of(agenda: Agenda, session: SessionFacts, *, held: bool, places: Iterable[Place]) -> State:
    """Tell how a session stands for a person; it is gone with the session or the registration, too.

    Where one goes without a seat it stands as the day does: who waits for that, offer or not, waits for this.
    """
    if session.cancelled or agenda.cancelled:
        return GONE
    if held:
        return State("held" if rules.day_status(agenda) == "CONFIRMED" else "tentative")
    if session.is_plenary or rules.speaks_in(agenda, session):
        return State(_WITH_THE_DAY.get(agenda.status, "tentative"))
    place = next((place for place in places if place.sequence < ENDED), None)
    if place is None:
        return GONE
    return State("offered", place.until) if place.until else State("waits")


def pairs_of_speaker(document: ReleaseDocument, slug: str, scope: str, alarm: Alarm) -> list[Pair]:
    """List the sessions in which a speaker takes part, or did in an earlier release; `scope` is whose list.

    The number of a session rises when its speakers change, so that what they left is called off.
    """
    return [
        _shown(session, scope, alarm, gone=not rules.takes_part(session, slug))
        for session in document.sessions
        if rules.takes_part(session, slug) or spoke_in(session, slug)
    ]


def has_sessions(document: ReleaseDocument, slug: str) -> bool:
    """Tell whether a speaker takes part in anything, or did in an earlier release."""
    return any(rules.takes_part(session, slug) or spoke_in(session, slug) for session in document.sessions)


def pairs_of_everything(document: ReleaseDocument, scope: str, alarm: Alarm) -> list[Pair]:
    """List all sessions of a release; `scope` is whose list."""
    return [_shown(session, scope, alarm) for session in document.sessions]


def setups_of_everything(
    document: ReleaseDocument, setups: Iterable[Setup], scope: str, alarm: Alarm
) -> list[tuple[Pair, int]]:
    """List what has to be set up, with its minutes; what needs no time any more stays, as gone."""
    found = []
    for setup in setups:
        if session := document.session_by_id(setup.session_id):
            shown = _shown(session, f"setup-{scope}", alarm, gone=not setup.minutes)
            changed_at = max(shown.changed_at, setup.changed_at or shown.changed_at)
            newer = replace(shown, sequence=shown.sequence + setup.sequence, changed_at=changed_at)
            found.append((newer, setup.minutes))
    return sorted(found, key=lambda pair: pair[0].session.id)


def spoke_in(session: SessionFacts, slug: str) -> bool:
    """Tell whether a speaker took part in a session in an earlier release, and does no more."""
    return slug in session.once.speakers


def _shown(session: SessionFacts, scope: str, alarm: Alarm, *, gone: bool = False) -> Pair:
    return Pair(
        uid=f"{scope}-{session.uid}@innovfest",
        session=session,
        state=GONE if gone or session.cancelled else State("held"),
        sequence=session.sequence + alarm.sequence,
        changed_at=alarm.newest(session.changed_at),
    )
