"""The verbs of a whole place at the day: register with break-outs, cancel and restore, send someone else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import joinedload

from innovfest import audit
from innovfest import registration as people
from innovfest.audit import Actor
from innovfest.breakouts import day_line, mails, seats, waitlist
from innovfest.breakouts.errors import NotConfirmed, WrongSlot
from innovfest.breakouts.locks import lock_all_lines, lock_entangled
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.queries import list_signups
from innovfest.breakouts.wishes.models import WishRound
from innovfest.breakouts.wishes.parties import party_of, put_into
from innovfest.breakouts.wishes.ranking import rank
from innovfest.breakouts.wishes.rounds import list_rounds
from innovfest.database import count, db, lock, lock_by, locking
from innovfest.errors import NotFound, Refusal
from innovfest.events import Event
from innovfest.programme import Session, Speaker, list_bookable
from innovfest.registration import AlreadyRegistered, Details, EventFull, Registration, RegistrationClosed


@dataclass(frozen=True)
class Selection:
    """What comes with the personal fields: chosen sessions and lines, by id, and the consents.

    `rankings` are wishes, by the slot's slug: sessions by slug, the dearest first. Who wishes `beside`
    somebody shares that person's, as a colleague or as a `companion`, and has none of their own.
    """

    session_ids: Collection[int] = ()
    line_ids: Collection[int] = ()
    rankings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    beside: Registration | None = None
    companion: bool = False
    consents: Collection[str] = ()
    asked: Collection[str] = field(default=people.PURPOSES)


def register(
    event_slug: str,
    details: Details,
    selection: Selection,
    *,
    form_id: str,
    language: str,
    source: str = "web",
    by: Actor,
    now: datetime,
    network: str | None = None,
    in_line: bool = False,
    part: str = "attendee",
    beyond: bool = False,
) -> tuple[Registration, bool]:
    """Register a person with seats in the chosen sessions, all or nothing, and queue the confirmation.

    The same form again returns what it made, and False. `in_line` is a wish to stand in line when the day is
    full, for the day and for the sessions; `beyond` is for who takes a place that was held back.

    Raises what `registration.create`, `breakouts.sign_up` and `breakouts.rank` raise.
    """
    event = lock_event(event_slug)
    rounds = _lock_rounds(event, selection, now=now)
    # Nobody else knows the new registration, so it needs no lock between these two.
    lines = _lock_lines(event, selection.line_ids)
    sessions = _lock_sessions(event, selection.session_ids)
    registration, is_new = people.create(
        event,
        details,
        form_id=form_id,
        language=language,
        source=source,
        by=by,
        now=now,
        in_line=in_line,
        part=part,
        beyond=beyond,
    )
    if not is_new:
        return registration, False
    people.record_consents(registration, selection.consents, asked=selection.asked, by=by, now=now)
    waits = registration.status == "waitlisted"
    if waits:
        day_line.enter(registration, dict.fromkeys([*sessions, *lines]), by=by, now=now)
    else:
        _take_seats(registration, sessions, by=by, now=now)
        db.session.flush()
        for session in lines:
            waitlist.join_line(registration, session, by=by, now=now)
    _wish(registration, rounds, selection, by=by, now=now)
    seated = [] if waits else [s.slug for s in sessions]
    audit.record("registration.created", registration, by=by, now=now, source=source, sessions=seated)
    mails.queue_confirmation(registration, now=now, network=network)
    return registration, True


def add_colleague(
    host: Registration,
    details: Details,
    selection: Selection,
    *,
    form_id: str,
    by: Actor,
    now: datetime,
    network: str | None,
    in_line: bool = False,
) -> tuple[Registration, bool]:
    """Register a colleague on someone's word; consents come only through the colleague's own link."""
    only_choices = replace(selection, consents=(), asked=())
    return register(
        host.event.slug,
        details,
        only_choices,
        form_id=form_id,
        language=host.language,
        source="colleague",
        by=by,
        now=now,
        network=network,
        in_line=in_line,
    )


def cancel_day(registration: Registration, *, by: Actor, now: datetime, network: str | None = None) -> None:
    """Cancel a registration and give its place and seats to whoever waits; a second time changes nothing."""
    event = registration.event
    sessions = lock_all_lines(event, registration)
    if not registration.is_active:
        return
    waitlist.leave_all(registration, by=by, now=now)
    for signup in list_signups(registration):
        if signup.held:
            seats.release_seat(signup, signup.session, now=now)
    if registration.status != "waitlisted":
        count(event, "registered", -1)
    registration.status, registration.cancelled_at = "cancelled", now
    registration.sequence += 1
    registration.changed_at = now
    audit.record("registration.cancelled", registration, by=by, now=now)
    mails.queue_cancellation(registration, now=now, network=network)
    day_line.serve_day(event, sessions, now=now)


def restore_day(
    registration: Registration, *, by: Actor, now: datetime, network: str | None = None
) -> list[str]:
    """Undo a cancellation while there is room; return the slugs of the sessions whose seat was gone.

    Raises EventFull, RegistrationClosed once the day is over, or AlreadyRegistered.
    """
    event = registration.event
    lock_all_lines(event, registration)
    if registration.is_active:
        return []
    if now >= event.ends_at:
        raise RegistrationClosed(closed=event.ends_at)
    if event.registered >= event.capacity:
        raise EventFull
    _check_not_replaced(registration)
    lost_with_the_day = [s for s in list_signups(registration) if s.changed_at == registration.cancelled_at]
    registration.status, registration.cancelled_at = "confirmed", None
    registration.sequence += 1
    registration.changed_at = now
    count(event, "registered", +1)
    gone = _take_back(registration, lost_with_the_day, by=by, now=now)
    audit.record("registration.restored", registration, by=by, now=now, gone=gone)
    mails.queue_confirmation(registration, now=now, network=network)
    return gone


def transfer(
    registration: Registration, details: Details, *, by: Actor, now: datetime, network: str | None
) -> Registration:
    """Send a colleague instead: the seats stay, the old code, the old link and the old calendar die.

    What the first person told about themselves beyond the name of the place goes: consents, diet, access
    needs and photo choice are the colleague's to give, and nobody speaks in a speaker's stead, who may get a
    place again. Raises NotConfirmed or AlreadyRegistered.
    """
    lock(registration)
    if not registration.is_active:
        raise NotConfirmed
    old = mails.Parting.of(registration)
    # Who goes for a speaker does not speak; a place of the crew or the press stays one.
    part = "attendee" if registration.part == "speaker" else None
    people.update_details(registration, details, by=by, now=now, part=part)
    _unlink_speaker(registration, now=now)
    people.replace_link(registration, by=by, now=now)
    people.pass_calendar_on(registration, now=now)
    people.replace_badge(registration, because="transferred", by=by, now=now)
    people.record_consents(registration, (), asked=people.PURPOSES, by=by, now=now)
    registration.access_carer = registration.door_note = ""
    registration.email_verified_at = None
    audit.record("registration.transferred", registration, by=by, now=now)
    mails.queue_parting(registration, old, now=now, network=network)
    mails.queue_confirmation(registration, now=now, network=network)
    return registration


def _unlink_speaker(registration: Registration, *, now: datetime) -> None:
    """Take the sessions of a speaker out of the agenda of whom their place went to."""
    theirs = update(Speaker).where(Speaker.registration_id == registration.id)
    result: Any = db.session.execute(theirs.values(registration_id=None))
    if result.rowcount:
        registration.sequence, registration.changed_at = registration.sequence + 1, now


def confirm_again(registration: Registration, *, now: datetime, network: str | None = None) -> None:
    """Send the confirmation once more, as it stands now."""
    mails.queue_confirmation(registration, now=now, network=network, again=True)


_EVENT = locking(Event, Event.slug == bindparam("slug"))
_SESSIONS = locking(
    Session,
    Session.event_id == bindparam("event"),
    Session.id.in_(bindparam("ids", expanding=True)),
    beside=[joinedload(Session.slot)],
)


def lock_event(slug: str) -> Event:
    """Lock and return an edition, whose release stays the public one from then on; raises NotFound."""
    rows = lock_by(_EVENT, slug=slug)
    if not rows:
        raise NotFound
    return rows[0]


def _lock_sessions(event: Event, ids: Collection[int]) -> Sequence[Session]:
    """Lock the chosen sessions of an edition; raises WrongSlot for one that is not of it."""
    if not ids:
        return []
    sessions = lock_by(_SESSIONS, event=event.id, ids=list(ids))
    if len(sessions) != len(set(ids)):
        raise WrongSlot
    return sessions


def _lock_lines(event: Event, ids: Collection[int]) -> list[Session]:
    """Lock the sessions whose line someone joins; raises WrongSlot for one of another edition."""
    if not ids:
        return []
    found = [session for session in list_bookable(event.id) if session.id in ids]
    if len(found) != len(set(ids)):
        raise WrongSlot
    return [session for session in lock_entangled(event, ids) if session.id in ids]


def _lock_rounds(event: Event, selection: Selection, *, now: datetime) -> list[WishRound]:
    """Lock the rounds in which someone wishes; raises WrongSlot where a slot takes no wishes."""
    if not selection.rankings and selection.beside is None:
        return []
    rounds = list_rounds(event.id)
    if selection.beside is not None:
        rounds = [opened for opened in rounds if opened.takes_wishes(now=now)]
    else:
        rounds = [opened for opened in rounds if opened.slot.slug in selection.rankings]
        if len(rounds) != len(selection.rankings):
            raise WrongSlot
    lock(*rounds)
    return list(rounds)


def _wish(
    registration: Registration,
    rounds: Iterable[WishRound],
    selection: Selection,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Say what a new person would like, or whose wishes they share."""
    for opened in rounds:
        if selection.beside is None:
            rank(registration, opened, selection.rankings[opened.slot.slug], by=by, now=now)
        else:
            party = party_of(selection.beside, opened, now=now)
            put_into(party, registration, companion=selection.companion, by=by, now=now)


def _take_seats(registration: Registration, sessions: Iterable[Session], *, by: Actor, now: datetime) -> None:
    held: list[int] = []
    for session in sessions:
        seats.take(registration, session, None, held, by=by, now=now)
        held.append(session.id)


def _take_back(
    registration: Registration, signups: Iterable[SessionSignup], *, by: Actor, now: datetime
) -> list[str]:
    gone: list[str] = []
    held: list[int] = []
    for signup in signups:
        session = signup.session
        try:
            seats.take(registration, session, signup, held, by=by, now=now)
            held.append(session.id)
        except Refusal:
            gone.append(session.slug)
    return gone


def _check_not_replaced(registration: Registration) -> None:
    if registration.email_key is None:
        return
    known = people.list_by_address(registration.event_id, registration.email_key)
    if any(row.name_key == registration.name_key for row in known):
        raise AlreadyRegistered
