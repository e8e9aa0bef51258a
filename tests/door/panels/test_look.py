"""Each panel at 320 px, by day and by night: nothing cut, targets of 64 px, clean for axe, by keyboard."""

import pytest

from tests.door.panels.conftest import open_more, press, scan
from tests.door.panels.test_counting import DOUBLE
from tests.door.panels.test_desk import CASE
from tests.door.panels.test_lane import MESSAGE
from tests.support.browser import breaches, cut, hang

pytestmark = pytest.mark.journey

SMALL = """() => [...document.querySelectorAll('button, a.button, select, input.input')]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.getBoundingClientRect(), e.textContent.trim()])
  .filter(([b]) => b.height < 64 || b.width < 64).map(([, text]) => text)"""
LIVE = {"messages": [MESSAGE], "cases": [CASE], "conflicts": 1, "phones_in_trouble": 1}
DEEDS = {
    "correct": "Correct the name",
    "move": "Other break-out",
    "print": "Print the badge",
    "new-badge": "Badge lost",
    "note": "Note",
    "close-case": "Close this case",
}


@pytest.mark.parametrize(
    ("scheme", "locale", "width"), [("light", "fr-BE", 320), ("dark", "nl-BE", 320), ("light", "en-GB", 390)]
)
def test_every_panel_fits_and_axe_finds_nothing(panels, scheme, locale, width):
    page = panels(
        "supervisor",
        live=LIVE,
        color_scheme=scheme,
        locale=locale,
        viewport={"width": width, "height": 844 if width > 320 else 568},
        bypass_csp=True,
    )
    page.evaluate("conflict => { fake.answers['/conflicts'] = {conflicts: [conflict]}; }", DOUBLE)
    page.evaluate("fake.answers['/board'] = {phones_in_trouble: []}; fake.people[1].holds = [7]")
    found = []

    def look(name):
        hang(page, f"panel-{name}-{scheme}-{width}")
        found.extend((name, each) for each in (*cut(page), *page.evaluate(SMALL), *breaches(page)))

    page.evaluate("fake.shows('BOB')")
    page.locator("[data-verdict]").wait_for()
    page.evaluate("document.querySelector('[data-verdict-extra] button').click()")
    look("sent")
    page.locator("[data-sent-note]").click()
    look("case-note")
    page.keyboard.press("Escape")
    for entry in ("everyone", "head-count", "walk-in", "find", "cases", "conflicts", "board"):
        open_more(page, entry)
        page.wait_for_timeout(60)
        look(entry)
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.dataset.entry") == entry, "the focus comes back"
        look("more") if entry == "board" else None
        page.keyboard.press("Escape")
    page.evaluate("fake.engine.facts.phone.role = 'desk'; fake.change()")
    scan(page, "BOB")
    page.locator("[data-panel=desk]").wait_for()
    assert page.evaluate("document.activeElement.matches('#desk-title')")
    look("desk")
    for name in DEEDS:
        selector = (
            "[data-desk-cases] button" if name == "close-case" else f"[data-panel=desk] [data-do={name}]"
        )
        page.locator(selector).click()
        page.wait_for_timeout(60)
        look(name)
        page.keyboard.press("Escape")
    page.locator("[data-panel=desk] [data-do=spare]").click()
    look("capture")
    assert found == []


def test_escape_closes_one_panel_at_a_time(panels):
    page = panels()
    scan(page, "ALICE")
    press(page, "Note")
    page.keyboard.press("Escape")
    assert page.locator("[data-panel=desk]").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("[data-panel=desk]").is_visible()
