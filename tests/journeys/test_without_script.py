"""Without JavaScript registration and the desk do their whole job; scripts only make them nicer."""

from collections.abc import Callable

import pytest

from tests.journeys.people import Attendee, Organiser

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_an_attendee_registers_changes_and_cancels(
    an_attendee_at: Callable[..., Attendee], device: str
) -> None:
    bob = an_attendee_at(device, "nl", java_script_enabled=False)
    own_page = bob.register(f"Bob{device}", "Zonder Script", session="energy")
    bob.page.goto(own_page)
    bob.change_to("labour-market")
    bob.press(bob.link("Change my details"))
    bob.field("Job title").fill("Baker")
    bob.press(bob.button("Save"))
    bob.page.get_by_text(bob.say("Your details are saved.")).wait_for()
    bob.press(bob.link("I can not come"))
    bob.press(bob.button("Cancel my place"))
    bob.press(bob.button("Take my place back"))
    bob.qr.wait_for()


def test_the_language_changes_with_one_tap_and_stays(an_attendee_at: Callable[..., Attendee]) -> None:
    alice = an_attendee_at("phone", "nl", java_script_enabled=False)
    alice.page.goto(alice.site)
    alice.press(alice.page.get_by_role("link", name="FR", exact=False).first)
    assert alice.page.locator("html").get_attribute("lang") == "fr"
    alice.page.goto(alice.site)
    assert alice.page.locator("html").get_attribute("lang") == "fr"


def test_the_desk_finds_changes_cancels_and_opens_a_gate(
    an_attendee_at: Callable[..., Attendee], olivia_at: Callable[..., Organiser]
) -> None:
    an_attendee_at("desktop", "en", java_script_enabled=False).register(
        "Charlie", "Noscript", session="sustainability"
    )
    olivia = olivia_at("desktop", "en", java_script_enabled=False)
    page = olivia.page
    olivia.link("Registrations").first.click()
    page.locator("#search-q").fill("noscript")
    olivia.button("Search").click()
    page.get_by_role("link", name="Noscript, Charlie").click()
    olivia.link("Move: seats and lines").click()
    olivia.choose("energy")
    olivia.field("Reason").fill("Asked at the desk")
    olivia.button("Save").click()
    page.locator(".seat-list").get_by_text("Energy").first.wait_for()
    page.get_by_role("button", name="Cancel").first.click()
    olivia.button("Undo: take the place back").click()
    olivia.link("Change details").wait_for()
    olivia.make_gate("Door without script")
    assert "/door/enrol/" in olivia.show_enrolment()
    before = olivia.change_day({"capacity": "290"})
    assert olivia.change_day(before) == {"capacity": "290"}
