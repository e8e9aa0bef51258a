"""The desk in a real browser: from the keyboard, without script, following the day, clean for axe."""

import re
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from werkzeug.serving import make_server

from innovfest import accounts, breakouts, checkin, clock, create_app, events, programme
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.registration import Details
from tests.conftest import OLIVIA, settings_for
from tests.support import databases
from tests.support.browser import AXE, OVERFLOWING, launch

pytestmark = pytest.mark.journey

PAGES = [
    "",
    "registrations",
    "registrations?q=nobody",
    "registrations/new",
    "{person}",
    "{person}/edit",
    "{person}/breakouts",
    "breakouts",
    "breakouts/energy",
    "breakouts/energy/cancel",
    "breakouts/energy/merge",
    "breakouts/energy/merge?into=sustainability",
    "capacity",
    "capacity/energy",
    "capacity/energy/held/1?q=alice",
    "rooms",
    "needs",
    "gates",
    "gates/new",
    "gates/1",
    "board",
    "board?screen=1",
    "conflicts",
    "paper",
    "badges?since=2026-01-01T09:00",
    "team",
    "invitations/new",
    "mails",
    "mailbox",
]

RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"


class Site:
    """A running site with some people, and what the tests do to it behind the browser's back."""

    def __init__(self, app: Any, address: str) -> None:
        self.app, self.address = app, address
        with app.app_context():
            now = clock.now()
            with unit_of_work():
                source, day = programme.shipped_programme(), programme.next_edition_day(now.date())
                event = programme.load_programme(source, day=day, example=True, by=OLIVIA, now=now)
                checkin.make_gate(event, "Entrance", by=SYSTEM, now=now)
                energy = programme.get_session(event.id, "energy")
                db.session.add(breakouts.HeldSeats(session=energy, purpose="press", seats=2))
            self.desk = f"{address}/{event.slug}/desk/"
        for name in ("Alice", "Bob", "Charlie"):
            self.person = self.register(name)

    def register(self, name: str) -> str:
        """Register someone and return the public id."""
        told = {"email": f"{name}@example.org", "organisation": "Works", "kind": "company", "diet": "Vegan"}
        with self.app.app_context():
            event, now = events.latest_event(), clock.now()
            energy = programme.current_document(event).session("energy").id
            with unit_of_work():
                person, _ = breakouts.register(
                    event.slug,
                    Details(name, "Example", access_needs="A ramp", **told),
                    breakouts.Selection([energy]),
                    form_id=str(uuid.uuid4()),
                    language="en",
                    by=OLIVIA,
                    now=now,
                )
            return person.uid

    def sign_in_link(self) -> str:
        """Return an address that signs Olivia in."""
        with self.app.app_context(), unit_of_work():
            now = clock.now()
            user = accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=now)
            accounts.grant(user, events.latest_event(), "organiser", by=SYSTEM, now=now)
            token = accounts.make_sign_in_link(user, now=now)
        return f"{self.address}/sign-in/{token}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a running site on SQLite."""
    database = databases.migrated("sqlite", tmp_path_factory)
    app = create_app(settings_for(database, tmp_path_factory.mktemp("instance")))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return Chromium."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def olivia_at(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a maker of Olivia's browser, signed in: `olivia_at(width=320, color_scheme="dark")`."""
    opened: list[BrowserContext] = []

    def make(*, width: int = 1280, **more: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB", **more)
        opened.append(context)
        page = context.new_page()
        page.goto(site.sign_in_link())
        page.locator("main button").click()
        expect(page.locator("h1")).to_have_text("Overview")
        return page

    yield make
    for context in opened:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light")])
def test_axe_finds_nothing_and_nothing_sticks_out(
    olivia_at: Callable[..., Page], site: Site, width: int, scheme: str
) -> None:
    page = olivia_at(width=width, color_scheme=scheme, bypass_csp=True)
    found = {}
    for path in PAGES:
        page.goto(site.desk + path.format(person=f"registrations/{site.person}"))
        page.evaluate(AXE.read_text())
        violations = page.evaluate(RULES)["violations"]
        wrong = [(v["id"], v["nodes"][0]["html"]) for v in violations] + page.evaluate(OVERFLOWING)
        if wrong:
            found[path] = wrong
    assert found == {}


def test_the_keyboard_finds_walks_and_opens(olivia_at: Callable[..., Page], site: Site) -> None:
    page = olivia_at()
    page.goto(f"{site.desk}registrations")
    page.keyboard.press("/")
    page.keyboard.type("exam")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=exam*")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Bob Example")


