"""What only a browser can tell: nothing cut at 320 px, nothing that axe finds, a keyboard gets through."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browser import breaches, cut

pytestmark = pytest.mark.journey

PAGES = [
    "/edition/",
    "/edition/programme",
    "/edition/programme?by=track",
    "/edition/sessions/energy",
    "/edition/speakers",
    "/edition/practical",
    "/edition/privacy",
    "/edition/not-there",
]


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_at_320_pixels(a_page: Callable[..., Page], path: str, language: str) -> None:
    page = a_page(path, width=320, language=language)
    assert cut(page) == []


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(a_page: Callable[..., Page], path: str, width: int, scheme: str) -> None:
    # axe is our own test's script, so it may pass the page's policy.
    page = a_page(path, width=width, scheme=scheme, bypass_csp=True)
    assert breaches(page) == []


def test_no_page_breaks_its_own_policy_or_asks_anyone_else(a_page: Callable[..., Page], site: str) -> None:
    page = a_page("/edition/")
    complaints: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: strangers.append(request.url) if site not in request.url else None)
    for path in PAGES[:-1]:
        page.goto(site + path)
    assert (complaints, strangers) == ([], [])


def test_a_keyboard_skips_to_the_content_and_sees_where_it_is(a_page: Callable[..., Page]) -> None:
    page = a_page("/edition/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    # The key is answered before the browser has gone there.
    page.wait_for_function("document.querySelector(':target') !== null")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_wide_screen_lays_break_outs_side_by_side_and_a_phone_one_below_the_other(
    a_page: Callable[..., Page],
) -> None:
    tops = """[...document.querySelectorAll('.timeline__session')]
                .map((e) => Math.round(e.getBoundingClientRect().top))"""
    assert len(set(a_page("/edition/programme", width=1280).evaluate(tops))) == 1
    assert len(set(a_page("/edition/programme", width=390).evaluate(tops))) == 3


@pytest.mark.parametrize("path", ["/edition/", "/edition/programme"])
def test_targets_on_a_phone_are_large_enough(a_page: Callable[..., Page], path: str) -> None:
    """Buttons, tabs and the header's links are 44 px or more; links in a sentence may be smaller."""
    page = a_page(path, width=390)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.button, .tabs a, .site-header a')]
             .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
             .filter(([, box]) => box.height < 44 || box.width < 44).map(([name]) => name)"""
    )
    assert small == []


def test_without_style_the_page_still_reads_in_order(a_page: Callable[..., Page]) -> None:
    page = a_page("/edition/programme", java_script_enabled=False)
    headings = page.locator("h1, h2").all_inner_texts()
    assert headings[0] == "Programme"
    assert len(headings) == 10


def test_the_first_visit_is_light(a_page: Callable[..., Page], site: str) -> None:
    page = a_page("/edition/privacy")
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(answer.request.sizes()["responseBodySize"]))
    page.goto(f"{site}/edition/", wait_until="networkidle")
    assert sum(sizes) < 60_000
