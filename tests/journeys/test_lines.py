"""Lines in real browsers: one waits, keeps a seat, moves up; two exchange theirs; an offer is answered."""

import re
from collections.abc import Callable

import pytest

from tests.journeys.people import Attendee, Organiser

pytestmark = pytest.mark.journey

People = Callable[..., Attendee]


@pytest.fixture
def two_of_each(an_attendee_at: People, olivia_at: Callable[..., Organiser], request: pytest.FixtureRequest):
    """Alice sits in Energy and Bob in Sustainability, both full; they are open again afterwards."""
    name = "".join(sign for sign in request.node.name if sign.isalpha())
    olivia = olivia_at("desktop", "en")
    alice, bob = an_attendee_at("phone", "nl"), an_attendee_at("phone", "fr")
    alice.register(f"Alice{name}"[:40], "Example", session="energy")
    bob.register(f"Bob{name}"[:40], "Example", session="sustainability")
    for session in ("energy", "sustainability"):
        olivia.change_session(session, seats=olivia.taken(session), line="at_once")
    yield alice, bob, olivia
    for session in ("energy", "sustainability"):
        olivia.change_session(session, seats=60, line="at_once")


def test_a_freed_seat_moves_the_line_and_keeps_what_one_had(two_of_each) -> None:
    alice, bob, olivia = two_of_each
    bob.stand_in_line("energy")
    assert bob.page.locator(".notice--info").count() == 1
    in_sustainability = olivia.taken("sustainability")
    alice.change_to("plenary")
    bob.page.reload()
    assert bob.page.locator(".notice--info").count() == 0
    assert olivia.taken("sustainability") == in_sustainability - 1


def test_the_organiser_sees_the_line_and_what_became_of_it(two_of_each) -> None:
    alice, bob, olivia = two_of_each
    bob.stand_in_line("energy")
    (who, seat), *others = olivia.line_of("energy").items()
    assert who.startswith("Bob")
    assert (seat, others) == ("Break-out: Sustainability", [])
    alice.change_to("plenary")
    assert olivia.line_of("energy") == {}
    happened = olivia.page.locator("main").inner_text()
    assert who in happened.partition("Seats\n")[2]
    olivia.open("breakouts")
    energy = olivia.page.locator("article", has=olivia.page.locator("a[href$='/breakouts/energy']"))
    assert re.search(r"In line\s+0", energy.inner_text())


def test_two_who_want_each_others_seat_exchange_them(two_of_each) -> None:
    alice, bob, olivia = two_of_each
    before = [olivia.taken(session) for session in ("energy", "sustainability")]
    alice.stand_in_line("sustainability")
    was = alice.agenda()
    bob.stand_in_line("energy")
    alice.page.reload()
    assert alice.agenda() != was
    assert [olivia.taken(session) for session in ("energy", "sustainability")] == before


def test_an_offer_is_a_page_and_a_button(two_of_each) -> None:
    alice, bob, olivia = two_of_each
    olivia.change_session("energy", seats=olivia.taken("energy"), line="offer")
    bob.stand_in_line("energy")
    alice.change_to("plenary")
    was = bob.agenda()
    bob.page.reload()
    bob.press(bob.link("Answer the offer"))
    bob.press(bob.button("Yes, I accept"))
    bob.page.locator(".notice--good").wait_for()
    assert bob.agenda() != was


def test_an_offer_that_was_not_answered_goes_on(two_of_each, an_attendee_at: People, at_rest) -> None:
    alice, bob, olivia = two_of_each
    charlie = an_attendee_at("phone", "en")
    charlie.register("Charlielapse", "Example", session="plenary")
    olivia.change_session("energy", seats=olivia.taken("energy"), line="offer")
    bob.stand_in_line("energy")
    charlie.stand_in_line("energy")
    alice.change_to("plenary")
    bob.page.reload()
    bob.press(bob.link("Answer the offer"))
    bob.button("Yes, I accept").wait_for()
    at_rest("UPDATE waitlist_entry SET expires_at = '2026-01-01 12:00:00' WHERE status = 'offered'")
    # Who comes too late reads so, and the next in line is asked.
    bob.press(bob.button("Yes, I accept"))
    bob.page.get_by_text(bob.say("This offer has lapsed: it went to the next in line.")).first.wait_for()
    charlie.page.reload()
    for _ in range(40):
        if charlie.link("Answer the offer").count():
            break
        charlie.page.wait_for_timeout(500)
        charlie.page.reload()
    charlie.press(charlie.link("Answer the offer"))
    charlie.press(charlie.button("Yes, I accept"))
    charlie.page.locator(".notice--good").wait_for()
