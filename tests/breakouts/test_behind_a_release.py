"""Who waits for a line's lock behind a release decides by what that release says.

Only PostgreSQL lets anybody wait so: on SQLite a unit of work reads nothing before its turn.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event as Signal

import pytest
from sqlalchemy import text

from innovfest import InnovFest, breakouts, programme, reports
from innovfest.breakouts import ClashesWith, SessionCancelled, locks, queries
from innovfest.database import db, retrying, unit_of_work
from innovfest.errors import Refusal
from innovfest.events import Event
from innovfest.programme import get_session
from innovfest.registration import Details, Registration
from tests.breakouts.test_waitlist import BY, holds
from tests.conftest import DAY, NOON, OLIVIA, register
from tests.races.late_programme import with_a_tour_after
from tests.support.at_once import at_once

pytestmark = pytest.mark.on_postgresql

MOST_SECONDS = 5
_WHO_WAITS_FOR_ME = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)
Ask = Callable[[], object]


@pytest.fixture
def event(app: InnovFest, tmp_path) -> Event:
    """Return an edition with a tour after the break-outs, in a slot of its own."""
    source = with_a_tour_after(tmp_path)
    with unit_of_work():
        return programme.load_programme(source, day=DAY, example=True, by=OLIVIA, now=NOON)


@pytest.fixture
def too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strike the look at what is public by now: the control."""
    for module in (locks, queries):
        monkeypatch.setattr(module, "check_release", lambda event, released: None)


def behind(app: InnovFest, release: Ask, ask: Ask) -> object:
    """Ask while a release is made and wait for it; return the refusal, or what the answer was."""
    released = Signal()

    def releasing() -> object:
        with unit_of_work():
            release()
            db.session.flush()
            released.set()
            deadline = time.monotonic() + MOST_SECONDS
            while not db.session.scalar(_WHO_WAITS_FOR_ME):
                assert time.monotonic() < deadline, "nobody waits"
                time.sleep(0.01)
        return None

    def asking() -> object:
        assert released.wait(MOST_SECONDS)
        try:
            return retrying(in_one(ask))
        except Refusal as refusal:
            return refusal

    answer = at_once(app, [releasing, asking])[1]
    db.session.rollback()
    assert reports.counter_differences() == []
    return answer


def in_one(ask: Ask) -> Ask:
    def work() -> object:
        with unit_of_work():
            return ask()

    return work


def cancelling(event_id: int) -> Ask:
    return lambda: breakouts.cancel_session(
        get_session(event_id, "energy"), reason="The speaker is ill", by=OLIVIA, now=NOON
    )


def moving(event_id: int) -> Ask:
    """Move the tour into the time of the break-outs, and release that."""

    def work() -> None:
        placement = get_session(event_id, "tour").placement
        placement.starts_at -= timedelta(hours=1)
        placement.ends_at -= timedelta(hours=1)
        db.session.flush()
        programme.release(db.session.get_one(Event, event_id), by=OLIVIA, now=NOON)

    return work


WAYS: dict[str, Callable[[Registration, str, str], object]] = {
    "choosing": lambda me, slot, slug: breakouts.change_choices(me, {slot: slug}, by=BY, now=NOON),
    "signing up": lambda me, slot, slug: breakouts.sign_up(
        me, get_session(me.event_id, slug), by=BY, now=NOON
    ),
    "standing in line": lambda me, slot, slug: breakouts.join_line(
        me, get_session(me.event_id, slug), by=BY, now=NOON
    ),
}


@pytest.fixture(params=WAYS)
def a_way(request: pytest.FixtureRequest) -> Iterator[Callable[[int, str, str], Ask]]:
    """Return a maker of what somebody asks for, by their id, a slot and a session."""
    way = WAYS[request.param]
    return lambda person, slot, slug: lambda: way(db.session.get_one(Registration, person), slot, slug)


def test_who_waits_behind_a_cancellation_is_told_of_it(app, event, a_way):
    alice = register(event)
    answer = behind(app, cancelling(event.id), a_way(alice.id, "break-outs", "energy"))
    assert isinstance(answer, SessionCancelled)
    assert holds(alice) == [""]


def test_without_the_second_look_they_sit_in_what_is_cancelled(app, event, a_way, too_late):
    """The control: the test above does look."""
    alice = register(event)
    assert not isinstance(behind(app, cancelling(event.id), a_way(alice.id, "break-outs", "energy")), Refusal)
    assert holds(alice) == ["energy"]


def test_who_waits_behind_a_move_is_told_that_it_overlaps(app, event, a_way):
    alice = register(event, sessions=["energy"])
    assert isinstance(behind(app, moving(event.id), a_way(alice.id, "late", "tour")), ClashesWith)
    assert holds(alice) == ["energy"]


def test_without_the_second_look_they_sit_in_two_at_once(app, event, a_way, too_late):
    """The control: the test above does look."""
    alice = register(event, sessions=["energy"])
    behind(app, moving(event.id), a_way(alice.id, "late", "tour"))
    assert holds(alice) == ["energy, tour"]


def test_who_registers_behind_a_cancellation_is_told_of_it(app, event):
    """A registration locks the edition first, so that it reads no release which could be over."""
    answer = behind_registering(app, event, cancelling(event.id), ["energy"])
    assert isinstance(answer, SessionCancelled)


def test_who_registers_behind_a_move_is_told_that_it_overlaps(app, event):
    answer = behind_registering(app, event, moving(event.id), ["energy", "tour"])
    assert isinstance(answer, ClashesWith)


def behind_registering(app: InnovFest, event: Event, release: Ask, sessions: list[str]) -> object:
    """Register while a release is made, as one who has read the edition and its programme before."""
    ids = [get_session(event.id, slug).id for slug in sessions]
    slug = event.slug

    def ask() -> object:
        programme.current_document(db.session.query(Event).filter_by(slug=slug).one())
        return breakouts.register(
            slug,
            Details("Alice", "Example", "alice@example.org", "Example Works", "company"),
            breakouts.Selection(session_ids=ids),
            form_id="one form",
            language="en",
            by=BY,
            now=NOON,
        )

    return behind(app, release, ask)
