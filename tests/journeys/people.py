"""The cast before their screens: each does what a person would, by what the page says in their language."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

from innovfest.wording import fold
from tests.support.browser import words

STRANGE_CHARACTERS = re.compile(r"[^\d]")


class Person:
    """Somebody in a browser, who reads one language."""

    def __init__(self, page: Page, site: str, language: str) -> None:
        self.page, self.site, self.language = page, site, language
        self.say = words(language)
        self.touches = bool(page.evaluate("navigator.maxTouchPoints"))

    def press(self, target: Locator) -> None:
        """Tap on a phone, click elsewhere."""
        if self.touches:
            target.tap()
        else:
            target.click()

    def button(self, sentence: str) -> Locator:
        """Find a button by its words."""
        return self.page.get_by_role("button", name=self.say(sentence), exact=True)

    def link(self, sentence: str) -> Locator:
        """Find a link by its words."""
        return self.page.get_by_role("link", name=self.say(sentence), exact=True)

    def field(self, sentence: str) -> Locator:
        """Find a field by its label, which may go on with "(optional)"."""
        return self.page.get_by_label(self.say(sentence)).first

    def choose(self, value: str) -> None:
        """Choose one of several by its value, touching its label as people do."""
        chosen = self.page.locator(f"input[value='{value}']")
        self.tick(chosen.get_attribute("id"))

    def tick(self, box: str | None) -> None:
        """Tick a box by its id, touching its label."""
        self.press(self.page.locator(f"label[for='{box}']"))


class Attendee(Person):
    """Alice, Bob or Charlie."""

    def register(self, first_name: str, last_name: str, *, session: str) -> str:
        """Go from the home page to a QR on the screen; return the address of one's own page."""
        self.page.goto(self.site)
        self.press(self.link("Register"))
        self.fill_in(first_name, last_name)
        self.choose("company")
        self.choose(session)
        return self.send_registration()

    def send_registration(self) -> str:
        """Send the form; return the address of one's own page."""
        self.press(self.button("Register"))
        self.qr.wait_for()
        return self.page.url.partition("?")[0]

    def fill_in(self, first_name: str, last_name: str) -> None:
        """Say who one is."""
        self.field("First name").fill(first_name)
        self.field("Last name").fill(last_name)
        self.field("E-mail address").fill(address_of(first_name))
        self.field("Organisation").fill("Example Works")

    @property
    def qr(self) -> Locator:
        """The code on one's own page."""
        return self.page.locator(".qr svg")

    def picture_of_badge(self) -> Image.Image:
        """Fill the screen with the code and make a screenshot of it."""
        self.press(self.link("Full screen"))
        code = self.page.locator(".qr-page__code")
        code.wait_for()
        return Image.open(io.BytesIO(code.screenshot()))

    def change_to(self, session: str) -> None:
        """Change one's break-out, or give it back with `plenary`."""
        self.press(self.link("Change my break-out"))
        self.choose(session)
        self.press(self.button("Save my choice"))
        self.page.get_by_text(self.say("Your break-out is changed.")).wait_for()

    def stand_in_line(self, session: str) -> None:
        """Stand in line for a full break-out."""
        self.press(self.link("Change my break-out"))
        self.press(self.page.locator(f"form[action$='/lines/{session}'] button"))
        self.page.locator(".notice--good").wait_for()
        self.press(self.link("Back to my registration"))
        self.qr.wait_for()

    def number_offered(self) -> int:
        """Read the number in line of what is offered on one's own page."""
        self.page.reload()
        address = self.link("Answer the offer").get_attribute("href") or ""
        return int(address.rpartition("/")[2])

    def agenda(self) -> str:
        """Read one's own day."""
        return self.page.locator(".agenda").inner_text()


