"""Histories of people and of a programme, done by the real verbs, for whatever has to hold after each step.

A step is a verb, whom it is about, two break-outs and the time that passes before it; what is refused changes
nothing. The model of a person's calendar knows only who holds a seat and who stands in line, read after each
step, and remembers what there ever was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from innovfest import breakouts, calendars, programme
from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.breakouts.models import OPEN
from innovfest.calendars.rules import signup_uid
from innovfest.database import db, unit_of_work
from innovfest.errors import Refusal
from innovfest.events import Event
from innovfest.programme import Session, Speaker, drafting, get_session
from innovfest.programme.models import SessionSpeaker
from innovfest.registration import Details, Registration
from tests.conftest import NOON, OLIVIA
from tests.support.own_calendars import entries, ever_unasked, goes_unasked

BREAKOUTS = ("energy", "sustainability", "labour-market")
SLUGS = (*BREAKOUTS, "keynote")
PASSING = (timedelta(), timedelta(minutes=1), timedelta(hours=3), timedelta(days=3))


@dataclass(frozen=True)
class Step:
    """Something that happens."""

    verb: str
    person: int
    slug: str
    other: str
    number: int
    passing: timedelta


@dataclass
class World:
    """An edition with its people, and the time that it is."""

    event: Event
    people: Sequence[Registration]
    now: datetime = NOON
    ever: dict[int, set[int]] = field(default_factory=dict)

    def do(self, step: Step) -> bool:
        """Do a step; return whether it was done, rather than refused."""
        self.now += step.passing
        try:
            with unit_of_work():
                VERBS[step.verb](self, step)
        except (Refusal, ValueError):
            return False
        finally:
            db.session.rollback()
            self.remember()
        return True

    def person(self, step: Step) -> Registration:
        """Return whom a step is about, as they are now."""
        return db.session.get_one(Registration, self.people[step.person].id)

    def session(self, slug: str) -> Session:
        """Return a session as it is now."""
        return get_session(self.event.id, slug)

    def whole_event(self) -> Event:
        """Return the edition as it is now."""
        return db.session.get_one(Event, self.event.id)

    def calendar(self, person: int) -> bytes:
        """Write a person's own calendar, as a program would get it now."""
        registration = db.session.get_one(Registration, self.people[person].id)
        opened = calendars.open_calendar(self.event.slug, calendars.token_of(registration))
        assert opened is not None
        assert opened.release_uid is not None
        document = programme.document_of(opened.release_uid)
        return calendars.own_calendar(opened, document, "en", base_url="https://innovfest.example").body

    def remember(self) -> None:
        """Note who has or awaits what."""
        for person in self.people:
            held, awaited = self._now(person)
            self.ever.setdefault(person.id, set()).update(held | awaited)

    def model(self, person: int) -> dict[str, str]:
        """Return what a person's calendar has to say of all that they ever had, awaited or went to."""
        registration = db.session.get_one(Registration, self.people[person].id)
        document = programme.current_document(self.whole_event())
        held, awaited = self._now(registration)
        agenda = calendars.Agenda(registration.uid, 0, "", "", registration.status, self.now)
        found = {}
        words = {"confirmed": "CONFIRMED", "waitlisted": "TENTATIVE", "cancelled": "CANCELLED"}
        day, slug = words[registration.status], self.speaker(person)
        for session_id in self.ever.get(registration.id, set()) | ever_unasked(self.event, slug):
            if session := document.session_by_id(session_id):
                word = "CONFIRMED" if session_id in held else "CANCELLED"
                word = "TENTATIVE" if session_id in awaited else word
                if goes_unasked(session, slug) and session_id not in held:
                    word = day
                found[signup_uid(agenda, session)] = "CANCELLED" if session.cancelled else word
        return {f"registration-{registration.uid}@innovfest": day, **found}

    def speaker(self, person: int) -> str:
        """Return the slug of the speaker that a person is; empty for none."""
        wanted = db.select(Speaker.slug).where(Speaker.registration_id == self.people[person].id)
        return db.session.scalar(wanted) or ""

    def _now(self, person: Registration) -> tuple[set[int], set[int]]:
        held = db.session.query(SessionSignup.session_id).filter_by(registration_id=person.id, status="held")
        lines = db.session.query(WaitlistEntry.session_id).filter(
            WaitlistEntry.registration_id == person.id,
            WaitlistEntry.status.in_(OPEN),
            WaitlistEntry.session_id.is_not(None),
        )
        return {row[0] for row in held}, {row[0] for row in lines}


def shown(calendar: bytes) -> dict[str, str]:
    """Return the status of each entry by its UID."""
    return {str(entry["UID"]): str(entry["STATUS"]) for entry in entries(calendar)}


def _verb(act: Callable[..., Any]) -> Callable[[World, Step], Any]:
    """Make a verb of a person and a session."""
    return lambda world, step: act(world.person(step), world.session(step.slug), by=OLIVIA, now=world.now)


def _steering(act: Callable[..., Any]) -> Callable[[World, Step], Any]:
    return lambda world, step: act(world.session(step.slug), reason="So it is", by=OLIVIA, now=world.now)


def _choose(world: World, step: Step) -> None:
    chosen = None if step.number == 0 else step.slug
    breakouts.change_choices(world.person(step), {"break-outs": chosen}, by=OLIVIA, now=world.now)


def _offer(world: World, step: Step) -> int:
    """Return the number of the first offer that someone has."""
    found = db.session.query(WaitlistEntry.id).filter_by(
        registration_id=world.people[step.person].id, status="offered"
    )
    first = found.order_by(WaitlistEntry.id).first()
    if first is None:
        raise ValueError("nothing is offered to them")
    return int(first[0])


