"""Programmes by chance, small and large, with every kind of rule in them."""

import random
from datetime import UTC, datetime, timedelta

from innovfest.programme.scheduling import (
    Attendee,
    Availability,
    FixedItem,
    Interval,
    Placed,
    Plan,
    Problem,
    RoomToUse,
    SessionToPlace,
    Window,
)

MORNING = datetime(2027, 2, 20, 9, tzinfo=UTC)
WORDS = ("beamer", "piano", "stage")


def at(minutes: int) -> datetime:
    """Return the time some minutes after nine."""
    return MORNING + timedelta(minutes=minutes)


def in_blocks(
    sessions: int, rooms: int, people: int, *, seed: int = 0, ranked: bool = False, tight: bool = False
) -> Problem:
    """Make a programme whose blocks are just full, and people with three to eight wishes each."""
    chance = random.Random(seed)
    liked = [chance.random() ** 1.5 + 0.05 for _ in range(sessions)]
    shares = (0.5, 0.3, 0.2, 0.15, 0.1, 0.1)
    attendees = []
    for person in range(people):
        drawn = sorted(range(sessions), key=lambda each: chance.random() ** (1 / liked[each]), reverse=True)
        wishes = [f"s{each}" for each in drawn[: chance.randint(3, 8)]]
        make = Attendee.ranked if ranked else Attendee.favouring
        attendees.append(make(person, wishes))
    return Problem(
        sessions=tuple(SessionToPlace(f"s{each}", 45) for each in range(sessions)),
        rooms=tuple(
            RoomToUse(f"r{each}", int(people * shares[each]) if tight else people) for each in range(rooms)
        ),
        windows=tuple(Window(at(60 * each), at(60 * each + 45)) for each in range(-(-sessions // rooms))),
        attendees=tuple(attendees),
    )


def by_chance(seed: int, *, largest: int = 12, pins: bool = True) -> Problem:
    """Make a programme with a bit of everything: equipment, slots, pins, speakers' times, a break, walks."""
    chance = random.Random(seed)
    rooms = tuple(
        RoomToUse(
            f"r{number}",
            chance.choice((5, 10, 20, 40)),
            frozenset(word for word in WORDS if chance.random() < 0.6),
            _availability(chance, 0.2),
        )
        for number in range(chance.randint(2, 5))
    )
    on_a_grid = chance.random() < 0.5
    windows = _windows(chance, on_a_grid=on_a_grid)
    speakers = [f"p{number}" for number in range(chance.randint(2, 10))]
    sessions = tuple(
        _session(chance, number, rooms, windows, speakers, on_a_grid=on_a_grid, pins=pins)
        for number in range(chance.randint(3, largest))
    )
    names = [session.id for session in sessions]
    attendees = tuple(
        Attendee(
            number,
            {
                name: chance.randint(1, 5)
                for name in chance.sample(names, chance.randint(1, min(5, len(names))))
            },
            people=chance.choice((1, 1, 1, 3)),
        )
        for number in range(chance.randint(0, 40))
    )
    return Problem(
        sessions=sessions,
        rooms=rooms,
        windows=windows,
        speakers={name: _availability(chance, 0.4) for name in speakers if chance.random() < 0.8},
        attendees=attendees,
        fixed=(
            FixedItem(
                "lunch",
                Interval(at(120), at(150)),
                chance.choice((None, frozenset({rooms[0].id}))),
                frozenset(chance.sample(speakers, 1)),
                frozenset({chance.choice(rooms).id}),
                chance.choice((0, 0, 10)),
            ),
        ),
        walking={(rooms[0].id, rooms[1].id): 15},
        walking_minutes=chance.choice((0, 5, 10)),
        released=_released(chance, sessions, rooms, windows) if chance.random() < 0.5 else None,
    )


def _windows(chance: random.Random, *, on_a_grid: bool) -> tuple[Window, ...]:
    if on_a_grid:
        return (Window(at(0), at(120), every=chance.choice((5, 15, 30))), Window(at(150), at(300), every=15))
    gap = chance.choice((0, 10, 15))
    return tuple(
        Window(at(number * (60 + gap)), at(number * (60 + gap) + 60))
        for number in range(chance.randint(3, 5))
    )


def _availability(chance: random.Random, limited: float) -> Availability:
    if chance.random() > limited:
        return chance.choice((Availability.always(), Availability.unknown()))
    start = chance.choice((0, 60, 120))
    return Availability.only((at(start), at(start + chance.choice((90, 180, 240)))))


def _session(
    chance: random.Random,
    number: int,
    rooms: tuple[RoomToUse, ...],
    windows: tuple[Window, ...],
    speakers: list[str],
    *,
    on_a_grid: bool,
    pins: bool,
) -> SessionToPlace:
    minutes = chance.choice((20, 30, 45, 60)) if on_a_grid else chance.choice((45, 60))
    room_count = 2 if chance.random() < 0.1 else 1
    start = chance.choice(list(chance.choice(windows).starts(minutes)) or [at(0)])
    allowed = frozenset(room.id for room in chance.sample(rooms, min(3, len(rooms))))
    fixed_rooms = tuple(room.id for room in chance.sample(rooms, room_count))
    return SessionToPlace(
        f"s{number}",
        minutes,
        kind="plenary" if chance.random() < 0.06 else "breakout",
        track=chance.choice((None, "energy", "labour")),
        speakers=frozenset(chance.sample(speakers, chance.choice((0, 1, 1, 2)))),
        needs=frozenset(chance.sample(WORDS, chance.choice((0, 0, 1)))),
        size=chance.choice((0, 0, 0, 8)),
        demand=chance.choice((0, 0, 15)),
        rooms=allowed if chance.random() < 0.2 else None,
        room_count=room_count,
        slot=chance.choice(("afternoon", None, None, None)),
        setup_minutes=chance.choice((0, 0, 5, 10)),
        fixed_start=start if pins and chance.random() < 0.12 else None,
        fixed_rooms=fixed_rooms if pins and chance.random() < 0.1 else None,
    )


def _released(
    chance: random.Random,
    sessions: tuple[SessionToPlace, ...],
    rooms: tuple[RoomToUse, ...],
    windows: tuple[Window, ...],
) -> Plan:
    """Release something that may well break rules: the solver must not rely on it."""
    placed = []
    for session in sessions:
        starts = [start for window in windows for start in window.starts(session.minutes)]
        if starts and chance.random() < 0.7:
            start = chance.choice(starts)
            room = chance.choice(rooms).id
            placed.append(Placed(session.id, start, start + timedelta(minutes=session.minutes), (room,)))
    return Plan(tuple(placed))
