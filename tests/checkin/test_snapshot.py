"""A phone that asks for differences knows what a phone knows that asks for everything, whatever happened.

`INNOVFEST_TEST_SNAPSHOTS` sets how many afternoons are lived through, `INNOVFEST_TEST_SEED` which.
"""

import os
import uuid
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from innovfest import breakouts, checkin, registration, worker
from innovfest.checkin import SentWalkIn
from innovfest.database import db, unit_of_work
from innovfest.errors import Refusal
from innovfest.programme import current_document
from innovfest.registration import RULES, Registration, kept_until
from tests.conftest import NOON, register
from tests.support.door import BREAKOUTS, OLIVIA, Door, a_gate, room_of

NUMBER = int(os.environ.get("INNOVFEST_TEST_SNAPSHOTS", "3"))
SEED = int(os.environ.get("INNOVFEST_TEST_SEED", "1"))
STEPS = 40
LATEST_STAMP = 50
"""Seconds for which a unit of work may have been under way before its commit; a phone looks back by 60."""


class Knowing:
    """What a phone knows: it asks with its cursor and lays what it hears over what it has."""

    def __init__(self, door: Door) -> None:
        self.door, self.cursor = door, ""
        self.people: dict[int, list[Any]] = {}
        self.blocks: dict[str, Any] = {}

    def refresh(self, now: Any, since: str | None = None) -> bool:
        """Ask what changed; tell whether anything did."""
        phone = checkin.find_phone(self.door.token)
        assert phone is not None
        asked = self.cursor if since is None else since
        snapshot = checkin.take_snapshot(phone, asked, language="en", now=now)
        db.session.rollback()
        if snapshot.body is None:
            return False
        told = snapshot.body
        if told["full"]:
            self.people = {}
        self.people |= {row[0]: row for row in told.get("people") or []}
        for n in told.get("gone") or []:
            self.people.pop(n, None)
        blocks = ("spares", "phone", "event", "programme", "live")
        self.blocks |= {name: told[name] for name in blocks if told.get(name) is not None}
        self.blocks["spares"] = sorted(self.blocks["spares"])
        self.cursor = snapshot.cursor
        return True


