"""The start of a shift: enrolment by a button, and a start that says what works on this phone."""

import pytest

from tests.door.conftest import PHONE, dismiss, say, start, type_code
from tests.door.stub import ALICE, CHARLIE, STRANGER, TOKEN
from tests.support.browser import breaches

pytestmark = pytest.mark.journey


@pytest.fixture
def new_phone(browser_without_camera):
    context = browser_without_camera.new_context(**PHONE)
    yield context.new_page()
    context.close()


def test_the_gates_qr_enrols_by_a_button_and_the_token_stands_in_no_address(new_phone, door):
    visited = []
    new_phone.on("framenavigated", lambda frame: visited.append(frame.url))
    new_phone.goto(f"{door.address}/door/enrol/L1NK")
    assert new_phone.evaluate("localStorage.length") == 0
    new_phone.get_by_label("Your name").fill("Dora")
    new_phone.get_by_role("button", name="Enrol this phone").click()
    new_phone.get_by_role("heading", name="Break-out B").wait_for()
    assert new_phone.evaluate("localStorage.getItem('innovfest.door.token')") == TOKEN
    assert not [address for address in visited if TOKEN in address]
    new_phone.go_back()
    assert new_phone.url.endswith("/door/enrol/L1NK")


def test_a_browser_that_keeps_nothing_is_told_why_it_can_not_scan(new_phone, door):
    new_phone.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); };")
    new_phone.goto(f"{door.address}/door/enrol/L1NK")
    new_phone.get_by_role("button", name="Enrol this phone").click()
    new_phone.get_by_text("perhaps because its window is private").wait_for()
    assert not new_phone.get_by_role("link", name="Go to the scanner").is_visible()


def test_a_phone_that_is_not_enrolled_is_told_how(new_phone, door):
    new_phone.goto(f"{door.address}/door/")
    new_phone.get_by_role("heading", name="This phone is not enrolled").wait_for()
    assert door.asked == [], "no phone, no question to the server"


def test_start_says_what_works_and_goes_on_by_itself_when_all_does(a_phone):
    page = a_phone([(None, 1)], started=False)
    page.locator("[data-start]").click()
    for check in ("camera", "sound", "awake", "kept", "server"):
        page.locator(f"[data-check={check}][data-works=true]").wait_for(state="attached")
    page.locator("[data-screen=scan]").wait_for()
    assert page.evaluate("document.querySelector('video').videoWidth") == 640


def test_start_says_what_does_not_work_and_what_to_do(a_phone):
    mute = "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('', 'NotAllowedError'));"
    page = a_phone(started=False, before=f"{mute} delete Navigator.prototype.wakeLock;")
    page.locator("[data-start]").click()
    page.get_by_role("button", name="Try again").wait_for()
    told = page.locator("[data-checks]").inner_text()
    for advice in ("use a hand scanner", "plays no sound", "may switch its screen off"):
        assert advice in told
    assert page.locator("[data-check=server]").get_attribute("data-works") == "true"


def test_a_refused_camera_says_where_to_allow_it(a_phone):
    no = (
        "MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));"
    )
    page = a_phone(started=False, before=no)
    page.locator("[data-start]").click()
    page.get_by_text("Allow it in the settings of this site").wait_for()


def test_a_keyboard_alone_starts_and_scans(a_phone):
    page = a_phone(started=False)
    page.locator("[data-start]").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-start]')")
    page.keyboard.press("Enter")
    page.locator("[data-go]").wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-screen=scan]").wait_for()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type(ALICE, delay=60)
    page.keyboard.press("Enter")
    page.locator("[data-verdict][data-tone=good]").wait_for()


def test_the_scanner_keeps_its_own_policy_and_asks_nobody_else(a_phone, door):
    page = a_phone([(ALICE, 2)], started=False)
    complaints, strangers = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda one: None if one.url.startswith(door.address) else strangers.append(one.url))
    start(page)
    page.locator("[data-verdict][data-tone=good]").wait_for()
    assert [url for url in strangers if not url.startswith("blob:")] == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(a_phone, door, scheme):
    # axe is our own test's script, so it may pass the page's policy.
    page = a_phone(started=False, color_scheme=scheme, bypass_csp=True)
    found = _axe(page, "start")
    start(page)
    found += _axe(page, "scanner")
    for panel in ("search", "typed", "more"):
        page.locator(f"[data-open={panel}]").click()
        found += _axe(page, panel)
        page.keyboard.press("Escape")
    for code in (ALICE, CHARLIE, STRANGER):  # let in, another room, not on the list
        type_code(page, code)
        found += _axe(page, say(page))
        dismiss(page)
    for address in ("enrol/L1NK", "enrol/L1NK?wrong", "enrol/closed"):
        page.goto(f"{door.address}/door/{address}")
        found += _axe(page, address)
    page.evaluate("localStorage.clear()")
    assert found == []


def _axe(page, name):
    return [(name, *breach) for breach in breaches(page)]
