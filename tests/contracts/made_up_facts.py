"""Facts that nobody thought of, drawn around the instants and numbers at which an answer turns."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

START = datetime(2027, 2, 20, 13, 30, tzinfo=UTC)
END = START + timedelta(hours=4, minutes=30)
ROOMS = ["auditorium", "foyer", "attic"]
STATES = ["active"] * 16 + ["replaced", "spare", "foreign", "unknown", ""]
STATUSES = ["confirmed"] * 9 + ["pending", "waitlisted", "cancelled"]
SLIPS = [timedelta(milliseconds=ms) for ms in (0, 0, 1, -1, 1000, -1000, 60_000, -60_000)]
STEPS = [timedelta(minutes=minutes) for minutes in (0, 0, -30, -30, -10, 20, 360, -720)]
STAYS = [timedelta(), timedelta(minutes=5), timedelta(hours=1), timedelta(days=20)]


def programme(rng: Random) -> list[dict[str, Any]]:
    """Make up to five sessions on a grid of quarters of an hour, so that they touch and overlap."""
    return [_session(rng, number) for number in rng.sample(range(1, 7), rng.randint(0, 5))]


def facts(rng: Random, sessions: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Make up the facts of a scan, in a programme of its own unless one is given."""
    sessions = programme(rng) if sessions is None else sessions
    ends = [datetime.fromisoformat(each[end]) for each in sessions for end in ("starts_at", "ends_at")]
    at = rng.choice([START, END, *ends]) + rng.choice(STEPS) + rng.choice(SLIPS)
    on = [room for each in sessions for room in each["rooms"]]
    return {
        "at": told(at),
        "direction": rng.choice(["in", "in", "in", "out"]),
        "override": rng.choice([None, None, "", " \n", "fire officer"]),
        "supervisor": rng.random() < 0.3,
        "badge": rng.choice(STATES),
        "status": rng.choice(STATUSES),
        "room": rng.choice([None, *ROOMS, *on, *on]),
        "event": {"starts_at": told(START), "ends_at": told(END)},
        "sessions": sessions,
        "holds": rng.sample(range(1, 8), rng.randint(0, 3)),
        "check_ins": [_stay(rng, place, at) for place in rng.sample([None, *range(1, 7)], rng.randint(0, 4))],
        "inside": _numbers(rng, [0, 1, 2, 3, -1]),
        "limits": _numbers(rng, [0, 1, 2, 3, 4, None]),
        "released": rng.choice([None, None, 0, 1, 3, 6]),
        "lent": rng.choice([None, None, -1, 0, 1, 2]),
    }


def told(at: datetime) -> str:
    """Write an instant as the interface does."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _session(rng: Random, number: int) -> dict[str, Any]:
    starts = START + timedelta(minutes=15 * rng.randint(0, 18))
    return {
        "id": number,
        "kind": "breakout",
        "slot": rng.choice([None, "one", "one", "two"]),
        "rooms": rng.sample(ROOMS, rng.randint(0, 3)),
        "starts_at": told(starts),
        "ends_at": told(starts + timedelta(minutes=15 * rng.randint(0, 8))),
        "bookable": rng.random() < 0.75,
        "cancelled": rng.random() < 0.15,
    }


def _stay(rng: Random, place: int | None, at: datetime) -> dict[str, Any]:
    entered = at - rng.choice(STAYS) + rng.choice(SLIPS)
    left = rng.choice([None, None, entered + rng.choice(STAYS[:3]), max(entered, at)])
    room = rng.choice([None, *ROOMS]) if place else None
    return {"session": place, "entered_at": told(entered), "left_at": left and told(left), "room": room}


def _numbers(rng: Random, among: list[int | None]) -> dict[str, int | None]:
    return {room: rng.choice(among) for room in rng.sample([*ROOMS, ""], rng.randint(0, 4))}
