"""Paper lists: who is expected, by letter and numbered, and the numbers that are typed in afterwards.

Each print keeps its numbering. What is typed in becomes scans at the entrance by a phone that stands for
paper; the id of each comes from the list and the number, so that typing one twice counts once.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import exists, select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.checkin.asking import MOST_SCANS, SentScan
from innovfest.checkin.board_queries import PAPER
from innovfest.checkin.errors import NoEntrance
from innovfest.checkin.models import Gate, PaperList, ScanDevice
from innovfest.checkin.phones import Phone, find_by_hash
from innovfest.checkin.queries import list_gates
from innovfest.checkin.scanning import record_scans
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.registration import Registration

LABEL = "Paper list"
"""What the phone that stands for paper is called wherever scans are listed."""

READY_AT = time(6)
"""When the list of the morning is made, at the venue: in time to be printed before the doors open."""

_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers that were typed, each once, and the pieces that are none of this list."""

    good: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Refused:
    """A number whose person the door would not have let in by itself, and what it would have said."""

    number: int
    name: str
    verdict: str


@dataclass(frozen=True, slots=True)
class TypedIn:
    """What became of typed numbers: who came, who was in, whom the door questions, what is no number."""

    came: int
    were_in: int
    refused: Sequence[Refused]
    wrong: Sequence[str]


def numbers_in(text: str, *, most: int) -> Numbers:
    """Read numbers and spans ("12, 15, 33-40") of a list that ends at `most`.

    A piece that is no number, lies outside the list or runs backwards is wrong as a whole.
    """
    spans = re.sub(r"\s*[-–—]\s*", "-", text)
    good: dict[int, None] = {}
    wrong = []
    for piece in filter(None, (piece.strip(".:") for piece in re.split(r"[,;\s]+", spans))):
        found = _RANGE.fullmatch(piece)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if 1 <= first <= last <= most:
            good.update(dict.fromkeys(range(first, last + 1)))
        else:
            wrong.append(piece)
    return Numbers(list(good), wrong)


def make_list(event: Event, *, by: Actor, now: datetime) -> PaperList:
    """Number everybody who is expected now, by surname."""
    statement = select(Registration.sort_key, Registration.id).where(
        Registration.event_id == event.id, Registration.status == "confirmed"
    )
    # Sorted here, since databases differ in how they sort the mark between the names.
    people = [id_ for _, id_ in sorted(tuple(row) for row in db.session.execute(statement))]
    paper = PaperList(event_id=event.id, made_at=now, people=people)
    db.session.add(paper)
    db.session.flush()
    audit.record("paper.made", event, by=by, now=now, list=paper.id, people=len(people))
    return paper


def make_due_lists(*, by: Actor, now: datetime) -> list[PaperList]:
    """Make the list of the morning for each edition whose day it is, once, from 06:00 at the venue."""
    soon = select(Event).where(
        Event.starts_at > now - timedelta(days=1),
        Event.starts_at < now + timedelta(days=1),
        Event.ends_at > now,
        Event.rehearses_id.is_(None),
    )
    return [
        make_list(event, by=by, now=now)
        for event in db.session.scalars(soon.order_by(Event.id)).all()
        if _is_due(event, now)
    ]


def list_lists(event_id: int) -> Sequence[PaperList]:
    """List an edition's paper lists, the newest first."""
    statement = select(PaperList).where(PaperList.event_id == event_id)
    return db.session.scalars(statement.order_by(PaperList.made_at.desc(), PaperList.id.desc())).all()


def get_list(event_id: int, list_id: int) -> PaperList:
    """Return a paper list of an edition; raises NotFound."""
    statement = select(PaperList).where(PaperList.event_id == event_id, PaperList.id == list_id)
    if paper := db.session.scalar(statement):
        return paper
    raise NotFound


def list_numbered(
    paper: PaperList, *, first: int = 1, most: int | None = None
) -> list[tuple[int, Registration]]:
    """List the people of a list with their numbers, from a number on."""
    last = len(paper.people) if most is None else min(len(paper.people), first - 1 + most)
    return _numbered(paper, range(first, last + 1))


def type_in(
    event: Event,
    paper: PaperList,
    text: str,
    *,
    gate: Gate | None = None,
    at: datetime,
    language: str,
    now: datetime,
) -> TypedIn:
    """Record the people of these numbers as arrived at an entrance at an instant.

    They were let in, so they are in, whatever the door would have said; that is told. Raises NoEntrance.
    """
    numbers = numbers_in(text, most=len(paper.people))
    gate = gate or _entrance(event)
    phone = _paper_phone(event, gate, paper)
    people = dict(_numbered(paper, numbers.good))
    scans = [_scan(event, paper, number, people[number].uid, gate=gate, at=at) for number in people]
    answers = []
    for start in range(0, len(scans), MOST_SCANS):
        answers += record_scans(phone, scans[start : start + MOST_SCANS], language=language, now=now)
    told = [(number, answer["verdict"]) for number, answer in zip(people, answers, strict=True)]
    return TypedIn(
        came=sum(verdict == "admitted" for _, verdict in told),
        were_in=sum(verdict == "already_in" for _, verdict in told),
        refused=[
            Refused(number, people[number].name, verdict)
            for number, verdict in told
            if verdict not in ("admitted", "already_in")
        ],
        wrong=numbers.wrong,
    )


def _is_due(event: Event, now: datetime) -> bool:
    day = event.starts_at.astimezone(event.zone).date()
    ready_at = datetime.combine(day, READY_AT, event.zone).astimezone(UTC)
    if now < ready_at:
        return False
    lock(event)
    made = exists().where(PaperList.event_id == event.id, PaperList.made_at >= ready_at)
    return not db.session.scalar(select(made))


def _entrance(event: Event) -> Gate:
    entrance = next((gate for gate in list_gates(event.id) if gate.room_id is None), None)
    if entrance is None:
        raise NoEntrance
    return entrance


def _paper_phone(event: Event, gate: Gate, paper: PaperList) -> Phone:
    """Return the phone that stands for paper; no token opens it, since what stands for its hash is none."""
    mark = f"{PAPER}{event.id}"
    device = db.session.scalar(select(ScanDevice).where(ScanDevice.token_hash == mark))
    if device is None:
        device = ScanDevice(
            event_id=event.id,
            gate=gate,
            token_hash=mark,
            label=LABEL,
            steward="",
            role="steward",
            enrolled_at=paper.made_at,
        )
        db.session.add(device)
    # No arrival is believed from before a phone was there: paper was there since its first list.
    device.enrolled_at = min(device.enrolled_at, paper.made_at)
    db.session.flush()
    phone = find_by_hash(mark, gates={gate.id})
    assert phone is not None  # noqa: S101 - it was flushed a line above
    return phone


def _numbered(paper: PaperList, numbers: Sequence[int]) -> list[tuple[int, Registration]]:
    ids = [paper.people[number - 1] for number in numbers]
    rows = db.session.scalars(select(Registration).where(Registration.id.in_(ids)))
    people = {person.id: person for person in rows}
    return [(number, people[id_]) for number, id_ in zip(numbers, ids, strict=True) if id_ in people]


def _scan(event: Event, paper: PaperList, number: int, uid: str, *, gate: Gate, at: datetime) -> SentScan:
    id_ = uuid.uuid5(uuid.UUID(event.uid), f"paper list {paper.id}, number {number}")
    return SentScan(
        id=id_,
        code="",
        registration=uid,
        gate=gate.id,
        direction="in",
        scanned_at=at,
        decided="admitted",
    )
