"""Taking and freeing seats, for people and sessions that are locked already: asked first, then counted."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value

from innovfest import database
from innovfest.audit import Actor
from innovfest.breakouts import rules
from innovfest.breakouts.errors import (
    ClashesWith,
    GivenByWishes,
    NotConfirmed,
    SessionCancelled,
    SessionFull,
    SignupClosed,
    SignupPaused,
    WrongSlot,
)
from innovfest.breakouts.models import SessionSignup
from innovfest.database import adopt, count, count_all, db, kept
from innovfest.programme import ReleaseDocument, Session, SessionFacts, current_document
from innovfest.registration import Registration
from innovfest.wording import choose


def take(
    registration: Registration,
    session: Session,
    existing: SessionSignup | None,
    held: Iterable[int],
    *,
    by: Actor,
    now: datetime,
    promised: bool = False,
) -> SessionSignup:
    """Take a seat in a locked session for a locked registration: ask the rules, count, write.

    `held` are the ids of the other sessions in which the person has a seat; a seat that was `promised` is
    given though the session gives no others now, and after sign-up closes.
    """
    check_may_take(registration, session, held, by=by, now=now, promised=promised)
    return give_seat(registration, session, existing, now=now)


def check_may_take(
    registration: Registration,
    session: Session,
    held: Iterable[int],
    *,
    by: Actor,
    now: datetime,
    promised: bool = False,
) -> None:
    """Ask every rule of a seat, and whether one is free; raises what is refused."""
    if not promised:
        check_gives(session, registration.language, by=by)
    check_may_sit(registration, session, held, by=by, now=now, promised=promised)
    if session.seats_left is None or session.seats_left < 1:
        raise SessionFull(title=choose(session.title, registration.language), session=session.slug)


def give_seat(
    registration: Registration, session: Session, existing: SessionSignup | None, *, now: datetime
) -> SessionSignup:
    """Write a seat in and count it."""
    count(session, "seats_taken", +1)
    return write_seat(registration, session, existing, now=now)


def release_seat(signup: SessionSignup, session: Session, *, now: datetime) -> None:
    """Write a seat back and count it."""
    count(session, "seats_taken", -1)
    write_back(signup, now=now)


def write_seat(
    registration: Registration, session: Session, existing: SessionSignup | None, *, now: datetime
) -> SessionSignup:
    """Write a seat in that is counted elsewhere: one row a person and session, rising in `sequence`."""
    signup = existing or SessionSignup(
        registration=registration, session=session, session_id=session.id, created_at=now, sequence=-1
    )
    signup.status, signup.changed_at = "held", now
    signup.sequence += 1
    db.session.add(signup)
    return signup


class Seating:
    """The seats of a locked person in locked sessions as they change: asked one by one, written together.

    What the sessions have in memory follows at once, so that each question sees the answers before it.
    """

    def __init__(self, registration: Registration, held: Iterable[int], *, by: Actor, now: datetime) -> None:
        """Take a person, and the ids of the sessions in which they hold a seat."""
        self.registration, self.held, self._by, self._now = registration, set(held), by, now
        self._rows: list[dict[str, Any]] = []
        self._counts: dict[Session, int] = {}

    def give_back(self, session: Session) -> None:
        """Free a seat that is held."""
        self.held.remove(session.id)
        self._note(session, "given_back", -1)

    def take(self, session: Session) -> None:
        """Take a seat; raises what `take` raises."""
        check_may_take(self.registration, session, self.held - {session.id}, by=self._by, now=self._now)
        self.held.add(session.id)
        self._note(session, "held", +1)

    def write(self) -> None:
        """Write all of it, and that the person's calendar entry has changed."""
        count_all(self._counts, "seats_taken")
        write_seats(self._rows)
        touch_now(self.registration, now=self._now)

    def _note(self, session: Session, status: str, by: int) -> None:
        self._rows.append(seat_row(self.registration.id, session.id, status, now=self._now))
        self._counts[session] = self._counts.get(session, 0) + by


def seat_row(registration_id: int, session_id: int, status: str = "held", *, now: datetime) -> dict[str, Any]:
    """Return the row of someone's seat in a session, for writing many of them at once."""
    return {
        "registration_id": registration_id,
        "session_id": session_id,
        "status": status,
        "sequence": 0,
        "created_at": now,
        "changed_at": now,
    }


