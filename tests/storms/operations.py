"""What people and organisers do in a storm, each in a unit of work of its own."""

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from innovfest import breakouts, clock
from innovfest.audit import Actor, AuditEntry
from innovfest.breakouts import Selection, WaitlistEntry, wishes
from innovfest.breakouts.allocation import Rule
from innovfest.breakouts.wishes import WishParty, WishRound
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event, list_events
from innovfest.programme import Session, list_bookable, list_slots
from innovfest.registration import Details, Registration

PEOPLE = 60
LATER = timedelta(days=4)
"""So long after its offer nobody's clock still runs."""


class Operations:
    """A seeded stream of operations on the one edition of a database."""

    def __init__(self, seed: str) -> None:
        """Start the stream; the same seed draws the same operations."""
        self.seed = seed
        self.rng = random.Random(seed)
        self.number = 0

    def next(self) -> tuple[str, str, Callable[[], str]]:
        """Draw an operation: its id, its name, and what runs it and returns `done` or `same`."""
        self.number += 1
        name = self.rng.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]
        who, dice, label = self.rng.randrange(PEOPLE), self.rng.random(), f"{self.seed}-{self.number}"
        return label, name, lambda: _run(name, who, random.Random(dice), label)


def _run(name: str, who: int, rng: random.Random, label: str) -> str:
    by, now = Actor("attendee", who, label), clock.now()
    with unit_of_work():
        event = list_events()[0]
        if name in _ORGANISERS:
            _ORGANISERS[name](event, rng, Actor("user", 1, label), now)
        elif name == "register" or not (person := _find(event, who)):
            _register(event, who, rng, by, now)
        else:
            _ATTENDEES[name](person, rng, by, now)
    # The trail is written when the unit ends.
    traced = db.session.scalar(select(AuditEntry.id).where(AuditEntry.actor_label == label).limit(1))
    return "done" if traced else "same"


