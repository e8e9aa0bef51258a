"""What ends a page in mid-shift: a new version, the shift's end, the desk, a steward who closes it."""

from datetime import UTC, datetime

import pytest

from tests.door.conftest import dismiss, say, start, type_code
from tests.door.kept import LIST, rows, until, wait_for_worker, waiting, wake
from tests.door.stub import ALICE

pytestmark = pytest.mark.journey

LOOK_FOR_ONE = "navigator.serviceWorker.getRegistration().then((known) => known.update())"
ONE_WAITS = "navigator.serviceWorker.getRegistration().then((known) => Boolean(known.waiting))"
HAS_TOKEN = "localStorage.getItem('innovfest.door.token') !== null"
NEW = "feedc0ffee12"


@pytest.fixture
def renewed(server):
    """Return what renews the server: its files are served as another version until the test ends."""
    before = []
    yield lambda: before.append(server.renew(NEW))
    if before:
        server.renew(before[0])


def _is_new(page):
    return NEW in page.locator("script[type=module]").get_attribute("src")


def _scan_alone(page, server):
    """Stop the server and scan Alice."""
    server.stop()
    type_code(page, ALICE)
    assert say(page) == "Let in"
    dismiss(page)


def test_a_new_version_is_taken_at_the_next_start_and_what_waits_survives_it(a_phone, door, renewed):
    page = a_phone(service_workers="allow")
    wait_for_worker(page)
    door.away = True
    type_code(page, ALICE)
    say(page)
    dismiss(page)
    renewed()
    page.evaluate("window.isTheSame = true")
    page.evaluate(LOOK_FOR_ONE)
    until(page, lambda: page.evaluate(ONE_WAITS))
    page.wait_for_timeout(300)
    assert page.evaluate("window.isTheSame"), "nobody's scanning is broken off"
    page.reload()
    page.locator("[data-start]").wait_for()
    assert not _is_new(page)
    assert waiting(page) == [ALICE]
    door.away = False
    wake(page)
    until(page, lambda: _is_new(page))
    assert [scan["code"] for scan in door.scans] == [ALICE]
    start(page)
    type_code(page, ALICE)
    assert say(page) == "Already in"


def test_a_version_that_waits_is_taken_at_an_opening_that_has_its_server(a_phone, renewed):
    page = a_phone(service_workers="allow")
    wait_for_worker(page)
    renewed()
    page.evaluate(LOOK_FOR_ONE)
    until(page, lambda: page.evaluate(ONE_WAITS))
    page.reload()
    page.locator(f"script[src*='{NEW}']").wait_for(state="attached")


def test_a_shift_ends_by_itself_and_still_sends_what_waits(a_phone, door, server):
    page = a_phone()
    ends = datetime.fromtimestamp(door.now() / 1000 + 6, UTC).isoformat()
    door.shift_ends_at, door.cursor = ends, door.cursor + 1
    wake(page)
    until(page, lambda: ends in str(rows(page, "facts")))
    _scan_alone(page, server)
    page.get_by_role("heading", name="This shift is over").wait_for()
    assert page.locator("[data-still]").inner_text().startswith("Still to go: 1 scan.")
    until(page, lambda: [rows(page, table) for table in LIST] == [[]] * len(LIST))
    assert waiting(page) == [ALICE]
    server.start()
    wake(page)
    page.get_by_text("All scans were sent. You can close this page.").wait_for()
    assert [scan["code"] for scan in door.scans] == [ALICE]
    until(page, lambda: not page.evaluate(HAS_TOKEN))


def test_a_phone_that_was_taken_back_forgets_the_list_and_keeps_its_scans(a_phone, door, server):
    page = a_phone()
    _scan_alone(page, server)
    door.revoked = True
    server.start()
    wake(page)
    page.get_by_role("heading", name="This phone may not scan any more").wait_for()
    page.locator("[data-screen=refused] [data-show=kept]", has_text="Scans kept on this phone: 1").wait_for()
    until(page, lambda: [rows(page, table) for table in LIST] == [[]] * len(LIST))
    assert waiting(page) == [ALICE]
    until(page, lambda: not page.evaluate(HAS_TOKEN))
    assert door.scans == []


def test_leaving_warns_while_scans_wait_and_only_then(a_phone, door, server):
    page = a_phone()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    _scan_alone(page, server)
    page.close(run_before_unload=True)
    until(page, lambda: asked)
    server.start()
    wake(page)
    until(page, lambda: not waiting(page))
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
