"""When the server is away, slow, or takes the token back: said plainly, nothing lost, nothing twice."""

import pytest

from tests.door.conftest import dismiss, say, start, type_code
from tests.door.stub import TOKEN

pytestmark = pytest.mark.journey

ALICE, BOB = "MFRGGZDFMZTWQ2LKNNWG23TPOA", "ORSXG5BAMJQWIZ3FEBRW6ZDFEE"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('innovfest.door.scan.')).length"


def test_no_answer_is_said_and_the_scan_goes_out_once_when_the_server_is_back(a_phone, door):
    page = a_phone()
    door.away = True
    type_code(page, ALICE)
    page.get_by_text("No answer", exact=True).wait_for()
    assert "kept and sent again" in page.locator("[data-verdict]").inner_text()
    assert page.evaluate(KEPT) == 1
    door.away = False
    assert say(page) == "Let in"
    assert door.asked.count("/api/v1/door/scans") > 1
    assert [scan["code"] for scan in door.scans] == [ALICE]
    assert page.evaluate(KEPT) == 0


def test_without_an_answer_the_next_badge_can_be_scanned(a_phone, door):
    page = a_phone()
    door.away = True
    for number, code in enumerate((ALICE, BOB), start=1):
        type_code(page, code)
        page.get_by_text("No answer", exact=True).wait_for()
        dismiss(page)
        assert page.locator("[data-status]").inner_text().endswith(f"Scans kept: {number}")
    door.away = False
    page.locator("[data-status]").wait_for(state="hidden")
    assert [scan["code"] for scan in door.scans] == [ALICE, BOB]


def test_a_late_refusal_is_said_aloud_because_the_person_has_walked_on(a_phone, door):
    door.answers[ALICE] = {"verdict": "cancelled", "person": {"name": "Alice", "organisation": "VIL"}}
    page = a_phone()
    door.away = True
    type_code(page, ALICE)
    page.get_by_text("No answer", exact=True).wait_for()
    dismiss(page)
    door.away = False
    page.get_by_text("Late answer for Alice: Cancelled").wait_for()
    assert page.locator("[data-verdict]").is_hidden(), "a late answer does not take the screen"


def test_a_scan_survives_a_closed_page_and_goes_out_when_it_is_opened_again(a_phone, door):
    page = a_phone()
    door.away = True
    type_code(page, ALICE)
    page.get_by_text("No answer", exact=True).wait_for()
    made = page.evaluate(KEPT)
    page.goto("about:blank")
    door.away = False
    page.goto(f"{door.address}/door/")
    page.locator(".recent__scan").first.wait_for(state="attached")
    assert (made, page.evaluate(KEPT)) == (1, 0)
    assert [scan["code"] for scan in door.scans] == [ALICE]


def test_a_slow_server_is_waited_for(a_phone, door):
    page = a_phone()
    door.delay = 3.5
    type_code(page, ALICE)
    page.locator("[data-field=word]").get_by_text("Checking").wait_for()
    page.get_by_text("No answer", exact=True).wait_for()
    assert say(page) == "Let in"
    assert len(door.scans) == 1


def test_a_phone_that_starts_without_an_answer_says_so_and_can_try_again(a_phone, door):
    door.away = True
    page = a_phone(started=False)
    page.locator("[data-start]").click()
    page.get_by_text("The server does not answer yet").wait_for()
    assert not page.get_by_role("button", name="Scan", exact=True).is_visible()
    door.away = False
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Scan", exact=True).click()
    page.get_by_role("heading", name="Break-out B").wait_for()


def test_a_phone_that_knows_its_gate_starts_without_an_answer(a_phone, door):
    page = a_phone()
    door.away = True
    page.reload()
    start(page)
    assert page.get_by_role("heading", name="Break-out B").is_visible()


def test_a_revoked_phone_says_how_to_enrol_again_and_keeps_its_scans(a_phone, door):
    page = a_phone()
    door.revoked = True
    type_code(page, ALICE)
    page.get_by_role("heading", name="This phone may not scan any more").wait_for()
    assert "scan the QR of your gate again" in page.locator("[data-screen=refused]").inner_text()
    assert page.evaluate(KEPT) == 1
    asked = len(door.asked)
    page.wait_for_timeout(1500)
    assert len(door.asked) == asked, "a phone that was sent away leaves the server alone"
    door.revoked = False
    page.goto(f"{door.address}/door/enrol/again")
    page.get_by_role("button", name="Enrol this phone").click()
    page.locator(".recent__scan").first.wait_for(state="attached")
    assert [scan["code"] for scan in door.scans] == [ALICE]


def test_a_phone_revoked_before_its_shift_never_gets_to_scan(a_phone, door):
    door.revoked = True
    page = a_phone(started=False)
    page.get_by_role("heading", name="This phone may not scan any more").wait_for()
    assert not page.locator("[data-start]").is_visible()


def test_a_browser_that_keeps_nothing_says_so_while_a_scan_waits(a_phone, door):
    full = f"""
      const keep = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, text) {{
        if (key.startsWith("innovfest.door.scan.")) throw new DOMException("", "QuotaExceededError");
        keep.call(this, key, text);
      }};
      localStorage.setItem("innovfest.door.token", "{TOKEN}");
    """
    page = a_phone(before=full)
    door.away = True
    type_code(page, ALICE)
    page.get_by_text("No answer", exact=True).wait_for()
    dismiss(page)
    assert "Do not close this page" in page.locator("[data-status]").inner_text()
    door.away = False
    page.locator("[data-status]").wait_for(state="hidden")
    assert len(door.scans) == 1
