"""Every kind of mail: what it carries for the calendar, in which part, and who reads its answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from innovfest import accounts, breakouts, registration, speakers
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.mail.rendering import _composers, render
from innovfest.programme import get_session
from tests.breakouts.test_steering import do, merge
from tests.breakouts.test_waitlist import choose, join, resize
from tests.calendars.checker import faults_of
from tests.calendars.test_calendar_mails import calendar_of, calendar_part, entry_of, rendered, transfer
from tests.conftest import NOON, OLIVIA, register
from tests.planning.test_telling import a_speaker, move, release
from tests.support.speaking import add_speaker, link_to
from tests.support.wishing import FIRST, LATER, Round

ALONE = ("text/plain", "text/html")
WITH_BADGE = ("text/plain", "text/html", "image/png")
WITH_DAY = (*ALONE, "text/calendar")
WITH_BOTH = (*WITH_BADGE, "text/calendar")


class Carried(NamedTuple):
    """What a mail carries: its parts in their order, and METHOD, STATUS and PARTSTAT of the entry."""

    parts: tuple[str, ...]
    method: str = ""
    status: str = ""
    answer: str = ""


NOTHING = Carried(ALONE)
INVITED = Carried(WITH_BOTH, "REQUEST", "CONFIRMED", "ACCEPTED")
NEWS = Carried(WITH_DAY, "REQUEST", "CONFIRMED", "ACCEPTED")
WITHDRAWN = Carried(WITH_DAY, "CANCEL", "CANCELLED", "DECLINED")

CARRIED = {
    "accounts.sign_in": NOTHING,
    "accounts.invitation": NOTHING,
    "registration.confirmation": INVITED,
    "registration.change": INVITED,
    "registration.promotion": INVITED,
    "registration.allocation": NEWS,
    "registration.overlap": NEWS,
    "registration.session_cancelled": NEWS,
    "registration.session_merged": NEWS,
    "registration.line_closed": NEWS,
    "registration.cancellation": WITHDRAWN,
    "registration.parting": WITHDRAWN,
    "registration.in_line": NOTHING,
    "registration.offer": NOTHING,
    "registration.expiry": NOTHING,
    "registration.link": NOTHING,
    "registration.still_coming": NOTHING,
    "registration.morning": Carried(WITH_BADGE),
    "speaker.release": NEWS,
    "speakers.times": NOTHING,
    "speakers.invitation": NOTHING,
    "speakers.assistant": NOTHING,
    "speakers.reminder": NOTHING,
}


def confirmation(event: Event) -> None:
    register(event, "Alice")


def change(event: Event) -> None:
    choose(event, register(event, "Alice"), "energy")


def promotion(event: Event) -> None:
    alice, bob = register(event, "Alice", sessions=["energy"]), register(event, "Bob")
    resize(event, energy=1)
    join(event, bob, "energy")
    choose(event, alice, None)


def allocation(event: Event) -> None:
    alice = register(event, "Alice")
    opened = Round.opened(event)
    opened.rank(alice, "energy")
    with unit_of_work():
        breakouts.wishes.publish(opened.row, FIRST, by=OLIVIA, now=LATER)


def overlap(event: Event) -> None:
    with unit_of_work():
        get_session(event.id, "labour-market").slot = None
        move(event, "labour-market", timedelta(hours=-6))
    release(event, now=NOON)
    register(event, "Alice", sessions=["energy", "labour-market"])
    with unit_of_work():
        move(event, "labour-market", timedelta(hours=6))
    release(event)


def session_cancelled(event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    do(event, "cancel")


def session_merged(event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    merge(event, "energy", "sustainability")


def line_closed(event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    resize(event, energy=1)
    join(event, register(event, "Bob"), "energy")
    do(event, "close")


def cancellation(event: Event) -> None:
    alice = register(event, "Alice")
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=NOON)


def parting(event: Event) -> None:
    transfer(register(event, "Alice"), first_name="Bob", email="bob@example.org")


def in_line(event: Event) -> None:
    register(event, "Alice")
    with unit_of_work():
        breakouts.change_day_capacity(event, 1, by=OLIVIA, now=NOON)
    register(event, "Bob", in_line=True)


def offer(event: Event) -> None:
    in_line(event)
    with unit_of_work():
        breakouts.change_day_capacity(event, 2, by=OLIVIA, now=NOON)


def expiry(event: Event) -> None:
    offer(event)
    with unit_of_work():
        breakouts.expire(event, now=NOON + timedelta(days=5))


def link(event: Event) -> None:
    alice = register(event, "Alice")
    with unit_of_work():
        registration.queue_link(alice, now=NOON, network=None)


def mailings(event: Event) -> None:
    register(event, "Alice")
    for hours in (47, 2):
        with unit_of_work():
            breakouts.send_due_mailings(event, now=event.starts_at - timedelta(hours=hours))


def speaker_release(event: Event) -> None:
    sam = a_speaker(event)
    release(event)
    with unit_of_work():
        speakers.register_speaker(db.session.merge(sam), by=OLIVIA, now=NOON)
    with unit_of_work():
        move(event, "energy")
    release(event, now=LATER)


def times(event: Event) -> None:
    add_speaker(event, now=NOON)
    with unit_of_work():
        speakers.propose_times(event, by=OLIVIA, now=NOON)


def speaker_letters(event: Event) -> None:
    sam = add_speaker(event, now=NOON)
    link_to(sam, now=NOON)
    with unit_of_work():
        speakers.invite(event, ["sam-speaker"], by=OLIVIA, now=NOON)
        speakers.invite_assistant(db.session.merge(sam), "Anna Aide", "anna@example.org", by=OLIVIA, now=NOON)
        later = NOON + timedelta(days=2)
        speakers.ask_for_missing(event, ["sam-speaker"], confirmed=True, by=OLIVIA, now=later)


def logins(event: Event) -> None:
    with unit_of_work():
        accounts.invite(event, "olivia@example.org", "organiser", language="en", by=OLIVIA, now=NOON)
        accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
    with unit_of_work():
        accounts.request_sign_in("olivia@example.org", now=NOON, network=None)


CAUSES: dict[str, Callable[[Event], None]] = {
    "accounts.sign_in": logins,
    "accounts.invitation": logins,
    "registration.still_coming": mailings,
    "registration.morning": mailings,
    "speaker.release": speaker_release,
    "speakers.times": times,
    "speakers.invitation": speaker_letters,
    "speakers.assistant": speaker_letters,
    "speakers.reminder": speaker_letters,
}


def test_the_table_has_every_kind_that_there_is(app):
    assert sorted(CARRIED) == sorted(_composers)


@pytest.mark.parametrize("kind", sorted(CARRIED))
def test_a_mail_carries_its_entry_last_and_names_who_reads_answers(event, kind):
    cause = CAUSES.get(kind) or globals()[kind.partition(".")[2]]
    cause(event)
    row = db.session.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id.desc()).first()
    mail = rendered(row)
    assert _carried(mail) == CARRIED[kind]
    assert mail["Reply-To"] == event.organiser_email == "innovfest@example.org"
    if CARRIED[kind].method:
        _assert_addressed(mail)
        assert faults_of(calendar_of(mail)) == []


def _carried(mail) -> Carried:
    parts = tuple(part.get_content_type() for part in mail.walk() if not part.is_multipart())
    if "text/calendar" not in parts:
        return Carried(parts)
    entry, part = entry_of(mail), calendar_part(mail)
    assert dict(part["Content-Type"].params)["charset"] == "utf-8"
    return Carried(
        parts, part["Content-Type"].params["method"], entry["STATUS"], entry["ATTENDEE"].params["PARTSTAT"]
    )


def _assert_addressed(mail) -> None:
    """The organiser is the sender (Outlook), the attendee the reader, and no answer is asked for."""
    entry = entry_of(mail)
    assert entry["ORGANIZER"] == f"mailto:{mail['From'].addresses[0].addr_spec}"
    assert entry["ATTENDEE"] == f"mailto:{mail['To'].addresses[0].addr_spec}"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"


def test_who_waits_for_the_day_is_never_invited_whatever_is_mailed(event):
    in_line(event)
    bob = db.session.query(registration.Registration).filter_by(first_name="Bob").one()
    with unit_of_work():
        move(event, "keynote")
        get_session(event.id, "energy").placement = None
    release(event)
    with unit_of_work():
        breakouts.confirm_again(bob, now=LATER)
    rows = db.session.query(OutboxMessage).filter_by(registration_id=bob.id)
    assert [_carried(rendered(row)) for row in rows] == [NOTHING] * 2


def test_a_place_that_is_given_up_for_the_line_takes_its_entry_along(event):
    """Who stands in line again before the mail of the cancellation went has an entry that must go."""
    alice = register(event, "Alice")
    with unit_of_work():
        breakouts.change_day_capacity(event, 1, by=OLIVIA, now=NOON)
        breakouts.cancel_day(alice, by=OLIVIA, now=NOON)
    register(event, "Bob")
    with unit_of_work():
        breakouts.stand_for_day(alice, by=OLIVIA, now=LATER)
    rows = db.session.query(OutboxMessage).filter_by(registration_id=alice.id).order_by(OutboxMessage.id)
    assert [(row.kind, _carried(rendered(row))) for row in rows][1:] == [
        ("registration.cancellation", WITHDRAWN),
        ("registration.in_line", NOTHING),
    ]


def test_one_that_is_restored_before_the_mail_goes_is_only_invited_again(event):
    alice = register(event, "Alice")
    first = entry_of(rendered(db.session.query(OutboxMessage).one()))
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=NOON)
        breakouts.restore_day(alice, by=OLIVIA, now=NOON)
    rows = db.session.query(OutboxMessage).order_by(OutboxMessage.id).all()
    assert [row.kind.partition(".")[2] for row in rows] == ["confirmation", "cancellation", "confirmation"]
    assert render(rows[1], sender="desk@example.org", base_url="http://localhost") is None
    again = entry_of(rendered(rows[2]))
    assert (again["STATUS"], again["UID"]) == ("CONFIRMED", first["UID"])
    assert again["SEQUENCE"] > first["SEQUENCE"]


def test_a_name_that_is_repeated_once_it_is_sure_is_another_entry(event):
    zoe = register(event, "Win 500 at x.example", email="zoe@example.org")
    before = entry_of(rendered(db.session.query(OutboxMessage).one()))
    with unit_of_work():
        registration.verify_email(zoe, by=OLIVIA, now=LATER)
    after = entry_of(rendered(db.session.query(OutboxMessage).one()))
    assert before["ATTENDEE"].params.get("CN") != after["ATTENDEE"].params.get("CN")
    assert after["SEQUENCE"] > before["SEQUENCE"]
