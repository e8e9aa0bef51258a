"""The live board of the door: how full, how fast, what is wrong, in as many statements for any crowd."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from innovfest import checkin, programme
from innovfest.checkin import Gate, ScanDevice
from innovfest.checkin.places import count_inside, key_in
from innovfest.checkin.rules import HOUSE
from innovfest.events import Event, Room
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.reports import queueing
from innovfest.reports.arrivals import SHOWN, Arrivals, arrivals_of
from innovfest.reports.queueing import Flow, GateFlow, Hint

MOST_TROUBLED = 8
"""Phones in trouble that the board names; it says how many more there are."""


@dataclass(frozen=True)
class RoomFill:
    """A room with a gate, open now: its session, who is inside, who has a seat, how many may be inside.

    `expected` is None where nobody signs up; `limit` is the fire limit, `seats` the chairs.
    """

    room: str
    name: str
    session: SessionFacts
    inside: int
    expected: int | None
    seats: int
    limit: int

    @property
    def is_full(self) -> bool:
        """Whether nobody more gets in."""
        return self.inside >= self.limit


@dataclass(frozen=True)
class GateFigure:
    """A gate, and how it is doing."""

    id: int
    name: str
    room: str | None
    flow: Flow


@dataclass(frozen=True)
class PhoneTrouble:
    """A phone that somebody should look at, and why (`checkin.troubles_of`)."""

    id: int
    label: str
    steward: str
    gate: str
    troubles: Sequence[str]
    waiting: int
    heard_at: datetime | None


@dataclass(frozen=True)
class Board:
    """All that the board shows."""

    inside: int
    registered: int
    house_limit: int | None
    arrivals: Arrivals
    rooms: Sequence[RoomFill]
    gates: Sequence[GateFigure]
    hint: Hint | None
    conflicts: int
    phones: int
    troubled: Sequence[PhoneTrouble]
    next_session: SessionFacts | None

    @property
    def named(self) -> Sequence[PhoneTrouble]:
        """The phones in trouble that are named; the others are counted."""
        return self.troubled[:MOST_TROUBLED]

    def gate(self, gate_id: int) -> GateFigure:
        """Return a gate that the hint names."""
        return next(gate for gate in self.gates if gate.id == gate_id)

    def to_json(self) -> dict[str, Any]:
        """Return the board as values that JSON can hold, as `GET /api/v1/door/board` answers."""
        return {
            "inside": self.inside,
            "registered": self.registered,
            "house_limit": self.house_limit,
            "arrivals": [{"at": bar.at.isoformat(), "people": bar.people} for bar in self.arrivals.bars],
            "arrivals_a_minute": self.arrivals.now,
            "rooms": [
                {
                    "room": fill.room,
                    "name": fill.name,
                    "session": fill.session.id,
                    "title": fill.session.title,
                    "inside": fill.inside,
                    "expected": fill.expected,
                    "seats": fill.seats,
                    "limit": fill.limit,
                }
                for fill in self.rooms
            ],
            "gates": [_gate_json(gate) for gate in self.gates],
            "hint": _hint_json(self.hint),
            "conflicts": self.conflicts,
            "phones": self.phones,
            "phones_in_trouble": [
                {
                    "id": phone.id,
                    "label": phone.label,
                    "steward": phone.steward,
                    "gate": phone.gate,
                    "troubles": list(phone.troubles),
                    "waiting": phone.waiting,
                    "heard_at": phone.heard_at.isoformat() if phone.heard_at else None,
                }
                for phone in self.troubled
            ],
        }


def board_of(event: Event, document: ReleaseDocument | None, *, now: datetime) -> Board:
    """Read the board of an edition; before the first release there are no rooms on it."""
    gates = checkin.list_gates(event.id)
    rooms = {gate.room.slug: gate.room for gate in gates if gate.room}
    counts = count_inside(event, now=now)
    flows = _flows(event.id, gates, now=now)
    devices = checkin.list_devices(event.id)
    sessions = document.sessions if document else ()
    return Board(
        inside=counts[HOUSE],
        registered=event.registered,
        house_limit=event.house_limit,
        arrivals=arrivals_of(checkin.count_arrivals(event, since=now - SHOWN, until=now), now=now),
        rooms=_fills(event.id, sessions, rooms.values(), counts, now=now),
        gates=[
            GateFigure(gate.id, gate.name, gate.room.slug if gate.room else None, flows[gate.id].flow)
            for gate in gates
        ],
        hint=queueing.hint_of(flows.values()),
        conflicts=checkin.count_conflicts(event.id),
        phones=len(devices),
        troubled=_troubled(event, devices, {gate.id: gate.name for gate in gates}, now=now),
        next_session=_next(sessions, set(rooms), now=now),
    )


def _flows(event_id: int, gates: Sequence[Gate], *, now: datetime) -> dict[int, GateFlow]:
    seen = checkin.list_scans_lately(event_id, since=now - queueing.WINDOW, until=now)
    scans: dict[int, list[tuple[int, datetime]]] = {gate.id: [] for gate in gates}
    for scan in seen:
        scans[scan.gate].append((scan.device, scan.at))
    return {
        gate.id: GateFlow(gate.id, gate.room.slug if gate.room else None, queueing.flow_of(scans[gate.id]))
        for gate in gates
    }


def _fills(
    event_id: int,
    sessions: Sequence[SessionFacts],
    rooms: Iterable[Room],
    counts: Counter[str],
    *,
    now: datetime,
) -> list[RoomFill]:
    taken = {session.id: session.seats_taken for session in programme.list_bookable(event_id)}
    in_order = sorted(rooms, key=lambda room: (room.position, room.id))
    open_now = [(room, checkin.session_at(sessions, room.slug, now)) for room in in_order]
    return [
        RoomFill(
            room=room.slug,
            name=room.name,
            session=session,
            inside=counts[key_in(session.id, room.slug)],
            expected=taken.get(session.id) if session.bookable else None,
            seats=room.seats,
            limit=room.fire_limit,
        )
        for room, session in open_now
        if session
    ]


def _troubled(
    event: Event, devices: Sequence[ScanDevice], gates: Mapping[int, str], *, now: datetime
) -> list[PhoneTrouble]:
    begins = checkin.day_begins(event)
    found = [
        (device, checkin.troubles_of(checkin.report_of(device), day_begins=begins, now=now))
        for device in devices
    ]
    return [
        PhoneTrouble(
            device.id,
            device.label,
            device.steward,
            gates.get(device.gate_id, ""),
            troubles,
            device.waiting,
            device.heard_at,
        )
        for device, troubles in found
        if troubles
    ]


def _next(sessions: Sequence[SessionFacts], watched: set[str], *, now: datetime) -> SessionFacts | None:
    coming = [
        each for each in sessions if each.starts_at > now and not each.cancelled and watched & set(each.rooms)
    ]
    return min(coming, key=lambda each: (each.starts_at, each.id), default=None)


def _gate_json(gate: GateFigure) -> dict[str, Any]:
    flow = gate.flow
    return {
        "id": gate.id,
        "name": gate.name,
        "room": gate.room,
        "lanes": flow.lanes,
        "rate": round(flow.rate, 1),
        "wait_s": None if flow.wait_s is None else round(flow.wait_s),
        "grows": flow.grows,
    }


def _hint_json(hint: Hint | None) -> dict[str, Any] | None:
    if hint is None:
        return None
    return {
        "gate": hint.gate,
        "lanes": hint.lanes,
        "wait_s": round(hint.wait_s),
        "then_s": None if hint.then_s is None else round(hint.then_s),
        "spare": hint.spare,
    }