class Day:
    """What can happen on a day: at the entrance, in a room, at the desk and on people's own pages."""

    def __init__(self, event, rng: Random) -> None:  # type: ignore[no-untyped-def]
        self.event, self.rng, self.count = event, rng, 0
        with unit_of_work():
            db.session.merge(event).registration_closes_at = BREAKOUTS + timedelta(hours=4)
        self.entrance = Door(a_gate(event, f"Entrance {rng.random()}"), "desk")
        self.room = Door(a_gate(event, f"Energy {rng.random()}", room_of(event, "energy")), "supervisor")
        self.sent: list[Any] = []
        self.people = [self.register(NOON) for _ in range(6)]
        self.now = BREAKOUTS

    def go_on(self) -> str:
        """Let something happen, some time after it was begun; return what."""
        self.now += timedelta(seconds=self.rng.choice([0, 1, 7, 45, 90]))
        stamp = self.now - timedelta(seconds=self.rng.choice([0, 0, 3, LATEST_STAMP]))
        at_doors = [self.scan, self.scan, self.scan, self.undo, self.count_people]
        of_people = [
            self.register,
            self.cancel,
            self.move,
            self.replace,
            self.note,
            self.correct,
            self.walk_in,
        ]
        step = self.rng.choice([*at_doors, *of_people, self.make_spares, self.set_tables])
        try:
            step(stamp)
        except Refusal as refusal:
            return type(refusal).__name__
        return step.__name__

    def register(self, at: Any) -> int:
        """Someone registers."""
        self.count += 1
        sessions = self.rng.choice([[], ["energy"], ["sustainability"]])
        person = register(self.event, f"Person{self.rng.random()}", sessions=sessions, now=at).id
        if hasattr(self, "people"):
            self.people.append(person)
        return person

    def scan(self, at: Any) -> None:
        """Someone is scanned somewhere."""
        door, direction = self.rng.choice([self.entrance, self.room]), self.rng.choice(["in", "in", "out"])
        decided = self.rng.choice(["admitted" if direction == "in" else "left", None])
        sent = door.sent("", at, person=self.rng.choice(self.people), direction=direction, decided=decided)
        self.sent.append((door, sent))
        door.record(sent, now=at)

    def undo(self, at: Any) -> None:
        """A scan is taken back."""
        if self.sent:
            door, sent = self.rng.choice(self.sent)
            door.record(door.sent("", at, kind="undo", undoes=sent.id), now=at)

    def count_people(self, at: Any) -> None:
        """One is counted without a name, or all heads are."""
        door = self.rng.choice([self.entrance, self.room])
        door.record(door.sent("", at, kind="count"), door.sent("", at, kind="headcount", number=4), now=at)

    def cancel(self, at: Any) -> None:
        """Someone cancels their day."""
        with unit_of_work():
            person = db.session.get_one(Registration, self.rng.choice(self.people))
            breakouts.cancel_day(person, by=OLIVIA, now=at)

    def move(self, at: Any) -> None:
        """The desk moves someone's break-out."""
        slot = next(slot.slug for slot in current_document(self.event).slots)
        session = current_document(self.event).session(self.rng.choice(["energy", "labour-market"])).id
        self._at_the_desk(checkin.move_breakout, slot, self.rng.choice([None, session]), at=at)

    def replace(self, at: Any) -> None:
        """The desk replaces a lost badge."""
        self._at_the_desk(checkin.replace_badge, "lost", at=at)

    def note(self, at: Any) -> None:
        """The desk takes a note."""
        self._at_the_desk(checkin.take_note, self.rng.choice(["", "VIP", "Speaks at four"]), at=at)

    def correct(self, at: Any) -> None:
        """The desk corrects a name."""
        names = {"first_name": f"N{self.rng.random()}", "last_name": "Example", "organisation": "VIL"}
        self._at_the_desk(checkin.correct_name, at=at, **names)

    def walk_in(self, at: Any) -> None:
        """The desk registers someone, with a spare badge at times."""
        spare = self.rng.choice(["", *self._spares()])
        sent = SentWalkIn(str(uuid.uuid4()), f"Walk{self.rng.random()}", "In", "", spare)
        with unit_of_work():
            self.people.append(checkin.register_walk_in(self._desk(), sent, now=at)["person"])

    def make_spares(self, at: Any) -> None:
        """Olivia prints spare badges."""
        with unit_of_work():
            registration.make_spares(self.event, 2, by=OLIVIA, now=at)

    def set_tables(self, at: Any) -> None:
        """Olivia changes the badge tables."""
        tables = self.rng.choice([[], [("One", "A"), ("Two", "F")], [("One", "A")]])
        with unit_of_work():
            checkin.set_tables(self.event, tables, by=OLIVIA, now=at)

    def _at_the_desk(self, act: Any, *facts: Any, at: Any, **more: Any) -> None:
        with unit_of_work():
            act(self._desk(), str(uuid.uuid4()), self.rng.choice(self.people), *facts, now=at, **more)

    def _desk(self) -> Any:
        return checkin.find_phone(self.entrance.token)

    def _spares(self) -> list[str]:
        found = db.session.query(registration.Badge).filter_by(status="spare")
        return [badge.code for badge in found]


@pytest.mark.parametrize("seed", range(SEED, SEED + NUMBER))
def test_differences_come_to_the_whole(event, seed):
    day = Day(event, Random(seed))
    phones = [Knowing(day.entrance), Knowing(day.room)]
    for phone in phones:
        phone.refresh(day.now)
    happened: Counter[str] = Counter()
    for _ in range(STEPS):
        what = day.go_on()
        happened[what] += 1
        for phone in phones:
            if day.rng.random() < 0.8:
                phone.refresh(day.now)
            # Now and then a phone was away for a while; in the end it has heard of everything.
        one = day.rng.choice(phones)
        one.refresh(day.now)
        whole = Knowing(one.door)
        whole.refresh(day.now)
        assert one.people == whole.people, what
        assert one.blocks == whole.blocks, what
    assert len(happened) >= 8


