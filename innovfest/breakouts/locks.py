"""Locking lines and the seats that depend on them, always in one order.

The slot's lock keeps its lines as they are: everybody who joins, leaves, signs up or gives back takes it
first (a new registration only takes seats, and locks the sessions alone).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, true

from innovfest import database
from innovfest.database import ReadTooEarly, adopt, db, kept, lock
from innovfest.events import Event
from innovfest.programme import (
    LIVE,
    SLOT,
    Session,
    Slot,
    adopt_live,
    current_document,
    list_bookable,
    list_slots,
    list_with_slots,
)
from innovfest.registration import Registration


def lock_lines(sessions: Iterable[Session], *registrations: Registration) -> list[Session]:
    """Lock some sessions and all that depend on their seats, with lines and people; return these sessions.

    Raises ReadTooEarly when there is another release since.
    """
    some = list(sessions)
    if not some:
        return []
    event = some[0].event
    locked = lock_entangled(event, [session.id for session in some], *registrations)
    if not database.everything_is_locked():
        check_release(event, database.connection().execute(_RELEASED, {"event": event.id}).scalar_one())
    return locked


def lock_entangled(event: Event, session_ids: Iterable[int], *registrations: Registration) -> list[Session]:
    """Lock sessions by id as `lock_lines` does; return them and all that depend on their seats.

    What is public is read before: unless the edition is locked too, the caller asks afterwards, with
    `standing_of`, whether it still is. Raises ReadTooEarly when that shows here already.
    """
    document, seen = current_document(event), event.release_uid
    entangled = document.entangled
    ids = sorted(frozenset().union(*(entangled.get(each, {each}) for each in session_ids)))
    if database.everything_is_locked():
        return list_with_slots(ids)
    released = [document.session_by_id(session_id) for session_id in ids]
    # A session without a slot has its line kept by the edition's lock.
    lock(event if any(facts is None or facts.slot is None for facts in released) else None)
    found = _lock_together(ids, registrations)
    if any(session.slot is None for session in found):
        # The draft has it otherwise than the release: too late for the order, but a deadlock is tried again.
        lock(event, *(db.session.get(Slot, session.slot_id) for session in found if session.slot_id))
    check_release(event, seen)
    return found


def check_release(event: Event, released: str | None) -> None:
    """Raise ReadTooEarly when what is public of an edition, by its uid, is not what was read of it.

    Who waits for a line's lock behind a release has the programme before it in hand.
    """
    if released != event.release_uid:
        raise ReadTooEarly


def keep_lines(
    event: Event, session_ids: Iterable[int], *registrations: Registration
) -> Callable[[], list[Session]]:
    """Lock as `lock_entangled` does, for who seldom needs the sessions: they are what the answer returns."""
    if database.everything_is_locked():
        return lambda: lock_entangled(event, session_ids)
    locked = lock_entangled(event, session_ids, *registrations)
    return lambda: locked


def alternatives_of(session: Session, sessions: Iterable[Session]) -> list[Session]:
    """List a session and its alternatives among some that are locked with it."""
    return [s for s in sessions if s.id == session.id or (s.slot_id and s.slot_id == session.slot_id)]


def lock_all_lines(event: Event, *registrations: Registration) -> list[Session]:
    """Lock an edition with every session and line that it has; return the sessions."""
    slots = {slot.id: slot for slot in list_slots(event.id)}
    sessions = sorted(list_bookable(event.id), key=lambda session: session.id)
    lock(event, *{slots[each.slot_id] for each in sessions if each.slot_id}, *registrations, *sessions)
    return sessions


def _lock_together(ids: Sequence[int], registrations: Sequence[Registration]) -> list[Session]:
    """Lock the slots of some sessions, then people, then the sessions, and read them again, in one statement.

    Each waits for what it asks of the one before, so PostgreSQL can lock them in no other order.
    """
    db.session.flush()
    asked = {"ids": ids, "people": sorted({registration.id for registration in registrations})}
    rows = database.connection().execute(_TOGETHER, asked).all()
    for person in {row[-len(_PERSON)]: row[-len(_PERSON) :] for row in rows}.values():
        if person[0] is not None:
            adopt(Registration, person, names=_PERSON, again=True)
    return adopt_live(rows)


_PERSON = (
    *("id", "uid", "event_id", "status", "first_name", "last_name", "email", "language"),
    *("sequence", "changed_at"),
)
_RELEASED = select(Event.release_uid).where(Event.id == bindparam("event"))
_slots: Any = Slot.__table__
_sessions: Any = Session.__table__
_people: Any = Registration.__table__


def _all_of(locked: Any) -> Any:
    """Write the condition that is only answered once all rows of a statement are locked."""
    return select(func.count()).select_from(locked).scalar_subquery() >= 0


_IDS: Any = bindparam("ids", expanding=True)
_THEIR_SLOTS = select(_sessions.c.slot_id).where(_sessions.c.id.in_(_IDS))
_LINES = kept(select(*SLOT).where(_slots.c.id.in_(_THEIR_SLOTS)), _slots).cte("lines")
_PEOPLE = kept(
    select(*(_people.c[name] for name in _PERSON)).where(
        _people.c.id.in_(bindparam("people", expanding=True)), _all_of(_LINES)
    ),
    _people,
).cte("people")
_TOGETHER = kept(
    select(*LIVE, *_LINES.c, *_PEOPLE.c)
    .outerjoin(_LINES, _LINES.c.id == _sessions.c.slot_id)
    .outerjoin(_PEOPLE, true())
    .where(_sessions.c.id.in_(_IDS), _sessions.c.capacity.is_not(None), _all_of(_PEOPLE)),
    _sessions,
)
