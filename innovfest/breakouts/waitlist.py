"""The verbs of lines for sessions: stand in line, leave, and what becomes of a place in line."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts import rules
from innovfest.breakouts.errors import (
    ClashesWith,
    GivenByWishes,
    NotConfirmed,
    SeatHeldAlready,
    SessionCancelled,
    SignupClosed,
    WrongSlot,
)
from innovfest.breakouts.lines import moves_now
from innovfest.breakouts.locks import alternatives_of, keep_lines, lock_entangled
from innovfest.breakouts.models import OPEN, WaitlistEntry
from innovfest.breakouts.places import write_places
from innovfest.breakouts.queries import OwnPlace, Standing, standing_of
from innovfest.breakouts.serving import serve_lines
from innovfest.database import count, db, insert_now
from innovfest.programme import ReleaseDocument, Session, SessionFacts, current_document
from innovfest.registration import Registration
from innovfest.wording import choose


def join_line(
    registration: Registration,
    wanted: Session | SessionFacts,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> WaitlistEntry:
    """Put a registration in line for a session; a second call returns the same place.

    A seat held in the same slot stays until the new one is theirs. Nobody waits for two sessions of a slot:
    standing in line for another gives the earlier place up. When a seat is free, or an exchange is possible,
    it happens at once. Raises NotConfirmed, SignupClosed, SessionCancelled, WrongSlot, SeatHeldAlready,
    GivenByWishes or ClashesWith.
    """
    locked = lock_entangled(registration.event, [wanted.id], registration)
    session = next((session for session in locked if session.id == wanted.id), None)
    if session is None:
        raise WrongSlot
    if not registration.is_active:
        raise NotConfirmed
    check_has_line(session, registration.language)
    alternatives = alternatives_of(session, locked)
    standing = standing_of(registration, [alternative.id for alternative in alternatives])
    _check_line_open(registration, session, standing.held, by=by, now=now)
    if mine := standing.place_for(session.id):
        return db.session.get_one(WaitlistEntry, mine.id, populate_existing=True)
    given_up = [(place, other) for other in alternatives if (place := standing.place_for(other.id))]
    for place, other in given_up:
        leave(place, registration, other.slug, by=by, now=now, reason=reason)
    entry = stand(registration, session, by=by, now=now, reason=reason)
    if _may_move(session, alternatives, standing) or any(place.status == "offered" for place, _ in given_up):
        serve_lines(locked, now=now)
    return entry


def _may_move(session: Session, alternatives: Iterable[Session], standing: Standing) -> bool:
    """Tell whether one more in the line for a session can let anybody move.

    Before, nobody could: whoever frees a seat serves its line at once. So a seat must be free that those in
    line may not have, or somebody must wait for the seat that the new one would give.
    """
    gives = {alternative.id for alternative in alternatives} & set(standing.held)
    return bool(session.seats_left) or not gives.isdisjoint(standing.awaited)


def leave_line(
    registration: Registration,
    wanted: Session | SessionFacts,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Give a place in line, or an offer, up; without one nothing changes."""
    kept = keep_lines(registration.event, [wanted.id], registration)
    if (mine := standing_of(registration).place_for(wanted.id)) is None:
        return
    locked = kept() if mine.status == "offered" else ()  # one person fewer in line lets nobody else move
    leave(mine, registration, wanted.slug, by=by, now=now, reason=reason)
    serve_lines(locked, now=now)


def stand(
    registration: Registration, session: Session | None, *, by: Actor, now: datetime, reason: str = ""
) -> WaitlistEntry:
    """Write the next number in line for a locked person; without a session it is the line for the day."""
    if not registration.id:  # not flushed yet
        db.session.flush()
    entry = insert_now(
        WaitlistEntry,
        event_id=registration.event_id,
        registration_id=registration.id,
        session_id=session.id if session else None,
        status="waiting",
        created_at=now,
        changed_at=now,
        expires_at=None,
    )
    set_committed_value(entry, "registration", registration)
    set_committed_value(entry, "session", session)
    slug = session.slug if session else None
    audit.record("line.joined", registration, by=by, now=now, session=slug, **because(reason))
    return entry


