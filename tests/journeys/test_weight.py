"""What the registration page costs over the wire on a first visit."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.journey

MOST_BYTES = 60_000


def test_the_registration_page_costs_under_60_kb_with_everything(
    a_context: Callable[..., BrowserContext], site: str, signed_in: dict[str, str]
) -> None:
    """Heads and bodies as they cross the wire, compressed, of every file that the page asks for."""
    context = a_context("phone", "nl")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    asked: dict[str, str] = {}
    cost: dict[str, int] = {}
    wire.on(
        "Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]})
    )
    wire.on(
        "Network.loadingFinished", lambda told: cost.update({told["requestId"]: told["encodedDataLength"]})
    )
    page.goto(signed_in["desk"].replace("/desk/", "/register"), wait_until="networkidle")
    assert page.locator("form").count() == 1
    assert cost.keys() == asked.keys()
    for number, url in asked.items():
        print(f"{cost[number]:7.0f} {url.removeprefix(site)}")
    print(f"{sum(cost.values()):7.0f} bytes over the wire")
    assert sum(cost.values()) < MOST_BYTES
