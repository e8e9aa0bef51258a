"""The mails to everybody before the day: when they go, to whom, once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovfest import breakouts, programme, worker
from innovfest.audit import AuditEntry
from innovfest.breakouts import MailingGone
from innovfest.breakouts.mailing_times import is_daytime, morning_at, still_coming_at
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.mail import OutboxMessage, rendering
from innovfest.mail.rules import time_to_send
from innovfest.programme import current_document
from innovfest.registration import Registration, link_of
from tests.conftest import NOON, OLIVIA, register

BRUSSELS = ZoneInfo("Europe/Brussels")
HALF_AN_HOUR = timedelta(minutes=30)
Maker = Callable[..., Registration]


def venue(day: int, clock: str, month: int = 2) -> datetime:
    """Return an instant of 2027 by the venue's clock."""
    hour, minute = clock.split(":")
    return datetime(2027, month, day, int(hour), int(minute), tzinfo=BRUSSELS).astimezone(UTC)


def mails(kind: str) -> list[str]:
    """List the people whom a kind of mail was queued for."""
    db.session.rollback()
    rows = db.session.query(OutboxMessage).filter_by(kind=f"registration.{kind}").order_by(OutboxMessage.id)
    return [row.recipient.partition("@")[0] for row in rows]


def plan(event: Event, kind: str) -> breakouts.MailingPlan:
    """Read when a mailing goes and how it went."""
    db.session.rollback()
    return next(plan for plan in breakouts.plan_mailings(event) if plan.kind == kind)


def switch(event: Event, kind: str, *, on: bool, now: datetime = NOON) -> None:
    """Switch a mailing in a unit of work of its own."""
    with unit_of_work():
        breakouts.switch_mailing(event, kind, on=on, by=OLIVIA, now=now)


# When


@pytest.mark.parametrize(
    ("starts", "asked"),
    [
        (venue(20, "13:00"), venue(18, "13:00")),
        (venue(20, "08:00"), venue(18, "08:00")),
        (venue(20, "07:30"), venue(17, "20:30")),  # not at half past seven: the evening before
        (venue(20, "20:45"), venue(18, "20:30")),  # the last of them is out by nine
        (venue(20, "23:00"), venue(18, "20:30")),
        (venue(29, "08:30", 3), venue(26, "20:30", 3)),  # 48 hours before is 07:30: the clock went forward
        (venue(1, "07:30", 11), venue(30, "08:30", 10)),  # and here it went back
    ],
)
def test_people_are_asked_48_hours_before_and_never_at_night(starts: datetime, asked: datetime) -> None:
    assert still_coming_at(starts, BRUSSELS, lasts=HALF_AN_HOUR) == asked


@pytest.mark.parametrize(
    ("starts", "begins"),
    [
        (venue(20, "13:00"), venue(20, "07:30")),  # out by eight
        (venue(20, "10:00"), venue(20, "07:30")),
        (venue(20, "09:00"), venue(20, "06:30")),  # out two hours before
        (venue(28, "09:00", 3), venue(28, "06:30", 3)),  # on the day the clock goes forward
    ],
)
def test_the_mail_of_the_morning_is_out_by_eight_or_two_hours_before(
    starts: datetime, begins: datetime
) -> None:
    assert morning_at(starts, BRUSSELS, lasts=HALF_AN_HOUR) == begins


@given(
    st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    st.timedeltas(timedelta(minutes=5), timedelta(hours=12)),
)
def test_the_first_and_the_last_who_is_asked_is_asked_by_day(starts: datetime, lasts: timedelta) -> None:
    begins = still_coming_at(starts, BRUSSELS, lasts=lasts)
    assert begins <= starts - timedelta(hours=48)
    assert starts - begins < timedelta(hours=48 + 24)
    assert is_daytime(begins, BRUSSELS)
    assert is_daytime(begins + lasts - timedelta(seconds=1), BRUSSELS)


def test_a_thousand_mails_at_30_a_minute_take_34_minutes_and_some() -> None:
    assert time_to_send([1] * 1000, per_minute=30, per_domain=300) == timedelta(minutes=34 + 5)


