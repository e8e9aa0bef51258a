"""The schedule of the draft: an afternoon from an empty grid by keys, mouse and finger; two at once."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.journeys.conftest import WAIT_MS, follow_the_printed_link
from tests.journeys.people import Organiser
from tests.journeys.test_without_mouse import tab_to
from tests.support.browser import DEVICES, LOCALES
from tests.support.serve import Site

pytestmark = pytest.mark.journey

DAY = {
    "arrival": ("14:30", 30, 1),
    "research-clusters": ("15:00", 15, 0),
    "keynote": ("15:15", 35, 0),
    "minister": ("15:50", 10, 0),
    "coffee": ("16:00", 30, 1),
    "sustainability": ("16:30", 90, 2),
    "energy": ("16:30", 90, 3),
    "labour-market": ("16:30", 90, 4),
    "reception": ("18:00", 60, 1),
}
"""The afternoon: start, minutes and the column of the room."""

TAP_AFTER_MS = 1200
"""Chromium takes a tap that follows a played drag sooner for a part of it."""

GRIP = 8
"""Pixels below a box's top edge at which it is taken."""


@pytest.fixture(scope="module")
def logins(house: Site, browser: Browser) -> dict[str, Any]:
    """Sign Olivia in by the printed link, and Oscar by her invitation."""
    hers = follow_the_printed_link(house, browser)
    olivia = browser.new_context(locale=LOCALES["en"], storage_state=hers["state"])
    page = olivia.new_page()
    page.goto(hers["desk"])
    desk = Organiser(page, house.address, "en")
    desk.open("invitations/new")
    desk.field("E-mail address").fill("oscar@example.org")
    desk.choose("organiser")
    desk.button("Send the invitation").click()
    letter = desk.letter_to("oscar@example.org")
    link = next(each for each in letter.links() if "/invitations/" in each)
    oscar = browser.new_context(locale=LOCALES["en"])
    his = oscar.new_page()
    his.goto(link)
    his.locator("input[name=name]").fill("Oscar")
    his.locator("main form button").first.click()
    his.wait_for_url("**/desk/**")
    kept = {"Olivia": hers["state"], "Oscar": oscar.storage_state(), "desk": desk.desk}
    olivia.close()
    oscar.close()
    return kept


