"""What a play showed: the phones' books against the server's, the lines, the rooms, and how fast it went.

A scan is lost when a phone made it and the server does not have it; a double is a second time that somebody
was let in at one place, and the server has to list each as a conflict.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from innovfest.checkin.models import CheckIn, Gate, Scan
from innovfest.database import db
from innovfest.events import Event, Room
from innovfest.rehearsal import queues
from innovfest.rehearsal.hall import DESK, ENTRANCE, Hall
from innovfest.rehearsal.phone import Done, Phone
from innovfest.rehearsal.queues import Served
from innovfest.rehearsal.stage import Stage

MOST_NAMED = 20
"""Ids of what is wrong that a report names."""

Request = tuple[str, int, float]


@dataclass(frozen=True)
class Played:
    """What a play leaves: its stage and lines, the phones, every request, the seconds, who was not served."""

    stage: Stage
    hall: Hall
    phones: Sequence[Phone]
    requests: Sequence[Request]
    seconds: float
    unserved: int

    @property
    def devices(self) -> list[int]:
        """The ids of its phones; real ones may have scanned beside them."""
        return [phone.id for phone in self.phones]


def write(event: Event, played: Played) -> dict[str, Any]:
    """Write the report of a play as it is kept."""
    stage, served = played.stage, played.hall.served
    made = [done for phone in played.phones for done in phone.done]
    stored = _stored(played.devices)
    return {
        **compare(made, stored, _doubles_listed(played.devices), _inside(played.devices)),
        "seconds": round(played.seconds, 1),
        "unserved": played.unserved,
        "lines": [_line(name, served[name]) for name in (ENTRANCE, DESK, *sorted(stage.rooms))],
        "rooms": _rooms(event, stage),
        "house": _fill(event, stage, None),
        "server": _server(played, [row.received_at for row in stored.values()]),
        "refused": [sentence for phone in played.phones for sentence in phone.refused][:MOST_NAMED],
        "advice": _advice(stage),
    }


def compare(
    made: Sequence[Done], stored: Mapping[str, Any], listed: Counter[tuple[int, str]], inside: set[int]
) -> dict[str, Any]:
    """Hold what phones did against what the server has.

    `stored` are the server's scans by id, `listed` how many doubles it lists of a person at a place, `inside`
    who came into the house by its books.
    """
    lost = [done.id for done in made if done.id not in stored]
    strange = set(stored) - {done.id for done in made}
    let_in: Counter[tuple[int, str]] = Counter()
    for done in made:
        row = stored.get(done.id)
        person = row.registration_id if row else done.n
        if done.effect == "admitted" and person is not None:
            # A phone that was overruled did not know which session its door belongs to; the server does.
            let_in[person, f"{(row.session_id if row else done.verdict.session) or ''}"] += 1
    doubles = Counter({key: times - 1 for key, times in let_in.items() if times > 1})
    entered = {person for person, place in let_in if place == ""}
    return {
        "scans": len(made),
        "stored": sum(done.id in stored for done in made),
        "lost": len(lost),
        "lost_ids": lost[:MOST_NAMED],
        "strange": len(strange),
        "doubles": sum(doubles.values()),
        "unlisted": sum((doubles - listed).values()),
        "overlisted": sum((listed - doubles).values()),
        "let_in": len(entered),
        "missing_inside": len(entered - inside),
        "strange_inside": len(inside - entered),
        "by_effect": dict(sorted(Counter(done.effect for done in made).items())),
        "overruled": sum(done.acted is not None for done in made),
    }


def _stored(devices: Sequence[int]) -> dict[str, Any]:
    """Return the server's scans of some phones, by id."""
    statement = select(Scan.id, Scan.registration_id, Scan.session_id, Scan.received_at)
    return {row.id: row for row in db.session.execute(statement.where(Scan.device_id.in_(devices)))}


def _doubles_listed(devices: Sequence[int]) -> Counter[tuple[int, str]]:
    statement = select(Scan.registration_id, Scan.session_id).where(
        Scan.device_id.in_(devices), Scan.conflict == "admitted_twice"
    )
    rows = db.session.execute(statement)
    return Counter((person, f"{session or ''}") for person, session in rows if person is not None)


