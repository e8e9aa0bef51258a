"""What differs between two release documents, and a document of which only some differences are taken.

Pure: documents in, values out. A change has a key that names what it is about, so that it can be chosen:
`session:12:time`, `session:12` for one that is new or dropped, `room:foyer:seats`, `speaker:sam`.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from innovfest.programme.document import Once, ReleaseDocument, SessionFacts

SESSION_PARTS: dict[str, tuple[str, ...]] = {
    "status": ("cancelled",),
    "time": ("starts_at", "ends_at"),
    "rooms": ("rooms",),
    "speakers": ("speakers",),
    "text": ("title", "abstract", "note", "slug"),
    "online": ("online_url",),
    "place": ("kind", "track", "slot", "bookable"),
}
"""What of a session can change by itself, and be released by itself."""

LISTS = ("rooms", "tracks", "slots", "speakers", "clusters")
"""What a document lists besides its sessions, each with a slug."""

_ROOM_SEATS = ("seats", "assumed")
_DAY = ("starts_at", "ends_at", "timezone")


@dataclass(frozen=True)
class Change:
    """One difference that can be chosen.

    `kind` is `new`, `dropped`, `back` (a dropped session is in the programme again) or a part of a session
    (SESSION_PARTS); `list` and `part` say what else it is about: a list of the document, `event` or `venue`.
    `mark` stands for the new facts: the same key with another mark is another change.
    """

    key: str
    kind: str
    list: str = "sessions"
    slug: str = ""
    session_id: int | None = None
    mark: str = ""

    @property
    def seen(self) -> str:
        """What a form sends of it: which change, and what it was when it was shown."""
        return f"{self.key}~{self.mark}"


def changes_between(before: ReleaseDocument, after: ReleaseDocument) -> tuple[Change, ...]:
    """List what differs, sessions first and by time; equal documents have none, whatever their numbers."""
    ids = [session.id for session in (*after.sessions, *before.sessions)]
    changes: list[Change] = []
    for session_id in dict.fromkeys(ids):
        changes += _of_session(before.session_by_id(session_id), after.session_by_id(session_id))
    changes += _of_order(before, after)
    for name in LISTS:
        changes += _of_list(name, getattr(before, name), getattr(after, name))
    changes += _of_frame(before, after)
    return tuple(changes)


def merge(
    before: ReleaseDocument, draft: ReleaseDocument, chosen: Collection[str] | None = None
) -> ReleaseDocument:
    """Return the document before with the chosen changes of the draft in it; all of them unless told.

    Number and time are the draft's. A session that is dropped stays, as cancelled and `dropped`, so that its
    entry in calendars is called off and does not linger. Rooms, tracks, slots and speakers that the chosen
    sessions need come along, and what others still need is never taken away.
    """
    changes = changes_between(before, draft)
    keys = {change.key for change in changes}
    picked = keys if chosen is None else keys & set(chosen)
    merged = _Merged(before, draft, picked, whole=picked == keys)
    sessions = merged.sessions()
    lists: dict[str, Any] = {name: merged.items(name, _needed(name, sessions)) for name in LISTS}
    event = draft.event if "event" in picked else before.event
    day = draft.event if "event:time" in picked else before.event
    return replace(
        draft,
        event=replace(event, **{name: getattr(day, name) for name in _DAY}),
        venue=draft.venue if "venue" in picked else before.venue,
        sessions=tuple(sessions),
        **lists,
    )


Reading = Callable[[ReleaseDocument, SessionFacts], Any]
"""Returns all that calendars say of a session of a document, but for its number and stamp."""


def numbered(
    document: ReleaseDocument, before: ReleaseDocument | None, *, reading: Reading, now: datetime
) -> ReleaseDocument:
    """Return a document whose sessions carry the right SEQUENCE after the release before, and what they left.

    It rises when calendars say something else than of the present release, and never falls, whichever
    document this one repeats (RFC 5545 3.8.7.4); `changed_at` moves with it, so that calendars see the change
    and nothing else.
    """

    def number(session: SessionFacts) -> SessionFacts:
        was = before.session_by_id(session.id) if before else None
        if was is None or before is None:
            # Released once, before dropped sessions stayed in the documents.
            returns = before is not None and session.changed_at < now
            risen = session.sequence + 1 if returns else session.sequence
            return replace(session, sequence=risen, changed_at=now if returns else session.changed_at)
        session = replace(session, once=_left(was, session))
        if reading(document, session) == reading(before, was):
            return replace(session, sequence=was.sequence, changed_at=was.changed_at)
        return replace(session, sequence=was.sequence + 1, changed_at=now)

    return replace(document, sessions=tuple(number(session) for session in document.sessions))


def _left(was: SessionFacts, now: SessionFacts) -> Once:
    """Return what a session had before, in any release, and has not now."""

    def gone(once: Sequence[str], had: Iterable[str | None], has: Collection[str | None]) -> tuple[str, ...]:
        return tuple(slug for slug in dict.fromkeys([*once, *had]) if slug and slug not in has)

    return Once(
        tracks=gone(was.once.tracks, [was.track], [now.track]),
        rooms=gone(was.once.rooms, was.rooms, now.rooms),
        speakers=gone(was.once.speakers, _cast(was), _cast(now)),
        plenary=(was.once.plenary or was.is_plenary) and not now.is_plenary,
    )


def _cast(session: SessionFacts) -> list[str]:
    return [part.speaker for part in session.speakers]


def dropped(session: SessionFacts) -> SessionFacts:
    """Return a session as one that is no longer in the programme."""
    return replace(session, cancelled=True, dropped=True)


def _of_session(was: SessionFacts | None, now: SessionFacts | None) -> list[Change]:
    known = now or was
    if known is None:
        return []

    def change(kind: str, part: str = "", facts: Any = None) -> Change:
        key = f"session:{known.id}:{part}" if part else f"session:{known.id}"
        return Change(key, kind, slug=known.slug, session_id=known.id, mark=_mark(facts))

    if was is None and now is not None:
        return [change("new", facts=_own(now))] if not now.dropped else []
    if was is not None and (now is None or now.dropped):
        return [] if was.dropped else [change("dropped")]
    if was is not None and now is not None and was.dropped:
        return [change("back", facts=_own(now))]
    return [
        change(part, part, facts)
        for part, names in SESSION_PARTS.items()
        if (facts := _values(now, names)) != _values(was, names)
    ]


def _own(session: SessionFacts) -> tuple[Any, ...]:
    return tuple(_values(session, names) for names in SESSION_PARTS.values())


def _of_order(before: ReleaseDocument, after: ReleaseDocument) -> list[Change]:
    """List the lists whose common members come in another order; that of sessions is also told by time."""
    found = []
    for name in ("sessions", *LISTS):
        was, now = ([item.slug for item in getattr(document, name)] for document in (before, after))
        common = set(was) & set(now)
        if name == "sessions":
            common = {slug for slug in common if _begins(before, slug) == _begins(after, slug)}
        orders = [[slug for slug in order if slug in common] for order in (was, now)]
        if orders[0] != orders[1]:
            found.append(Change(f"order:{name}", "order", name, mark=_mark(orders[1])))
    return found


def _begins(document: ReleaseDocument, slug: str) -> datetime | None:
    session = document.session(slug)
    return session.starts_at if session and not session.dropped else None


def _of_list(name: str, before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    was, now = ({item.slug: item for item in items} for items in (before, after))
    kind_of = name.removesuffix("s")
    changes = []
    for slug in dict.fromkeys([*now, *was]):
        old, new = was.get(slug), now.get(slug)
        key = f"{kind_of}:{slug}"
        if old is None or new is None:
            changes.append(Change(key, "new" if old is None else "dropped", name, slug, mark=_mark(new)))
            continue
        if name == "rooms":
            if _values(old, _ROOM_SEATS) != _values(new, _ROOM_SEATS):
                mark = _mark(_values(new, _ROOM_SEATS))
                changes.append(Change(f"{key}:seats", "seats", name, slug, mark=mark))
            old = replace(old, **dict(zip(_ROOM_SEATS, _values(new, _ROOM_SEATS), strict=True)))
        if old != new:
            changes.append(Change(key, "facts", name, slug, mark=_mark(new)))
    return changes


def _of_frame(before: ReleaseDocument, after: ReleaseDocument) -> list[Change]:
    changes = []
    if _values(before.event, _DAY) != _values(after.event, _DAY):
        changes.append(Change("event:time", "time", "event", mark=_mark(_values(after.event, _DAY))))
    rest = replace(before.event, **{name: getattr(after.event, name) for name in _DAY})
    if rest != after.event:
        changes.append(Change("event", "facts", "event", mark=_mark(after.event)))
    if before.venue != after.venue:
        changes.append(Change("venue", "facts", "venue", mark=_mark(after.venue)))
    return changes


@dataclass(frozen=True)
class _Merged:
    """Two documents and what is taken from the second; one that is taken whole comes in its order, too."""

    before: ReleaseDocument
    draft: ReleaseDocument
    picked: Collection[str]
    whole: bool

    def sessions(self) -> list[SessionFacts]:
        first, second = self._in_order("sessions")
        found = (
            _merged_session(self.before.session_by_id(one), self.draft.session_by_id(one), self.picked)
            for one in dict.fromkeys(session.id for session in (*first, *second))
        )
        return sorted((facts for facts in found if facts), key=lambda session: session.starts_at)

    def items(self, name: str, needed: Collection[str]) -> tuple[Any, ...]:
        was, now = ({item.slug: item for item in getattr(one, name)} for one in (self.before, self.draft))
        first, second = self._in_order(name)
        slugs = dict.fromkeys(item.slug for item in (*first, *second))
        found = (self._item(name, was.get(slug), now.get(slug), slug in needed) for slug in slugs)
        return tuple(item for item in found if item is not None)

    def _in_order(self, name: str) -> tuple[Sequence[Any], Sequence[Any]]:
        before, draft = getattr(self.before, name), getattr(self.draft, name)
        return (draft, before) if self.whole or f"order:{name}" in self.picked else (before, draft)

    def _item(self, name: str, old: Any, new: Any, is_needed: bool) -> Any:
        key = f"{name.removesuffix('s')}:{(old or new).slug}"
        is_picked = key in self.picked
        if old is None:
            return new if is_picked or is_needed else None
        if new is None:
            return None if is_picked and not is_needed else old
        item = new if is_picked else old
        if name == "rooms":
            seats = new if f"{key}:seats" in self.picked else old
            return replace(item, seats=seats.seats, assumed=seats.assumed)
        return item


def _merged_session(
    was: SessionFacts | None, now: SessionFacts | None, picked: Collection[str]
) -> SessionFacts | None:
    known = was or now
    is_picked = known is not None and f"session:{known.id}" in picked
    if was is None or (was.dropped and now is not None and not now.dropped):
        return now if is_picked else was
    if now is None or now.dropped:
        return dropped(was) if is_picked else was
    fresh = {
        name: getattr(now, name)
        for part, names in SESSION_PARTS.items()
        if f"session:{was.id}:{part}" in picked
        for name in names
    }
    return replace(was, **fresh)


def _needed(name: str, sessions: Iterable[SessionFacts]) -> set[str]:
    found: set[str] = set()
    for session in sessions:
        if name == "rooms":
            found.update(session.rooms)
        elif name == "speakers":
            found.update(part.speaker for part in session.speakers)
        elif name in {"tracks", "slots"}:
            found.update(filter(None, [session.track if name == "tracks" else session.slot]))
    return found


def _values(facts: Any, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(facts, name) for name in names)


def _mark(facts: Any) -> str:
    """Return a short word that stands for some facts."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:10]
