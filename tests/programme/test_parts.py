"""What a speaker agreed to stands until the session is moved outside it, and again when it comes back."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from innovfest import programme
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.programme.models import PART_STATES

TEN = datetime(2027, 2, 20, 10, 0, tzinfo=UTC)


def between(start: float, end: float) -> tuple[datetime, datetime]:
    """Return a time of the day, as hours after ten."""
    return TEN + timedelta(hours=start), TEN + timedelta(hours=end)


AGREED = between(0, 2)
CASES = [
    ("confirmed", AGREED, AGREED, "confirmed"),
    ("confirmed", AGREED, between(1, 2), "confirmed"),
    ("confirmed", AGREED, between(1, 3), "asked"),
    ("confirmed", AGREED, between(-1, 1), "asked"),
    ("confirmed", AGREED, between(2, 4), "asked"),
    ("confirmed", AGREED, None, "confirmed"),
    ("confirmed", None, AGREED, "confirmed"),
    ("asked", AGREED, AGREED, "confirmed"),
    ("asked", AGREED, between(3, 4), "asked"),
    ("asked", None, AGREED, "asked"),
    ("unasked", None, AGREED, "unasked"),
    ("declined", AGREED, AGREED, "declined"),
]


@pytest.mark.parametrize(("state", "agreed", "time", "becomes"), CASES)
def test_what_a_move_makes_of_a_part(state: str, agreed: object, time: object, becomes: str) -> None:
    assert programme.state_after_move(state, agreed, time) == becomes  # type: ignore[arg-type]


def test_there_and_back_is_no_move() -> None:
    """Every state, with every agreed time and every other time of a day in hours."""
    times = [between(start, start + length) for start in range(-3, 4) for length in range(1, 4)]
    for state, agreed, elsewhere in itertools.product(PART_STATES, times, times):
        home = programme.state_after_move(state, agreed, agreed)
        moved = programme.state_after_move(home, agreed, elsewhere)
        assert programme.state_after_move(moved, agreed, agreed) == home
        assert programme.state_after_move(moved, agreed, elsewhere) == moved, "the same move twice is one"


def test_a_moved_session_asks_its_confirmed_speakers_again(event: Event) -> None:
    with unit_of_work():
        session = next(s for s in programme.list_placed(event.id) if s.parts and s.placement)
        part = session.parts[0]
        assert programme.reconsider_parts(session) == [], "nobody agreed to anything yet"
        part.state = "confirmed"
        part.agreed_starts_at, part.agreed_ends_at = session.placement.starts_at, session.placement.ends_at
        assert programme.reconsider_parts(session) == []
        session.placement.ends_at += timedelta(minutes=15)
        assert programme.reconsider_parts(session) == [part]
        assert part.state == "asked"
        session.placement.ends_at -= timedelta(minutes=15)
        assert programme.reconsider_parts(session) == [part]
        assert part.state == "confirmed"