def _find(event: Event, who: int) -> Registration | None:
    statement = (
        select(Registration)
        .where(Registration.event_id == event.id, Registration.email_key == f"person-{who}@example.org")
        .order_by(Registration.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def _register(event: Event, who: int, rng: random.Random, by: Actor, now: datetime) -> None:
    wanted = [rng.choice(_in_slot(event, slot.id)).id for slot in list_slots(event.id) if rng.random() < 0.6]
    breakouts.register(
        event.slug,
        Details("Person", f"Number {who}", f"person-{who}@example.org", "Example Works", "company"),
        Selection(wanted),
        form_id=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        language="en",
        by=by,
        now=now,
        in_line=rng.random() < 0.7,
    )


def _in_slot(event: Event, slot_id: int) -> list[Session]:
    return [session for session in list_bookable(event.id) if session.slot_id == slot_id]


def _any_session(person: Registration, rng: random.Random) -> Session:
    return rng.choice(list(list_bookable(person.event_id)))


def _choose(person: Registration, rng: random.Random, by: Actor, now: datetime) -> None:
    slots = rng.sample(list(list_slots(person.event_id)), rng.choice((1, 1, 2)))
    choices = {slot.slug: rng.choice([*_in_slot(person.event, slot.id), None]) for slot in slots}
    slugs = {slot: session.slug if session else None for slot, session in choices.items()}
    breakouts.change_choices(person, slugs, by=by, now=now)


def _sign_up(person: Registration, rng: random.Random, by: Actor, now: datetime) -> None:
    breakouts.sign_up(person, _any_session(person, rng), by=by, now=now)


def _give_back(person: Registration, rng: random.Random, by: Actor, now: datetime) -> None:
    held = [signup.session for signup in breakouts.list_signups(person) if signup.held]
    if held:
        breakouts.give_back(person, rng.choice(held), by=by, now=now)


def _join(person: Registration, rng: random.Random, by: Actor, now: datetime) -> None:
    breakouts.join_line(person, _any_session(person, rng), by=by, now=now)


def _leave(person: Registration, rng: random.Random, by: Actor, now: datetime) -> None:
    breakouts.leave_line(person, _any_session(person, rng), by=by, now=now)


def _wish(person: Registration, rng: random.Random, by: Actor, now: datetime) -> None:
    opened = _a_round(person.event, rng)
    slugs = [session.slug for session in _in_slot(person.event, opened.slot_id)]
    wishes.rank(person, opened, rng.sample(slugs, rng.randint(0, len(slugs))), by=by, now=now)


def _wish_together(person: Registration, rng: random.Random, by: Actor, now: datetime) -> None:
    opened = _a_round(person.event, rng)
    parties = list(db.session.scalars(select(WishParty).where(WishParty.round_id == opened.id)))
    if rng.random() < 0.3 or not parties:
        wishes.leave_party(person, opened, by=by, now=now)
    else:
        wishes.join_party(person, opened, wishes.code_of(rng.choice(parties)), by=by, now=now)


def _a_round(event: Event, rng: random.Random) -> WishRound:
    rounds = [opened for opened in wishes.list_rounds(event.id) if opened.published_at is None]
    if not rounds:
        raise NotFound
    return rng.choice(rounds)


def _offer_of(person: Registration) -> int:
    statement = select(WaitlistEntry.id).where(
        WaitlistEntry.registration_id == person.id, WaitlistEntry.status == "offered"
    )
    if offer := db.session.scalar(statement.limit(1)):
        return offer
    raise NotFound


_ATTENDEES: dict[str, Callable[[Registration, random.Random, Actor, datetime], object]] = {
    "choose": _choose,
    "sign_up": _sign_up,
    "give_back": _give_back,
    "join": _join,
    "leave": _leave,
    "cancel": lambda person, _rng, by, now: breakouts.cancel_day(person, by=by, now=now),
    "restore": lambda person, _rng, by, now: breakouts.restore_day(person, by=by, now=now),
    "stand": lambda person, _rng, by, now: breakouts.stand_for_day(person, by=by, now=now),
    "wish": _wish,
    "wish_together": _wish_together,
    "accept": lambda person, _rng, by, now: breakouts.accept(person, _offer_of(person), by=by, now=now),
    "decline": lambda person, _rng, by, now: breakouts.decline(person, _offer_of(person), by=by, now=now),
}


def _resize(event: Event, rng: random.Random, by: Actor, now: datetime) -> None:
    session = rng.choice(list(list_bookable(event.id)))
    breakouts.change_capacity(session, rng.randint(2, 8), by=by, now=now)


def _resize_day(event: Event, rng: random.Random, by: Actor, now: datetime) -> None:
    breakouts.change_day_capacity(event, rng.randint(20, 40), by=by, now=now)


def _policy(event: Event, rng: random.Random, by: Actor, now: datetime) -> None:
    policy = rng.choice(breakouts.POLICIES)
    if rng.random() < 0.3:
        breakouts.change_day_policy(event, policy, by=by, now=now)
    else:
        breakouts.change_policy(rng.choice(list(list_bookable(event.id))), policy, by=by, now=now)


def _open_wishes(event: Event, rng: random.Random, by: Actor, now: datetime) -> None:
    slot = rng.choice(list(list_slots(event.id)))
    wishes.open_round(slot, closes_at=now + timedelta(hours=1), by=by, now=now)


def _publish(event: Event, rng: random.Random, by: Actor, _now: datetime) -> None:
    opened = _a_round(event, rng)
    wishes.publish(opened, rng.choice(list(Rule)), by=by, now=opened.closes_at)


def _steer(event: Event, rng: random.Random, by: Actor, now: datetime) -> None:
    verb = rng.choice([breakouts.hold, breakouts.close, *[breakouts.reopen] * 5])
    verb(rng.choice(list(list_bookable(event.id))), reason="A storm", by=by, now=now)


_ORGANISERS: dict[str, Callable[[Event, random.Random, Actor, datetime], object]] = {
    "resize": _resize,
    "resize_day": _resize_day,
    "policy": _policy,
    "open_wishes": _open_wishes,
    "publish": _publish,
    "steer": _steer,
    "expire": lambda event, _rng, _by, now: breakouts.expire(event, now=now + LATER),
    "serve": lambda event, _rng, _by, now: breakouts.serve_event(event, now=now),
}

_WEIGHTS: dict[str, float] = {
    "register": 8,
    "choose": 18,
    "sign_up": 8,
    "give_back": 6,
    "join": 24,
    "leave": 3,
    "cancel": 6,
    "restore": 4,
    "stand": 3,
    "accept": 6,
    "decline": 2,
    "wish": 10,
    "wish_together": 3,
    "open_wishes": 1,
    "publish": 0.6,  # so that some have wished by then
    "steer": 3,
    "resize": 5,
    "resize_day": 2,
    "policy": 1,
    "expire": 1,
    "serve": 1,
}
