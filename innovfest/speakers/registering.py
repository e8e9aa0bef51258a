"""A speaker's own place at the day and badge, which come without another form."""

import uuid
from datetime import datetime

from innovfest import audit, breakouts
from innovfest import registration as people
from innovfest.audit import Actor
from innovfest.breakouts import (
    FireLimitReached,
    HeldSeats,
    Selection,
    SessionCancelled,
    SignupClosed,
    WrongSlot,
)
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.programme import Speaker
from innovfest.registration import AlreadyRegistered, Details, EventFull, Registration
from innovfest.speakers import rules
from innovfest.speakers.errors import NoPlaceForSpeaker
from innovfest.speakers.queries import list_parts

_FORMS = uuid.UUID("5a0c6a6e-3a35-4bb0-9d7c-0a9a4d3f6f10")
"""Names the forms that nobody filled in (RFC 9562 5.5): the same speaker is the same form."""

NO_SEAT_NOW = (FireLimitReached, SessionCancelled, SignupClosed, WrongSlot)
"""Why a held seat can't be given to somebody who holds nothing; raised before anything is written."""


def register_speaker(speaker: Speaker, *, by: Actor, now: datetime) -> Registration:
    """Give a speaker their registration and badge; a second time returns what is there.

    Who registered by themselves, with the same name and address, keeps that and comes as a speaker from now
    on. On a full day they take a seat that is held back for speakers; raises NoPlaceForSpeaker when there is
    none.
    """
    if known := find_registration(speaker):
        return known
    event = db.session.get_one(Event, speaker.event_id)
    lock(event)
    db.session.flush()
    db.session.refresh(speaker, ["registration_id"])  # somebody else may have pressed it meanwhile
    if known := find_registration(speaker):
        return known
    try:
        found = _register(event, speaker, by=by, now=now)
    except AlreadyRegistered as already:
        found = already.facts["known"]
        _becomes_speaker(found, by=by, now=now)
    except EventFull as full:
        found = _register_beyond(event, speaker, full, by=by, now=now)
    db.session.flush()
    speaker.registration_id = found.id
    return found


def find_registration(speaker: Speaker) -> Registration | None:
    """Find a speaker's own registration, unless it was cancelled or went to a colleague."""
    if speaker.registration_id is None:
        return None
    found = db.session.get(Registration, speaker.registration_id)
    return found if found and found.is_active else None


def _register(
    event: Event, speaker: Speaker, *, by: Actor, now: datetime, beyond: bool = False
) -> Registration:
    first_name, last_name = rules.split_name(speaker.name)
    details = Details(
        first_name=first_name,
        last_name=last_name,
        email=speaker.email or None,
        organisation=speaker.affiliation[:120],
        kind="other",
        job_title=next(iter(speaker.job_title.values()), "")[:120],
    )
    made, _is_new = breakouts.register(
        event.slug,
        details,
        Selection(asked=()),
        form_id=_new_form(event, speaker),
        language=speaker.language,
        source="desk",
        by=by,
        now=now,
        part="speaker",
        beyond=beyond,
    )
    return made


def _new_form(event: Event, speaker: Speaker) -> str:
    """Name the form for a speaker's place at a locked edition.

    A place that was cancelled or went to a colleague stays as it is: coming back is a new form.
    """
    form = f"{speaker.id}"
    while earlier := people.find_by_form(event.id, form_id := str(uuid.uuid5(_FORMS, f"{event.uid}:{form}"))):
        form = f"{speaker.id}:{earlier.id}"
    return form_id


def _register_beyond(
    event: Event, speaker: Speaker, full: EventFull, *, by: Actor, now: datetime
) -> Registration:
    own = [part.session.id for part in list_parts(speaker)]
    held = breakouts.find_held_for_speakers(event.id, own)
    if held is None:
        raise NoPlaceForSpeaker(name=speaker.name) from full
    session = held.session
    made = _register(event, speaker, by=by, now=now, beyond=True)
    db.session.flush()
    if session.id in own and session.slot_id is not None:
        _give_seat(held, made, by=by, now=now)
    else:
        breakouts.take_one_off(held)
    audit.record("speaker.held_place", speaker, by=by, now=now, session=session.slug)
    return made


def _give_seat(held: HeldSeats, made: Registration, *, by: Actor, now: datetime) -> None:
    """Give a new speaker a seat in the session that is theirs; without one they speak there all the same."""
    try:
        breakouts.give_held(held.session, held.id, made, by=by, now=now)
    except NO_SEAT_NOW:
        breakouts.take_one_off(held)


def _becomes_speaker(known: Registration, *, by: Actor, now: datetime) -> None:
    lock(known)
    # Their calendar has their sessions now, also where the desk knew that they come to speak.
    known.changed_at = now
    known.sequence += 1
    if known.part != "speaker":
        known.part = "speaker"
        audit.record("registration.updated", known, by=by, now=now, fields=["part"])
