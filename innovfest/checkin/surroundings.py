"""What a phone knows beside the people: itself, the programme, and how things stand now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, Text, bindparam, cast, func, union_all

from innovfest.checkin.board_queries import count_in_trouble
from innovfest.checkin.models import (
    BadgeTable,
    DeskCase,
    DoorMessage,
    Gate,
    Scan,
    SeatRelease,
)
from innovfest.checkin.phones import Phone
from innovfest.checkin.places import inside_of
from innovfest.checkin.releasing import find_releasable
from innovfest.checkin.rows import fact
from innovfest.checkin.rules import DAY_BEGINS_BEFORE
from innovfest.clock import rfc3339
from innovfest.database import UTCDateTime, db
from innovfest.events import Room
from innovfest.programme import Announcement, Session
from innovfest.registration import fold
from innovfest.wording import LANGUAGES, choose

SEES_CASES = ("desk", "supervisor")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The blocks of a snapshot beside the people, and the first letters of the badge tables in order."""

    phone: dict[str, Any]
    event: dict[str, Any]
    programme: dict[str, Any]
    live: dict[str, Any]
    tables: Sequence[str]


def read(phone: Phone, *, language: str, now: datetime) -> Surroundings:
    """Read them in one statement; a supervisor's takes up to two more, about phones and seats to release."""
    day_begins = phone.event_starts_at - DAY_BEGINS_BEFORE
    asked = {
        "event": phone.event_id,
        "venue": phone.venue_id,
        "now": now,
        "since": day_begins if now >= day_begins else _LONG_AGO,
    }
    rows: dict[str, list[Row[Any]]] = {}
    for row in db.session.connection().execute(_AROUND, asked):
        rows.setdefault(row.kind, []).append(row)
    tables = sorted(rows.get("table", ()), key=lambda row: (fold(row.other), row.row))
    return Surroundings(
        phone=_phone(phone),
        event=_event(phone),
        programme=_programme(phone, rows, tables, language),
        live=_live(phone, rows, now),
        tables=[table.other for table in tables],
    )


def _phone(phone: Phone) -> dict[str, Any]:
    return {
        "id": phone.id,
        "label": phone.label,
        "steward": phone.steward,
        "role": phone.role,
        "gate": phone.gate_id,
        "gate_choice": phone.gate_choice,
        "shift_ends_at": rfc3339(phone.shift_ends_at) if phone.shift_ends_at else None,
    }


def _event(phone: Phone) -> dict[str, Any]:
    return {
        "uid": phone.event_uid,
        "slug": phone.event_slug,
        "name": phone.event_name,
        "language": LANGUAGES[0],
        "timezone": phone.timezone,
        "starts_at": rfc3339(phone.event_starts_at),
        "ends_at": rfc3339(phone.event_ends_at),
        "rehearsal": phone.is_rehearsal,
    }


def _programme(
    phone: Phone, rows: dict[str, list[Row[Any]]], tables: Sequence[Row[Any]], language: str
) -> dict[str, Any]:
    limits = {row.word: row.number for row in rows.get("limit", ())}
    rooms = phone.document.rooms if phone.document else ()
    return {
        "sessions": [
            {
                "id": session.id,
                "slot": session.slot,
                "kind": session.kind,
                "rooms": list(session.rooms),
                "starts_at": rfc3339(session.starts_at),
                "ends_at": rfc3339(session.ends_at),
                "bookable": session.bookable,
                "cancelled": session.cancelled,
                "title": choose(session.title, language).text,
            }
            for session in phone.sessions
        ],
        "rooms": [
            {
                "slug": room.slug,
                "name": room.name,
                "direction": choose(room.directions, language).text,
                "limit": limits.get(room.slug),
            }
            for room in rooms
        ],
        "gates": [
            {"id": row.number, "name": row.word, "room": row.other}
            for row in sorted(rows.get("gate", ()), key=lambda row: (row.other is not None, row.word))
        ],
        "tables": [{"name": table.word, "from": table.other} for table in tables],
        "house_limit": phone.house_limit,
    }


