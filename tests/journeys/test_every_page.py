"""Every page, as every kind of person meets it: axe finds nothing, nothing is cut, the policy holds."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from innovfest import InnovFest, create_app
from tests.conftest import settings_for
from tests.journeys.pages import EMPTY_AND_SEND, GROUPS, Visit, pages_of
from tests.journeys.people import Attendee, Organiser, a_photograph, address_of
from tests.support.browser import DEVICES, LOCALES, breaches, cut, hang

pytestmark = pytest.mark.journey

LANGUAGES = ["nl", "en", "fr"]
RULES = {"light": (), "dark": ("color-contrast",)}
SIGHTS = [(device, scheme) for device in ("phone", "desktop") for scheme in RULES]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> InnovFest:
    """Return an application that only knows its addresses."""
    return create_app(settings_for("sqlite://", tmp_path_factory.mktemp("addresses")))


@pytest.fixture(scope="module")
def known(browser: Browser, site: str, signed_in: Any) -> Iterator[dict[str, Any]]:
    """Make one of everything by clicking: a person with needs, a gate, mails, an invitation, a login."""
    contexts = [
        browser.new_context(locale=LOCALES["en"], storage_state=state) for state in (None, signed_in["state"])
    ]
    pages = [context.new_page() for context in contexts]
    pages[1].goto(signed_in["desk"])
    attendee, olivia = Attendee(pages[0], site, "en"), Organiser(pages[1], site, "en")
    yield {
        **_from_an_attendee(attendee, olivia, "Zoë", "energy"),
        **_from_a_gate(olivia),
        "own_link": _from_a_speaker(attendee, olivia),
        "draft": olivia.make_draft_link("The press").rpartition("/")[2],
        "event_slug": signed_in["desk"].split("/")[3],
        "slug": "energy",
        "olivia": olivia,
        "cancelled": _cancelled(attendee),
        "invitation": _invitation(olivia),
        "sign_in": _sign_in_link(attendee, olivia),
    }
    for context in contexts:
        context.close()


@pytest.fixture
def page_of(a_context: Callable[..., BrowserContext], signed_in: Any) -> Callable[..., Page]:
    """Return a maker of a page for a kind of person."""

    def make(group: str, language: str, **more: Any) -> Page:
        state = signed_in["state"] if group in ("desk", "wishes") else None
        return a_context("desktop", language, storage_state=state, **more).new_page()

    return make


@pytest.fixture
def walk(app: InnovFest, site: str, known: dict[str, Any]) -> Callable[[Page, str], Iterator[str]]:
    """Return a walk: it opens all that a group meets, one after the other, and yields what it is called."""

    def make(page: Page, group: str) -> Iterator[str]:
        with known["olivia"].taking_wishes() if group == "wishes" else nullcontext():
            for name, address, wrong in addresses_of(group, app, known):
                page.goto(f"{site}{address}" if address.startswith("/") else address)
                if wrong:
                    send_empty(page)
                yield name

    return make


def test_no_page_is_forgotten(app: InnovFest) -> None:
    visited = {visit.endpoint for visits in GROUPS.values() for visit in visits}
    assert visited == pages_of(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_cut_at_320_pixels(
    page_of: Callable[..., Page], walk: Callable[..., Iterator[str]], group: str, language: str
) -> None:
    page = page_of(group, language)
    page.set_viewport_size(DEVICES["small phone"]["viewport"])
    found = {name: cut(page) for name in walk(page, group)}
    assert {name: parts for name, parts in found.items() if parts} == {}


@pytest.mark.parametrize("group", GROUPS)
def test_axe_finds_nothing(
    page_of: Callable[..., Page], walk: Callable[..., Iterator[str]], group: str
) -> None:
    """Every page at both sizes, light and dark; by night only the contrast can be another.

    A colour that is still changing would be measured half-way, so nothing moves.
    """
    page = page_of(group, "nl", bypass_csp=True, reduced_motion="reduce")
    found = []
    for name in walk(page, group):
        for device, scheme in SIGHTS:
            page.set_viewport_size(DEVICES[device]["viewport"])
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [(name, device, scheme, each) for each in breaches(page, *RULES[scheme])]
            hang(page, f"{group}-{name}-{device}-{scheme}")
    assert found == []


@pytest.mark.parametrize("group", GROUPS)
def test_no_page_breaks_its_policy_or_asks_anyone_else(
    page_of: Callable[..., Page], walk: Callable[..., Iterator[str]], site: str, group: str
) -> None:
    page = page_of(group, "fr")
    complaints: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda asked: strangers.append(asked.url))
    for _name in walk(page, group):
        page.wait_for_load_state("load")
    # That a refusal answers with 404 or 422 is meant; the browser mentions it.
    assert [said for said in complaints if "the server responded with a status of 4" not in said] == []
    assert [url for url in strangers if not url.startswith((site, f"blob:{site}", "data:"))] == []


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("full", {}),
        ("not yet open", {"opens_at": "2027-01-01T09:00"}),
        ("closed", {"opens_at": "2026-01-01T09:00", "closes_at": "2026-01-02T09:00"}),
    ],
)
def test_a_registration_that_is_not_open_says_so(
    page_of: Callable[..., Page],
    olivia_at: Callable[..., Organiser],
    known: dict[str, Any],
    state: str,
    changes: dict[str, str],
) -> None:
    olivia = olivia_at("desktop", "nl")
    registered = str(olivia.figure("Registered"))
    before = olivia.change_day(changes or {"capacity": registered})
    try:
        page = page_of("public", "nl", bypass_csp=True)
        page.goto(f"{olivia.site}/{known['event_slug']}/register")
        # A full day has a line, and its form; the others say when.
        assert page.locator("main form").count() == (state == "full")
        found = breaches(page)
        page.set_viewport_size(DEVICES["small phone"]["viewport"])
        assert (found, cut(page)) == ([], [])
        hang(page, f"public-registration-{state}")
    finally:
        olivia.change_day(before)


def addresses_of(group: str, app: InnovFest, known: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield what a group meets: a name, an address, and whether the form is sent empty."""
    tokens = {
        "door.enrolment.new": "enrolment",
        "account.invitations.show": "invitation",
        "public.draft.show": "draft",
    }
    for visit in GROUPS[group]:
        token = known.get(tokens.get(visit.endpoint, "verification"))
        yield visit.name, visit.path(app.url_map, {"token": token, **known}), visit.wrong
    if group == "own":
        cancelled = Visit("attendee.show.show", values={"link": known["cancelled"]})
        yield "cancelled", cancelled.path(app.url_map, known), False
    if group == "account":
        for name in ("sign_in", "invitation"):
            yield name, known[name], False


