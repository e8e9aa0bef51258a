"""What a speaker agreed to stands until the session is moved outside it, and again when it comes back."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from innovfest import planning, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Delay, drafting, get_session
from innovfest.programme.models import PART_STATES, SessionSpeaker
from tests.conftest import NOON, OLIVIA
from tests.programme.programme_files import exported, imported

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


DECLINED = [
    ("declined", AGREED, "declined"),
    ("declined", between(0, 1), "asked"),
    ("declined", between(2, 4), "asked"),
    ("declined", None, "declined"),
    ("asked", AGREED, "declined"),
    ("asked", between(2, 4), "asked"),
]


@pytest.mark.parametrize(("state", "time", "becomes"), DECLINED)
def test_what_a_move_makes_of_a_part_that_was_declined(state: str, time: object, becomes: str) -> None:
    assert programme.state_after_move(state, None, time, AGREED) == becomes  # type: ignore[arg-type]


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
        assert programme.reconsider_parts([session]) == [], "nobody agreed to anything yet"
        part.state = "confirmed"
        part.agreed_starts_at, part.agreed_ends_at = session.placement.starts_at, session.placement.ends_at
        assert programme.reconsider_parts([session]) == []
        session.placement.ends_at += timedelta(minutes=15)
        assert programme.reconsider_parts([session]) == [part]
        assert part.state == "asked"
        session.placement.ends_at -= timedelta(minutes=15)
        assert programme.reconsider_parts([session]) == [part]
        assert part.state == "confirmed"


@pytest.fixture
def confirmed(event: Event) -> SessionSpeaker:
    """Somebody's part in the keynote, which they confirmed at the time that the draft has."""
    with unit_of_work():
        session = get_session(event.id, "keynote")
        part, there = session.parts[0], session.placement
        part.state = "confirmed"
        part.agreed_starts_at, part.agreed_ends_at = there.starts_at, there.ends_at
    return part


def state_of(event: Event) -> str:
    """Read what became of the part in the keynote."""
    db.session.rollback()
    db.session.expire_all()
    return get_session(event.id, "keynote").parts[0].state


def test_a_move_in_the_draft_asks_again_and_taken_back_does_not(
    event: Event, confirmed: SessionSpeaker
) -> None:
    with unit_of_work():
        session = get_session(event.id, "keynote")
        starts_at = session.placement.starts_at + timedelta(hours=1)
        drafting.move(session, starts_at, seen_revision=None, by=OLIVIA, now=NOON)
    assert state_of(event) == "asked"
    with unit_of_work():
        drafting.undo(event, by=OLIVIA, now=NOON)
    assert state_of(event) == "confirmed"
    with unit_of_work():
        drafting.redo(event, by=OLIVIA, now=NOON)
    assert state_of(event) == "asked"


def test_a_longer_session_asks_again_and_a_shorter_one_does_not(
    event: Event, confirmed: SessionSpeaker
) -> None:
    for minutes, state in ((-5, "confirmed"), (5, "asked")):
        with unit_of_work():
            session = get_session(event.id, "keynote")
            ends_at = confirmed.agreed_ends_at + timedelta(minutes=minutes)
            drafting.resize(session, ends_at, seen_revision=None, by=OLIVIA, now=NOON)
        assert state_of(event) == state


def test_a_file_that_moves_a_session_asks_its_speakers_again(event: Event, confirmed: SessionSpeaker) -> None:
    text = exported(event).replace('starts = "15:15"\nends = "15:50"', 'starts = "15:20"\nends = "15:55"')
    assert imported(event, text, {"changed/sessions/keynote/time"})
    assert state_of(event) == "asked"


def test_ten_minutes_later_asks_its_speakers_again(event: Event, confirmed: SessionSpeaker) -> None:
    delay = Delay(minutes=10)
    with unit_of_work():
        later = planning.foresee_later(event, delay, now=NOON)
        planning.make_later(event, delay, seen=later.seen, by=OLIVIA, now=NOON)
    assert state_of(event) == "asked"