@pytest.fixture
def schedule_of(browser: Browser, logins: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Return a maker of somebody's page with the schedule: `schedule_of("Oscar", "phone")`."""
    opened = [browser.new_context(storage_state=logins["Olivia"])]
    restore(opened[0].new_page(), f"{logins['desk']}schedule")

    def make(name: str = "Olivia", device: str = "desktop") -> Page:
        context = browser.new_context(**DEVICES[device], locale=LOCALES["en"], storage_state=logins[name])
        context.set_default_timeout(WAIT_MS)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{logins['desk']}schedule")
        page.locator("[data-schedule]:visible").wait_for()
        page.locator("[data-density] input[value=dense]").evaluate("input => input.click()")
        page.locator("[data-schedule]").evaluate("schedule => schedule.scrollIntoView()")
        return page

    yield make
    for context in opened:
        context.close()


def test_an_afternoon_by_keyboard_alone(schedule_of: Callable[..., Page]) -> None:
    page = schedule_of()
    tab_to(page, page.locator(".grid .block[tabindex='0']"))
    for _session in range(page.locator(".grid button.block").count()):
        page.keyboard.press("Delete")
        answered(page)
        if page.locator(".grid button.block").count():
            step_into_the_grid(page)
    assert (page.locator(".grid button.block").count(), page.locator(".waiting").count()) == (0, len(DAY))
    tab_to(page, page.locator(".waiting[tabindex='0']"))
    for slug in DAY:
        walk_to(page, slug)
        page.keyboard.press("Enter")
        for key in keys_to(page, slug):
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        answered(page)
        page.locator(f"button.block[data-slug={slug}]").wait_for()
    assert drawn(page) == DAY


def test_keys_resize_put_back_undo_and_redo(schedule_of: Callable[..., Page]) -> None:
    page = schedule_of()
    keynote = page.locator("button.block[data-slug=keynote]")
    keynote.focus()
    for key in ("Enter", "+", "Shift+ArrowDown", "-", "Enter"):
        page.keyboard.press(key)
    answered(page)
    assert spot(page, "keynote") == ("15:15", 40, 0)
    for key in ("Enter", "ArrowDown", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    assert spot(page, "keynote") == ("15:15", 40, 0)
    assert "back where it was" in said(page)
    page.keyboard.press("Control+z")
    heard(page, "Taken back")
    assert spot(page, "keynote") == ("15:15", 35, 0)
    page.keyboard.press("Control+y")
    heard(page, "Done again")
    assert spot(page, "keynote") == ("15:15", 40, 0)
    page.locator("[data-hand=undo]").click()
    heard(page, "Taken back")
    assert spot(page, "keynote") == ("15:15", 35, 0)


def test_a_clash_is_said_before_the_drop(schedule_of: Callable[..., Page]) -> None:
    page = schedule_of()
    page.locator("button.block[data-slug=keynote]").focus()
    page.keyboard.press("Enter")
    page.locator(".warning--good").wait_for()
    for _press in range(3):
        page.keyboard.press("ArrowUp")
    warning = page.locator(".schedule__warnings .warning--stop")
    warning.first.wait_for()
    assert "Research clusters" in warning.first.inner_text()
    page.keyboard.press("Enter")
    answered(page)
    # Both stay to be seen, beside each other, and say how often they clash.
    boxes = [page.locator(f"button.block[data-slug={slug}]") for slug in ("keynote", "research-clusters")]
    for box in boxes:
        box.locator(".block__mark--stop").wait_for()
    left, right = sorted((box.bounding_box() or {} for box in boxes), key=lambda each: each["x"])
    assert left["x"] + left["width"] <= right["x"]


def test_rooms_are_chosen_in_their_order_in_the_dialog(schedule_of: Callable[..., Page]) -> None:
    page = schedule_of()
    page.locator("button.block[data-slug=keynote]").focus()
    page.keyboard.press("r")
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=rooms-1]").select_option("breakout-a")
    dialog.locator("[name=ends_at]").fill("2001-01-01T10:00")
    dialog.get_by_role("button", name="Save in the draft").click()
    dialog.locator(".error-summary").wait_for()
    assert dialog.locator("[name=rooms-1]").input_value() == "breakout-a"
    start = dialog.locator("[name=starts_at]").input_value()
    dialog.locator("[name=ends_at]").fill(start.replace("15:15", "15:50"))
    dialog.get_by_role("button", name="Save in the draft").click()
    page.locator(".block--further[data-slug=keynote]").wait_for()
    assert spot(page, "keynote") == ("15:15", 35, 0)
    page.keyboard.press("Control+z")
    page.locator(".block--further").wait_for(state="detached")


def test_an_afternoon_by_mouse(schedule_of: Callable[..., Page]) -> None:
    page = schedule_of()
    take_all_off(page)
    for slug, (start, _minutes, column) in DAY.items():
        drag(page, page.locator(f".waiting[data-slug={slug}]"), start, column)
        page.locator(f"button.block[data-slug={slug}]").wait_for()
        answered(page)
    guessed = {slug: (start, column) for slug, (start, _minutes, column) in drawn(page).items()}
    assert guessed == {slug: (start, column) for slug, (start, _minutes, column) in DAY.items()}
    assert drawn(page) == DAY


def test_an_edge_is_dragged_and_a_slot_moves_together(schedule_of: Callable[..., Page]) -> None:
    page = schedule_of()
    edge = page.locator("button.block[data-slug=reception] .block__edge")
    box = edge.bounding_box()
    assert box is not None
    x, y = box["x"] + 30, box["y"] + box["height"] / 2
    row = (point(page, "16:00", 0)[1] - point(page, "15:00", 0)[1]) / 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 3 * row, steps=4)
    page.mouse.up()
    answered(page)
    assert spot(page, "reception") == ("18:00", 75, 1)
    page.locator("button.block[data-slug=energy]").focus()
    for key in ("Enter", "s", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    answered(page)
    assert [spot(page, slug)[0] for slug in ("sustainability", "energy", "labour-market")] == ["16:35"] * 3
    for _step in range(2):
        page.keyboard.press("Control+z")
        heard(page, "Taken back")
        page.evaluate("document.querySelector('[data-said]').textContent = ''")
    assert drawn(page) == DAY


def test_an_afternoon_by_finger_on_a_phone(schedule_of: Callable[..., Page]) -> None:
    """What stands in the first room is dragged; the rest goes by taps alone (WCAG 2.2 2.5.7)."""
    page = schedule_of(device="phone")
    take_all_off(page)
    for slug, (start, _minutes, column) in DAY.items():
        waiting = page.locator(f".waiting[data-slug={slug}]")
        waiting.tap()
        if column == 0:
            touch_drag(page, waiting, start, column)
        else:
            page.locator("[data-act=pick]").tap()
            for name in buttons_to(page, slug):
                page.locator(f"[data-act={name}]").tap()
            page.locator("[data-act=drop]").tap()
        answered(page)
        page.locator(f"button.block[data-slug={slug}]").wait_for()
    assert drawn(page) == DAY


def test_two_organisers_on_one_draft(schedule_of: Callable[..., Page]) -> None:
    """A stale change is refused with what changed and nothing is lost; others' moves come by themselves."""
    olivia, oscar = schedule_of("Olivia"), schedule_of("Oscar")
    olivia.route("**/schedule/changes*", lambda route: route.abort())
    olivia.wait_for_timeout(500)  # an answer that was on its way
    by_keys(oscar, "keynote", "ArrowDown", "ArrowDown")
    by_keys(olivia, "keynote", "ArrowUp")
    refusal = olivia.locator("[data-schedule-refusal]")
    refusal.get_by_text("Oscar moved “Keynote” meanwhile").wait_for()
    assert "from 15:15–15:50, Auditorium to 15:25–16:00, Auditorium" in refusal.inner_text()
    assert spot(olivia, "keynote") == spot(oscar, "keynote") == ("15:25", 35, 0)
    by_keys(olivia, "keynote", "ArrowUp", "ArrowUp")
    assert (spot(olivia, "keynote"), refusal.inner_text()) == (("15:15", 35, 0), "")
    olivia.unroute("**/schedule/changes*")
    by_keys(oscar, "coffee", "ArrowDown")
    olivia.get_by_text("Oscar moved “Coffee” from 16:00–16:30, Urban foyer to 16:05–16:35").first.wait_for()
    assert spot(olivia, "coffee") == ("16:05", 30, 1)
    oscar.get_by_text("moved “Keynote” from 15:25–16:00").first.wait_for()
    assert spot(oscar, "keynote") == ("15:15", 35, 0)
    oscar.keyboard.press("Control+z")
    heard(oscar, "Taken back")
    assert drawn(oscar) == DAY
    oscar.keyboard.press("Control+z")
    oscar.locator("[data-schedule-refusal]").get_by_text("has moved “Keynote” since").wait_for()


def test_without_an_answer_a_session_goes_back(schedule_of: Callable[..., Page]) -> None:
    page = schedule_of()
    page.route("**/schedule/moves", lambda route: route.abort())
    by_keys(page, "keynote", "ArrowUp")
    page.locator("[data-schedule-refusal]").get_by_text("does not answer").wait_for()
    assert spot(page, "keynote") == ("15:15", 35, 0)


def restore(page: Page, address: str) -> None:
    """Put every session where it belongs, whatever the test before left."""
    page.goto(address)
    told = json.loads(page.locator("#schedule-data").text_content() or "")
    rooms = [room["slug"] for room in told["rooms"]]
    opens = datetime.fromisoformat(told["days"][0]["opens"])
    moves = []
    for each in told["sessions"]:
        start, minutes, column = DAY[each["slug"]]
        starts = opens + timedelta(minutes=clock(start) - clock("5:00"))
        ends = starts + timedelta(minutes=minutes)
        there = {"starts": starts.isoformat(), "ends": ends.isoformat(), "rooms": [rooms[column]]}
        moves.append({"session": each["slug"], "seen": each["revision"], **there})
    token = page.locator("[data-schedule]").get_attribute("data-token") or ""
    answer = page.request.post(f"{address}/moves", data={"moves": moves}, headers={"X-CSRFToken": token})
    assert answer.ok, answer.text()


def by_keys(page: Page, slug: str, *keys: str) -> None:
    """Pick a session up, press some keys, and drop it."""
    page.locator(f"button.block[data-slug={slug}]").focus()
    for key in ("Enter", *keys, "Enter"):
        page.keyboard.press(key)
    answered(page)


def answered(page: Page) -> None:
    """Wait until nothing is on its way."""
    page.locator(".block--saving").first.wait_for(state="detached")
    page.locator(".block--left").first.wait_for(state="detached")


def heard(page: Page, start: str) -> None:
    """Wait until something is said to who can't see."""
    page.locator("[data-said]").filter(has_text=re.compile(f"^{start}")).wait_for(state="attached")


def said(page: Page) -> str:
    """Read what was said last to who can't see."""
    return page.locator("[data-said]").text_content() or ""


def walk_to(page: Page, slug: str) -> None:
    """Go to a session that waits, by arrows: to the left of the grid, then down."""
    for key in (*["ArrowLeft"] * 6, *["ArrowUp"] * len(DAY), *["ArrowDown"] * len(DAY)):
        if page.evaluate("document.activeElement.matches('.waiting')") and key == "ArrowLeft":
            continue
        if page.evaluate("document.activeElement.dataset.slug") == slug:
            return
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.slug") == slug


def step_into_the_grid(page: Page) -> None:
    """Go from the sessions that wait to the grid."""
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.matches('.block')")


def keys_to(page: Page, slug: str) -> list[str]:
    """Return the keys that bring the held session from where it is to where it belongs."""
    named = {"earlier": "ArrowUp", "later": "ArrowDown", "shorter": "-", "longer": "+"}
    return [{**named, "left": "ArrowLeft", "right": "ArrowRight"}[name] for name in buttons_to(page, slug)]


def buttons_to(page: Page, slug: str) -> list[str]:
    """Return the buttons that bring the held session to where it belongs."""
    start, minutes, column = DAY[slug]
    held = page.locator("[data-when]").inner_text().split("–")
    names = page.locator(".grid__head b").all_inner_texts()
    at = names.index(page.locator("[data-where]").inner_text())
    aside, sooner = column - at, clock(start) - clock(held[0])
    longer = minutes - (clock(held[1]) - clock(held[0]))
    return [
        *["right" if aside > 0 else "left"] * abs(aside),
        *["later" if sooner > 0 else "earlier"] * (abs(sooner) // 5),
        *["longer" if longer > 0 else "shorter"] * (abs(longer) // 5),
    ]


def take_all_off(page: Page) -> None:
    """Take every session off the schedule by its button."""
    while (block := page.locator(".grid button.block").first).count():
        press(page, block)
        press(page, page.locator("[data-act=off]"))
        answered(page)
        page.wait_for_timeout(50)
    assert page.locator(".waiting").count() == len(DAY)


def press(page: Page, target: Locator) -> None:
    """Tap on a phone, click elsewhere."""
    if page.evaluate("navigator.maxTouchPoints"):
        target.tap()
    else:
        target.click()


def drag(page: Page, what: Locator, start: str, column: int) -> None:
    """Drag by mouse from a little below a box's top to a time in a room."""
    what.scroll_into_view_if_needed()
    to = point(page, start, column)
    box = what.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + GRIP)
    page.mouse.down()
    page.mouse.move(*to, steps=6)
    page.mouse.up()


def touch_drag(page: Page, what: Locator, start: str, column: int) -> None:
    """Drag by finger from a little below a box's top to a time in a room."""
    page.locator("[data-schedule]").evaluate("schedule => schedule.scrollIntoView()")
    to = point(page, start, column)
    box = what.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    x, y = box["x"] + 20, box["y"] + GRIP
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for share in (0.1, 0.4, 0.7, 1, 1, 1):  # a finger rests before it lets go; else it would fling
        there = {"x": x + (to[0] - x) * share, "y": y + (to[1] - y) * share}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [there]})
        page.wait_for_timeout(60)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finger.detach()
    page.wait_for_timeout(TAP_AFTER_MS)


