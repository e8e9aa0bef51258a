"""What the door answers to a scan: facts in, verdict out.

`static/door/verdict.js` says the same in the phone; `tests/contracts/verdicts.json` is run against both, so a
rule is changed in three places or in none. Times are aware UTC.

The rules in short. Rooms guide and count: who holds a seat in another room is told which, who holds none in
this slot is let in, and only the fire limit of a room blocks. Who changes rooms within a session needs no
seat in it any more. A room's gate belongs to the session that the released programme has there, from 30
minutes before its start until its end. Once the seats of who did not come are released, a seat elsewhere
keeps nobody out while fewer are inside than there are seats. A phone that can't see the others gives places
to people without a seat only out of what was lent to it. Nobody is kept from leaving.

A verdict says what should happen by what is known. What did happen, in the order in which it did, is
`settling`'s to say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from innovfest.programme.document import SessionFacts

VERDICTS = (
    "admitted",
    "already_in",
    "left",
    "wrong_gate",
    "room_full",
    "cancelled",
    "replaced_code",
    "not_confirmed",
    "not_open",
    "unknown",
)
"""The answers to a badge; counts, head counts and scans taken back have answers of their own."""

HOUSE = ""
"""Stands for the house where rooms are named."""

BADGE_REASONS = {"spare": "spare", "foreign": "other_event", "unknown": "no_such_code"}
"""Why a badge that opens nothing is unknown: bound to nobody, of another edition, or never issued."""

OVERRIDABLE = frozenset({"not_confirmed", "wrong_gate", "room_full"})
"""What a supervisor may overrule with a reason; a cancelled place is restored at the desk instead."""

ROOM_OPENS_BEFORE = timedelta(minutes=30)
"""How long before a session its room's gate lets people in."""

RELEASED_AFTER = timedelta(minutes=5)
"""How long after its start the seats in a session of who is not in can be given away."""

DAY_BEGINS_BEFORE = timedelta(hours=12)
"""How long before the event's start its day begins: an arrival before that was a rehearsal."""

ENTRANCE_CLOSES_AFTER = timedelta(hours=6)
"""How long after the event's end an entrance still counts arrivals."""

CLOCK_TOLERANCE = timedelta(minutes=2)
"""How far a phone's corrected clock may run ahead of ours, or behind its own enrolment."""

UNDO_WITHIN = timedelta(minutes=15)
"""How long after a scan the same phone may take it back."""

LATE_UPLOAD = timedelta(hours=12)
"""How old a scan may be when it arrives, outside the event's own hours."""


@dataclass(frozen=True, slots=True)
class Presence:
    """An accepted arrival of one person, at the entrance or in one session; `room` None: not known which."""

    entered_at: datetime
    left_at: datetime | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a verdict rests on.

    `badge` is active, replaced, spare, foreign or unknown; `room` is the gate's room, None for an entrance;
    `holds` are ids of sessions with a seat; `check_ins` maps a session's id, or None for the entrance, to the
    person's presence; `inside` and `limits` count people and places of rooms in the session at this gate, and
    of the house (HOUSE); `released` is how many seats that session has, once those of who did not come were
    given away, and else None; `lent` is how many places may still go to people without a seat here, None
    where nothing limits them.
    """

    at: datetime
    event_starts_at: datetime
    event_ends_at: datetime
    direction: str = "in"
    badge: str = "unknown"
    status: str | None = None
    room: str | None = None
    sessions: Sequence[SessionFacts] = ()
    holds: Collection[int] = ()
    check_ins: Mapping[int | None, Presence] | None = None
    inside: Mapping[str, int] | None = None
    limits: Mapping[str, int] | None = None
    released: int | None = None
    override: str | None = None
    supervisor: bool = False
    lent: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a scan: a word of VERDICTS, a reason, the session it counts for, the room to go to.

    `draws` says that it takes one of the lent places.
    """

    verdict: str
    reason: str | None = None
    session: int | None = None
    go_to: str | None = None
    draws: bool = False


