"""Mail goes once, goes later, or is visibly given up; and the form can't be used to bomb anyone."""

import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import text

from innovfest import InnovFest, accounts, breakouts, mail, programme, registration
from innovfest.audit import SYSTEM, Actor
from innovfest.breakouts.mails import queue_news
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage, rules
from innovfest.registration import Details, Registration
from tests.conftest import NOON, OLIVIA, register

ALICE = Actor("attendee", 1, "Alice")


class Recorder:
    """A transport that keeps what it is given, or fails as it is told."""

    transactional = False

    def __init__(self, *errors: Exception | None) -> None:
        self.errors, self.sent = list(errors), []

    def send(self, sent: EmailMessage, *, now: datetime) -> None:
        if self.errors and (error := self.errors.pop(0)):
            raise error
        self.sent.append(sent)

    def close(self) -> None: ...


def outbox() -> list[OutboxMessage]:
    """Read the outbox afresh, oldest first."""
    db.session.expire_all()
    return list(db.session.query(OutboxMessage).order_by(OutboxMessage.id))


def part(sent: EmailMessage, kind: str) -> Any:
    """Return the first part of a kind."""
    return next(p for p in sent.walk() if p.get_content_type() == kind)


def test_an_international_domain_is_written_as_the_mail_system_knows_it(
    an_attendee: Callable[..., Registration],
) -> None:
    an_attendee("Zoë", email="zoe@bücher.example")
    recorder = Recorder()
    assert mail.deliver_due(recorder, now=NOON) == 1
    assert recorder.sent[0]["To"] == "zoe@xn--bcher-kva.example"


def test_the_confirmation_carries_text_html_badge_and_calendar_last(alice: Registration) -> None:
    recorder = Recorder()
    assert mail.deliver_due(recorder, now=NOON) == 1
    sent = message_from_bytes(recorder.sent[0].as_bytes(), policy=policy.default)
    assert sent.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in sent.iter_parts()] == [
        "text/plain",
        "multipart/related",
        "text/calendar",
    ]
    calendar = part(sent, "text/calendar")
    assert (calendar.get_param("method"), calendar.get_content_charset()) == ("REQUEST", "utf-8")
    assert b"METHOD:REQUEST" in calendar.get_payload(decode=True)
    assert part(sent, "image/png")["Content-ID"] == "<badge-qr>"
    assert 'src="cid:badge-qr"' in part(sent, "text/html").get_content()
    assert (
        f"http://localhost/2027/my/{registration.link_of(alice)}/" in part(sent, "text/plain").get_content()
    )
    assert (sent["To"], outbox()[0].status) == ("alice@example.org", "sent")


def test_the_mail_speaks_the_persons_language(event: Event) -> None:
    register(event, "Alice", language="fr")
    recorder = Recorder()
    mail.deliver_due(recorder, now=NOON)
    assert recorder.sent[0]["Content-Language"] == "fr"


@pytest.mark.parametrize(
    "name", ["Click http://evil.example", "{7*7}", "<b>Win</b>", "www.evil.example", "A" * 40]
)
def test_the_first_mail_repeats_only_what_is_surely_a_name(event: Event, name: str) -> None:
    register(event, name, organisation="BUY NOW", email="victim@example.org")
    recorder = Recorder()
    mail.deliver_due(recorder, now=NOON)
    text = recorder.sent[0].as_bytes().decode()
    bodies = "".join(p.get_content() for p in recorder.sent[0].walk() if p.get_content_maintype() == "text")
    assert name not in bodies
    assert "BUY NOW" not in text


def test_a_name_with_its_marks_is_greeted(event: Event) -> None:
    register(event, "Zoë", last_name="D'Hoore", email="zoe@example.org")
    recorder = Recorder()
    mail.deliver_due(recorder, now=NOON)
    assert "Hello Zoë," in part(recorder.sent[0], "text/plain").get_content()


def test_a_failed_mail_waits_longer_each_time_and_is_given_up_visibly(
    event: Event, alice: Registration
) -> None:
    now = NOON
    for wait in rules.BACKOFF:
        assert mail.deliver_due(Recorder(smtplib.SMTPServerDisconnected("away")), now=now) == 1
        assert outbox()[0].not_before == now + wait
        assert mail.deliver_due(Recorder(), now=now + wait - timedelta(seconds=1)) == 0
        now += wait
    mail.deliver_due(Recorder(OSError("no route")), now=now)
    assert (outbox()[0].status, mail.count_failed(event.id)) == ("failed", 1)
    with unit_of_work():
        mail.retry(outbox()[0], now=now)
    recorder = Recorder()
    mail.deliver_due(recorder, now=now)
    assert len(recorder.sent) == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(alice: Registration) -> None:
    refused = smtplib.SMTPRecipientsRefused({"alice@example.org": (550, b"no such user")})
    mail.deliver_due(Recorder(refused), now=NOON)
    assert outbox()[0].status == "failed"


