"""The verbs of registrations; seats in break-outs come on top in `innovfest.breakouts`."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import count, db, lock
from innovfest.events import Event
from innovfest.mail.rules import reads_as_name
from innovfest.registration import names, rules
from innovfest.registration.details import TOLD, Details
from innovfest.registration.errors import (
    AlreadyRegistered,
    ChangedMeanwhile,
    EventFull,
    SpareUnusable,
    TooManyForAddress,
)
from innovfest.registration.models import Badge, Registration
from innovfest.registration.queries import list_by_address, list_known
from innovfest.tokens import new_code, normalise_code
from innovfest.wording import clean_line

CONSENT_WORDING = "2026-11"
"""Version of the consent texts; a change of their meaning gets a new one."""

DOOR_NOTE_KEPT = 120
"""Characters of a note for the door: more is not read at arm's length."""


def create(
    event: Event,
    details: Details,
    *,
    form_id: str,
    language: str,
    source: str,
    by: Actor,
    now: datetime,
    in_line: bool = False,
    part: str = "attendee",
    beyond: bool = False,
) -> tuple[Registration, bool]:
    """Register a person at a locked edition; the same form again returns what it made, and False.

    Raises RegistrationNotOpen, RegistrationClosed, EventFull, AlreadyRegistered(known=…) or
    TooManyForAddress. `source` is web, colleague or desk; the desk is not bound to the dates. With `in_line`
    a full edition makes the registration `waitlisted`, which takes no place. Who comes `beyond` the capacity
    has a place that was held back for them.
    """
    details = _told_at(event, details)
    name_key = names.name_key(details.first_name, details.last_name)
    email_key = details.email.casefold() if details.email else None
    known = list_known(event.id, form_id, email_key)
    if repeated := next((row for row in known if row.form_id == form_id), None):
        return repeated.registration(), False
    if same_person := next((row for row in known if row.name_key == name_key), None):
        raise AlreadyRegistered(known=same_person.registration())
    if not rules.has_room_for([row.name_key for row in known]):
        raise TooManyForAddress
    refusal = rules.refusal_for(event, now=now, by_desk=source == "desk")
    if beyond and isinstance(refusal, EventFull):
        refusal = None
    waits = in_line and isinstance(refusal, EventFull)
    if refusal and not waits:
        raise refusal
    registration = Registration(
        uid=str(uuid.uuid4()),
        event=event,
        event_id=event.id,
        form_id=form_id,
        status="waitlisted" if waits else "confirmed",
        language=language,
        source=source,
        part=part,
        sequence=0,
        link_version=1,
        created_at=now,
        changed_at=now,
        access_carer="",
        consent_wording="",
        badges=[],
    )
    _write(registration, details)
    if not waits:
        count(event, "registered", +1)
    db.session.add(registration)
    issue_badge(registration, now=now)
    return registration, True


def update_details(
    registration: Registration,
    details: Details,
    *,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    part: str | None = None,
) -> list[str]:
    """Change what someone told about themselves; return the names of the fields that changed.

    A new address has to be verified again. `seen` is the `sequence` that the editor read, where several
    people edit; `part` is the desk's to tell, and stays unless given. Raises AlreadyRegistered when the
    address has this name already, and ChangedMeanwhile.
    """
    lock(registration)
    if seen is not None and seen != registration.sequence:
        raise ChangedMeanwhile
    details = _told_at(registration.event, details)
    email_key = details.email.casefold() if details.email else None
    name_key = names.name_key(details.first_name, details.last_name)
    others = list_by_address(registration.event_id, email_key) if email_key else []
    if registration.is_active and any(o.id != registration.id and o.name_key == name_key for o in others):
        raise AlreadyRegistered
    before = _told(registration)
    if email_key != registration.email_key:
        registration.email_verified_at = None
    _write(registration, details)
    registration.part = part or registration.part
    changed = [field for field, value in _told(registration).items() if before[field] != value]
    if changed:
        registration.sequence += 1
        registration.changed_at = now
        audit.record("registration.updated", registration, by=by, now=now, fields=changed)
    return changed


def record_consents(
    registration: Registration, given: Collection[str], *, asked: Collection[str], by: Actor, now: datetime
) -> None:
    """Note a yes or no for each purpose that was asked; a yes keeps its time and the version of its words."""
    before = set(registration.consents)
    for purpose in asked:
        if (purpose in given) != (purpose in before):
            setattr(registration, f"{purpose}_consent_at", now if purpose in given else None)
    if changed := before ^ set(registration.consents):
        registration.consent_wording = CONSENT_WORDING
        if registration.id is not None:
            audit.record("consents.changed", registration, by=by, now=now, purposes=sorted(changed))