def _accept(world: World, step: Step) -> None:
    breakouts.accept(world.person(step), _offer(world, step), by=OLIVIA, now=world.now)


def _decline(world: World, step: Step) -> None:
    breakouts.decline(world.person(step), _offer(world, step), by=OLIVIA, now=world.now)


def _merge(world: World, step: Step) -> None:
    one, into = world.session(step.slug), world.session(step.other)
    breakouts.merge(one, into, reason="Too few", by=OLIVIA, now=world.now)


def _move(world: World, step: Step) -> None:
    placement = world.session(step.slug).placement
    if placement is None:
        raise ValueError("it has no time")
    start = placement.starts_at + timedelta(minutes=5 * (step.number - 1))
    drafting.move(world.session(step.slug), start, seen_revision=None, by=OLIVIA, now=world.now)


def _drop(world: World, step: Step) -> None:
    drafting.unplace(world.session(step.slug), seen_revision=None, by=OLIVIA, now=world.now)


def _place_again(world: World, step: Step) -> None:
    session = world.session(step.slug)
    released = programme.current_document(world.whole_event()).session_by_id(session.id)
    if session.placement or released is None:
        raise ValueError("it has a time")
    rooms = [room for room in world.whole_event().venue.rooms if room.slug in released.rooms]
    times = (released.starts_at, released.ends_at)
    drafting.place(session, *times, rooms, seen_revision=None, by=OLIVIA, now=world.now)


def _call_off(world: World, step: Step) -> None:
    session = world.session(step.slug)
    drafting.call_off(session, not session.cancelled, by=OLIVIA, now=world.now)


def _open(world: World, _step: Step) -> None:
    """Let people sign up for the keynote, or let everybody come again."""
    keynote = world.session("keynote")
    keynote.capacity = 5 if keynote.capacity is None else None


def _speak(world: World, step: Step) -> None:
    """Give a person a part in a session, or take it away."""
    person, session = world.person(step), world.session(step.slug)
    if not (slug := world.speaker(step.person)):
        slug = f"speaker-{person.id}-{person.calendar_version}"  # which rises as a place is sent on
        db.session.add(
            Speaker(event_id=world.event.id, slug=slug, name=person.name, registration_id=person.id)
        )
        db.session.flush()
    speaker = db.session.scalars(db.select(Speaker).where(Speaker.slug == slug)).one()
    if theirs := [part for part in session.parts if part.speaker_id == speaker.id]:
        session.parts.remove(theirs[0])
    else:
        session.parts.append(SessionSpeaker(speaker=speaker, position=9, state="asked"))


def _resize(world: World, step: Step) -> None:
    session = world.session(step.slug)
    seen = session.seats_taken
    breakouts.change_capacity(session, step.number, seen_taken=seen, by=OLIVIA, now=world.now)


def _fill_day(world: World, step: Step) -> None:
    event = world.whole_event()
    seen = event.registered
    breakouts.change_day_capacity(event, step.number + 1, seen_registered=seen, by=OLIVIA, now=world.now)


def _transfer(world: World, step: Step) -> None:
    name = f"Colleague{step.number}"
    details = Details(name, "Example", f"{name.lower()}@example.org", "Example Works", "company")
    breakouts.transfer(world.person(step), details, by=OLIVIA, now=world.now, network=None)


def _remind(world: World, step: Step) -> None:
    minutes = (None, 0, 15)[step.number]
    calendars.choose_reminder(world.person(step), minutes, by=OLIVIA, now=world.now)


VERBS: dict[str, Callable[[World, Step], Any]] = {
    "sign up": _verb(breakouts.sign_up),
    "give back": _verb(breakouts.give_back),
    "stand in line": _verb(breakouts.join_line),
    "leave the line": _verb(breakouts.leave_line),
    "choose": _choose,
    "accept": _accept,
    "decline": _decline,
    "lapse": lambda world, _step: breakouts.expire(world.whole_event(), now=world.now),
    "cancel the day": lambda world, step: breakouts.cancel_day(world.person(step), by=OLIVIA, now=world.now),
    "restore the day": lambda world, step: breakouts.restore_day(
        world.person(step), by=OLIVIA, now=world.now
    ),
    "wait for the day": lambda world, step: breakouts.stand_for_day(
        world.person(step), by=OLIVIA, now=world.now
    ),
    "transfer": _transfer,
    "remind": _remind,
    "call off": _call_off,
    "open": _open,
    "speak": _speak,
    "resize": _resize,
    "ask first": lambda world, step: breakouts.change_policy(
        world.session(step.slug), ("at_once", "offer", "offer")[step.number], by=OLIVIA, now=world.now
    ),
    "fill the day": _fill_day,
    "hold": _steering(breakouts.hold),
    "close": _steering(breakouts.close),
    "reopen": _steering(breakouts.reopen),
    "cancel": _steering(breakouts.cancel_session),
    "reinstate": _steering(breakouts.reinstate),
    "merge": _merge,
    "move": _move,
    "drop": _drop,
    "place again": _place_again,
    "release": lambda world, _step: programme.release(world.whole_event(), by=OLIVIA, now=world.now),
    "go back": lambda world, step: programme.go_back(
        world.whole_event(), step.number + 1, by=OLIVIA, now=world.now
    ),
}
OFTEN = ("sign up", "stand in line", "choose", "accept", "resize", "ask first", "lapse", "release")
STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from([*VERBS, *OFTEN, *OFTEN]),
        st.integers(0, 2),
        st.sampled_from(SLUGS),
        st.sampled_from(SLUGS),
        st.integers(0, 2),
        st.sampled_from(PASSING),
    ),
    min_size=10,
    max_size=40,
)
