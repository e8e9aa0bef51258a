"""A plenary that is larger than its room: which other rooms it takes, and in which order they fill."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

from innovfest.breakouts.room_plan import RoomToGive
from innovfest.breakouts.rules import Interval


@dataclass(frozen=True)
class Fill:
    """So many people in a room."""

    room_id: int
    people: int


@dataclass(frozen=True)
class Overflow:
    """The rooms in fill order, and the people for whom no free room has a seat."""

    fills: tuple[Fill, ...]
    without_seat: int


def overflow(
    people: int,
    time: Interval,
    rooms: Iterable[RoomToGive],
    *,
    main: int | None = None,
    needs: frozenset[str] = frozenset(),
) -> Overflow:
    """Spread a session over its `main` room and the fewest others that are free and have what they need.

    Among as few rooms, those that lie nearest together by position, then those with most seats. The main room
    fills first and is taken as it is; then the largest.
    """
    by_size = sorted(rooms, key=lambda room: (-room.holds, room.position, room.id))
    first = [room for room in by_size if room.id == main]
    others = [
        room
        for room in by_size
        if room.id != main and room.holds and needs <= room.equipment and room.is_free(time)
    ]
    return _fill(people, first + _fewest(people - _seats(first), first, others))


def _fewest(people: int, first: Sequence[RoomToGive], others: Sequence[RoomToGive]) -> list[RoomToGive]:
    """Choose from rooms that stand largest first; all of them when even those don't suffice."""
    seats = accumulate((room.holds for room in others), initial=0)
    count = next((count for count, total in enumerate(seats) if total >= people), len(others))
    choices = (choice for choice in combinations(others, count) if _seats(choice) >= people)
    best = min(choices, key=lambda choice: (_spread([*first, *choice]), -_seats(choice)), default=others)
    return list(best)


def _seats(rooms: Iterable[RoomToGive]) -> int:
    return sum(room.holds for room in rooms)


def _spread(rooms: Sequence[RoomToGive]) -> int:
    positions = [room.position for room in rooms]
    return max(positions) - min(positions) if positions else 0


def _fill(people: int, rooms: Sequence[RoomToGive]) -> Overflow:
    fills = []
    for room in rooms:
        fills.append(Fill(room.id, min(people, room.holds)))
        people -= fills[-1].people
    return Overflow(tuple(fills), people)