def test_a_domain_that_takes_no_more_in_an_hour_makes_the_mailing_begin_earlier() -> None:
    assert time_to_send([700, 20], per_minute=30, per_domain=300) == timedelta(hours=2, minutes=24 + 5)


# To whom, and once


def test_attendees_are_asked_once(event: Event, an_attendee: Maker) -> None:
    an_attendee("Alice")
    an_attendee("Bob")
    due = plan(event, "still_coming").planned_at
    assert due < event.starts_at - timedelta(hours=48) + timedelta(seconds=1)
    assert worker.send_mailings(now=due - timedelta(seconds=1)) == 0
    assert [worker.send_mailings(now=due) for _ in range(3)] == [2, 0, 0]
    assert mails("still_coming") == ["alice", "bob"]
    assert plan(event, "still_coming").queued_at == due


@pytest.mark.parametrize("part", ["speaker", "crew", "press"])
def test_speakers_crew_and_press_are_never_asked(event: Event, an_attendee: Maker, part: str) -> None:
    sam = an_attendee("Sam")
    an_attendee("Alice")
    with unit_of_work():
        db.session.get_one(Registration, sam.id).part = part
    worker.send_mailings(now=plan(event, "still_coming").planned_at)
    assert mails("still_coming") == ["alice"]
    worker.send_mailings(now=plan(event, "morning").planned_at)
    assert mails("morning") == ["sam", "alice"]


def test_who_registers_afterwards_is_not_asked(event: Event, an_attendee: Maker) -> None:
    an_attendee("Alice")
    due = plan(event, "still_coming").planned_at
    worker.send_mailings(now=due)
    register(event, "Bob", now=due + timedelta(hours=1))
    worker.send_mailings(now=due + timedelta(hours=2))
    assert mails("still_coming") == ["alice"]


def test_a_worker_that_was_away_asks_only_who_was_there_in_time(event: Event, an_attendee: Maker) -> None:
    an_attendee("Alice")
    due = plan(event, "still_coming").planned_at
    register(event, "Bob", now=due + timedelta(minutes=10))
    worker.send_mailings(now=due + timedelta(hours=1))
    assert mails("still_coming") == ["alice"]


def test_a_worker_that_was_away_waits_for_the_day_and_not_beyond_the_morning(
    event: Event, an_attendee: Maker
) -> None:
    an_attendee("Alice")
    assert worker.send_mailings(now=venue(18, "23:00")) == 0
    assert worker.send_mailings(now=venue(20, "07:59")) == 1
    assert (mails("still_coming"), mails("morning")) == ([], ["alice"])


def test_who_is_in_line_or_cancelled_gets_neither(event: Event, an_attendee: Maker) -> None:
    alice, bob = an_attendee("Alice"), an_attendee("Bob")
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=NOON)
        db.session.get_one(Registration, bob.id).status = "waitlisted"
    worker.send_mailings(now=venue(19, "08:00"))
    worker.send_mailings(now=venue(20, "08:00"))
    assert (mails("still_coming"), mails("morning")) == ([], [])


def test_silence_keeps_the_seat(event: Event, an_attendee: Maker) -> None:
    alice = an_attendee("Alice", sessions=["energy"])
    worker.send_mailings(now=plan(event, "still_coming").planned_at)
    worker.send_mailings(now=plan(event, "morning").planned_at)
    held = [signup.session.slug for signup in breakouts.list_signups(alice) if signup.held]
    assert (alice.status, held) == ("confirmed", ["energy"])


def test_the_morning_goes_once_to_everybody_with_the_badge(event: Event, an_attendee: Maker) -> None:
    an_attendee("Alice")
    due = plan(event, "morning").planned_at
    assert due + timedelta(minutes=6) <= min(venue(20, "08:00"), event.starts_at - timedelta(hours=2))
    assert [worker.send_mailings(now=due) for _ in range(2)] == [1, 0]
    message = db.session.query(OutboxMessage).filter_by(kind="registration.morning").one()
    assert message.attachments == ["badge"]
    assert worker.send_mailings(now=event.starts_at) == 0


