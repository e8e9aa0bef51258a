"""What a phone keeps, read from its browser, and a phone whose clock is set by a test."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

READ = """async (table) => {
  const opening = indexedDB.open("innovfest.door");
  const database = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const reading = database.transaction(table).objectStore(table).getAll();
  const rows = await new Promise((done) => { reading.onsuccess = () => done(reading.result); });
  database.close();
  return rows;
}"""

A_CLOCK = """
  const Right = Date;
  let ahead = Number(localStorage.getItem("test.ahead") ?? 0);
  window.setAhead = (ms) => { ahead = ms; localStorage.setItem("test.ahead", ms); };
  window.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + ahead); }
    static now() { return Right.now() + ahead; }
  };
"""
"""`setAhead(ms)` sets the phone's clock, for this start of the page and the next."""

LIST = ("people", "acts", "changes", "loans")
"""The tables that go with a shift."""


def rows(page: Page, table: str) -> list[dict[str, Any]]:
    """Read a table of the phone's database."""
    found: list[dict[str, Any]] = page.evaluate(READ, table)
    return found


def waiting(page: Page) -> list[str]:
    """Return the codes that wait for the server, in order."""
    return [row["body"]["code"] for row in rows(page, "outbox")]


def until(page: Page, is_so: Callable[[], Any], seconds: float = 15) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        page.wait_for_timeout(50)


def wake(page: Page) -> None:
    """Tell the page that the network is back, as a phone does."""
    page.evaluate("dispatchEvent(new Event('online'))")


def wait_for_worker(page: Page) -> None:
    """Wait until the page would open without a server."""
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