def point(page: Page, start: str, column: int) -> tuple[float, float]:
    """Return where a box has to be let go to start at a time in a room."""
    x, y = page.evaluate(
        """([start, column]) => {
          const [hours, minutes] = start.split(':').map(Number);
          const labels = [...document.querySelectorAll('.grid__hour')];
          const label = labels.find((each) => Number(each.textContent.split(':')[0]) === hours);
          const head = document.querySelectorAll('.grid__head')[column].getBoundingClientRect();
          const hour = label.getBoundingClientRect();
          return [head.left + head.width / 2, hour.top + hour.height * minutes / 60];
        }""",
        [start, column],
    )
    return x, y + GRIP


def spot(page: Page, slug: str) -> tuple[str, int, int]:
    """Read where a session is drawn: start, minutes, column."""
    box = page.locator(f"button.block[data-slug={slug}]")
    rows, columns = (box.evaluate(f"box => box.style.{name}") for name in ("gridRow", "gridColumn"))
    first, last = (int(line) for line in rows.split(" / "))
    start = box.locator(".block__time").inner_text()
    return start, 5 * (last - first), int(columns.split(" / ")[0]) - 2


def drawn(page: Page) -> dict[str, tuple[str, int, int]]:
    """Read where all sessions are drawn."""
    return {slug: spot(page, slug) for slug in DAY}


def clock(text: str) -> int:
    """Return the minutes of a time of day."""
    hours, minutes = text.strip().split(":")
    return 60 * int(hours) + int(minutes)