def verify_email(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Note that the person reads mail at the address; a second time changes nothing."""
    lock(registration)
    if registration.email_verified_at is None:
        registration.email_verified_at = now
        if not reads_as_name(registration.name):
            # From now on calendar entries name them (RFC 5545 3.8.7.4).
            registration.sequence, registration.changed_at = registration.sequence + 1, now
        audit.record("email.verified", registration, by=by, now=now)


def replace_link(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Give the registration a new personal link; the old one opens nothing from now on."""
    lock(registration)
    registration.link_version += 1
    audit.record("link.replaced", registration, by=by, now=now)


def issue_badge(registration: Registration, *, now: datetime) -> Badge:
    """Give a registration its code."""
    badge = Badge(event_id=registration.event_id, code=new_code(), status="active", issued_at=now)
    registration.badges.append(badge)
    return badge


def replace_badge(registration: Registration, *, because: str, by: Actor, now: datetime) -> Badge:
    """End the code of a lost or transferred badge and issue another; `because` is lost or transferred."""
    lock(registration)
    _end_badge(registration, because, now=now)
    badge = issue_badge(registration, now=now)
    audit.record("badge.replaced", registration, by=by, now=now, because=because)
    return badge


def make_spares(event: Event, count: int, *, by: Actor, now: datetime) -> Sequence[Badge]:
    """Make codes that are nobody's yet, to print and bind at the door."""
    spares = [Badge(event_id=event.id, code=new_code(), status="spare", issued_at=now) for _ in range(count)]
    db.session.add_all(spares)
    audit.record("badge.spares", event, by=by, now=now, count=count)
    return spares


def bind_spare(registration: Registration, code: str, *, by: Actor, now: datetime) -> Badge:
    """Make a spare badge a person's own; the code they had ends. The same again changes nothing.

    Raises SpareUnusable when the code is no spare of this edition.
    """
    lock(registration)
    wanted = normalise_code(code)
    if (current := registration.badge) and current.code == wanted:
        return current
    found = _lock_badge(registration.event_id, wanted)
    if found is None or found.status != "spare":
        raise SpareUnusable
    _end_badge(registration, "spare bound", now=now)
    found.status, found.registration_id, found.issued_at = "active", registration.id, now
    db.session.flush()
    db.session.refresh(registration, ["badges"])
    audit.record("badge.bound", registration, by=by, now=now)
    return found


def set_access_carer(registration: Registration, carer: str, *, by: Actor, now: datetime) -> None:
    """Note who takes care of someone's access needs."""
    lock(registration)
    registration.access_carer = carer[:120]
    audit.record("access.carer", registration, by=by, now=now)


def set_door_note(registration: Registration, note: str, *, by: Actor, now: datetime) -> bool:
    """Note what the door shows when the badge is scanned; return whether that is another note than before.

    Phones learn of it, since `changed_at` rises; the calendar entry shows none of it, so `sequence` stays.
    """
    lock(registration)
    note = clean_line(note)[:DOOR_NOTE_KEPT]
    if note == registration.door_note:
        return False
    registration.door_note, registration.changed_at = note, now
    audit.record("door.note", registration, by=by, now=now)
    return True


def _lock_badge(event_id: int, code: str) -> Badge | None:
    statement = (
        select(Badge).where(Badge.event_id == event_id, Badge.code == code).with_for_update(key_share=True)
    )
    return db.session.scalar(statement.execution_options(populate_existing=True))


def _end_badge(registration: Registration, because: str, *, now: datetime) -> None:
    if current := registration.badge:
        current.status, current.replaced_at, current.replaced_because = "replaced", now, because
        # The index allows one active badge a person: the old one has to go before the new one comes.
        db.session.flush()


def _told_at(event: Event, details: Details) -> Details:
    """Return clean details; a rehearsal keeps no address, so that nothing can be mailed to anybody."""
    return replace(details.cleaned(), email=None) if event.rehearses_id else details.cleaned()


def _write(registration: Registration, details: Details) -> None:
    for field in TOLD:
        setattr(registration, field, getattr(details, field))
    name, email = (details.first_name, details.last_name), details.email
    registration.email_key = email.casefold() if email else None
    registration.name_key = names.name_key(*name)
    registration.sort_key = names.sort_key(*name)
    registration.search_key = names.search_key(*name, details.organisation, email)


def _told(registration: Registration) -> dict[str, object]:
    return {field: getattr(registration, field) for field in (*TOLD, "part")}