def test_figures_follow_the_day_by_themselves(olivia_at: Callable[..., Page], site: Site) -> None:
    page = olivia_at()
    figure = page.locator(".figures__value").first
    before = int(figure.inner_text())
    site.register("Dirk")
    expect(figure).to_have_text(str(before + 1), timeout=15_000)


def test_a_board_that_gets_no_answer_says_so_and_recovers(olivia_at: Callable[..., Page], site: Site) -> None:
    page = olivia_at()
    page.goto(f"{site.desk}board?screen=1")
    page.locator("[data-refresh]").evaluate("part => { part.dataset.every = '0.1'; }")
    stale = page.locator("[data-stale]")
    page.route("**/board/figures*", lambda route: route.abort())
    expect(stale).to_be_visible(timeout=15_000)
    page.unroute("**/board/figures*")
    expect(stale).to_be_hidden()


def test_one_slider_mirrors_the_chances_and_says_the_number_that_follows(
    olivia_at: Callable[..., Page], site: Site
) -> None:
    page = olivia_at()
    page.goto(f"{site.desk}capacity/energy")
    slider, said = page.get_by_role("slider"), page.locator(".chance__said")
    expect(said).to_contain_text("98 seats to book.")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "At most 5% that someone stands")
    places = int(re.search(r"(\d+) seats to book", said.inner_text())[1])
    page.get_by_role("button", name="Show what saving does").click()
    expect(page.locator("#consequence")).to_contain_text("Save: ")
    assert places > 98
    expect(page.get_by_role("slider")).to_have_value("3")


def test_a_chance_is_chosen_without_script(olivia_at: Callable[..., Page], site: Site) -> None:
    page = olivia_at(java_script_enabled=False)
    page.goto(f"{site.desk}capacity/sustainability")
    page.get_by_text("At most 10% that someone stands").click()
    page.get_by_role("button", name="Show what saving does").click()
    page.get_by_role("button", name="Save: ").click()
    expect(page.locator(".notice")).to_contain_text("seats can be booked.")
    assert page.get_by_label("At most 10% that someone stands").is_checked()


def test_the_desk_works_without_script(olivia_at: Callable[..., Page], site: Site) -> None:
    page = olivia_at(java_script_enabled=False)
    page.goto(f"{site.desk}registrations")
    page.get_by_label("Name, organisation or address").fill("alice")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Example, Alice").click()
    page.get_by_role("link", name="Move: seats and lines").click()
    page.locator("label.choice__label", has_text="Break-out: Sustainability").click()
    page.get_by_label("Reason").fill("Asked at the desk")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".seat-list")).to_contain_text("Break-out: Sustainability")
    page.get_by_role("button", name="Cancel their day").click()
    page.get_by_role("button", name="Undo: take the place back").click()
    expect(page.locator("h1")).to_contain_text("Expected")
    page.get_by_role("link", name="The door").click()
    page.get_by_role("link", name="Gates and phones").click()
    page.get_by_role("link", name="Entrance").click()
    page.get_by_role("button", name="Show the QR").click()
    expect(page.locator(".qr svg")).to_be_visible()


TABLE = "Titel\tVan\tTot\tZaal\tIets\nWind\t09:00\t09:30\tZolder\tx\nKeynote\t15:20\t15:50\t\t\n"
WRONG = "Titel\tVan\tTot\nWind\thalf drie\t09:30\n"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light")])
@pytest.mark.parametrize("typed", ["", TABLE, WRONG], ids=["page", "preview", "mistakes"])
def test_bringing_a_file_in_fits_and_reads(
    olivia_at: Callable[..., Page], site: Site, width: int, scheme: str, typed: str
) -> None:
    page = olivia_at(width=width, color_scheme=scheme, bypass_csp=True)
    page.goto(f"{site.desk}files")
    if typed:
        page.locator("#text").fill(typed)
        page.get_by_role("button", name="Show what it would change").click()
        page.locator("#mistakes, .exchange__group").first.wait_for()
    page.evaluate(AXE.read_text())
    violations = page.evaluate(RULES)["violations"]
    wrong = [(v["id"], v["nodes"][0]["html"]) for v in violations]
    assert wrong + page.evaluate(OVERFLOWING) == []


def test_a_file_comes_in_without_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(site.sign_in_link())
    page.locator("main button").click()
    page.goto(f"{site.desk}files")
    page.locator("#text").fill(TABLE)
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.locator("h1")).to_have_text("What the file would change")
    page.get_by_role("button", name="Put into the draft").click()
    expect(page.locator(".notice")).to_contain_text("Nothing is public yet.")
    with site.app.app_context():
        event = events.latest_event()
        assert programme.get_session(event.id, "wind").title == {"nl": "Wind"}
    context.close()
