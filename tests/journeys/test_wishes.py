"""Wishes in real browsers: ranked with a thumb and with a keyboard, given by the organiser, explained."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys.people import Attendee, Organiser
from tests.journeys.test_without_mouse import enter, tab_to
from tests.support.browser import breaches, cut, hang

pytestmark = pytest.mark.journey

People = Callable[..., Attendee]
LONG_AGO = "'2026-01-01 12:00:00.000000'"


@pytest.fixture
def olivia(olivia_at: Callable[..., Organiser], at_rest: Callable[[str], None]) -> Iterator[Organiser]:
    """Olivia has opened the wishes; afterwards nothing is left of them."""
    olivia = olivia_at("desktop", "en")
    olivia.take_wishes()
    yield olivia
    at_rest("UPDATE slot SET mode = 'first_come'")
    for table in ("wish", "wish_member", "wish_party", "wish_round"):
        at_rest(f"DELETE FROM {table}")


def start(person: Attendee, name: str) -> Page:
    """Fill in the registration, up to the wishes."""
    person.page.goto(person.site)
    person.press(person.link("Register"))
    person.fill_in(name, "Example")
    person.choose("company")
    return person.page


def order(page: Page) -> list[str]:
    """Read the sessions in the order in which they are wished for."""
    return [item.get_attribute("data-deed") or "" for item in page.locator("[data-deed^='up ']").all()]


def test_wishes_are_ranked_given_and_explained(
    olivia: Organiser, an_attendee_at: People, at_rest: Callable[[str], None]
) -> None:
    alice = an_attendee_at("phone", "nl")
    page = start(alice, "Alicewishes")
    for slug in ("energy", "sustainability"):
        page.locator(f"[data-deed='add {slug}']").tap()
    page.locator("[data-deed='up sustainability']").tap()
    assert order(page) == ["up sustainability", "up energy"]
    assert "1" in page.locator("[data-ranking-said]").inner_text()
    own = alice.send_registration()
    assert page.locator(".wish-list li").count() == 2
    page.goto(f"{own}wishes/break-outs")
    assert order(page) == ["up sustainability", "up energy"]
    assert cut(page) == []
    hang(page, "wishes-own")
    at_rest(f"UPDATE wish_round SET closes_at = {LONG_AGO}")
    olivia.open("wishes/break-outs")
    hang(olivia.page, "wishes-desk")
    olivia.page.locator("button[value='fewest-disappointed']").click()
    olivia.page.locator(".notice--good").wait_for()
    page.reload()
    page.locator(".notice--good").wait_for()
    hang(page, "wishes-answered")
    page.goto(own)
    assert "Duurzaamheid" in alice.agenda() or page.locator(".ticket.track-sustainability").count()


def test_wishes_by_keyboard_alone(olivia: Organiser, an_attendee_at: People) -> None:
    bob = an_attendee_at("desktop", "fr")
    page = start(bob, "Bobwishes")
    for slug in ("labour-market", "energy"):
        add = page.locator(f"[data-deed='add {slug}']")
        tab_to(page, add)
        page.keyboard.press("Enter")
    # The focus is on what was added: one key more moves it up.
    page.keyboard.press("Enter")
    assert order(page) == ["up energy", "up labour-market"]
    enter(page, page.locator("[data-deed='remove labour-market']"))
    assert order(page) == ["up energy"]
    assert page.evaluate("document.activeElement.dataset.deed") == "add labour-market"
    own = bob.send_registration()
    page.goto(f"{own}wishes/break-outs")
    assert order(page) == ["up energy"]


def test_wishes_without_a_script(olivia: Organiser, an_attendee_at: People) -> None:
    carl = an_attendee_at("phone", "en", java_script_enabled=False)
    page = start(carl, "Carlwishes")
    for rank, slug in enumerate(("energy", "labour-market"), 1):
        page.locator(f"select[name='wish-break-outs-{rank}']").select_option(slug)
    own = carl.send_registration()
    page.goto(f"{own}wishes/break-outs")
    chosen = [page.locator(f"#wish-break-outs-{rank}").input_value() for rank in (1, 2, 3)]
    assert chosen == ["energy", "labour-market", ""]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_board_has_nothing_that_axe_finds(olivia: Organiser, an_attendee_at: People, scheme: str) -> None:
    person = an_attendee_at("phone", "nl", bypass_csp=True, reduced_motion="reduce", color_scheme=scheme)
    page = start(person, f"Axe{scheme}")
    for slug in ("energy", "sustainability"):
        page.locator(f"[data-deed='add {slug}']").tap()
    assert breaches(page) == []
    assert cut(page) == []
    hang(page, f"wishes-board-{scheme}")
