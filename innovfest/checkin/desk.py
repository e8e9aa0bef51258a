"""What phones ask for beyond scans: cases for the help desk, walk-ins, names, badges, seats, notes.

Each is asked for with an id that the phone made; the same id is done once and gets the same answer, so that a
phone may ask again after it was cut off.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from innovfest import breakouts, registration
from innovfest.breakouts import Selection
from innovfest.checkin.conflicts import get_conflict, settle
from innovfest.checkin.errors import DeskOnly, SupervisorOnly
from innovfest.checkin.models import DeskAct, DeskCase
from innovfest.checkin.phones import MENDS, Phone
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.registration import Details, Registration, SpareUnusable, get_by_number
from innovfest.wording import LANGUAGES, clean_line

CASE_OUTCOMES = ("solved", "sent_home", "walk_in", "other")
"""How a case at the help desk can end."""

REPLACED_BECAUSE = ("lost", "transferred")


@dataclass(frozen=True, slots=True)
class SentCase:
    """Someone who was sent on: a person, or the hash of a code that is on no list, with the reason."""

    id: str
    at: datetime
    gate: int
    reason: str
    person: int | None = None
    code: str = ""
    scan: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SentWalkIn:
    """Someone who comes without a registration, and the spare badge that they get, if any."""

    id: str
    first_name: str
    last_name: str
    organisation: str
    spare_code: str = ""


def open_case(phone: Phone, sent: SentCase, *, now: datetime) -> dict[str, Any]:
    """Keep a case for the help desk; sent again with a note, it gets the note that it did not have."""

    def work() -> dict[str, Any]:
        person = get_by_number(phone.event_id, sent.person) if sent.person else None
        case = DeskCase(
            id=sent.id,
            event_id=phone.event_id,
            device_id=phone.id,
            gate_id=sent.gate if sent.gate in phone.gates else phone.gate_id,
            registration_id=person.id if person else None,
            scan_id=sent.scan,
            code=clean_line(sent.code),
            reason=clean_line(sent.reason),
            note=clean_line(sent.note)[:300],
            sent_at=min(sent.at, now),
            received_at=now,
        )
        if ended := _find_ending(phone.event_id, sent.id):
            told = ended.answer
            case.closed_at, case.closed_by, case.outcome = ended.done_at, told["by"], told["outcome"]
        db.session.add(case)
        return {"id": sent.id}

    answer = _once(phone, sent.id, "case", work, now=now)
    # The lane sends a case at one tap; what the steward writes afterwards is the same case, told once more.
    case = db.session.get(DeskCase, sent.id)
    if case is not None and case.device_id == phone.id and not case.note:
        case.note = clean_line(sent.note)[:300]
    return answer


def close_case(phone: Phone, act_id: str, case_id: str, outcome: str, *, now: datetime) -> dict[str, Any]:
    """End a case; one that has ended stays as it ended. Raises DeskOnly.

    The lane that sent it may come back later than the desk: then it comes as a case that has ended.
    """
    _check_mends(phone)

    def work() -> dict[str, Any]:
        statement = select(DeskCase).where(DeskCase.event_id == phone.event_id, DeskCase.id == case_id)
        case = db.session.scalar(statement)
        if case and case.closed_at is None:
            case.closed_at, case.closed_by, case.outcome = now, phone.steward, outcome
        return {"id": act_id, "case": case_id, "by": phone.steward, "outcome": outcome}

    return _once(phone, act_id, "case_closed", work, now=now)


def register_walk_in(phone: Phone, sent: SentWalkIn, *, now: datetime) -> dict[str, Any]:
    """Register someone at the door and give them a spare badge; a full day puts them in line, loses nobody.

    A spare that can't be bound is said in the answer, since the person is registered all the same. Raises
    DeskOnly, or what `breakouts.register` raises.
    """
    _check_mends(phone)

    def work() -> dict[str, Any]:
        names = sent.first_name, sent.last_name
        person, _ = breakouts.register(
            phone.event_slug,
            Details(*names, email=None, organisation=sent.organisation, kind="other"),
            Selection(asked=()),
            form_id=sent.id,
            language=LANGUAGES[0],
            source="desk",
            by=phone.actor,
            now=now,
            in_line=True,
        )
        spare = _bind(person, sent.spare_code, phone, now) if sent.spare_code else None
        return {"id": sent.id, "person": person.id, "status": person.status, "spare": spare}

    return _once(phone, sent.id, "walkin", work, now=now)


def correct_name(
    phone: Phone,
    act_id: str,
    person: int,
    *,
    first_name: str,
    last_name: str,
    organisation: str,
    now: datetime,
) -> dict[str, Any]:
    """Correct someone's name and organisation; raises DeskOnly, NotFound or AlreadyRegistered."""

    def work(found: Registration) -> dict[str, Any]:
        told = Details(**{field: getattr(found, field) for field in registration.TOLD})
        names = {"first_name": first_name, "last_name": last_name, "organisation": organisation}
        told = replace(told, **names)  # type: ignore[arg-type]  # all three are text
        registration.update_details(found, told, by=phone.actor, now=now)
        return {"id": act_id, "name": found.name}

    return _about(phone, act_id, "correction", person, work, now=now)