def write_seats(rows: Sequence[dict[str, Any]]) -> None:
    """Write seats in or back, for the first time or once more, in one statement and without the mapper.

    They are counted elsewhere. What the session has loaded of seats is read again when it is used.
    """
    connection = database.connection()
    connection.execute(_written(connection.dialect.name), list(rows))
    for loaded in db.session.identity_map.values():
        if isinstance(loaded, SessionSignup):
            db.session.expire(loaded)


@cache
def _written(dialect: str) -> Any:
    statement: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect](SessionSignup)
    return statement.on_conflict_do_update(
        index_elements=["registration_id", "session_id"],
        set_={
            "status": statement.excluded.status,
            "changed_at": statement.excluded.changed_at,
            "sequence": SessionSignup.sequence + 1,
        },
    )


def write_back(signup: SessionSignup, *, now: datetime) -> None:
    """Write a seat back that is counted elsewhere; the row keeps its history."""
    signup.status, signup.changed_at = "given_back", now
    signup.sequence += 1


def check_may_sit(
    registration: Registration,
    session: Session,
    held: Iterable[int],
    *,
    by: Actor,
    now: datetime,
    promised: bool = False,
) -> None:
    """Ask every rule of a seat but whether one is free; `held` and `promised` as `take` has them.

    Raises NotConfirmed, ClashesWith, WrongSlot, SessionCancelled or SignupClosed.
    """
    language, document = registration.language, current_document(registration.event)
    if registration.status != "confirmed":
        raise NotConfirmed
    facts = check_open(session, document, language, by=by, now=now, theirs=promised)
    others = [other for session_id in held if (other := document.session_by_id(session_id))]
    if clash := rules.first_clash(facts, others):
        raise ClashesWith(
            title=choose(session.title, language), other=choose(clash.title, language), session=session.slug
        )


def check_gives(session: Session, language: str, *, by: Actor) -> None:
    """Ask whether a session gives seats to whoever comes; an organiser's hand is not bound by that.

    Raises SignupPaused, SignupClosed or GivenByWishes.
    """
    if by.is_staff:
        return
    about = {"title": choose(session.title, language), "session": session.slug}
    if session.sign_up != "open":
        raise (SignupPaused if session.sign_up == "held" else SignupClosed)(**about)
    if session.slot and session.slot.mode == "wishes":
        raise GivenByWishes(**about)


def check_open(
    session: Session,
    document: ReleaseDocument,
    language: str,
    *,
    by: Actor,
    now: datetime,
    theirs: bool = False,
) -> SessionFacts:
    """Return the released facts of a session that is open for choices; organisers are not bound to time.

    What is `theirs`, a seat that they give back or that was promised to them, is no new choice: only the
    start ends it, not the closing time. Raises WrongSlot, SessionCancelled or SignupClosed.
    """
    facts = document.session_by_id(session.id)
    about = {"title": choose(session.title, language), "session": session.slug}
    if facts is None or session.capacity is None:
        raise WrongSlot
    if facts.cancelled:
        raise SessionCancelled(**about)
    closes_at = session.slot.closes_at if session.slot and not theirs else None
    if not by.is_staff and not rules.is_open(closes_at, facts.starts_at, now=now):
        raise SignupClosed(**about)
    return facts


def touch(registration: Registration, *, now: datetime) -> None:
    """Note that what a person's calendar entry shows has changed."""
    registration.sequence += 1
    registration.changed_at = now


def touch_now(registration: Registration, *, now: datetime) -> None:
    """Note it at once, without the mapper."""
    database.connection().execute(_TOUCHED, {"person": registration.id, "now": now})
    set_committed_value(registration, "sequence", registration.sequence + 1)
    set_committed_value(registration, "changed_at", now)


def touch_by_id(ids: Iterable[int], *, now: datetime) -> list[Registration]:
    """Lock several people, note it of them, and return them as they are then, in one statement."""
    rows = database.connection().execute(_TAKEN, {"ids": sorted(ids), "now": now})
    return [adopt(Registration, row, again=True) for row in rows]


_PEOPLE: Any = Registration.__table__
_IDS: Any = _PEOPLE.c.id.in_(bindparam("ids", expanding=True))
_CHANGED: Any = update(_PEOPLE).values(sequence=_PEOPLE.c.sequence + 1, changed_at=bindparam("now"))
_TOUCHED = _CHANGED.where(_PEOPLE.c.id == bindparam("person"))
# An UPDATE would lock them in whatever order it finds them.
_TAKEN = _CHANGED.where(_PEOPLE.c.id.in_(kept(select(_PEOPLE.c.id).where(_IDS), _PEOPLE)))
_TAKEN = _TAKEN.returning(*_PEOPLE.c)
