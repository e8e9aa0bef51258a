"""Taking and freeing seats, for people and sessions that are locked already: asked first, then counted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from innovfest.audit import Actor
from innovfest.breakouts import rules
from innovfest.breakouts.errors import (
    ClashesWith,
    GivenByWishes,
    NotConfirmed,
    SessionCancelled,
    SessionFull,
    SignupClosed,
    SignupPaused,
    WrongSlot,
)
from innovfest.breakouts.models import SessionSignup
from innovfest.database import count, db
from innovfest.programme import ReleaseDocument, Session, SessionFacts, current_document
from innovfest.registration import Registration
from innovfest.wording import choose


def take(
    registration: Registration,
    session: Session,
    existing: SessionSignup | None,
    held: Iterable[int],
    *,
    by: Actor,
    now: datetime,
    promised: bool = False,
) -> SessionSignup:
    """Take a seat in a locked session for a locked registration: ask the rules, count, write.

    `held` are the ids of the other sessions in which the person has a seat; a seat that was `promised` is
    given though the session gives no others now.
    """
    if not promised:
        check_gives(session, registration.language, by=by)
    check_may_sit(registration, session, held, by=by, now=now)
    if session.seats_left is None or session.seats_left < 1:
        raise SessionFull(title=choose(session.title, registration.language), session=session.slug)
    return give_seat(registration, session, existing, now=now)


def give_seat(
    registration: Registration, session: Session, existing: SessionSignup | None, *, now: datetime
) -> SessionSignup:
    """Write a seat in and count it."""
    count(session, "seats_taken", +1)
    return write_seat(registration, session, existing, now=now)


def release_seat(signup: SessionSignup, session: Session, *, now: datetime) -> None:
    """Write a seat back and count it."""
    count(session, "seats_taken", -1)
    write_back(signup, now=now)


def write_seat(
    registration: Registration, session: Session, existing: SessionSignup | None, *, now: datetime
) -> SessionSignup:
    """Write a seat in that is counted elsewhere: one row a person and session, rising in `sequence`."""
    signup = existing or SessionSignup(
        registration=registration, session=session, session_id=session.id, created_at=now, sequence=-1
    )
    signup.status, signup.changed_at = "held", now
    signup.sequence += 1
    db.session.add(signup)
    return signup


def seat_row(registration_id: int, session_id: int, *, now: datetime) -> dict[str, Any]:
    """Return the row of someone's first seat in a session, for writing many of them at once."""
    return {
        "registration_id": registration_id,
        "session_id": session_id,
        "status": "held",
        "sequence": 0,
        "created_at": now,
        "changed_at": now,
    }


def write_back(signup: SessionSignup, *, now: datetime) -> None:
    """Write a seat back that is counted elsewhere; the row keeps its history."""
    signup.status, signup.changed_at = "given_back", now
    signup.sequence += 1


def check_may_sit(
    registration: Registration, session: Session, held: Iterable[int], *, by: Actor, now: datetime
) -> None:
    """Ask every rule of a seat but whether one is free; `held` as `take` has it.

    Raises NotConfirmed, ClashesWith, WrongSlot, SessionCancelled or SignupClosed.
    """
    language, document = registration.language, current_document(registration.event)
    if registration.status != "confirmed":
        raise NotConfirmed
    facts = check_open(session, document, language, by=by, now=now)
    others = [other for session_id in held if (other := document.session_by_id(session_id))]
    if clash := rules.first_clash(facts, others):
        raise ClashesWith(
            title=choose(session.title, language), other=choose(clash.title, language), session=session.slug
        )


def check_gives(session: Session, language: str, *, by: Actor) -> None:
    """Ask whether a session gives seats to whoever comes; an organiser's hand is not bound by that.

    Raises SignupPaused, SignupClosed or GivenByWishes.
    """
    if by.is_staff:
        return
    about = {"title": choose(session.title, language), "session": session.slug}
    if session.sign_up != "open":
        raise (SignupPaused if session.sign_up == "held" else SignupClosed)(**about)
    if session.slot and session.slot.mode == "wishes":
        raise GivenByWishes(**about)


def check_open(
    session: Session, document: ReleaseDocument, language: str, *, by: Actor, now: datetime
) -> SessionFacts:
    """Return the released facts of a session that is open for choices; organisers are not bound to time.

    Raises WrongSlot, SessionCancelled or SignupClosed.
    """
    facts = document.session_by_id(session.id)
    about = {"title": choose(session.title, language), "session": session.slug}
    if facts is None or session.capacity is None:
        raise WrongSlot
    if session.cancelled or facts.cancelled:
        raise SessionCancelled(**about)
    closes_at = session.slot.closes_at if session.slot else None
    if not by.is_staff and not rules.is_open(closes_at, facts.starts_at, now=now):
        raise SignupClosed(**about)
    return facts


def touch(registration: Registration, *, now: datetime) -> None:
    """Note that what a person's calendar entry shows has changed."""
    registration.sequence += 1
    registration.changed_at = now