def test_a_mail_that_can_not_be_written_holds_up_nobody(
    event: Event, alice: Registration, bob: Registration
) -> None:
    with unit_of_work():
        outbox()[0].kind = "registration.unknown"
    recorder = Recorder()
    mail.deliver_due(recorder, now=NOON)
    assert [str(m["To"]) for m in recorder.sent] == ["bob@example.org"]
    assert [m.status for m in outbox()] == ["failed", "sent"]


def test_urgent_mail_overtakes(event: Event, alice: Registration) -> None:
    with unit_of_work():
        accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
        accounts.request_sign_in("olivia@example.org", now=NOON, network=None)
    recorder = Recorder()
    mail.deliver_due(recorder, now=NOON)
    assert [str(m["To"]) for m in recorder.sent] == ["olivia@example.org", "alice@example.org"]


def test_a_change_on_the_day_waits_for_no_mailing(event: Event, alice: Registration) -> None:
    """Two thousand bulk mails are due, this minute has as many of them as it may, and a session moves."""
    day = event.starts_at - timedelta(hours=1)
    with unit_of_work():
        mail.queue_all((bulk_mail(event, number) for number in range(2000)), now=day)
    recorder = Recorder()
    while mail.deliver_due(recorder, now=day):
        pass
    gone = Counter(row.kind for row in outbox() if row.sent_at)
    assert gone == {"registration.confirmation": 1, "registration.morning": 23}
    with unit_of_work():
        keynote = programme.get_session(event.id, "keynote").placement
        keynote.starts_at += timedelta(minutes=10)
        keynote.ends_at += timedelta(minutes=10)
        programme.release(event, by=OLIVIA, now=day + timedelta(seconds=1))
    assert mail.deliver_due(recorder, now=day + timedelta(seconds=2)) == 1
    (change,) = [row for row in outbox() if row.kind == "registration.change"]
    assert (change.priority, change.sent_at) == (mail.URGENT, day + timedelta(seconds=2))
    assert recorder.sent[-1]["To"] == "alice@example.org"


def bulk_mail(event: Event, number: int) -> mail.Mail:
    """Return one mail of a mailing, to nobody in particular."""
    to, key = f"p{number}@company-{number % 99}.example.org", f"morning:{number}"
    return mail.Mail("registration.morning", to, key, "en", event.id, priority=mail.BULK)


def test_many_of_one_domain_hear_of_a_change_on_the_day_at_once(app: InnovFest, event: Event) -> None:
    day = event.starts_at - timedelta(hours=1)
    people = [register(event, f"Person {n}", email=f"p{n}@example.org") for n in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.config["INNOVFEST"], "mails_per_domain", 2)
        with unit_of_work():
            queue_news(people, "change", about={}, now=day)
    assert {row.not_before for row in outbox() if row.created_at == day} == {day}


def test_all_who_share_an_address_hear_of_a_change_on_the_day_at_once(app: InnovFest, event: Event) -> None:
    """An assistant's address may have ten people, and each of them has more than one change on the day."""
    day = event.starts_at - timedelta(hours=1)
    people = [register(event, f"Person {n}", email="office@example.org") for n in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.config["INNOVFEST"], "mails_per_address", 3)
        with unit_of_work():
            queue_news(people, "change", about={}, now=day)
    assert [row.not_before for row in outbox() if row.created_at == day] == [day] * 4


@pytest.mark.parametrize("network", ["192.0.2.0/24", ""])
def test_what_a_visitor_causes_on_the_day_stays_limited_for_an_address(
    app: InnovFest, event: Event, monkeypatch: pytest.MonkeyPatch, network: str
) -> None:
    monkeypatch.setattr(app.config["INNOVFEST"], "mails_per_address", 3)
    with unit_of_work():
        for number in range(4):
            caused = mail.Mail("registration.link", "v@example.org", f"{number}", "nl", priority=mail.URGENT)
            mail.queue(caused, now=NOON, network=network)
    assert [row.not_before for row in outbox()] == [NOON] * 3 + [NOON + timedelta(hours=1)]


