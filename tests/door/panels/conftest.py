"""The panels on the scanner's real page, over a fake engine that a test fills and looks at."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.door.conftest import PHONE
from tests.door.stub import Door

FAKE = (Path(__file__).parent / "fake.js").read_text(encoding="utf-8")
HALF_PAST_FOUR = 1_803_137_400_000
TIMES = {"starts_at": "2027-02-20T15:30:00Z", "ends_at": "2027-02-20T17:00:00Z"}


def a_session(number: int, room: str, title: str) -> dict[str, Any]:
    """Make a break-out of the one slot."""
    return (
        {"id": number, "slot": "breakouts", "rooms": [room], "title": title}
        | TIMES
        | {
            "bookable": True,
            "cancelled": False,
        }
    )


def a_person(number: int, code: str, name: str, organisation: str = "VIL", **more: Any) -> dict[str, Any]:
    """Make a person as the engine's list shows one."""
    told = {"n": number, "code": code, "hash": f"hash-{code}", "name": name, "organisation": organisation}
    rest = {"status": "confirmed", "holds": [7], "presences": [], "note": "", "table": ""}
    return {**told, **rest, **more}


def a_verdict(verdict: str, tone: str, word: str, *lines: str) -> dict[str, Any]:
    """Make what the phone's own rules say."""
    description = {"tone": tone, "word": word, "name": "", "lines": list(lines), "goTo": "", "direction": ""}
    return {"verdict": verdict, "reason": None, "description": description}


def given(role: str) -> dict[str, Any]:
    """Return what the fake engine knows, at half past four in Mechelen on the day."""
    rooms = [("break-out-a", "Break-out A"), ("break-out-b", "Break-out B")]
    phone = {"id": 5, "label": "Main entrance 2", "steward": "Dora", "role": role, "gate": 1}
    inside = {
        "id": "in-1",
        "session": None,
        "entered_at": HALF_PAST_FOUR - 3600000,
        "left_at": None,
        "gate": 1,
    }
    return {
        "now": HALF_PAST_FOUR,
        "facts": {
            "phone": {**phone, "shift_ends_at": "2027-02-20T19:00:00Z"},
            "event": {"name": "InnovFest", "timezone": "Europe/Brussels"},
            "programme": {
                "sessions": [
                    a_session(7, "break-out-a", "Energy in the port"),
                    a_session(8, "break-out-b", "Labour market"),
                ],
                "rooms": [
                    {"slug": slug, "name": name, "direction": "", "limit": 100} for slug, name in rooms
                ],
                "gates": [
                    {"id": 1, "name": "Main entrance", "room": None},
                    {"id": 3, "name": "Break-out A", "room": "break-out-a"},
                ],
                "tables": [],
            },
            "live": {
                "inside": {"": 212, "7/break-out-a": 96, "8/break-out-b": 38},
                "expected": 330,
                "messages": [],
                "cases": [],
                "conflicts": 0,
                "phones_in_trouble": 0,
            },
        },
        "people": [
            a_person(1, "ALICE", "Alice Peeters", "Vrije Universiteit Brussel", presences=[inside]),
            a_person(4, "BOB", "Bob Janssens", status="cancelled", holds=[]),
            a_person(5, "CHARLIE", "Charlie Maes", holds=[8], note="Speaks at 17:00", table="Table 2"),
        ],
        "badges": {"SPARE": "spare", "OLD": "replaced"},
        "judged": {
            "1": a_verdict("already_in", "warn", "Already in", "Since 15:30 at Main entrance."),
            "4": a_verdict("cancelled", "stop", "Cancelled", "This registration was cancelled."),
            "replaced": a_verdict("replaced_code", "stop", "Old badge"),
            "active": a_verdict("admitted", "good", "Let in"),
            "spare": a_verdict("unknown", "stop", "Spare badge"),
            "unknown": a_verdict("unknown", "stop", "Not on the list", "As of 16:29 it is not on the list."),
        },
    }


@pytest.fixture
def panels(browser_without_camera: Browser, door: Door) -> Iterator[Callable[..., Page]]:
    """Return a maker of phones of a role with the panels over a fake engine; arguments are the context's."""
    contexts = []

    def make(role: str = "desk", *, live: dict[str, Any] | None = None, **context: Any) -> Page:
        known = given(role)
        known["facts"]["live"] |= live or {}
        contexts.append(
            browser_without_camera.new_context(**{**PHONE, "service_workers": "block", **context})
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.add_init_script(f"window.given = {json.dumps(known)};")
        body = FAKE
        page.route("**/door/scan.js", lambda route: route.fulfill(body=body, content_type="text/javascript"))
        page.goto(f"{door.address}/door/")
        page.wait_for_function("window.fake !== undefined")
        return page

    yield make
    for one in contexts:
        one.close()


def scan(page: Page, code: str) -> None:
    """Let the phone read a code."""
    page.evaluate("code => { fake.scan(code); }", code)


def sent(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """Return what went into the outbox, without the ids and times that the phone made."""
    own = ("id", "at")
    return [
        (each["kind"], {key: value for key, value in each["body"].items() if key not in own})
        for each in page.evaluate("fake.added")
    ]


def press(page: Page, name: str) -> None:
    """Press the button of this name that can be seen."""
    page.get_by_role("button", name=name, exact=True).locator("visible=true").last.click()


def open_more(page: Page, name: str) -> None:
    """Open a panel by its line under More."""
    page.locator("[data-open=more]").click()
    page.locator(f"[data-panel=more] [data-entry={name}]").click()
