"""Releases in real browsers: a fix on the morning, and “ten minutes later” from a phone, announced."""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.journeys.people import Attendee, Organiser

pytestmark = pytest.mark.journey

KEYNOTE = "Keynote"
MINISTER = "Address by the Flemish Minister of Economy and Innovation"


@pytest.fixture
def olivia(olivia_at: Callable[..., Organiser]) -> Iterator[Organiser]:
    """Olivia at the desk; what she left in the draft and made public is as it was afterwards."""
    olivia = olivia_at("desktop", "en")
    olivia.open("releases")
    number = int(re.findall(r"Release (\d+)", olivia.page.locator("main").inner_text())[0])
    yield olivia
    for slug, was in (("keynote", KEYNOTE), ("minister", MINISTER)):
        retitle(olivia, slug, was)
    olivia.open(f"releases/{number}")
    if olivia.button(f"Go back to release {number}").count():
        olivia.press(olivia.page.get_by_role("button", name=re.compile("Go back to release")))
        olivia.page.get_by_text("is public. Feeds follow").wait_for()


def retitle(olivia: Organiser, slug: str, title: str) -> None:
    """Give a session of the draft another English title."""
    olivia.open(f"sessions/{slug}/edit")
    olivia.page.locator("#title_en").fill(title)
    with olivia.page.expect_navigation():
        olivia.press(olivia.page.locator("main form.form button[type=submit]").first)


def title_of(attendee: Attendee, slug: str) -> str:
    """Read a session's title as everybody sees it."""
    attendee.page.goto(f"{attendee.site}/")
    attendee.page.goto(attendee.page.url.rstrip("/") + f"/sessions/{slug}?lang=en")
    return attendee.page.locator("h1").inner_text()


def test_a_morning_fix_leaves_half_finished_work_in_the_draft(olivia: Organiser, an_attendee_at) -> None:
    alice = an_attendee_at("phone", "en")
    was = title_of(alice, "keynote")
    retitle(olivia, "keynote", "Half a ti")
    retitle(olivia, "minister", "The minister, at last")
    olivia.open("releases/new")
    olivia.tick(_box(olivia, "Half a ti"))
    with olivia.page.expect_navigation():
        olivia.press(olivia.button("Show what this choice does"))
    assert olivia.page.locator("main").inner_text().count("is called") >= 2
    assert not olivia.page.locator(f"input[id='{_box(olivia, 'Half a ti')}']").is_checked()
    olivia.press(olivia.button("Release"))
    olivia.page.get_by_text("is public. Feeds follow").wait_for()
    assert title_of(alice, "minister") == "The minister, at last"
    assert title_of(alice, "keynote") == was
    olivia.open("releases/new")
    assert "Half a ti" in olivia.page.locator("main").inner_text()


def _box(olivia: Organiser, words: str) -> str:
    return olivia.page.locator("label.choice__label", has_text=words).get_attribute("for") or ""


@pytest.mark.usefixtures("olivia")
def test_ten_minutes_later_from_a_phone(olivia_at, an_attendee_at) -> None:
    alice, phone = an_attendee_at("phone", "en"), olivia_at("phone", "en")
    alice.page.goto(f"{alice.site}/")
    alice.page.goto(alice.page.url.rstrip("/") + "/programme")
    before = alice.page.locator(".timeline").inner_text()
    phone.open("today")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.tick(phone.page.locator("#later input[name=minutes][value='10']").get_attribute("id"))
    phone.press(phone.button("Show what that does"))
    phone.page.get_by_text("16:40–18:10").first.wait_for()
    phone.press(phone.button("Make it public now"))
    phone.page.get_by_text("is public. Feeds follow").wait_for()
    assert "16:30" in before
    # The page that was open all the time shows the message by itself, its programme when it is asked again.
    alice.page.get_by_text("What follows begins 10 minutes later.").wait_for(timeout=45_000)
    alice.page.reload()
    assert "16:40" in alice.page.locator(".timeline").inner_text()
    phone.press(phone.page.get_by_role("button", name=re.compile("Show no longer")).first)
    phone.page.get_by_text("It is shown no more.").wait_for()