def decide(facts: Facts) -> Verdict:
    """Answer a scan."""
    if facts.badge == "replaced":
        return Verdict("replaced_code")
    if facts.badge != "active":
        return Verdict("unknown", BADGE_REASONS.get(facts.badge, "no_such_code"))
    if facts.direction == "out":
        return _leaving(facts)
    verdict = _entering(facts)
    if verdict.verdict in OVERRIDABLE and facts.supervisor and (facts.override or "").strip():
        return Verdict("admitted", "override", verdict.session)
    return verdict


def session_at(sessions: Sequence[SessionFacts], room: str, at: datetime) -> SessionFacts | None:
    """Find the session that a room's gate belongs to: the one running, else the next whose doors are open."""
    open_now = [
        session
        for session in sessions
        if room in session.rooms
        and not session.cancelled
        and session.starts_at - ROOM_OPENS_BEFORE <= at < session.ends_at
    ]
    running = [session for session in open_now if session.starts_at <= at]
    if running:
        return max(running, key=lambda session: (session.starts_at, session.id))
    return min(open_now, key=lambda session: (session.starts_at, session.id), default=None)


def may_release(session: SessionFacts, *, now: datetime) -> bool:
    """Tell whether the seats in a session of who is not in can be given away now."""
    return session.bookable and session.starts_at + RELEASED_AFTER <= now < session.ends_at


def believed_time(
    scanned_at: datetime,
    received_at: datetime,
    event_starts_at: datetime,
    event_ends_at: datetime,
    *,
    enrolled_at: datetime | None = None,
) -> tuple[datetime, str | None]:
    """Return when a scan happened, by the phone's corrected clock where that can be right, and why not else.

    A time `ahead` of ours is wrong, and so is one from before the phone was enrolled (`before_enrolment`).
    One behind ours is a scan that was sent late, when it is at most LATE_UPLOAD old or falls within the hours
    of the event; a clock that is wrong by days does neither, and is `too_old`.
    """
    if scanned_at > received_at + CLOCK_TOLERANCE:
        return received_at, "ahead"
    if enrolled_at and scanned_at < enrolled_at - CLOCK_TOLERANCE:
        return received_at, "before_enrolment"
    day = event_starts_at - DAY_BEGINS_BEFORE <= scanned_at <= event_ends_at + ENTRANCE_CLOSES_AFTER
    if day or scanned_at >= received_at - LATE_UPLOAD:
        return min(scanned_at, received_at), None
    return received_at, "too_old"


def is_rehearsal(entered_at: datetime, at: datetime, event_starts_at: datetime) -> bool:
    """Tell whether an arrival was from before the day, asked on the day."""
    return entered_at < event_starts_at - DAY_BEGINS_BEFORE <= at


def _entering(facts: Facts) -> Verdict:
    if facts.status == "cancelled":
        return Verdict("cancelled")
    session = session_at(facts.sessions, facts.room, facts.at) if facts.room else None
    if facts.room and session is None:
        return Verdict("not_open", "no_session")
    if facts.at > facts.event_ends_at + ENTRANCE_CLOSES_AFTER:
        return Verdict("not_open", "event_over")
    place = session.id if session else None
    if _is_in(facts, place):
        return Verdict("already_in", session=place)
    return _obstacle(facts, session) or _admitted(facts, session)


def _is_in(facts: Facts, place: int | None) -> bool:
    presence = _presence(facts, place)
    return _is_there(facts, presence) and not _is_elsewhere(facts, presence)


def _changes_rooms(facts: Facts, place: int | None) -> bool:
    """Tell whether somebody comes from another room of the same session."""
    presence = _presence(facts, place)
    return _is_there(facts, presence) and _is_elsewhere(facts, presence)


def _is_there(facts: Facts, presence: Presence | None) -> bool:
    return presence is not None and (presence.left_at is None or facts.at < presence.left_at)


