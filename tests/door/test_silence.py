"""When the server is away, slow or of another opinion: decided all the same, nothing lost, nothing twice."""

import pytest

from tests.door.conftest import arrived, dismiss, say, start, type_code, until
from tests.door.stub import ALICE, BOB, CHARLIE, ROOM_B, STRANGER, TOKEN

pytestmark = pytest.mark.journey

LIST = "[data-list]"
KEPT = """async () => {
  const open = indexedDB.open("innovfest.door");
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const count = (table) => new Promise((done) => {
    const asked = database.transaction(table).objectStore(table).count();
    asked.onsuccess = () => done(asked.result);
  });
  const kept = { scans: await count("outbox"), people: await count("people") };
  database.close();
  return kept;
}"""


def test_without_a_server_the_phone_goes_on_and_says_how_old_its_list_is(a_phone, door):
    page = a_phone()
    door.away = True
    for number, (code, word) in enumerate(
        ((ALICE, "Let in"), (ALICE, "Already in"), (CHARLIE, "Other room")), 1
    ):
        type_code(page, code)
        assert say(page) == word
        dismiss(page)
        wait = "1 scan waits" if number == 1 else f"{number} scans wait"
        page.locator(LIST).get_by_text(f"List of 16:31 · {wait}").wait_for()
    assert page.evaluate(KEPT)["scans"] == 3
    type_code(page, STRANGER)
    say(page)
    assert "As of 16:31 this badge is not on the list." in page.locator(".verdict__body").inner_text()
    assert "provisional" not in page.content()
    door.away = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    arrived(door, 4)
    assert [scan["decided"] for scan in door.scans] == ["admitted", "already_in", "wrong_gate", "unknown"]
    until(lambda: page.evaluate(KEPT)["scans"] == 0)


def test_what_was_answered_but_not_heard_counts_once(a_phone, door):
    page = a_phone()
    door.delay = 6  # longer than the phone waits for an answer
    type_code(page, ALICE)
    assert say(page) == "Let in"
    until(lambda: door.asked.count("/api/v1/door/scans") >= 2, seconds=20)
    door.delay = 0
    until(lambda: page.evaluate(KEPT)["scans"] == 0, seconds=20)
    assert len(door.scans) == 1
    assert len({scan["id"] for scan in door.sent}) == 1


def test_an_answer_in_time_takes_the_screen_and_is_what_was_done(a_phone, door):
    door.answers[ALICE] = {"verdict": "cancelled"}
    page = a_phone()
    type_code(page, ALICE)
    page.locator("[data-verdict][data-tone=stop]").wait_for()
    assert say(page) == "Cancelled"
    until(lambda: len(door.sent) >= 2)
    assert [(scan["decided"], scan["acted"]) for scan in door.sent] == [
        ("admitted", None),
        ("admitted", "cancelled"),
    ]
    assert "38 in" in page.locator("[data-show=count]").inner_text(), "nobody came in"


def test_a_later_answer_is_said_aloud_and_leaves_the_screen_alone(a_phone, door):
    door.answers[ALICE] = {"verdict": "cancelled"}
    page = a_phone()
    door.delay = 1
    type_code(page, ALICE)
    assert say(page) == "Let in"
    page.get_by_text("Late answer for Alice Peeters: Cancelled").wait_for()
    assert page.locator("[data-field=word]").inner_text() == "Let in"
    assert [scan["acted"] for scan in door.sent] == [None]
    page.locator("[data-verdict]").wait_for(state="hidden")
    page.locator("[data-open=more]").click()
    assert "Late answer: Cancelled" in page.locator("[data-recent]").inner_text()


def test_a_scan_survives_a_closed_page_and_a_reload_and_is_remembered(a_phone, door):
    page = a_phone()
    door.away = True
    type_code(page, ALICE)
    say(page)
    page.goto("about:blank")
    page.goto(f"{door.address}/door/")
    start(page)
    type_code(page, ALICE)
    assert say(page) == "Already in"
    dismiss(page)
    page.reload()
    page.locator("[data-start]").wait_for()
    door.away = False
    arrived(door, 2)
    assert [scan["decided"] for scan in door.scans] == ["admitted", "already_in"]


def test_what_other_phones_did_is_known_within_seconds(a_phone, door):
    page = a_phone()
    door.change(door.person(BOB), presences=[[7, 1803137400, 0, ROOM_B, "other-phone"]])
    until(lambda: door.asked[-3:].count("/api/v1/door/snapshot") >= 1)
    page.wait_for_timeout(4000)
    type_code(page, BOB)
    assert say(page) == "Already in"


