"""Two hundred clients race for the last seat, round after round: one of them has it, the others are told.

`INNOVFEST_RACE_ROUNDS` sets how many rounds are run.
"""

import copy
import os
from collections.abc import Callable, Iterator

import pytest

from innovfest import breakouts, clock, reports
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import get_session
from innovfest.registration import Details, Registration, link_of
from tests.races.conftest import UNLOCKED
from tests.races.visitors import FULL, SLOT, Browser, holders
from tests.support.racing import History, Runner, race

pytestmark = pytest.mark.race

CLIENTS = 200
ROUNDS = int(os.environ.get("INNOVFEST_RACE_ROUNDS", "4"))


@pytest.fixture
def rounds(an_edition, serve, tmp_path) -> Callable[..., Iterator[History]]:
    """Return a runner of rounds, each for one more seat among two hundred who have none."""

    def run(count: int, **server: str) -> Iterator[History]:
        event = an_edition()
        with unit_of_work():
            people = [_register(event, number) for number in range(CLIENTS + count)]
        links = {person.first_name: link_of(person) for person in people}
        port = serve(**server)
        browser = Browser(port, f"/{event.slug}/register")
        for _ in range(count):
            _one_seat_left(event)
            seated = set(holders("energy"))
            without = [who for who in links if who not in seated][:CLIENTS]
            runners = [_asks(browser, event, who, links[who]) for who in without]
            history = race(port, runners, tmp_path / "race.jsonl")
            db.session.rollback()
            yield history

    return run


def _register(event: Event, number: int) -> Registration:
    name = "Person" + "".join(chr(97 + number // 26**place % 26) for place in (2, 1, 0))
    details = Details(name, "Example", f"{name.lower()}@example.org", "Example Works", "company")
    form_id, now = f"form-{number}", clock.now()
    selection = breakouts.Selection()
    person, _is_new = breakouts.register(
        event.slug, details, selection, form_id=form_id, language="en", by=SYSTEM, now=now
    )
    return person


def _one_seat_left(event: Event) -> None:
    with unit_of_work():
        session = get_session(event.id, "energy")
        breakouts.change_capacity(session, session.seats_taken + 1, by=SYSTEM, now=clock.now())


def _asks(browser: Browser, event: Event, who: str, link: str) -> Runner:
    own = copy.copy(browser)
    own.path = f"/{event.slug}/my/{link}/breakouts"
    return own.sends(who, {SLOT: "energy"}, look_for=(FULL,))


def winners(histories: Iterator[History]) -> list[int]:
    """Count who was told of a seat, in each round."""
    return [len(history.of(303)) for history in histories]


def test_one_of_two_hundred_gets_the_last_seat(rounds, capsys):
    seated = 0
    for history in rounds(ROUNDS):
        seated += 1
        assert history.most_at_once() > 20
        assert history.statuses() == {303: 1, 409: CLIENTS - 1}
        assert all(step.found == (FULL,) for step in history.of(409))
        assert set(history.of(303).people()) <= set(holders("energy"))
        assert len(holders("energy")) == seated
    assert reports.counter_differences() == []
    with capsys.disabled():
        print(f"\n{seated} rounds of {CLIENTS} clients for the last seat: one winner in each")


def test_without_locks_the_last_seat_is_sold_twice(rounds):
    assert max(winners(rounds(2, target=UNLOCKED))) > 1


@pytest.mark.on_postgresql
def test_without_the_lock_of_sessions_alone_it_is_too(rounds, monkeypatch):
    monkeypatch.setenv("INNOVFEST_STRUCK_LOCK", "session")
    assert max(winners(rounds(2, target=UNLOCKED))) > 1
