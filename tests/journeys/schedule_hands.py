"""What hands do on the schedule in a browser: keys, a mouse, a finger, and what is then seen and said."""

import json
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page

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
