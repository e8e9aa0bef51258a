"""The truth about one person, put together from every scan of them in the order in which things happened.

Phones report what they did, and come back in any order. So nothing that is decided here depends on the order
in which scans arrive: the same scans always give the same outcomes and the same stays.

A scan has a `base`, the verdict without regard to other scans, and an `effect`, what the phone did. Who was
let in is in, whether or not that was right; what should have happened is the scan's outcome, and where the
two differ there is a conflict for a supervisor to settle.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from innovfest.checkin import rules

LEFT = "left"
GROUNDLESS = frozenset({"unknown", "replaced_code", "not_open"})
"""Verdicts on a badge whose bearer nobody knows, or at a door that leads nowhere: nobody is in by them."""

PHONES_WORD = frozenset({"already_in", "room_full"})
"""What a phone knew when it said so, though by now it would be let in: the steward kept them out."""

SEATED_ELSEWHERE = "wrong_gate"
"""Keeps nobody out who is at the session already, in another room of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A badge scan as settling sees it; room and session are what the gate leads to, None at an entrance."""

    id: str
    at: datetime
    gate: int
    base: str
    effect: str
    base_reason: str | None = None
    direction: str = "in"
    room: str | None = None
    session: int | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan is, with all the others known; `first` is the scan that had let the person in."""

    verdict: str
    reason: str | None = None
    conflict: str | None = None
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's latest time at a place: which scan let them in, and when they left."""

    entered_at: datetime
    scan: str
    gate: int
    room: str | None
    left_at: datetime | None = None


@dataclass(slots=True)
class Story:
    """The outcomes by scan, the latest stay by session (None: the entrance), and those that ended before.

    Who goes from one room of a session to another ends a stay and begins one.
    """

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    stays: dict[int | None, Stay] = field(default_factory=dict)
    past: list[tuple[int | None, Stay]] = field(default_factory=list)


def settle(
    scans: Iterable[Told], *, rooms: Mapping[int, Collection[str]], event_starts_at: datetime
) -> Story:
    """Tell a person's story; `rooms` are the rooms of each session."""
    story = Story()
    early: list[Told] = []  # they were told that the person is in by a phone that knew of a later arrival
    for scan in sorted(scans, key=lambda scan: (scan.at, scan.id)):
        if scan.undone:
            story.outcomes[scan.id] = Outcome(scan.base, scan.base_reason)
        elif scan.direction == "out":
            story.outcomes[scan.id] = _leave(story, scan, rooms)
        else:
            story.outcomes[scan.id] = _enter(story, scan, event_starts_at)
            if story.outcomes[scan.id] == _ALREADY_IN:
                early.append(scan)
    for scan in early:
        if (stay := story.stays.get(scan.session)) and stay.room == scan.room:
            story.outcomes[scan.id] = replace(_ALREADY_IN, first=stay.scan)
    return story


def is_in(
    story: Story, session: int | None, room: str | None, at: datetime, event_starts_at: datetime
) -> bool:
    """Tell whether the person is in a session's room (None twice: in the house), as is known by now."""
    stay = story.stays.get(session)
    return (
        stay is not None
        and stay.left_at is None
        and stay.room == room
        and not rules.is_rehearsal(stay.entered_at, at, event_starts_at)
    )


def twin_of(story: Story, scan_id: str) -> str | None:
    """Find the scan by which another phone let the same person in later, not knowing of this one."""
    doubles = ((id_, o.first) for id_, o in story.outcomes.items() if o.conflict == "admitted_twice")
    return next((id_ for id_, first in doubles if first == scan_id), None)


def with_effect(scan: Told, effect: str) -> Told:
    """Return a scan with what the phone did in the end."""
    return replace(scan, effect=effect)


def without_effect(scan: Told) -> Told:
    """Return a scan that was taken back."""
    return replace(scan, undone=True)


_ALREADY_IN = Outcome("already_in")


def _enter(story: Story, scan: Told, event_starts_at: datetime) -> Outcome:
    # A room in which nothing is on leads nowhere, whatever else there is to say of the person.
    if scan.base in GROUNDLESS or (scan.room is not None and scan.session is None):
        return Outcome(scan.base, scan.base_reason, _difference(scan, scan.base))
    stay = story.stays.get(scan.session)
    if stay and rules.is_rehearsal(stay.entered_at, scan.at, event_starts_at):
        stay = None
    is_there = stay is not None and stay.left_at is None
    changes_rooms = is_there and stay is not None and stay.room != scan.room
    is_in = is_there and not changes_rooms
    if scan.effect == "admitted" and not is_in:
        _move_in(story, scan)
    if scan.base == "cancelled":
        return Outcome("cancelled", None, _difference(scan, "cancelled"))
    if is_in and stay:
        conflict = "admitted_twice" if scan.effect == "admitted" else _difference(scan, "already_in")
        return Outcome("already_in", None, conflict, stay.scan)
    if changes_rooms and scan.base == SEATED_ELSEWHERE:
        scan = replace(scan, base="admitted", base_reason="no_seat")
    if scan.base != "admitted":
        return Outcome(scan.base, scan.base_reason, _difference(scan, scan.base))
    if scan.effect in PHONES_WORD:
        return Outcome(scan.effect)
    is_back = stay is not None and not changes_rooms and scan.base_reason != "override"
    return Outcome("admitted", "back_in" if is_back else scan.base_reason, _difference(scan, "admitted"))


def _move_in(story: Story, scan: Told) -> None:
    if scan.session is not None:
        _close(story, scan.at, [place for place in story.stays if place is not None])
    before = story.stays.get(scan.session)
    if before and before.left_at is not None:
        story.past.append((scan.session, before))
    story.stays[scan.session] = Stay(scan.at, scan.id, scan.gate, scan.room)


def _leave(story: Story, scan: Told, rooms: Mapping[int, Collection[str]]) -> Outcome:
    if scan.base != LEFT:
        return Outcome(scan.base, scan.base_reason, _difference(scan, scan.base))
    here = [
        (stay.entered_at, place is None, place or 0)
        for place, stay in story.stays.items()
        if stay.left_at is None and _is_here(scan, place, rooms)
    ]
    if not here:
        return Outcome(LEFT, "was_not_in")
    _, is_house, place = max(here)
    # Who leaves the house has left its rooms.
    _close(story, scan.at, list(story.stays) if is_house else [place])
    return Outcome(LEFT)


def _is_here(scan: Told, place: int | None, rooms: Mapping[int, Collection[str]]) -> bool:
    if scan.room is None or place is None:
        return scan.room is None and place is None
    return scan.room in rooms.get(place, ())


def _close(story: Story, at: datetime, places: Iterable[int | None]) -> None:
    for place in places:
        stay = story.stays[place]
        if stay.left_at is None:
            story.stays[place] = replace(stay, left_at=at)


def _difference(scan: Told, verdict: str) -> str | None:
    return "decided_otherwise" if scan.effect != verdict else None
