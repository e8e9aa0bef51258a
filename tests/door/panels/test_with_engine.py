"""The panels over the real engine, against the stand-in for the server."""

import pytest

from tests.door.conftest import type_code
from tests.door.stub import ALICE, NOWAK, SPARE

pytestmark = pytest.mark.journey


def test_a_desk_looks_up_and_works_without_the_server(a_phone, door):
    door.role = "desk"
    page = a_phone()
    door.away = True
    type_code(page, NOWAK)
    page.locator("[data-panel=desk]").get_by_text("Łukasz Nowak").wait_for()
    assert "Cancelled" in page.locator("[data-judged]").inner_text()
    assert not page.locator("[data-verdict]").is_visible()
    page.keyboard.press("Escape")
    page.locator("[data-desk-strip] [data-entry=walk-in]").click()
    for field, text in {"first_name": "Eva", "last_name": "Mertens"}.items():
        page.locator(f"#walk-in-{field}").fill(text)
    page.get_by_role("button", name="Scan a spare badge", exact=True).click()
    type_code(page, SPARE)
    page.locator("[data-verdict][data-tone=good]").wait_for()
    assert page.locator("[data-field=name]").inner_text() == "Eva Mertens"


def test_a_lane_sends_on_and_goes_on(a_phone, door):
    page = a_phone()
    type_code(page, NOWAK)
    page.get_by_role("button", name="To the help desk").click()
    page.get_by_text("Łukasz Nowak: sent to the help desk.").wait_for()
    type_code(page, ALICE)
    page.locator("[data-verdict][data-tone=good]").wait_for()
