"""When the phone can keep little or nothing: it says so, and no scan is lost while there is any way to keep it."""

import pytest

from tests.door.conftest import dismiss, say, start, type_code
from tests.door.kept import until, waiting, wake
from tests.door.stub import ALICE, BOB, CHARLIE

pytestmark = pytest.mark.journey

NO_DATABASE = "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); };"
FILL = """
  localStorage.setItem("innovfest.door.muted", "");
  for (let size = 2 ** 22; size >= 1; size /= 2) {
    for (let i = 0; ; i += 1) {
      try { localStorage.setItem(`full.${size}.${i}`, "x".repeat(size)); } catch { break; }
    }
  }
"""
DATABASE_FULL = """
  const put = IDBObjectStore.prototype.put;
  window.isFull = false;
  IDBObjectStore.prototype.put = function (...given) {
    if (window.isFull) throw new DOMException("", "QuotaExceededError");
    return put.apply(this, given);
  };
"""
SPILLED = "Object.keys(localStorage).filter((key) => key.startsWith('innovfest.door.kept.outbox.')).length"


def _scan(page, *codes):
    for code in codes:
        type_code(page, code)
        say(page)
        dismiss(page)


def test_a_browser_without_a_database_says_so_and_keeps_scans_all_the_same(a_phone, door):
    page = a_phone(before=NO_DATABASE)
    assert "Scans are still kept" in page.locator("[data-status]").inner_text()
    door.away = True
    _scan(page, ALICE, BOB)
    assert page.evaluate(SPILLED) == 2
    page.reload()
    page.locator("[data-start]").click()
    page.get_by_text("The server does not answer yet").wait_for()
    assert not page.locator("[data-go]").is_visible(), "without its list the phone judges nobody"
    door.away = False
    wake(page)
    until(page, lambda: page.evaluate(SPILLED) == 0)
    assert [scan["code"] for scan in door.scans] == [ALICE, BOB]
    page.locator("[data-again]").click()
    page.locator("[data-go]").click()
    type_code(page, ALICE)
    assert say(page) == "Already in"


def test_a_browser_that_keeps_nothing_warns_not_to_close_the_page(a_phone, door, server):
    page = a_phone(before=NO_DATABASE)
    page.evaluate(FILL)
    server.stop()
    _scan(page, ALICE, BOB)
    assert "Do not close this page while scans wait" in page.locator("[data-status]").inner_text()
    server.start()
    wake(page)
    until(page, lambda: len(door.scans) == 2)
    assert [scan["code"] for scan in door.scans] == [ALICE, BOB]


def test_a_memory_that_is_full_in_mid_shift_loses_nothing(a_phone, door):
    page = a_phone(before=DATABASE_FULL)
    door.away = True
    _scan(page, ALICE)
    page.evaluate("window.isFull = true")
    _scan(page, BOB)
    page.get_by_text("Scans are still kept").wait_for()
    assert page.evaluate(SPILLED) == 1
    page.reload()
    start(page)
    page.get_by_text("2 scans wait").wait_for()
    _scan(page, CHARLIE)
    assert waiting(page) == [ALICE, BOB, CHARLIE]
    assert page.evaluate(SPILLED) == 0, "what the database has needs no second place"
    assert page.locator("[data-status]").is_hidden()
    door.away = False
    wake(page)
    until(page, lambda: len(door.scans) == 3)
    assert [scan["code"] for scan in door.scans] == [ALICE, BOB, CHARLIE]
    until(page, lambda: not waiting(page))