def _is_elsewhere(facts: Facts, presence: Presence | None) -> bool:
    return presence is not None and presence.room not in (None, facts.room)


def _obstacle(facts: Facts, session: SessionFacts | None) -> Verdict | None:
    place = session.id if session else None
    if facts.status != "confirmed":
        return Verdict("not_confirmed", facts.status, place)
    if session is None or facts.room is None:
        return None if _has_place(facts, HOUSE) else Verdict("room_full", "house_full")
    is_free = _changes_rooms(facts, place) or _has_released_seat(facts)
    if (seat := _seat_elsewhere(facts, session)) and not is_free:
        return Verdict("wrong_gate", "other_session", place, go_to=seat.rooms[0] if seat.rooms else None)
    if not _has_place(facts, facts.room):
        spare_room = next((room for room in session.rooms if _has_place(facts, room)), None)
        return Verdict("room_full", "fire_limit", place, go_to=spare_room)
    if not _has_kept_place(facts, session) and facts.lent is not None and facts.lent < 1:
        others = (room for room in session.rooms if room != facts.room and _has_place(facts, room))
        return Verdict("room_full", "kept", place, go_to=next(others, None))
    return None


def _admitted(facts: Facts, session: SessionFacts | None) -> Verdict:
    if session is None:
        return Verdict("admitted", _remark(facts, session))
    draws = facts.lent is not None and not _has_kept_place(facts, session)
    return Verdict("admitted", _remark(facts, session), session.id, draws=draws)


def _has_kept_place(facts: Facts, session: SessionFacts) -> bool:
    """Tell whether a place is kept: a seat's, until its holder is in one of the session's rooms."""
    has_seat = session.bookable and session.id in facts.holds
    return has_seat and not _changes_rooms(facts, session.id)


def _remark(facts: Facts, session: SessionFacts | None) -> str | None:
    place = session.id if session else None
    if _presence(facts, place) and not _changes_rooms(facts, place):
        return "back_in"
    if session and session.bookable and session.id not in facts.holds:
        return "released" if _has_released_seat(facts) else "no_seat"
    return None


def _leaving(facts: Facts) -> Verdict:
    here = [
        (presence.entered_at, place)
        for place, presence in (facts.check_ins or {}).items()
        if presence.left_at is None and presence.entered_at <= facts.at and _is_here(facts, place)
    ]
    if not here:
        return Verdict("left", "was_not_in")
    return Verdict("left", session=max(here, key=lambda one: (one[0], one[1] or 0))[1])


def _is_here(facts: Facts, place: int | None) -> bool:
    if facts.room is None or place is None:
        return facts.room is None and place is None
    return any(session.id == place and facts.room in session.rooms for session in facts.sessions)


def _presence(facts: Facts, place: int | None) -> Presence | None:
    presence = (facts.check_ins or {}).get(place)
    if presence and is_rehearsal(presence.entered_at, facts.at, facts.event_starts_at):
        return None
    return presence


def _seat_elsewhere(facts: Facts, session: SessionFacts) -> SessionFacts | None:
    if not session.bookable or session.id in facts.holds:
        return None
    rivals = [
        other
        for other in facts.sessions
        if other.id in facts.holds and not other.cancelled and _excludes(session, other)
    ]
    return min(rivals, key=lambda other: (other.starts_at, other.id), default=None)


def _excludes(session: SessionFacts, other: SessionFacts) -> bool:
    same_slot = session.slot is not None and session.slot == other.slot
    return same_slot or (session.starts_at < other.ends_at and other.starts_at < session.ends_at)


def _has_released_seat(facts: Facts) -> bool:
    if facts.released is None:
        return False
    return sum(n for room, n in (facts.inside or {}).items() if room != HOUSE) < facts.released


def _has_place(facts: Facts, room: str) -> bool:
    limit = (facts.limits or {}).get(room)
    return limit is None or (facts.inside or {}).get(room, 0) < limit