def test_who_takes_a_seat_and_gives_it_back_on_the_day_writes_no_flood(
    app: InnovFest, event: Event, an_attendee: Callable[..., Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, day = an_attendee("Alice"), event.starts_at - timedelta(hours=3)
    monkeypatch.setattr(app.config["INNOVFEST"], "mails_per_address", 3)
    slot = programme.list_slots(event.id)[0].slug
    for minute in range(3):
        at, network = day + timedelta(minutes=minute), "192.0.2.0/24"
        with unit_of_work():
            breakouts.change_choices(alice, {slot: "energy"}, by=SYSTEM, now=at, network=network)
        with unit_of_work():
            energy = programme.get_session(event.id, "energy")
            breakouts.give_back(alice, energy, by=SYSTEM, now=at, network=network)
    caused = [row for row in outbox() if row.created_at >= day]
    assert [row.not_before > row.created_at for row in caused] == [False] * 3 + [True] * 3


def test_the_provider_gets_no_more_than_it_takes(
    app: InnovFest, event: Event, an_attendee: Callable[..., Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ann", "Ben", "Cem", "Dan", "Eva"):
        an_attendee(name)
    monkeypatch.setattr(app.config["INNOVFEST"], "mail_per_minute", 2)
    recorder = Recorder()
    handled = [mail.deliver_due(recorder, now=NOON + timedelta(seconds=s)) for s in (0, 30, 61)]
    assert handled == [2, 0, 2]


def test_the_throttle_holds_however_the_database_joins(
    app: InnovFest, an_attendee: Callable[..., Registration], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ann", "Ben", "Cem", "Dan", "Eva"):
        an_attendee(name)
    monkeypatch.setattr(app.config["INNOVFEST"], "mail_per_minute", 2)
    joins = ("enable_hashjoin", "enable_mergejoin", "enable_material", "enable_hashagg", "enable_sort")
    joins = joins if db.engine.dialect.name == "postgresql" else ()
    with unit_of_work():
        for join in joins:
            db.session.execute(text(f"SET {join} = off"))
    try:
        assert mail.deliver_due(Recorder(), now=NOON) == 2
    finally:
        with unit_of_work():
            for join in joins:
                db.session.execute(text(f"RESET {join}"))


def test_a_worker_that_dies_delays_a_mail_and_loses_none(alice: Registration) -> None:
    class Dies(Recorder):
        def send(self, sent: EmailMessage, *, now: datetime) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mail.deliver_due(Dies(), now=NOON)
    recorder = Recorder()
    assert mail.deliver_due(recorder, now=NOON + timedelta(minutes=9)) == 0
    assert mail.deliver_due(recorder, now=NOON + timedelta(minutes=10)) == 1
    assert len(recorder.sent) == 1


def test_nothing_tells_of_what_was_rolled_back(event: Event) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        register_and_lose_power(event)
    assert outbox() == []


def register_and_lose_power(event: Event) -> None:
    """Register Alice in a unit of work that does not end well."""
    with unit_of_work():
        breakouts.register(
            event.slug,
            Details("Alice", "Example", "alice@example.org", "Example Works", "company"),
            breakouts.Selection(),
            form_id="8c5d7c4e-9a0e-4d2c-8f4e-0d6f3c1d2b1a",
            language="en",
            by=ALICE,
            now=NOON,
        )
        raise RuntimeError("power cut")


def test_a_link_never_follows_the_old_address(event: Event, alice: Registration) -> None:
    with unit_of_work():
        told = Details("Alice", "Example", "new@example.org", "Example Works", "company")
        registration.update_details(alice, told, by=ALICE, now=NOON)
    recorder = Recorder()
    mail.deliver_due(recorder, now=NOON)
    assert recorder.sent == []
    assert [m.status for m in outbox()] == ["dropped"]


def test_over_the_limit_mails_wait_and_registrations_stand(
    app: InnovFest, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.config["INNOVFEST"], "mails_per_address", 3)
    for name in ("Ann", "Ben", "Cem", "Dan", "Eva", "Fay", "Gus"):
        register(event, name, email="victim@example.org")
    hours = [m.not_before for m in outbox()]
    assert hours == [NOON] * 3 + [NOON + timedelta(hours=1)] * 3 + [NOON + timedelta(hours=2)]
    assert db.session.query(Registration).count() == 7


def test_the_same_key_queues_once(event: Event) -> None:
    for _ in range(3):
        with unit_of_work():
            mail.queue(mail.Mail("registration.link", to="a@example.org", key="k", language="nl"), now=NOON)
    assert len(outbox()) == 1


def test_a_one_time_token_is_forgotten_once_the_mail_is_out(event: Event) -> None:
    with unit_of_work():
        accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
        accounts.request_sign_in("olivia@example.org", now=NOON, network=None)
    assert "token" in outbox()[0].about
    mail.deliver_due(Recorder(), now=NOON)
    assert outbox()[0].about == {}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_clients_are_counted_by_their_network(address: str, network: str) -> None:
    assert rules.network_of(address) == network


def test_an_hour_of_mails_spreads_over_the_next() -> None:
    hour = datetime(2027, 1, 15, 11, tzinfo=UTC)
    slots = [rules.slot_for(n, 2, hour=hour, now=hour + timedelta(minutes=5)) for n in (1, 2, 3, 5)]
    assert slots == [hour + timedelta(minutes=5)] * 2 + [hour + timedelta(hours=h) for h in (1, 2)]
