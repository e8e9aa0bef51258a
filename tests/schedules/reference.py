"""What an afternoon comes to, worked out in another and slower way: an account of every stay of everybody.

It shares no code with `settling` and `places`, so that a mistake has to be made twice to go unnoticed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from innovfest.checkin.settling import Told
from tests.schedules.afternoon import MINUTE, Afternoon, Fact, told_of, when


@dataclass
class Visit:
    """One stay of a person: from which scan on, and until when."""

    person: int
    session: int | None
    room: str | None
    gate: int
    scan: str
    since: object
    until: object = None


@dataclass
class Account:
    """All stays, the doubles as (later scan, the one that had let in), and who was inside at the end."""

    visits: list[Visit]
    doubles: set[tuple[str, str]]
    inside: dict[str, int]
    heads: dict[str, int]


def account_of(afternoon: Afternoon) -> Account:
    """Work an afternoon out."""
    facts, undone = list(afternoon.facts.values()), undone_in(afternoon)
    visits: list[Visit] = []
    doubles: set[tuple[str, str]] = set()
    for person in range(len(afternoon.place.seats)):
        scans = [
            told_of(afternoon.place, fact, afternoon.changes)
            for fact in facts
            if fact.person == person and str(fact.id) not in undone
        ]
        mine = _visits_of(person, scans, afternoon, doubles)
        visits += mine
    heads = _heads_of(afternoon, undone)
    inside = {place: number for place, number in _inside(afternoon, visits, heads, undone).items() if number}
    return Account(visits, doubles, inside, {place: fact.number or 0 for place, fact in heads.items()})


def undone_in(afternoon: Afternoon) -> dict[str, int]:
    """Return which facts were taken back in time by their own phone, and when first."""
    facts, undone = afternoon.facts, dict[str, int]()
    for undo in facts.values():
        target = facts.get(str(undo.undoes))
        if target and target.phone == undo.phone and 0 <= undo.at - target.at <= 15 * MINUTE:
            undone[str(target.id)] = min(undo.at, undone.get(str(target.id), undo.at))
    return undone


def place_of(afternoon: Afternoon, fact: Fact) -> str | None:
    """Name the place of a fact; None for a room in which nothing is on."""
    return _key(*_session_and_room(afternoon, fact))


def _visits_of(
    person: int, scans: Iterable[Told], afternoon: Afternoon, doubles: set[tuple[str, str]]
) -> list[Visit]:
    visits: list[Visit] = []

    def inside() -> list[Visit]:
        return [visit for visit in visits if visit.until is None]

    for scan in sorted(scans, key=lambda scan: (scan.at, scan.id)):
        if scan.base in ("unknown", "replaced_code", "not_open"):
            continue
        leads_somewhere = scan.room is None or scan.session is not None
        if scan.direction == "in" and scan.effect == "admitted" and leads_somewhere:
            there = (visit for visit in inside() if (visit.session, visit.room) == (scan.session, scan.room))
            here = next(there, None)
            if here:
                if scan.base != "cancelled":
                    doubles.add((scan.id, here.scan))
                continue
            for visit in inside():
                if scan.session is not None and visit.session is not None:
                    visit.until = scan.at
            visits.append(Visit(person, scan.session, scan.room, scan.gate, scan.id, scan.at))
        if scan.direction == "out" and scan.base == "left":
            for visit in _left_by(scan, inside(), afternoon):
                visit.until = scan.at
    return visits


def _left_by(scan: Told, inside: list[Visit], afternoon: Afternoon) -> list[Visit]:
    if scan.room is None:
        return inside if any(visit.session is None for visit in inside) else []
    rooms = afternoon.place.rooms
    return [v for v in inside if v.session is not None and scan.room in rooms[v.session]][-1:]


def _heads_of(afternoon: Afternoon, undone: dict[str, int]) -> dict[str, Fact]:
    heads: dict[str, Fact] = {}
    counts = (fact for fact in afternoon.facts.values() if fact.kind == "headcount")
    for fact in sorted(counts, key=lambda fact: (fact.at, str(fact.id))):
        place = place_of(afternoon, fact)
        if str(fact.id) not in undone and place is not None:
            heads[place] = fact
    return heads


def _inside(
    afternoon: Afternoon, visits: list[Visit], heads: dict[str, Fact], undone: dict[str, int]
) -> Counter[str]:
    inside: Counter[str] = Counter({place: fact.number or 0 for place, fact in heads.items()})
    for visit in visits:
        place = _key(visit.session, visit.room) or ""
        counted_at = when(heads[place].at) if place in heads else None
        came = counted_at is None or visit.since > counted_at  # type: ignore[operator]
        went = visit.until is not None and (counted_at is None or visit.until > counted_at)  # type: ignore[operator]
        inside[place] += came - went
    for fact in afternoon.facts.values():
        if (place := place_of(afternoon, fact)) is None:
            continue
        is_since = place not in heads or fact.at > heads[place].at
        if fact.kind == "count" and is_since and str(fact.id) not in undone:
            inside[place] += 1 if fact.direction == "in" else -1
    return inside


def _session_and_room(afternoon: Afternoon, fact: Fact) -> tuple[int | None, str | None]:
    room = afternoon.place.gates[fact.gate]
    on = [
        session
        for session in afternoon.place.sessions
        if room in session.rooms
        and (session.starts_at - when(fact.at)).total_seconds() <= 30 * 60
        and when(fact.at) < session.ends_at
    ]
    begun = [session for session in on if session.starts_at <= when(fact.at)]
    chosen = max(begun or on, key=lambda s: s.starts_at if begun else -s.starts_at.timestamp(), default=None)
    return (chosen.id if chosen else None), room


def _key(session: int | None, room: str | None) -> str | None:
    if room is None:
        return ""
    return None if session is None else f"{session}/{room}"