def test_nothing_is_sent_when_nothing_happened(event):
    """A minute after the last change, and an hour after it, there is nothing to say."""
    day = Day(event, Random(SEED))
    phone = Knowing(day.entrance)
    phone.refresh(day.now)
    for minutes in (0, 1, 2, 60, 600):
        assert phone.refresh(day.now + timedelta(minutes=minutes)) is False


def test_who_was_erased_goes_from_a_phone_with_the_next_difference(event):
    """A phone that is open when names go, a year later, keeps none; then there is nothing to say again."""
    day, due = Day(event, Random(SEED)), kept_until(event, RULES[-1])
    phone = Knowing(day.entrance)
    phone.refresh(due - timedelta(hours=1))
    assert sorted(phone.people) == sorted(day.people)
    worker.erase(now=due)
    assert phone.refresh(due + timedelta(seconds=3))
    assert phone.people == {}
    assert [phone.refresh(due + timedelta(seconds=seconds)) for seconds in (6, 600)] == [False, False]


def test_a_note_that_was_erased_goes_from_a_phone_too(event):
    day, due = Day(event, Random(SEED)), kept_until(event, RULES[1])
    with unit_of_work():
        someone = db.session.get_one(Registration, day.people[0])
        registration.set_door_note(someone, "VIP", by=OLIVIA, now=NOON)
    phone = Knowing(day.entrance)
    phone.refresh(due - timedelta(hours=1))
    worker.erase(now=due)
    phone.refresh(due + timedelta(seconds=3))
    assert [row[7] for row in phone.people.values()] == [""] * len(day.people)


def test_many_changes_at_once_are_left_behind_when_it_is_quiet(event):
    """A phone came back with a long queue: three minutes later nobody looks through it any more."""
    day = Day(event, Random(SEED))
    phone, sent = Knowing(day.entrance), [day.entrance.sent("", day.now, kind="count") for _ in range(101)]
    day.entrance.record(*sent, now=day.now)
    phone.refresh(day.now)
    assert phone.refresh(day.now + timedelta(seconds=1)), (
        "what came in the minute before the list is sent again"
    )
    before = dict(phone.people)
    assert phone.refresh(day.now + timedelta(seconds=90)) is False
    assert phone.refresh(day.now + timedelta(minutes=3)), "one small answer with a new cursor"
    assert phone.people == before
    assert phone.refresh(day.now + timedelta(minutes=4)) is False
    late = day.now + timedelta(minutes=2, seconds=10)
    day.entrance.record(day.entrance.sent("", late, person=day.people[0]), now=late)
    assert phone.refresh(day.now + timedelta(minutes=4, seconds=1)), "late, yet not too late"


def test_a_unit_of_work_that_was_stamped_before_and_commits_after_is_heard_of(event):
    """Two writers at once: the one that began first ends last, after a phone has heard of the other."""
    day = Day(event, Random(SEED))
    phone, (first, second) = Knowing(day.entrance), day.people[:2]
    phone.refresh(day.now)
    began = day.now + timedelta(seconds=10)
    day.entrance.record(day.entrance.sent("", began, person=second), now=began + timedelta(seconds=5))
    assert phone.refresh(began + timedelta(seconds=6))
    day.entrance.record(day.entrance.sent("", began, person=first), now=began)
    assert phone.refresh(began + timedelta(seconds=7))
    assert [len(phone.people[n][6]) for n in (first, second)] == [1, 1]


def test_without_the_look_back_such_a_change_is_missed(event, monkeypatch):
    """The control."""
    monkeypatch.setattr("innovfest.checkin.snapshot.OVERLAP", timedelta())
    with pytest.raises(AssertionError):
        test_a_unit_of_work_that_was_stamped_before_and_commits_after_is_heard_of(event)