def test_the_morning_tells_the_way_to_ones_own_rooms(event: Event, an_attendee: Maker) -> None:
    an_attendee("Alice", sessions=["energy"])
    with unit_of_work():
        names = [room.name for room in db.session.merge(event).venue.rooms]
        for room in db.session.merge(event).venue.rooms:
            room.directions = {"en": f"Follow the signs to {room.name}."}
        programme.release(db.session.merge(event), by=OLIVIA, now=NOON)
    worker.send_mailings(now=plan(event, "morning").planned_at)
    message = db.session.query(OutboxMessage).filter_by(kind="registration.morning").one()
    letter = rendering.render(message, sender="a@example.org", base_url="http://localhost")
    assert letter is not None
    for form in ("plain", "html"):
        body = letter.get_body((form,))
        assert body is not None
        text = body.get_content()
        told = {name: text.count(f"Follow the signs to {name}.") for name in names}
        assert told == {
            "Auditorium": 1,
            "Urban foyer": 1,
            "Break-out A": 0,
            "Break-out B": 1,
            "Break-out C": 0,
        }


# The switch


def test_a_mailing_that_is_off_does_not_go(event: Event, an_attendee: Maker) -> None:
    an_attendee("Alice")
    switch(event, "still_coming", on=False)
    switch(event, "still_coming", on=False)
    worker.send_mailings(now=plan(event, "still_coming").planned_at)
    assert mails("still_coming") == []
    switch(event, "still_coming", on=True)
    worker.send_mailings(now=plan(event, "still_coming").planned_at)
    assert mails("still_coming") == ["alice"]
    deeds = db.session.query(AuditEntry).filter_by(action="mailing.switched").order_by(AuditEntry.id)
    assert [(deed.actor_label, deed.details) for deed in deeds] == [
        ("Olivia", {"kind": "still_coming", "on": on}) for on in (False, True)
    ]


def test_a_mailing_that_went_is_not_called_back(event: Event, alice: Registration) -> None:
    due = plan(event, "morning").planned_at
    worker.send_mailings(now=due)
    with pytest.raises(MailingGone):
        switch(event, "morning", on=False, now=due)


def test_there_is_no_other_mailing(event: Event) -> None:
    with pytest.raises(NotFound):
        switch(event, "newsletter", on=True)


# What they say

SUBJECTS = {
    "still_coming": {
        "en": "Are you still coming to InnovFest?",
        "nl": "Komt u nog naar InnovFest?",
        "fr": "Venez-vous toujours à InnovFest ?",
    },
    "morning": {
        "en": "Today, InnovFest: your QR, your room and the way",
        "nl": "Vandaag, InnovFest: uw QR-code, uw zaal en de weg",
        "fr": "Aujourd’hui, InnovFest : votre code QR, votre salle et le chemin",
    },
}


def letter(event: Event, kind: str) -> EmailMessage | None:
    """Send a mailing and write its only mail."""
    worker.send_mailings(now=plan(event, kind).planned_at)
    message = db.session.query(OutboxMessage).filter_by(kind=f"registration.{kind}").one()
    return rendering.render(message, sender="a@example.org", base_url="http://localhost")


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
@pytest.mark.parametrize("kind", ["still_coming", "morning"])
def test_each_mail_has_the_way_back_in_the_readers_language(event: Event, kind: str, language: str) -> None:
    alice = register(event, "Alice", language=language, sessions=["energy"])
    back = f"http://localhost/2027/my/{link_of(alice)}/give-back"
    written = letter(event, kind)
    assert written is not None
    plain, html = (written.get_body((form,)).get_content() for form in ("plain", "html"))  # type: ignore[union-attr]
    assert written["Subject"] == SUBJECTS[kind][language]
    assert back in plain
    assert back in html
    assert ("cid:badge-qr" in html, "<badge-qr>" in written.as_string()) == (kind == "morning",) * 2
    room = current_document(event).rooms_of(current_document(event).session("energy"))[0].name
    assert room in plain
    assert (current_document(event).venue.address in plain) == (kind == "morning")


def test_who_turns_out_to_speak_is_not_asked_after_all(event: Event, alice: Registration) -> None:
    worker.send_mailings(now=plan(event, "still_coming").planned_at)
    with unit_of_work():
        db.session.get_one(Registration, alice.id).part = "speaker"
    message = db.session.query(OutboxMessage).filter_by(kind="registration.still_coming").one()
    assert rendering.render(message, sender="a@example.org", base_url="http://localhost") is None