def _live(phone: Phone, rows: dict[str, list[Row[Any]]], now: datetime) -> dict[str, Any]:
    inside: dict[str, int] = {}
    for row in rows.get("inside", ()):
        inside[row.word] = inside.get(row.word, 0) + row.number
    live = {
        "inside": inside,
        "expected": phone.registered,
        "released": {str(r.session): [rfc3339(r.since), r.number] for r in rows.get("released", ())},
        "messages": [_message(row) for row in sorted(rows.get("message", ()), key=lambda row: row.row)],
        "releasable": None,
    }
    if phone.role in SEES_CASES:
        live["cases"] = [_case(row) for row in sorted(rows.get("case", ()), key=lambda row: row.since)]
    if phone.role == "supervisor":
        found = find_releasable(phone.sessions, phone.gate.room, phone.event_starts_at, now=now)
        live["releasable"] = {"session": found.session.id, "seats": found.seats} if found else None
        live["conflicts"] = sum(row.number for row in rows.get("conflicts", ()))
        live["phones_in_trouble"] = count_in_trouble(phone.event_id, phone.event_starts_at, now=now)
    return live


def _message(row: Row[Any]) -> dict[str, Any]:
    """Write a line of the desk; one that is announced to everybody has all its languages, by their codes."""
    told = {"id": row.row, "at": rfc3339(row.since), "from": row.other}
    if row.number is None:
        return {**told, "text": row.word}
    texts = json.loads(row.word)
    return {**told, "text": choose(texts, LANGUAGES[0]).text, "texts": texts}


def _case(row: Row[Any]) -> dict[str, Any]:
    reason, code, note = row.word.split(_MARK)
    return {
        "id": row.scan,
        "person": row.person,
        "code": code,
        "reason": reason,
        "note": note,
        "gate": row.number,
        "at": rfc3339(row.since),
    }


_MARK = "\x1f"
_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00Z")
_EVENT = bindparam("event", type_=Integer)
_NOW = bindparam("now", type_=UTCDateTime)


def _around() -> Any:
    inside = union_all(*inside_of(_EVENT, since=bindparam("since", type_=UTCDateTime))).subquery()
    return union_all(
        fact("inside", word=inside.c.place, number=inside.c.number).select_from(inside),
        fact("limit", word=Room.slug, number=Room.fire_limit).where(
            Room.venue_id == bindparam("venue", type_=Integer)
        ),
        fact("gate", word=Gate.name, other=Room.slug, number=Gate.id)
        .select_from(Gate)
        .outerjoin(Room, Room.id == Gate.room_id)
        .where(Gate.event_id == _EVENT),
        fact("table", word=BadgeTable.name, other=BadgeTable.first_letters, row=BadgeTable.id).where(
            BadgeTable.event_id == _EVENT
        ),
        fact(
            "released",
            session=SeatRelease.session_id,
            number=Session.capacity,
            since=func.min(SeatRelease.released_at),
        )
        .select_from(SeatRelease)
        .join(Session, Session.id == SeatRelease.session_id)
        .where(SeatRelease.event_id == _EVENT)
        .group_by(SeatRelease.session_id, Session.capacity),
        fact(
            "message",
            word=func.coalesce(cast(Announcement.text, Text), DoorMessage.text),
            other=DoorMessage.sent_by,
            number=Announcement.id,
            row=DoorMessage.id,
            since=DoorMessage.sent_at,
        )
        .select_from(DoorMessage)
        .outerjoin(Announcement, Announcement.id == DoorMessage.announcement_id)
        .where(DoorMessage.event_id == _EVENT, DoorMessage.shown_until > _NOW),
        fact(
            "case",
            person=DeskCase.registration_id,
            word=DeskCase.reason + _MARK + DeskCase.code + _MARK + DeskCase.note,
            number=DeskCase.gate_id,
            scan=DeskCase.id,
            since=DeskCase.sent_at,
        ).where(DeskCase.event_id == _EVENT, DeskCase.closed_at.is_(None)),
        fact("conflicts", number=func.count())
        .select_from(Scan)
        .where(
            Scan.event_id == _EVENT,
            Scan.conflict.is_not(None),
            Scan.settled_at.is_(None),
            Scan.undone_at.is_(None),
        ),
    )


_AROUND = _around()