class Organiser(Person):
    """Olivia at the desk."""

    def open(self, path: str = "") -> None:
        """Open a page of the desk."""
        self.page.goto(f"{self.desk}{path}")

    @property
    def desk(self) -> str:
        """The desk's address."""
        return re.sub(r"(/desk/).*", r"\1", self.page.url)

    def figure(self, label: str) -> int:
        """Read a large figure of the overview."""
        self.open()
        item = self.page.locator(".figures__item").filter(has_text=self.say(label))
        return int(STRANGE_CHARACTERS.sub("", item.locator(".figures__value").inner_text()))

    def taken(self, session: str) -> int:
        """Read how many seats of a break-out are taken."""
        self.open()
        row = self.page.locator("tr").filter(has=self.page.locator(f"a[href*='session={session}']"))
        return int(row.locator("td").first.inner_text())

    def line_of(self, session: str) -> dict[str, str]:
        """Read who stands in line for a break-out, and the seat that each has meanwhile."""
        self.open(f"breakouts/{session}")
        rows = self.page.locator("#line tbody tr").all()
        return {row.locator("th a").inner_text(): row.locator("td").nth(3).inner_text() for row in rows}

    def change_day(self, changes: dict[str, str]) -> dict[str, str]:
        """Change the places of the day, or when one can register; return what stood there before."""
        self.open("capacity")
        before = {}
        for name, value in changes.items():
            box = self.page.locator(f"#day-{name}")
            before[name] = box.input_value()
            box.fill(value)
        self.page.locator("form[action$='/capacity/day'] button").click()
        self.page.locator(".notice--good").wait_for()
        return before

    def change_session(self, session: str, *, seats: int, line: str) -> None:
        """Change how many seats a break-out gives, and whether its line is `at_once` or makes an `offer`."""
        self.open("capacity")
        self.page.locator(f"input[name='session-{session}-capacity']").fill(str(seats))
        self.page.locator(f"select[name='session-{session}-line_policy']").select_option(line)
        self.page.locator(f"form[action$='/capacity/sessions/{session}'] button").click()
        self.page.locator(".notice--good").wait_for()

    def invite_speaker(self, slug: str, address: str) -> str:
        """Give a speaker an address, invite them, and return the link of the mail that they get."""
        self.open(f"speakers/{slug}/edit")
        self.page.locator("#email").fill(address)
        self.page.locator("#language").select_option(self.language)
        self.button("Save").click()
        self.button("Invite").click()
        self.page.locator(".notice--good").wait_for()
        return next(link for link in self.letter_to(address).links() if "/speaker/" in link)

    def release_room(self, room: str, seats: int) -> None:
        """Change a room's seats, which releases the draft."""
        self.open("capacity")
        self.page.locator(f"input[name='room-{room}-seats']").fill(str(seats))
        self.page.locator(f"form[action$='/capacity/rooms/{room}'] button").click()
        self.page.locator(".notice--good").wait_for()

    @contextmanager
    def taking_wishes(self) -> Iterator[None]:
        """Give the break-outs by wishes for a while; nobody may have wished when it ends."""
        self.take_wishes()
        yield
        self.open("wishes/break-outs")
        self.button("Back to first come, first served").click()
        self.page.locator(".notice--good").wait_for()

    def take_wishes(self) -> None:
        """Give the break-outs by wishes from now on."""
        self.open("wishes/break-outs")
        closes_at = datetime.now(ZoneInfo("Europe/Brussels")) + timedelta(hours=5)
        self.page.locator("#closes_at").fill(closes_at.strftime("%Y-%m-%dT%H:%M"))
        self.button("Take wishes").click()
        self.page.locator(".notice--good").wait_for()

    def make_gate(self, name: str) -> None:
        """Make a gate at the entrance, by clicking through the desk."""
        self.link("The door").click()
        self.link("Gates and phones").click()
        self.link("New gate").click()
        self.field("Name").fill(name)
        self.button("Make the gate").click()

    def make_list(self) -> None:
        """Make a paper list of everybody."""
        self.open("paper")
        self.button("Make the first list").click()

    def rehearse(self) -> int:
        """Make a rehearsal for real phones alone, with few test people, and return its number."""
        self.open("rehearsals")
        self.field("People who come").fill("12")
        self.field("Phones that are played").fill("0")
        self.button("Begin the rehearsal").click()
        self.button("Let it vanish now").wait_for()
        return int(self.page.url.rpartition("/")[2])

    def show_enrolment(self) -> str:
        """Show the gate's QR that enrols phones, and read the address under it."""
        self.button("Show the QR").click()
        self.page.locator(".qr svg").wait_for()
        return self.page.locator(".enrolment .address").inner_text()

    def letter_to(self, address: str) -> "Letter":
        """Wait for the newest mail to an address, and open it in the mailbox."""
        row = self.page.locator("tbody tr").filter(has_text=address).first
        for _ in range(40):
            self.open("mailbox")
            if row.count():
                break
            self.page.wait_for_timeout(250)
        row.get_by_role("link").click()
        return Letter(self.page)


