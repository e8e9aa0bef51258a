"""“Plan it for me” in a browser: from sessions without a time to a plan taken, with and without script."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import WAIT_MS, follow_the_printed_link
from tests.journeys.people import Organiser
from tests.support.browser import DEVICES, LOCALES, breaches, cut, hang
from tests.support.serve import Site

pytestmark = pytest.mark.journey

FOUND_MS = 60_000
"""How long a plan may take on a machine that does other things too."""


@pytest.fixture(scope="module")
def login(house: Site, browser: Browser) -> dict[str, Any]:
    """Sign Olivia in by the printed link."""
    return follow_the_printed_link(house, browser)


@pytest.fixture
def olivia(house: Site, login: dict[str, Any], browser: Browser) -> Iterator[Callable[..., Organiser]]:
    """Return a maker of Olivia at the desk: `olivia("phone", java_script_enabled=False)`."""
    opened = []

    def make(device: str = "desktop", **more: Any) -> Organiser:
        usual = {"locale": LOCALES["en"], "storage_state": login["state"], "bypass_csp": True}
        context = browser.new_context(**{**DEVICES[device], **usual, **more})
        opened.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.goto(login["desk"])
        return Organiser(page, house.address, "en")

    yield make
    for context in opened:
        context.close()


def take_off(olivia: Organiser, *slugs: str) -> None:
    """Take sessions off the schedule."""
    for slug in slugs:
        olivia.open(f"schedule/sessions/{slug}")
        olivia.button("Take off the schedule").click()
        olivia.page.get_by_text("Saved in the draft.").first.wait_for()


def ask(olivia: Organiser) -> Page:
    """Ask for a plan of what has no time, from the schedule."""
    olivia.open("schedule?view=list")
    olivia.press(olivia.link("Plan it for me"))
    olivia.page.wait_for_url("**/plan")
    again = olivia.page.locator("#again > summary")
    if again.count() and not olivia.page.locator("#again[open]").count():
        olivia.press(again)
    olivia.tick("what-1")
    name = "Plan again" if again.count() else "Plan"
    olivia.press(olivia.page.locator("main form.form").get_by_role("button", name=name, exact=True))
    return olivia.page


@pytest.mark.parametrize(("device", "scripted"), [("desktop", True), ("phone", False)])
def test_from_sessions_without_a_time_to_a_plan_taken(
    olivia: Callable[..., Organiser], device: str, scripted: bool
) -> None:
    desk = olivia(device, java_script_enabled=scripted)
    take_off(desk, "energy", "labour-market")
    page = ask(desk)
    take = desk.button("Take all")
    take.wait_for(timeout=FOUND_MS)
    assert cut(page) == []
    if scripted:
        assert breaches(page) == []
    hang(page, f"plan-{device}")
    desk.press(take)
    page.get_by_text("2 changes are in the draft.").wait_for()
    desk.open("schedule?view=list")
    rows = page.locator("tr").filter(has_text="Break-out").filter(has_text="16:30")
    assert rows.count() == 3
