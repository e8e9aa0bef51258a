"""A full edition to count statements on: a crowd, a gate, a phone, an organiser who is signed in."""

import io
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from innovfest import InnovFest, accounts, calendars, checkin, clock, mail, planning, rehearsal, speakers
from innovfest.audit import Actor
from innovfest.breakouts import HeldSeats, WaitlistEntry, wishes
from innovfest.breakouts.allocation import Rule
from innovfest.checkin import ScanDevice
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import MailboxMessage, OutboxMessage
from innovfest.programme import Speaker, drafting, get_session, list_slots, make_draft_link, release
from innovfest.registration import Registration, link_of, make_spares, verification_of
from innovfest.rehearsal import Plan, Rehearsal
from innovfest.reports import exports
from tests.conftest import NOON, OLIVIA
from tests.support import crowd
from tests.support.door import a_gate, room_of
from tests.support.rehearsing import REPORT
from tests.support.speaking import PDF, add_speaker, link_to, picture
from tests.support.statements import counted

SIZES = [int(size) for size in os.environ.get("INNOVFEST_TEST_CROWD", "3,300").split(",")]
"""How many people are registered at each count, rising; `INNOVFEST_TEST_CROWD=1000,50000` tries the large."""

TOO_MANY_TO_PRINT = 1_000


@dataclass
class House:
    """An edition with everything in it, and who may look at what."""

    app: InnovFest
    client: FlaskClient
    event: Event
    alice: Registration
    values: dict[str, Any]
    phone: str
    people: int = 0

    def grow(self, people: int) -> None:
        """Register people until so many are there."""
        crowd.gather(self.event, people - self.people, now=NOON, start=self.people)
        self.people = people

    def count(self, method: str, path: str, options: Callable[[], dict[str, Any]] = dict) -> tuple[int, int]:
        """Send a request, then another like it, and count that; return its status and its statements.

        `options` makes what each of them carries.
        """
        first, second = options(), options()
        self.client.open(path, method=method, buffered=True, **first)
        with counted(db.engine) as seen:
            answer = self.client.open(path, method=method, buffered=True, **second)
        return answer.status_code, len(seen)

    def leave(self) -> None:
        """Let Olivia leave: what follows is done in a visitor's browser."""
        self.client = self.app.test_client()

    def phones(self, **options: Any) -> dict[str, Any]:
        """Return a request's options as the phone sends it."""
        return {"headers": {"Authorization": f"Bearer {self.phone}"}, **options}

    def pages(self) -> dict[str, str]:
        """List the address of every page that is read, by endpoint."""
        rules = (rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ()))
        with self.app.test_request_context():
            return {
                rule.endpoint: self._address(rule.endpoint) for rule in rules if self._counts(rule.endpoint)
            }

    def _counts(self, endpoint: str) -> bool:
        if endpoint == "organiser.badges.show":
            return self.people <= TOO_MANY_TO_PRINT
        if endpoint == "organiser.exports.show":  # a file, read in pieces
            return self.people <= exports.BATCH
        asks = ("api.door.people.index", "organiser.schedule.trial")  # answer a question that they are asked
        return endpoint not in ("assets.show", "door.worker.file", *asks)

    def _address(self, endpoint: str) -> str:
        rule = next(self.app.url_map.iter_rules(endpoint))
        values = {name: self._value(endpoint, name) for name in rule.arguments}
        adapter = self.app.url_map.bind("localhost")
        return str(adapter.build(endpoint, values))

    def _value(self, endpoint: str, name: str) -> Any:
        return self.values.get(f"{endpoint}.{name}", self.values.get(name))