@dataclass
class Letter:
    """A mail, open in the mailbox."""

    page: Page

    def links(self) -> list[str]:
        """List the addresses of the mail's own page."""
        frame = self.page.frame_locator("iframe.letter")
        frame.locator("body").wait_for()
        return [str(link.get_attribute("href")) for link in frame.locator("a").all()]

    def qr_is_shown(self) -> bool:
        """Tell whether the picture of the code has loaded."""
        picture = self.page.frame_locator("iframe.letter").locator("img").first
        return bool(picture.evaluate("image => image.complete && image.naturalWidth > 100"))

    def part(self, number: int) -> str:
        """Read the plain text (0) or the calendar part (1)."""
        return self.page.locator("pre.letter-text").nth(number).text_content() or ""


class Speaker(Person):
    """Sam, behind the link of the invitation."""

    def confirm(self) -> None:
        """Confirm the time of the first session."""
        self.press(self.page.locator("button[value='confirm']").first)
        self.page.get_by_text(self.say("Thank you. You are expected at this time.")).wait_for()

    def write_profile(self, biography: str, photograph: dict[str, Any]) -> None:
        """Write a biography in one's language and add a photograph."""
        self.press(self.link("Photograph, job title and biography"))
        self.page.locator(f"#biography_{self.language}").fill(biography)
        self.page.locator("#photo").set_input_files(photograph)
        self.press(self.button("Save"))
        self.page.locator("[data-focus]").wait_for()

    def hand_in_slides(self, session: str, slides: dict[str, Any]) -> None:
        """Hand in the slides of a session."""
        self.press(self.page.locator(f"a[href$='/slides/{session}']").first)
        self.page.locator("#slides").set_input_files(slides)
        self.press(self.page.locator("form[enctype] button"))
        self.page.locator(".stored").wait_for()


def a_photograph(width: int = 1200, height: int = 900) -> dict[str, Any]:
    """Return a photograph as a file that a person chooses: a face of a sort, off the middle."""
    picture = Image.new("RGB", (width, height), "#d8d2c4")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width * 0.6, height * 0.15, width * 0.85, height * 0.6), fill="#c08a62")
    pen.rectangle((width * 0.52, height * 0.6, width * 0.95, height), fill="#16325c")
    written = io.BytesIO()
    picture.save(written, "JPEG")
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


class Steward(Person):
    """Dora with her phone."""

    def enrol(self, link: str) -> None:
        """Open what the gate's QR says, give one's name, press the button, start."""
        self.page.goto(link)
        self.field("Your name").fill("Dora")
        self.press(self.button("Enrol this phone"))
        self.page.locator("[data-screen=start]").wait_for()
        self.press(self.page.locator("[data-start]"))
        self.page.locator("[data-go]:visible, [data-screen=scan]:visible").first.wait_for()
        if self.page.locator("[data-again]").is_visible():
            self.press(self.page.locator("[data-go]"))

    def verdict(self, tone: str) -> str:
        """Wait for an answer of a tone (good, warn, stop) and read all of it."""
        answer = self.page.locator(f"[data-verdict][data-tone={tone}]:visible")
        answer.wait_for()
        return answer.inner_text()


def address_of(first_name: str) -> str:
    """Return somebody's e-mail address, without the accents of their name."""
    return f"{fold(first_name)}@example.org"


def path_of(address: str) -> str:
    """Return an address without its host."""
    return urlsplit(address).path
