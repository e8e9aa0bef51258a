"""Finding the clashes of a draft by one sweep over each room, speaker and track, in order of time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from innovfest.programme.clashes.clash import KINDS, Clash
from innovfest.programme.clashes.facts import Draft, Part, Placed, PlannedSession, PlannedSpeaker

TAUGHT = ("plenary", "breakout")
"""Kinds of session that nobody can hold without a speaker."""

Stop = tuple[Placed, PlannedSession]
"""A session at its place."""


@dataclass(frozen=True)
class Moved:
    """What a move does to the clashes of a session."""

    new: list[Clash]
    stays: list[Clash]
    gone: list[Clash]


def find_clashes(draft: Draft) -> list[Clash]:
    """List what does not fit together, worst first, then by time.

    Sessions that are cancelled or have no time take part in nothing. What ends when another starts does not
    share time with it. A speaker stands in the first of a session's rooms: the others fill after it, by
    picture. Rooms of which nothing is known are ours.
    """
    stops = [(s.place, s) for s in draft.sessions if s.place is not None and not s.cancelled]
    found = [*_of_rooms(draft, stops), *_of_speakers(draft, stops), *_of_tracks(stops)]
    for place, session in stops:
        found += _of_session(draft, place, session)
    found += _of_people(draft, stops)
    starts = {session.id: place.starts_at for place, session in stops}
    return sorted(found, key=lambda clash: (_RANK[clash.kind], starts[clash.sessions[0]], clash.key))


def clashes_of_move(draft: Draft, session_id: int, place: Placed | None) -> tuple[list[Clash], list[Clash]]:
    """Return which clashes a move of one session would bring, and which it would end.

    Only what the session could clash with is looked at. A clash that stays, longer or shorter, is in neither.
    """
    moved = compare_move(draft, session_id, place)
    return moved.new, moved.gone


def compare_move(draft: Draft, session_id: int, place: Placed | None) -> Moved:
    """Return the clashes of one session that a move would bring, leave as they will be then, and end."""
    near = _surroundings(draft, session_id, place)
    before = _about(near, session_id)
    after = _about(near.with_placed(session_id, place), session_id)
    return Moved(
        [clash for key, clash in after.items() if key not in before],
        [clash for key, clash in after.items() if key in before],
        [clash for key, clash in before.items() if key not in after],
    )


_RANK = {kind: i for i, kind in enumerate(KINDS)}


def _about(draft: Draft, session_id: int) -> dict[str, Clash]:
    return {clash.key: clash for clash in find_clashes(draft) if session_id in clash.sessions}


def _surroundings(draft: Draft, session_id: int, place: Placed | None) -> Draft:
    """Return the draft with those sessions alone that share something with one, where it is or would be."""
    moved = draft.session(session_id)
    rooms = {room for at in (moved.place, place) if at for room in at.rooms}
    speakers = {part.speaker for part in moved.parts}
    friends = {other for both in draft.shared if session_id in both for other in both}
    near = tuple(
        session
        for session in draft.sessions
        if session.id == session_id
        or session.id in friends
        or (session.track is not None and session.track == moved.track)
        or any(part.speaker in speakers for part in session.parts)
        or (session.place is not None and not rooms.isdisjoint(session.place.rooms))
    )
    return Draft(near, draft.rooms, draft.speakers, draft.walk_minutes, draft.walks, draft.shared)


def _near(stops: Iterable[Stop], reach: int = 0) -> Iterator[tuple[Stop, Stop]]:
    """Yield the pairs of which the later starts before the earlier has been over for some minutes."""
    further = timedelta(minutes=reach)
    going: list[Stop] = []
    for later in sorted(stops, key=lambda stop: (stop[0].starts_at, stop[1].id)):
        starts_at = later[0].starts_at
        going = [stop for stop in going if stop[0].ends_at + further > starts_at]
        for earlier in going:
            yield earlier, later
        going.append(later)


def _shared(one: Placed, other: Placed) -> int:
    """Return how many minutes two places share, a begun one counted whole; 0 if none."""
    return _minutes(min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at))


def _minutes(span: timedelta) -> int:
    return max(0, -(-span // timedelta(minutes=1)))


def _ids(*stops: Stop) -> tuple[int, ...]:
    return tuple(session.id for _, session in stops)


def _of_rooms(draft: Draft, stops: list[Stop]) -> Iterator[Clash]:
    in_room: dict[int, list[Stop]] = defaultdict(list)
    for stop in stops:
        for room in stop[0].rooms:
            in_room[room].append(stop)
    for room, used in in_room.items():
        reach = max(session.setup_minutes for _, session in used)
        for earlier, later in _near(used, reach):
            (before, _), (after, session) = earlier, later
            if shared := _shared(before, after):
                yield Clash("room-twice", _ids(earlier, later), rooms=(room,), size=shared)
            elif (short := _lacking(before, after, session.setup_minutes)) > 0:
                yield Clash(
                    "setup-short",
                    _ids(earlier, later),
                    rooms=(room,),
                    size=short,
                    of=session.setup_minutes,
                )


def _lacking(before: Placed, after: Placed, minutes: int) -> int:
    """Return how many minutes the gap between two places is short of what it takes."""
    return _minutes(timedelta(minutes=minutes) - (after.starts_at - before.ends_at))


def _of_speakers(draft: Draft, stops: list[Stop]) -> Iterator[Clash]:
    speakers = {speaker.id: speaker for speaker in draft.speakers}
    heard: dict[int, list[tuple[Stop, Part]]] = defaultdict(list)
    for stop in stops:
        for part in stop[1].parts:
            heard[part.speaker].append((stop, part))
    reach = max([draft.walk_minutes, *draft.walks.values()])
    for speaker_id, parts in heard.items():
        yield from (clash for stop, part in parts if (clash := _of_answer(stop, part)))
        there = [stop for stop, part in parts if part.state != "declined"]
        yield from _of_availability(speakers.get(speaker_id, PlannedSpeaker(speaker_id)), there)
        for earlier, later in _near(there, reach):
            yield from _of_two_parts(draft, speaker_id, earlier, later)


def _of_answer(stop: Stop, part: Part) -> Clash | None:
    place, session = stop
    if part.state == "declined":
        return Clash("speaker-declined", (session.id,), part.speaker)
    if part.state != "confirmed":
        return Clash("speaker-unconfirmed", (session.id,), part.speaker)
    if part.agreed and not (part.agreed[0] <= place.starts_at and place.ends_at <= part.agreed[1]):
        return Clash("speaker-moved", (session.id,), part.speaker)
    return None


def _of_availability(speaker: PlannedSpeaker, there: list[Stop]) -> Iterator[Clash]:
    if speaker.available.state == "unknown" and there:
        in_time = sorted(there, key=lambda stop: (stop[0].starts_at, stop[1].id))
        yield Clash("speaker-unknown", _ids(*in_time), speaker.id)
    for place, session in there:
        if missing := _minutes(speaker.available.missing(place.starts_at, place.ends_at)):
            yield Clash("speaker-away", (session.id,), speaker.id, size=missing)


def _of_two_parts(draft: Draft, speaker: int, earlier: Stop, later: Stop) -> Iterator[Clash]:
    (before, _), (after, _) = earlier, later
    if shared := _shared(before, after):
        yield Clash("speaker-twice", _ids(earlier, later), speaker, size=shared)
    elif before.rooms and after.rooms:
        walk = draft.minutes_between(before.rooms[0], after.rooms[0])
        if (short := _lacking(before, after, walk)) > 0:
            rooms = (before.rooms[0], after.rooms[0])
            yield Clash("walk-short", _ids(earlier, later), speaker, rooms, size=short, of=walk)


def _of_tracks(stops: list[Stop]) -> Iterator[Clash]:
    in_track: dict[int, list[Stop]] = defaultdict(list)
    for stop in stops:
        if stop[1].track is not None:
            in_track[stop[1].track].append(stop)
    for alike in in_track.values():
        for earlier, later in _near(alike):
            yield Clash("track-parallel", _ids(earlier, later), size=_shared(earlier[0], later[0]))


def _of_session(draft: Draft, place: Placed, session: PlannedSession) -> Iterator[Clash]:
    rooms = [room for room_id in place.rooms if (room := draft.room(room_id))]
    for room in rooms:
        if missing := _minutes(room.available.missing(place.starts_at, place.ends_at)):
            yield Clash("room-away", (session.id,), rooms=(room.id,), size=missing)
        if lacks := tuple(word for word in session.needs if word not in room.equipment):
            yield Clash("room-lacks", (session.id,), rooms=(room.id,), words=lacks, size=len(lacks))
    if session.kind in TAUGHT and all(part.state == "declined" for part in session.parts):
        yield Clash("no-speaker", (session.id,))
    if place.rooms:
        yield from _of_size(session, place, sum(room.seats for room in rooms))


def _of_size(session: PlannedSession, place: Placed, seats: int) -> Iterator[Clash]:
    for kind, people in (("room-small", session.taken), ("room-wanted", session.wanted)):
        if people > seats:
            yield Clash(kind, (session.id,), rooms=place.rooms, size=people - seats, of=seats)
            return


def _of_people(draft: Draft, stops: list[Stop]) -> Iterator[Clash]:
    at = {stop[1].id: stop for stop in stops}
    for (one, other), people in draft.shared.items():
        if people and one in at and other in at and _shared(at[one][0], at[other][0]):
            in_time = sorted((at[one], at[other]), key=lambda stop: (stop[0].starts_at, stop[1].id))
            yield Clash("people-twice", _ids(*in_time), size=people)