def leave(
    entry: WaitlistEntry | OwnPlace,
    registration: Registration,
    slug: str | None,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """End a locked person's place in line for a session by its slug; what was on offer is free again."""
    end(entry, "left", registration, now=now)
    audit.record("line.left", registration, by=by, now=now, session=slug, **because(reason))


def because(reason: str) -> dict[str, str]:
    """Return the details of the trail for a deed that somebody gave a reason for."""
    return {"reason": reason} if reason else {}


def leave_all(registration: Registration, *, by: Actor, now: datetime) -> None:
    """Give every place in line up, with the day; all lines are locked."""
    for entry in list_places_of(registration):
        slug = _session_of(entry).slug if entry.session_id else None
        leave(entry, registration, slug, by=by, now=now)


def claim(registration: Registration, session: Session, *, now: datetime) -> None:
    """End the place in line of someone who is about to take a seat by themselves.

    A seat that is kept for them becomes free in this instant, so that they can take it.
    """
    for entry in list_places_of(registration):
        if entry.session_id == session.id:
            end(entry, "promoted", registration, now=now)


def end(entry: WaitlistEntry | OwnPlace, status: str, registration: Registration, *, now: datetime) -> None:
    """Write how a place in line ended; what was on offer counts as taken no more."""
    if entry.status == "offered":
        if entry.session_id is None:
            count(registration.event, "registered", -1)
        else:
            count(_session_of(entry), "seats_taken", -1)
    write_places([{"number": entry.id, "how": status, "now": now, "until": None}])


def _session_of(entry: WaitlistEntry | OwnPlace) -> Session:
    """Return the session of a place in line, which is locked, and so in memory."""
    return db.session.get_one(Session, entry.session_id)


def list_places_of(registration: Registration) -> Sequence[WaitlistEntry]:
    """List the places in line and the offers that a registration has, oldest first."""
    return db.session.scalars(_PLACES_OF, {"person": registration.id}).all()


_PLACES_OF = (
    select(WaitlistEntry)
    .where(WaitlistEntry.registration_id == bindparam("person"), WaitlistEntry.status.in_(OPEN))
    .order_by(WaitlistEntry.id)
    .execution_options(populate_existing=True)
)


def check_has_line(session: Session, language: str) -> None:
    """Raise SignupClosed when nobody may stand in line for a session."""
    if session.sign_up == "closed":
        raise SignupClosed(title=choose(session.title, language).text, session=session.slug)


def _check_line_open(
    registration: Registration, session: Session, held: Collection[int], *, by: Actor, now: datetime
) -> None:
    document = current_document(registration.event)
    facts = document.session_by_id(session.id)
    about = {"title": choose(session.title, registration.language).text, "session": session.slug}
    if facts is None or session.capacity is None:
        raise WrongSlot
    if facts.cancelled:
        raise SessionCancelled(**about)
    closes_at = session.slot.closes_at if session.slot and not by.is_staff else None
    if not rules.is_open(closes_at, facts.starts_at, now=now) or not moves_now(facts.starts_at, now=now):
        raise SignupClosed(**about)
    if session.slot and session.slot.mode == "wishes" and not by.is_staff:
        raise GivenByWishes(**about)
    if session.id in held:
        raise SeatHeldAlready(**about)
    if clash := rules.first_clash(facts, _in_other_slots(held, facts, document)):
        raise ClashesWith(other=choose(clash.title, registration.language).text, **about)


def _in_other_slots(
    held: Iterable[int], facts: SessionFacts, document: ReleaseDocument
) -> list[SessionFacts]:
    """List the seats that promotion to a session would not give back."""
    others = (document.session_by_id(session_id) for session_id in held)
    return [other for other in others if other and (other.slot is None or other.slot != facts.slot)]
