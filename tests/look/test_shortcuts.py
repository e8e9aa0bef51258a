"""The desk by keyboard: "/" finds, arrows walk the rows, Enter opens, "?" lists the keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.journey

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "components" / "shortcuts.js"
DESK = """
  <button type="button" data-opens="shortcuts" hidden>Keyboard</button>
  <dialog id="shortcuts"><form method="dialog"><button>Close</button></form></dialog>
  <input type="search" value="alice">
  <table data-walk><tbody>
    <tr><td><a href="#alice">Alice</a> <a href="#mail">mail</a></td></tr>
    <tr><td>no link</td></tr>
    <tr><td><a href="#bob">Bob</a></td></tr>
  </tbody></table>
"""


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Return a page with a search box, two rows that open and one that does not."""
    page = browser.new_page()
    page.set_content(DESK)
    page.add_script_tag(content=SCRIPT.read_text(), type="module")
    page.locator("[data-opens]:visible").wait_for()
    yield page
    page.close()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent || document.activeElement.type"))


def test_a_slash_goes_to_the_search_box_and_is_not_typed(desk: Page) -> None:
    desk.keyboard.press("/")
    assert focused(desk) == "search"
    assert desk.locator("input").input_value() == "alice"


def test_a_slash_in_the_search_box_is_a_slash(desk: Page) -> None:
    desk.locator("input").press("End")
    desk.keyboard.press("/")
    assert desk.locator("input").input_value() == "alice/"


def test_arrows_walk_from_row_to_row_and_stop_at_the_ends(desk: Page) -> None:
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        desk.keyboard.press(key)
        walked.append(focused(desk))
    assert walked == ["Alice", "Bob", "Bob", "Alice", "Alice"]


def test_enter_opens_the_row(desk: Page) -> None:
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    assert desk.evaluate("location.hash") == "#bob"


def test_a_question_mark_lists_the_keys_and_escape_closes_them(desk: Page) -> None:
    desk.keyboard.press("?")
    assert desk.locator("dialog").is_visible()
    desk.keyboard.press("Escape")
    assert not desk.locator("dialog").is_visible()


def test_the_list_can_be_opened_without_the_key(desk: Page) -> None:
    desk.get_by_role("button", name="Keyboard").click()
    assert desk.locator("dialog").is_visible()
