"""What a phone knows: the snapshot, its differences, and what it did itself since; it decides from that.

It is the phone's engine (`static/door/`) in the server's language: the same list, the same rules.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from innovfest.checkin import rules
from innovfest.checkin.rules import HOUSE, Facts, Presence, Verdict
from innovfest.programme import SessionFacts
from innovfest.tokens import normalise_code

STATUSES = ("confirmed", "waitlisted", "pending", "cancelled")
"""The states of a registration by their number in the list."""


@dataclass(slots=True)
class Known:
    """Someone on the list; `presences` maps a session, or None for the house, to their latest time there."""

    n: int
    status: str
    holds: frozenset[int]
    presences: dict[int | None, Presence]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What a scan that the server does not know yet did: who came in where, or left, and when."""

    n: int
    session: int | None
    room: str | None
    direction: str
    at: datetime
    drew: bool = False


@dataclass
class Memory:
    """One phone's memory; not for several threads."""

    cursor: str = ""
    event: Mapping[str, Any] = field(default_factory=dict)
    live: Mapping[str, Any] = field(default_factory=dict)
    sessions: tuple[SessionFacts, ...] = ()
    gates: dict[int, str | None] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    people: dict[int, Known] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    old_codes: dict[str, int] = field(default_factory=dict)
    spares: frozenset[str] = frozenset()
    steps: dict[str, Step] = field(default_factory=dict)
    ceilings: dict[str, int | None] = field(default_factory=dict)
    offers: dict[str, int] = field(default_factory=dict)
    drawn: Counter[str] = field(default_factory=Counter)

    def take(self, told: Mapping[str, Any]) -> None:
        """Learn a snapshot, or what changed since the last one."""
        self.cursor = told["cursor"]
        self.event = told.get("event") or self.event
        self.live = told.get("live") or self.live
        if programme := told.get("programme"):
            self._take_programme(programme)
        if told.get("full"):
            self.people, self.codes, self.old_codes = {}, {}, {}
        for row in told.get("people") or ():
            self._forget(row[0])
            self._take_person(row)
        for n in told.get("gone") or ():
            self._forget(n)
        if told.get("spares") is not None:
            self.spares = frozenset(told["spares"])

    def hash_of(self, code: str) -> str:
        """Return the first 128 bits of a badge code's hash, as the list has it."""
        text = f"{self.event['uid']}:{normalise_code(code)}"
        return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")

    def find(self, code: str | int) -> tuple[str, Known | None]:
        """Return what a badge is and whose; a number is somebody who was found by name."""
        if isinstance(code, int):
            found = self.people.get(code)
            return ("active" if found else "unknown"), found
        key = self.hash_of(code)
        if key in self.codes:
            return "active", self.people[self.codes[key]]
        if key in self.old_codes:
            return "replaced", self.people[self.old_codes[key]]
        return ("spare" if key in self.spares else "unknown"), None

    def decide(
        self, code: str | int, gate: int, direction: str, at: datetime
    ) -> tuple[Verdict, Known | None]:
        """Decide a scan by what is known here."""
        badge, person = self.find(code)
        room = self.gates[gate]
        session = rules.session_at(self.sessions, room, at) if room else None
        place = f"{session.id}/{room}" if session else HOUSE
        facts = Facts(
            at=at,
            event_starts_at=_instant(self.event["starts_at"]),
            event_ends_at=_instant(self.event["ends_at"]),
            direction=direction,
            badge=badge,
            status=person.status if person else None,
            room=room,
            sessions=self.sessions,
            holds=person.holds if person else (),
            check_ins=self._presences(person) if person else {},
            inside=self._inside(session),
            limits=self.limits,
            released=self._released(session, at),
            lent=self.lent(place),
        )
        return rules.decide(facts), person

    def add_walk_in(self, code: str, name: str) -> Known:
        """Put somebody who was registered here on the list, by a spare badge, until the server's has them."""
        n = min([*self.people, 0]) - 1
        self.people[n] = Known(n, "confirmed", frozenset(), {}, name)
        self.codes[self.hash_of(code)] = n
        return self.people[n]

    def find_named(self, start: str) -> Known | None:
        """Find who is called so, by the beginning of the name."""
        return next((who for who in self.people.values() if who.name.startswith(start)), None)

    def lent(self, place: str) -> int | None:
        """Return how many lent places are left at a place; None where nothing limits them."""
        if place not in self.ceilings:
            # Nobody said yet: where there is a limit, nothing is lent.
            return 0 if place.rpartition("/")[2] in self.limits else None
        ceiling = self.ceilings[place]
        return None if ceiling is None else max(0, ceiling - self.drawn[place])

    def known_ceiling(self, place: str) -> int | None:
        """Return what a report tells of a loan: what was given is lent until its scans have come."""
        ceiling = self.ceilings.get(place)
        return None if ceiling is None else max(ceiling, self.drawn[place])

    def _presences(self, person: Known) -> dict[int | None, Presence]:
        """Return where someone has been, with the steps that the server does not know yet."""
        found = dict(person.presences)
        for step in sorted(self.steps.values(), key=lambda step: step.at):
            if step.n != person.n:
                continue
            for place, presence in list(found.items()):
                left = step.direction == "out" and step.session in {None, place}
                enters_a_room = step.direction == "in" and step.session is not None
                moved = enters_a_room and place not in {None, step.session}
                if (left or moved) and presence.left_at is None:
                    found[place] = Presence(presence.entered_at, step.at, presence.room)
            if step.direction == "in":
                found[step.session] = Presence(step.at, room=step.room)
        return found

    def _inside(self, session: SessionFacts | None) -> dict[str, int]:
        """Count who is in the house, and in the rooms of a session."""
        counted: Mapping[str, int] = self.live.get("inside") or {}
        inside = {HOUSE: counted.get(HOUSE, 0)}
        for room in session.rooms if session else ():
            inside[room] = counted.get(f"{session.id}/{room}", 0) if session else 0
        for step in self.steps.values():
            where = HOUSE if step.session is None else step.room or ""
            if where in inside and (step.session is None or (session and step.session == session.id)):
                inside[where] += 1 if step.direction == "in" else -1
        return inside

    def _released(self, session: SessionFacts | None, at: datetime) -> int | None:
        since, seats = (self.live.get("released") or {}).get(str(session.id if session else 0), (None, None))
        return seats if since and _instant(since) <= at else None

    def _take_programme(self, programme: Mapping[str, Any]) -> None:
        self.sessions = tuple(_session(raw) for raw in programme["sessions"])
        self.gates = {gate["id"]: gate["room"] for gate in programme["gates"]}
        limits = {room["slug"]: room["limit"] for room in programme["rooms"]}
        limits[HOUSE] = programme.get("house_limit")
        self.limits = {place: limit for place, limit in limits.items() if limit is not None}

    def _take_person(self, row: list[Any]) -> None:
        n, code, name, _organisation, status, holds, presences, _note, _table, old_codes = row
        known = {
            session or None: Presence(_epoch(came), _epoch(left) if left else None, self.gates.get(gate))
            for session, came, left, gate, *_ in presences
        }
        self.people[n] = Known(n, STATUSES[status], frozenset(holds), known, name)
        if code:
            self.codes[code] = n
        self.old_codes.update(dict.fromkeys(old_codes, n))

    def _forget(self, n: int) -> None:
        if self.people.pop(n, None):
            self.codes = {code: who for code, who in self.codes.items() if who != n}
            self.old_codes = {code: who for code, who in self.old_codes.items() if who != n}


def _session(raw: Mapping[str, Any]) -> SessionFacts:
    starts_at = _instant(raw["starts_at"])
    return SessionFacts(
        id=raw["id"],
        uid="",
        slug="",
        kind="",
        title={},
        abstract={},
        note={},
        track=None,
        slot=raw["slot"],
        starts_at=starts_at,
        ends_at=_instant(raw["ends_at"]),
        rooms=tuple(raw["rooms"]),
        speakers=(),
        sequence=0,
        changed_at=starts_at,
        cancelled=raw["cancelled"],
        bookable=raw["bookable"],
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _epoch(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
