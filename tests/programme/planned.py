"""Drafts as the search for clashes knows them, and their clashes counted minute by minute: slow and plain."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from innovfest.programme.clashes import (
    Clash,
    Draft,
    Part,
    Placed,
    PlannedRoom,
    PlannedSession,
    PlannedSpeaker,
    find_clashes,
)
from innovfest.programme.intervals import ALWAYS, Available

START = datetime(2027, 2, 20, 13, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
BIG, SMALL = PlannedRoom(1, 100, frozenset({"stage"})), PlannedRoom(2, 20)
SAM, SAMIRA = PlannedSpeaker(1, ALWAYS), PlannedSpeaker(2, ALWAYS)
BY_SAM, BY_SAMIRA = (Part(1),), (Part(2),)


def at(minutes: int) -> datetime:
    """Return an instant so many minutes after the first start."""
    return START + timedelta(minutes=minutes)


def stretch(start: int, end: int) -> tuple[datetime, datetime]:
    """Return a stretch of time, in minutes after the first start."""
    return at(start), at(end)


def session(
    number: int, start: int, end: int, *rooms: int, kind: str = "break", **facts: Any
) -> PlannedSession:
    """Place a session between two minutes; by default one that needs nothing."""
    return PlannedSession(number, kind, Placed(at(start), at(end), rooms), **facts)


def found(*sessions: PlannedSession, **facts: Any) -> list[Clash]:
    """Find what clashes among sessions in two rooms, held by two speakers who can always."""
    facts = {"rooms": (BIG, SMALL), "speakers": (SAM, SAMIRA), **facts}
    return find_clashes(Draft(sessions, **facts))


def as_sets(clashes: Any) -> Counter[Clash]:
    """Return clashes without their order; two of the same are two."""
    return Counter(clashes)


def counted_out(draft: Draft) -> list[Clash]:
    """Find the clashes by looking at every pair, with times as sets of minutes."""
    placed = [s for s in draft.sessions if s.place and not s.cancelled]
    clashes = [clash for one in placed for clash in _alone(draft, one)]
    for pair in combinations(placed, 2):
        clashes += _both(draft, *sorted(pair, key=lambda s: (s.place.starts_at.timestamp(), s.id)))  # type: ignore[union-attr]
    for speaker in draft.speakers:
        held = [s for s in placed if any(p.speaker == speaker.id and p.state != "declined" for p in s.parts)]
        if held and speaker.available.state == "unknown":
            held.sort(key=lambda s: (s.place.starts_at.timestamp(), s.id))  # type: ignore[union-attr]
            clashes.append(Clash("speaker-unknown", tuple(s.id for s in held), speaker.id))
    return clashes


def _clock(instant: datetime) -> int:
    return int(instant.timestamp()) // 60


def _minutes(start: datetime, end: datetime) -> set[int]:
    return set(range(_clock(start), _clock(end)))


def _of(one: PlannedSession) -> set[int]:
    assert one.place
    return _minutes(one.place.starts_at, one.place.ends_at)


def _outside(available: Available, one: PlannedSession) -> int:
    if available.state != "intervals":
        return 0
    return len(_of(one) - set().union(*(_minutes(*interval) for interval in available.intervals)))


def _alone(draft: Draft, one: PlannedSession) -> Iterator[Clash]:
    assert one.place
    rooms = [room for room in draft.rooms if room.id in one.place.rooms]
    for room in rooms:
        if away := _outside(room.available, one):
            yield Clash("room-away", (one.id,), rooms=(room.id,), size=away)
        lacks = tuple(word for word in one.needs if word not in room.equipment)
        if lacks:
            yield Clash("room-lacks", (one.id,), rooms=(room.id,), words=lacks, size=len(lacks))
    seats = sum(room.seats for room in rooms)
    if rooms and one.taken > seats:
        yield Clash("room-small", (one.id,), rooms=one.place.rooms, size=one.taken - seats, of=seats)
    elif rooms and one.wanted > seats:
        yield Clash("room-wanted", (one.id,), rooms=one.place.rooms, size=one.wanted - seats, of=seats)
    if one.kind in ("plenary", "breakout") and not [p for p in one.parts if p.state != "declined"]:
        yield Clash("no-speaker", (one.id,))
    for part in one.parts:
        speaker = next(each for each in draft.speakers if each.id == part.speaker)
        if part.state == "declined":
            yield Clash("speaker-declined", (one.id,), part.speaker)
            continue
        if part.state != "confirmed":
            yield Clash("speaker-unconfirmed", (one.id,), part.speaker)
        elif part.agreed and _of(one) - _minutes(*part.agreed):
            yield Clash("speaker-moved", (one.id,), part.speaker)
        if away := _outside(speaker.available, one):
            yield Clash("speaker-away", (one.id,), part.speaker, size=away)


def _both(draft: Draft, one: PlannedSession, other: PlannedSession) -> Iterator[Clash]:
    assert one.place
    assert other.place
    ids, at_once = (one.id, other.id), len(_of(one) & _of(other))
    gap = _clock(other.place.starts_at) - _clock(one.place.ends_at)
    for room in sorted(set(one.place.rooms) & set(other.place.rooms)):
        if at_once:
            yield Clash("room-twice", ids, rooms=(room,), size=at_once)
        elif gap < other.setup_minutes:
            size = other.setup_minutes - gap
            yield Clash("setup-short", ids, rooms=(room,), size=size, of=other.setup_minutes)
    speakers = [{p.speaker for p in each.parts if p.state != "declined"} for each in (one, other)]
    for speaker in speakers[0] & speakers[1]:
        if at_once:
            yield Clash("speaker-twice", ids, speaker, size=at_once)
        elif one.place.rooms and other.place.rooms and one.place.rooms[0] != other.place.rooms[0]:
            rooms = (one.place.rooms[0], other.place.rooms[0])
            walk = draft.walks.get((min(rooms), max(rooms)), draft.walk_minutes)
            if gap < walk:
                yield Clash("walk-short", ids, speaker, rooms, size=walk - gap, of=walk)
    if at_once and one.track is not None and one.track == other.track:
        yield Clash("track-parallel", ids, size=at_once)
    if at_once and (people := draft.shared.get((min(ids), max(ids)))):
        yield Clash("people-twice", ids, size=people)


def a_day(sessions: int, rooms: int, *, seed: int) -> Draft:
    """Make a large programme in which much clashes."""
    chance = random.Random(seed)
    speakers = max(1, sessions // 2)

    def a_session(number: int) -> PlannedSession:
        start = 15 * chance.randrange(96)
        place = Placed(at(start), at(start + chance.choice((15, 30, 45))), (chance.randint(1, rooms),))
        parts = tuple(Part(chance.randint(1, speakers), "asked") for _ in range(1))
        return PlannedSession(number, "breakout", place, parts, chance.randint(1, 9), ("stage",), 10, 30, 40)

    pairs = {tuple(sorted(chance.sample(range(1, sessions + 1), 2))): 3 for _ in range(4 * sessions)}
    return Draft(
        tuple(a_session(number) for number in range(1, sessions + 1)),
        tuple(PlannedRoom(i, 35, frozenset(["stage"][: i % 2])) for i in range(1, rooms + 1)),
        tuple(PlannedSpeaker(i) for i in range(1, speakers + 1)),
        walk_minutes=5,
        shared=pairs,  # type: ignore[arg-type]
    )
