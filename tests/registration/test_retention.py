"""What has no reason to be kept is erased on its date, by a job that runs itself."""

from collections.abc import Callable
from datetime import timedelta

from innovfest import audit, breakouts, worker
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import RULES, Registration, find_by_link, kept_until, link_of


def test_diet_and_access_needs_go_after_14_days(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    alice = an_attendee("Alice", diet="vegan", access_needs="a ramp", job_title="Engineer")
    before = event.ends_at + timedelta(days=14) - timedelta(seconds=1)
    worker.erase(now=before)
    db.session.refresh(db.session.merge(alice))
    assert (alice_now().diet, alice_now().access_needs) == ("vegan", "a ramp")
    assert worker.erase(now=before + timedelta(seconds=1)) == 1
    assert (alice_now().diet, alice_now().access_needs, alice_now().job_title) == ("", "", "Engineer")
    assert worker.erase(now=before + timedelta(seconds=2)) == 0


def test_the_name_goes_last_and_the_link_with_it(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    alice = an_attendee("Alice")
    link = link_of(alice)
    with unit_of_work():
        breakouts.cancel_day(alice, by=Actor("attendee", alice.id, alice.name), now=event.starts_at)
    worker.erase(now=kept_until(event, RULES[-1]))
    erased = alice_now()
    assert {entry.actor_label for entry in audit.history_of(erased)} == {"visitor", ""}
    assert (erased.name, erased.email, erased.organisation, erased.search_key) == ("", None, "", "")
    assert find_by_link(event.slug, link) is None


def test_what_someone_came_as_goes_after_90_days(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    sam = an_attendee("Sam")
    with unit_of_work():
        db.session.merge(sam).part = "speaker"
    worker.erase(now=event.ends_at + timedelta(days=90) - timedelta(seconds=1))
    assert alice_now().part == "speaker"
    worker.erase(now=event.ends_at + timedelta(days=90))
    assert alice_now().part == "attendee"


def test_every_personal_column_has_a_date(event: Event) -> None:
    erased = {field for rule in RULES for field in rule.erased}
    kept = {
        *("id", "uid", "event_id", "form_id", "status", "kind", "language", "source", "link_version"),
        *("sequence", "created_at", "changed_at", "cancelled_at", "email_verified_at", "erased_at"),
        *("consent_wording", "special_data_consent_at", "news_consent_at"),
        *("calendar_version", "alarm_minutes", "alarm_sequence", "alarm_changed_at"),
    }
    assert set(Registration.__table__.columns.keys()) == erased | kept


def alice_now() -> Registration:
    """Read Alice's row afresh."""
    db.session.expire_all()
    return db.session.query(Registration).one()