def send_empty(page: Page) -> None:
    """Send the page's form with nothing in it, and wait for what it says."""
    with page.expect_navigation():
        page.evaluate(EMPTY_AND_SEND)
    page.locator(".error-summary").wait_for()


def _from_an_attendee(attendee: Attendee, olivia: Organiser, name: str, session: str) -> dict[str, Any]:
    link = attendee.register(name, "D'Hoore", session=session)
    attendee.press(attendee.link("Change my details"))
    attendee.field("Dietary needs").fill("Vegan")
    attendee.page.locator("#access_needs").fill("A place for a wheelchair near the front")
    attendee.tick("special_data")
    attendee.press(attendee.button("Save"))
    letter = olivia.letter_to(address_of(name))
    verification = next(each for each in letter.links() if "/verify/" in each)
    message = olivia.page.url.rpartition("/")[2]
    olivia.open("registrations")
    person = olivia.page.get_by_role("link", name=name).get_attribute("href") or ""
    return {
        "link": link.rstrip("/").rpartition("/")[2],
        "verification": verification.rpartition("/")[2],
        "message_id": int(message),
        "uid": person.rpartition("/")[2],
        "number": _offer(attendee, olivia, link, "labour-market"),
    }


def _from_a_speaker(attendee: Attendee, olivia: Organiser) -> str:
    link = olivia.invite_speaker("elvira-haezendonck", "elvira@example.org")
    attendee.page.goto(f"{link}profile")
    attendee.page.locator("#photo").set_input_files(a_photograph())
    attendee.button("Save").click()
    attendee.page.locator("[data-focus]").wait_for()
    return link.rstrip("/").rpartition("/")[2]


def _offer(attendee: Attendee, olivia: Organiser, link: str, session: str) -> int:
    olivia.change_session(session, seats=0, line="offer")
    attendee.page.goto(link)
    attendee.stand_in_line(session)
    olivia.change_session(session, seats=60, line="offer")
    return attendee.number_offered()


def _from_a_gate(olivia: Organiser) -> dict[str, Any]:
    olivia.make_gate("Main entrance")
    gate = int(olivia.page.url.rpartition("/")[2])
    olivia.make_list()
    rehearsal = olivia.rehearse()
    olivia.open(f"gates/{gate}")
    enrolment = olivia.show_enrolment().rpartition("/")[2]
    return {"gate_id": gate, "rehearsal_id": rehearsal, "enrolment": enrolment}


def _cancelled(attendee: Attendee) -> str:
    link = attendee.register("Bob", "Example", session="energy")
    attendee.press(attendee.link("I can not come"))
    attendee.press(attendee.button("Cancel my place"))
    attendee.button("Take my place back").wait_for()
    return link.rstrip("/").rpartition("/")[2]


def _invitation(olivia: Organiser) -> str:
    olivia.open("invitations/new")
    olivia.field("E-mail address").fill("dora@example.org")
    olivia.choose("desk")
    olivia.button("Send the invitation").click()
    letter = olivia.letter_to("dora@example.org")
    return next(each for each in letter.links() if "/invitations/" in each)


def _sign_in_link(attendee: Attendee, olivia: Organiser) -> str:
    attendee.page.goto(f"{attendee.site}/sign-in")
    attendee.field("E-mail address").fill("organiser@example.org")
    attendee.button("Send me a link").click()
    letter = olivia.letter_to("organiser@example.org")
    return next(each for each in letter.links() if "/sign-in/" in each)