def test_leaving_with_scans_that_wait_warns(a_phone, door):
    page = a_phone()
    warnings = []
    page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    page.goto(f"{door.address}/door/")
    assert warnings == []
    start(page)
    door.away = True
    type_code(page, ALICE)
    say(page)
    page.goto("about:blank")
    assert warnings == ["beforeunload"]


def test_a_phone_without_a_list_says_so_and_can_try_again(a_phone, door):
    door.away = True
    page = a_phone(started=False)
    page.locator("[data-start]").click()
    page.get_by_text("The server does not answer yet").wait_for()
    assert not page.get_by_role("button", name="Scan", exact=True).is_visible()
    door.away = False
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Scan", exact=True).click()
    page.get_by_role("heading", name="Break-out B").wait_for()


def test_a_phone_with_a_list_starts_without_an_answer(a_phone, door):
    page = a_phone()
    door.away = True
    page.reload()
    page.locator("[data-start]").click()
    page.get_by_text("You can scan: this phone has the list.").wait_for()
    page.get_by_role("button", name="Scan", exact=True).click()
    assert page.get_by_role("heading", name="Break-out B").is_visible()
    type_code(page, ALICE)
    assert say(page) == "Let in"


def test_a_clock_that_is_set_in_mid_shift_does_not_move_the_scans(a_phone, door):
    skew = """
      const real = Date.now.bind(Date);
      window.skew = 0;
      Date.now = () => real() + window.skew;
      const Real = Date;
      window.Date = class extends Real {
        constructor(...given) { if (given.length) super(...given); else super(Real.now()); }
      };
    """
    page = a_phone(before=skew)
    page.evaluate("window.skew = 5 * 3600 * 1000")
    door.away = True
    page.wait_for_timeout(1500)
    type_code(page, ALICE)
    assert say(page) == "Let in", "the break-out is on, whatever the phone's clock says"
    door.away = False
    arrived(door, 1)
    scan = door.scans[0]
    happened = page.evaluate("(text) => Date.parse(text)", scan["scanned_at"]) + scan["offset_ms"]
    assert abs(happened - door.now()) < 10_000


def test_a_revoked_phone_forgets_the_list_and_keeps_its_scans(a_phone, door):
    page = a_phone()
    door.revoked = True
    type_code(page, ALICE)
    page.get_by_role("heading", name="This phone may not scan any more").wait_for()
    assert "Scans kept on this phone: 1" in page.locator("[data-screen=refused]").inner_text()
    until(lambda: page.evaluate(KEPT) == {"scans": 1, "people": 0})
    assert page.evaluate("localStorage.getItem('innovfest.door.token')") is None
    asked = len(door.asked)
    page.wait_for_timeout(1500)
    assert len(door.asked) == asked, "a phone that was sent away leaves the server alone"
    door.revoked = False
    page.goto(f"{door.address}/door/enrol/again")
    page.get_by_role("button", name="Enrol this phone").click()
    arrived(door, 1)
    assert [scan["code"] for scan in door.scans] == [ALICE]


def test_a_phone_revoked_before_its_shift_never_gets_to_scan(a_phone, door):
    door.revoked = True
    page = a_phone(started=False)
    page.get_by_role("heading", name="This phone may not scan any more").wait_for()
    assert not page.locator("[data-start]").is_visible()


FULL = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
NOTHING = """
  indexedDB.open = () => { throw new DOMException("", "SecurityError"); };
  Storage.prototype.setItem = function (key) {
    if (key.startsWith("innovfest.door.kept")) throw new DOMException("", "QuotaExceededError");
  };
"""


def test_a_full_disk_is_said_and_scans_are_kept_beside_it(a_phone, door):
    page = a_phone()
    page.evaluate(FULL)
    door.away = True
    type_code(page, ALICE)
    say(page)
    dismiss(page)
    page.get_by_text("This phone's memory is full. Scans are still kept").wait_for()
    page.reload()
    page.locator("[data-start]").wait_for()
    door.away = False
    arrived(door, 1)
    assert [scan["code"] for scan in door.scans] == [ALICE]


def test_a_browser_that_keeps_nothing_says_so_and_scans(a_phone, door):
    page = a_phone(before=f"localStorage.setItem('innovfest.door.token', '{TOKEN}'); {NOTHING}")
    type_code(page, ALICE)
    assert say(page) == "Let in"
    dismiss(page)
    assert "Do not close this page" in page.locator("[data-status]").inner_text()
    arrived(door, 1)
    assert door.scans[0]["decided"] == "admitted"
    until(lambda: door.reports and door.reports[-1]["trouble"] == "storage")
