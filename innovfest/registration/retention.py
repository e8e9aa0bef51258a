"""What is kept, why, and until when: the one list that the privacy notice shows and the erasing job obeys."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, update

from innovfest import accounts, audit
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme.document import EventFacts
from innovfest.registration.models import Registration


@dataclass(frozen=True)
class RetentionRule:
    """Fields that share a reason and a date: `days` after the last day of the edition they are erased."""

    label: LazyString
    why: LazyString
    days: int
    erased: dict[str, object]


RULES = (
    RetentionRule(
        _l("Dietary needs and access needs"),
        _l("To cook for you and to make the day work for you. Only with your consent."),
        14,
        {"diet": "", "access_needs": "", "access_carer": ""},
    ),
    RetentionRule(
        _l(
            "Job title, cluster membership, photo choice, whether you come as a speaker, crew or press, "
            "a note for the door"
        ),
        _l("To know who is coming, to receive you well, and to respect your choice about photos."),
        90,
        {
            "job_title": "",
            "cluster": "",
            "photo_allowed": None,
            "contact_sharing_consent_at": None,
            "part": "attendee",
            "door_note": "",
        },
    ),
    RetentionRule(
        _l("Name, e-mail address, organisation, break-outs, arrival"),
        _l("To give you your place, your badge and news of changes, and to account for the day afterwards."),
        365,
        {
            "first_name": "",
            "last_name": "",
            "email": None,
            "email_key": None,
            "name_key": "",
            "sort_key": "",
            "search_key": "",
            "organisation": "",
        },
    ),
)


AT_THE_DOOR = {"door_note", "first_name"}
"""Fields that stand on phones, which erase them too once `changed_at` rises."""


def kept_until(event: Event | EventFacts, rule: RetentionRule) -> datetime:
    """Return the instant from which the fields of a rule are erased."""
    return event.ends_at + timedelta(days=rule.days)


def erase_due(event: Event, *, now: datetime) -> int:
    """Erase what an edition has no reason to keep any more; return how many rows changed."""
    changed = 0
    for rule in RULES:
        if now < kept_until(event, rule):
            continue
        values = dict(rule.erased)
        if "first_name" in values:
            values["erased_at"] = now
            changed += audit.forget_attendees(event.id) + accounts.forget_invitations(event.id)
        if AT_THE_DOOR & rule.erased.keys():
            values["changed_at"] = now
        columns = [(getattr(Registration, field), value) for field, value in rule.erased.items()]
        holds_something = [column.is_distinct_from(value) for column, value in columns]
        statement = update(Registration).where(Registration.event_id == event.id, or_(*holds_something))
        result = db.session.execute(statement.values(values).execution_options(synchronize_session=False))
        changed += result.rowcount  # type: ignore[attr-defined]
    return changed