def _inside(devices: Sequence[int]) -> set[int]:
    statement = (
        select(CheckIn.registration_id)
        .join(Scan, Scan.id == CheckIn.scan_id)
        .where(Scan.device_id.in_(devices), CheckIn.session_id.is_(None))
    )
    return set(db.session.scalars(statement))


def _line(name: str, served: Sequence[Served]) -> dict[str, Any]:
    ordered = sorted(served)
    waits = {key: round(value, 1) for key, value in asdict(queues.waits_of(ordered)).items()}
    return {"line": name, **waits, "lengths": _rounded(queues.lengths_of(ordered))}


def _rooms(event: Event, stage: Stage) -> list[dict[str, Any]]:
    of_venue = select(Room.slug, Room.name, Room.fire_limit).where(Room.venue_id == event.venue_id)
    rows = db.session.execute(of_venue.order_by(Room.position))
    return [
        {"room": name, "limit": limit, "fill": _fill(event, stage, slug)}
        for slug, name, limit in rows
        if slug in stage.rooms
    ]


def _fill(event: Event, stage: Stage, room: str | None) -> list[list[float]]:
    """Return how many were inside a room, or the house, after each change, by the server's books."""
    statement = select(CheckIn.entered_at, CheckIn.left_at).where(CheckIn.event_id == event.id)
    if room is None:
        statement = statement.where(CheckIn.session_id.is_(None))
    else:
        statement = (
            statement.join(Gate, Gate.id == CheckIn.gate_id)
            .join(Room, Room.id == Gate.room_id)
            .where(Room.slug == room, CheckIn.session_id.is_not(None))
        )
    changes: list[tuple[float, int]] = []
    for entered_at, left_at in db.session.execute(statement):
        changes.append((stage.clock.at(entered_at), 1))
        if left_at:
            changes.append((stage.clock.at(left_at), -1))
    inside, fill = 0, []
    for at, step in sorted(changes):
        inside += step
        fill.append((at, inside))
    return _rounded(fill)


def _rounded(points: Iterable[tuple[float, int]]) -> list[list[float]]:
    """Write points for keeping: one a second at most, the last of it."""
    by_second = {round(at): value for at, value in points}
    return [[at, value] for at, value in sorted(by_second.items())]


def _server(played: Played, received: Sequence[datetime]) -> dict[str, Any]:
    """Say how fast the server answered, in milliseconds, and how many scans it took in its busiest second."""
    requests, seconds = played.requests, played.seconds
    by_kind: defaultdict[str, list[float]] = defaultdict(list)
    for kind, status, took in requests:
        if status:
            by_kind[kind].append(1000 * took)
    kinds = {
        kind: {
            "requests": len(took),
            "middle": round(queues.share_of(sorted(took), 50), 1),
            "high": round(queues.share_of(sorted(took), 95), 1),
            "longest": round(max(took), 1),
        }
        for kind, took in sorted(by_kind.items())
    }
    busiest = Counter(int(at.timestamp()) for at in received)
    answered = sum(len(took) for took in by_kind.values())
    return {
        "kinds": kinds,
        "requests": answered,
        "unanswered": sum(1 for _, status, _ in requests if not status),
        "errors": sum(1 for _, status, _ in requests if status >= 500),
        "per_second": round(answered / seconds, 1) if seconds else 0,
        "busiest_second": max(busiest.values(), default=0),
    }


def _advice(stage: Stage) -> dict[str, Any]:
    """Say how long people wait with these lanes and with one more, if nothing but people took time."""
    lanes = stage.plan.lanes
    waits = [queues.foresee(stage.plan, number) for number in (lanes, lanes + 1)]
    return {
        "lanes": lanes,
        "longest": round(waits[0].longest),
        "longest_with_more": round(waits[1].longest),
        "high": round(waits[0].high),
        "high_with_more": round(waits[1].high),
    }
