"""A screen at a door in a browser: it follows the clock without the server, and says since when it does."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from innovfest import clock, programme
from tests.support.browser import breaches
from tests.support.documents import venue_time

pytestmark = pytest.mark.journey

KEYNOTE_ENDS_IN = timedelta(minutes=31)
SIZES = [(1080, 1920), (1920, 1080), (390, 844)]


@pytest.fixture
def during_the_keynote(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Stop the server's clock five minutes into the keynote."""
    now = datetime.now(UTC)
    day = programme.next_edition_day(date(now.year, now.month, now.day))
    moment = venue_time("15:20", day=day.isoformat())
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def states(page: Page) -> list[str | None]:
    """Read what each session on the screen is."""
    return [each.get_attribute("data-state") for each in page.locator("[data-starts]").all()]


@pytest.mark.usefixtures("during_the_keynote")
def test_a_screen_follows_the_clock_without_the_server(a_page: Callable[..., Page]) -> None:
    page = a_page("/edition/", width=1920)
    page.clock.install()
    page.goto(f"{page.url.rstrip('/')}/screens/auditorium")
    assert states(page) == ["past", "now", "next"]
    expect(page.locator("[data-clock]")).to_have_text("15:20")
    expect(page.locator("[data-state=now] [data-minutes]")).to_have_text("30 min to go")
    expect(page.locator("[data-stale]")).to_be_hidden()

    def away(route: Route) -> None:
        route.abort()

    page.route("**/*part=1*", away)
    page.clock.fast_forward(int(KEYNOTE_ENDS_IN.total_seconds() * 1000))
    page.clock.run_for(2_000)
    assert states(page) == ["past", "past", "now"]
    expect(page.locator("[data-clock]")).to_have_text("15:51")
    expect(page.locator("[data-stale]")).to_contain_text("No connection: this is how it was at 15:20")
    page.unroute("**/*part=1*", away)
    page.clock.run_for(25_000)
    expect(page.locator("[data-stale]")).to_be_hidden()
    assert states(page) == ["past", "now", "next"]


@pytest.mark.usefixtures("during_the_keynote")
def test_a_screen_asks_again_and_gets_nothing_while_nothing_changed(a_page: Callable[..., Page]) -> None:
    page = a_page("/edition/", width=1920)
    page.clock.install()
    page.goto(f"{page.url.rstrip('/')}/screens/auditorium")
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status) if "part=1" in answer.url else None)
    for _ask in range(3):
        with page.expect_response("**/*part=1*"):
            page.clock.run_for(20_500)
        page.wait_for_timeout(200)
    assert answers == [200, 304, 304]


@pytest.mark.usefixtures("during_the_keynote")
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_fits_and_reads(a_page: Callable[..., Page], width: int, height: int, scheme: str) -> None:
    page = a_page("/edition/screens/auditorium", width=width, scheme=scheme, bypass_csp=True)
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert breaches(page) == []