def replace_badge(phone: Phone, act_id: str, person: int, because: str, *, now: datetime) -> dict[str, Any]:
    """End the code of a lost or transferred badge and issue another; raises DeskOnly or NotFound."""

    def work(found: Registration) -> dict[str, Any]:
        badge = registration.replace_badge(found, because=because, by=phone.actor, now=now)
        return {"id": act_id, "code": badge.code}

    return _about(phone, act_id, "replacement", person, work, now=now)


def move_breakout(
    phone: Phone, act_id: str, person: int, slot: str, session_id: int | None, *, now: datetime
) -> dict[str, Any]:
    """Give someone a seat in another session, or in none of a slot; raises what `change_choices` raises.

    The released programme tells the session's own slot. Raises NotFound where it has neither.
    """

    def work(found: Registration) -> dict[str, Any]:
        session = phone.document.session_by_id(session_id) if phone.document and session_id else None
        wanted = (session.slot if session else None) if session_id else slot
        if phone.document is None or wanted is None or phone.document.slot(wanted) is None:
            raise NotFound
        choice = {wanted: session.slug if session else None}
        breakouts.change_choices(found, choice, by=phone.actor, now=now)
        return {"id": act_id}

    return _about(phone, act_id, "move", person, work, now=now)


def take_note(phone: Phone, act_id: str, person: int, note: str, *, now: datetime) -> dict[str, Any]:
    """Write what the door shows when someone's badge is scanned; raises DeskOnly or NotFound."""

    def work(found: Registration) -> dict[str, Any]:
        registration.set_door_note(found, note, by=phone.actor, now=now)
        return {"id": act_id}

    return _about(phone, act_id, "note", person, work, now=now)


def settle_conflict(
    phone: Phone, act_id: str, scan_id: str, outcome: str, *, now: datetime
) -> dict[str, Any]:
    """Settle a conflict; raises SupervisorOnly or NotFound."""
    if phone.role != "supervisor":
        raise SupervisorOnly

    def work() -> dict[str, Any]:
        settle(get_conflict(phone.event_id, scan_id), outcome, by=phone.actor, now=now)
        return {"id": act_id}

    return _once(phone, act_id, "settlement", work, now=now)


def find_person(phone: Phone, person: int) -> Registration:
    """Return someone of the phone's edition; raises DeskOnly or NotFound."""
    _check_mends(phone)
    return get_by_number(phone.event_id, person)


def _find_ending(event_id: int, case_id: str) -> DeskAct | None:
    """Find what ended a case before it came: its lane was cut off for longer than the desk."""
    return db.session.scalar(
        select(DeskAct).where(
            DeskAct.event_id == event_id,
            DeskAct.kind == "case_closed",
            DeskAct.answer["case"].as_string() == case_id,
        )
    )


def _about(
    phone: Phone,
    act_id: str,
    kind: str,
    person: int,
    work: Callable[[Registration], dict[str, Any]],
    *,
    now: datetime,
) -> dict[str, Any]:
    _check_mends(phone)
    return _once(phone, act_id, kind, lambda: work(get_by_number(phone.event_id, person)), now=now)


def _once(
    phone: Phone, act_id: str, kind: str, work: Callable[[], dict[str, Any]], *, now: datetime
) -> dict[str, Any]:
    if done := db.session.get(DeskAct, act_id, populate_existing=True):
        if done.event_id != phone.event_id:
            raise NotFound
        return done.answer
    answer = work()
    act = DeskAct(
        id=act_id, event_id=phone.event_id, device_id=phone.id, kind=kind, done_at=now, answer=answer
    )
    db.session.add(act)
    db.session.flush()
    return answer


def _bind(person: Registration, code: str, phone: Phone, now: datetime) -> str:
    try:
        registration.bind_spare(person, code, by=phone.actor, now=now)
    except SpareUnusable:
        return "unusable"
    return "bound"


def _check_mends(phone: Phone) -> None:
    if phone.role not in MENDS:
        raise DeskOnly