@pytest.fixture
def house(client: FlaskClient, event: Event, alice: Registration, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return an edition with a gate at the entrance, one at a room, and Olivia at the desk."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    app: Any = client.application
    gate = a_gate(event, "Entrance")
    a_gate(event, "Energy room", room_of(event, "energy"))
    mail.deliver_due(mail.make_transport("mailbox:"), now=NOON)
    with unit_of_work():
        olivia = accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
        accounts.grant(olivia, event, "organiser", by=OLIVIA, now=NOON)
        sign_in = accounts.make_sign_in_link(olivia, now=NOON)
        unused = accounts.make_sign_in_link(olivia, now=NOON)
        _, enrolment = checkin.make_enrolment_link(
            gate, starts_at=NOON, expires_at=event.ends_at, by=OLIVIA, now=NOON
        )
        phone = checkin.enrol_script_device(event, "Entrance", by=Actor("user", 1, "Dora"), now=NOON)
        db.session.execute(update(ScanDevice).values(role="supervisor"))
        make_spares(event, 10, by=OLIVIA, now=NOON)
        paper = checkin.make_list(event, by=OLIVIA, now=NOON)
    an_answered_round(event)
    offer = an_offer(event, alice, "energy")
    rehearsed = a_rehearsal(event)
    held = held_back(event, "energy")
    sam = a_speaker(event)
    plan = a_plan(event)
    client.post(f"/sign-in/{sign_in}")
    values = {
        **of_a_speaker(event, sam),
        "event_slug": event.slug,
        "kind": "tracks",
        "whose": "rooms",
        "organiser.availability.edit.slug": "auditorium",
        "link": link_of(alice),
        "own_calendar": calendars.token_of(alice),
        "uid": alice.uid,
        "gate_id": gate.id,
        "message_id": db.session.scalar(select(MailboxMessage.id)),
        "slug": "energy",
        "verb": "cancel",
        "slot": "break-outs",
        "number": offer.id,
        "list_id": paper.id,
        "person": alice.id,
        "held_id": held.id,
        "rehearsal_id": rehearsed.id,
        "run_id": plan.id,
        "public.speakers.show.slug": "elvira-haezendonck",
        "attendee.show.verify.token": verification_of(alice),
        "door.enrolment.new.token": enrolment,
        "account.sign_in.edit.token": unused,
        "account.invitations.show.token": _invitation(event),
    }
    return House(app, client, event, alice, values, phone)


def a_speaker(event: Event) -> Speaker:
    """Let Sam speak about energy, with a photograph that is released and with slides."""
    sam = add_speaker(event, now=NOON)
    with unit_of_work():
        drawn = speakers.redrawn(io.BytesIO(picture()))
        speakers.keep_photo(sam, drawn, by=OLIVIA, now=NOON)
        energy = get_session(event.id, "energy")
        speakers.keep_slides(sam, energy, io.BytesIO(PDF), "slides.pdf", kind="pdf", by=OLIVIA, now=NOON)
        release(event, by=OLIVIA, now=NOON)
    return sam


def of_a_speaker(event: Event, sam: Speaker) -> dict[str, Any]:
    """Return what stands in the addresses of a speaker's pages, and of what they handed in."""
    with unit_of_work():
        expires_at = NOON + timedelta(days=7)
        _, draft = make_draft_link(
            event, "The press", cluster_id=None, expires_at=expires_at, by=OLIVIA, now=NOON
        )
    return {
        "own_link": speakers.link_of(link_to(sam, now=NOON)),
        "digest": sam.photo,
        "x": sam.focus_x,
        "y": sam.focus_y,
        "size": speakers.SIZES[0],
        "room": "breakout-b",
        "form": "xml",
        "session": "energy",
        "public.draft.show.token": draft,
        "public.screens.show.slug": "auditorium",
        "organiser.releases.show.number": 1,
        **{f"organiser.speaker.{page}.slug": sam.slug for page in ("show", "edit", "photo", "slides")},
    }


def an_answered_round(event: Event) -> None:
    """Take wishes for a while, and answer them; it is first come, first served again."""
    closes_at = NOON + timedelta(minutes=1)
    with unit_of_work():
        opened = wishes.open_round(list_slots(event.id)[0], closes_at=closes_at, by=OLIVIA, now=NOON)
    with unit_of_work():
        wishes.publish(opened, Rule.FEWEST_DISAPPOINTED, by=OLIVIA, now=closes_at)


def a_plan(event: Event) -> planning.PlanRun:
    """Find a plan for a session that lost its time."""
    with unit_of_work():
        drafting.unplace(get_session(event.id, "keynote"), seen_revision=None, by=OLIVIA, now=NOON)
        run = planning.ask(event, planning.Options(what="unplaced"), seed=1, by=OLIVIA, now=NOON)
    planning.search(run.id, now=lambda: NOON)
    return run


def an_offer(event: Event, person: Registration, slug: str) -> WaitlistEntry:
    """Keep a seat for someone in line, as its line asks first."""
    with unit_of_work():
        session = get_session(event.id, slug)
        session.seats_taken += 1
        entry = WaitlistEntry(
            event_id=event.id,
            registration_id=person.id,
            session=session,
            status="offered",
            created_at=NOON,
            changed_at=NOON,
            expires_at=NOON + timedelta(days=2),
        )
        db.session.add(entry)
    return entry


def held_back(event: Event, slug: str) -> HeldSeats:
    """Hold some seats of a session back for the press."""
    with unit_of_work():
        row = HeldSeats(session=get_session(event.id, slug), purpose="press", seats=3, returns_at=NOON)
        db.session.add(row)
    return row


def a_rehearsal(event: Event) -> Rehearsal:
    """Rehearse the door with a few test people, who are still there."""
    with unit_of_work():
        held = rehearsal.begin(event, Plan(people=12, wrong=50), by=OLIVIA, now=NOON)
        rehearsal.end(held, REPORT, now=NOON)
    return held


def _invitation(event: Event) -> str:
    """Invite Bob to the desk and return the token of his mail."""
    with unit_of_work():
        accounts.invite(event, "bob@example.org", "desk", language="en", by=OLIVIA, now=NOON)
    kind = OutboxMessage.kind == "accounts.invitation"
    return str(db.session.scalars(select(OutboxMessage).where(kind)).one().about["token"])


@pytest.fixture
def a_form() -> Callable[[], dict[str, str]]:
    """Return a maker of registration forms, each of somebody new with a break-out."""

    def make() -> dict[str, str]:
        form_id = str(uuid.uuid4())
        return {
            "form_id": form_id,
            "first_name": "Bob",
            "last_name": form_id[:8],
            "email": f"{form_id[:8]}@example.org",
            "organisation": "Example Works",
            "kind": "company",
            "slot-break-outs": "energy",
        }

    return make
