"""A keyboard alone gets through: every stop shows, none is covered, and the usual keys are enough."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from tests.journeys.people import Attendee, Organiser, address_of

pytestmark = pytest.mark.journey

MOST_STOPS = 80
STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const browsersOwn = !at.matches(':focus');  // a date's little calendar: the browser draws its ring
  const style = getComputedStyle(at), label = at.labels?.[0] && getComputedStyle(at.labels[0]);
  const ring = [style, label, getComputedStyle(at.parentElement)].some((s) => s && s.outlineStyle !== 'none');
  const own = seen && (at.contains(seen) || seen.contains(at));
  const uncovered = own || seen?.closest('label') === at.labels?.[0];
  const name = `${at.tagName} ${at.id || at.textContent.trim()}`;
  return { name, ring: ring || browsersOwn, uncovered: Boolean(uncovered) };
}"""
"""Where the focus is, whether that shows (WCAG 2.2 2.4.7), and whether anything covers it (2.4.11)."""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus; every stop on the way must be seen."""
    target.wait_for()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        assert stop["ring"], f"the focus does not show on {stop['name']}"
        assert stop["uncovered"], f"something covers {stop['name']}"
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def enter(page: Page, target: Locator) -> None:
    """Go to a link or button and press Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def type_into(page: Page, target: Locator, text: str) -> None:
    """Go to a field and type over what stands there."""
    tab_to(page, target)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_registering_by_keyboard(an_attendee_at: Callable[..., Attendee], device: str) -> None:
    alice = an_attendee_at(device, "en")
    page, name = alice.page, f"Keyboard{device}"
    page.goto(alice.site)
    enter(page, alice.link("Register"))
    for label, text in (
        ("First name", name),
        ("Last name", "Example"),
        ("E-mail address", address_of(name)),
        ("Organisation", "Example Works"),
    ):
        type_into(page, alice.field(label), text)
    for value in ("company", "sustainability"):
        tab_to(page, page.locator(f"input[value='{value}']"))
        page.keyboard.press("Space")
    enter(page, alice.button("Register"))
    alice.qr.wait_for()
    assert "Sustainability" in alice.agenda()


def test_mending_a_form_by_keyboard(an_attendee_at: Callable[..., Attendee]) -> None:
    """The summary has the focus, its links lead to the fields, and what was typed is still there."""
    bob = an_attendee_at("phone", "en")
    page = bob.page
    page.goto(bob.site)
    enter(page, bob.link("Register"))
    type_into(page, bob.field("First name"), "Bob")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert bob.field("First name").input_value() == "Bob"
    enter(page, page.locator(".error-summary a[href='#last_name']"))
    assert page.evaluate("document.activeElement.id") == "last_name"


def test_the_desk_by_keyboard(
    an_attendee_at: Callable[..., Attendee], olivia_at: Callable[..., Organiser]
) -> None:
    """Slash finds, arrows walk, Enter opens; then a change, a cancellation and its undoing."""
    an_attendee_at("desktop", "en").register("Deskbound", "Example", session="energy")
    olivia = olivia_at("desktop", "en")
    page = olivia.page
    enter(page, page.get_by_role("navigation").get_by_role("link", name="Registrations"))
    page.locator("#search-q").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("deskbound")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=deskbound"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    enter(page, olivia.link("Change details"))
    type_into(page, page.locator("#organisation"), "Other Works")
    page.keyboard.press("Enter")
    page.get_by_text("Other Works").first.wait_for()
    enter(page, page.get_by_role("button", name=re.compile("^Cancel")))
    enter(page, olivia.button("Undo: take the place back"))
    olivia.link("Change details").wait_for()


def test_a_gate_by_keyboard(olivia_at: Callable[..., Organiser]) -> None:
    olivia = olivia_at("desktop", "en")
    page = olivia.page
    enter(page, olivia.link("The door"))
    enter(page, olivia.link("Gates and phones"))
    enter(page, olivia.link("New gate"))
    type_into(page, page.locator("#name"), "Side door")
    page.keyboard.press("Enter")
    enter(page, olivia.button("Show the QR"))
    page.locator(".enrolment .address").wait_for()
