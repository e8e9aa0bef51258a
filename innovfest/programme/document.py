"""The release document: everything public of one edition, as immutable values.

A release is stored as JSON and read back into these classes. Public pages, feeds and exports read nothing
else; only seats left and banners are live. Times are aware UTC; texts are mappings from language to text.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

Texts = dict[str, str]


@dataclass(frozen=True)
class EventFacts:
    """The edition as the public sees it."""

    slug: str
    uid: str
    name: str
    summary: Texts
    starts_at: datetime
    ends_at: datetime
    timezone: str
    example: bool
    organiser_name: str
    organiser_email: str
    supported_by: str = ""
    notes: tuple[Texts, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The venue's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class VenueFacts:
    """The site."""

    name: str
    address: str
    latitude: float | None = None
    longitude: float | None = None
    directions: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class RoomFacts:
    """A bookable space; `assumed` says that no source states its name or seats."""

    slug: str
    name: str
    seats: int
    directions: Texts = field(default_factory=dict)
    assumed: bool = False


@dataclass(frozen=True)
class ClusterFacts:
    """One of the spearhead clusters."""

    slug: str
    name: str
    field: Texts


@dataclass(frozen=True)
class TrackFacts:
    """A thematic strand; `colour` names a design token (`--track-<colour>`)."""

    slug: str
    name: Texts
    colour: str


@dataclass(frozen=True)
class SlotFacts:
    """Sessions that are alternatives to each other."""

    slug: str
    name: Texts


@dataclass(frozen=True)
class SpeakerFacts:
    """A person who presents; `note` says what is assumed or from an earlier edition.

    `photo` is the digest of their photograph, empty for none; the point of focus stays in view when it is
    cropped, in thousandths of its width and height.
    """

    slug: str
    name: str
    affiliation: str
    job_title: Texts = field(default_factory=dict)
    biography: Texts = field(default_factory=dict)
    note: Texts = field(default_factory=dict)
    photo: str = ""
    focus_x: int = 500
    focus_y: int = 500


@dataclass(frozen=True)
class SpeakerPart:
    """Who does what in a session: role is speaker, moderator or host."""

    speaker: str
    role: str


@dataclass(frozen=True)
class Once:
    """What a session was released with before and is not any more, by slugs, in the order of leaving.

    A calendar of a room has to call off what left it, or the entry would linger. One that was `plenary` is
    in the calendar of everybody who comes, and is for some of them only, or for nobody, now.
    """

    tracks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    plenary: bool = False


@dataclass(frozen=True)
class SessionFacts:
    """One item of the programme as released.

    `sequence` and `changed_at` rise with whatever calendars say of it (RFC 5545 3.8.7.4); `rooms` are slugs
    in fill order; `bookable` tells whether one signs up for it; who is not there follows it at `online_url`.
    One that is `dropped` is in the programme no more: it is cancelled too, and stays in the document so that
    calendars call its entry off.
    """

    id: int
    uid: str
    slug: str
    kind: str
    title: Texts
    abstract: Texts
    note: Texts
    track: str | None
    slot: str | None
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...]
    speakers: tuple[SpeakerPart, ...]
    sequence: int
    changed_at: datetime
    cancelled: bool
    bookable: bool
    dropped: bool = False
    online_url: str = ""
    once: Once = Once()

    @property
    def is_plenary(self) -> bool:
        """Whether everybody goes there without choosing; nobody is told of coffee."""
        return self.slot is None and not self.bookable and self.kind != "break"


@dataclass(frozen=True)
class ReleaseDocument:
    """A numbered, immutable snapshot of everything public."""

    number: int
    released_at: datetime
    event: EventFacts
    venue: VenueFacts
    rooms: tuple[RoomFacts, ...]
    clusters: tuple[ClusterFacts, ...]
    tracks: tuple[TrackFacts, ...]
    slots: tuple[SlotFacts, ...]
    speakers: tuple[SpeakerFacts, ...]
    sessions: tuple[SessionFacts, ...]

    @cached_property
    def listed(self) -> tuple[SessionFacts, ...]:
        """The sessions that the programme lists: those that are dropped stay in calendars alone."""
        return tuple(session for session in self.sessions if not session.dropped)

    @cached_property
    def _by_slug(self) -> dict[str, dict[str | None, Any]]:
        found = {
            kind: {item.slug: item for item in getattr(self, kind)}
            for kind in ("rooms", "clusters", "tracks", "slots", "speakers", "sessions")
        }
        # A new session may have the slug of one that was dropped.
        return {**found, "sessions": found["sessions"] | {session.slug: session for session in self.listed}}

    def room(self, slug: str) -> RoomFacts | None:
        """Find a room by slug."""
        return self._by_slug["rooms"].get(slug)

    def cluster(self, slug: str | None) -> ClusterFacts | None:
        """Find a cluster by slug."""
        return self._by_slug["clusters"].get(slug)

    def track(self, slug: str | None) -> TrackFacts | None:
        """Find a track by slug."""
        return self._by_slug["tracks"].get(slug)

    def slot(self, slug: str | None) -> SlotFacts | None:
        """Find a slot by slug."""
        return self._by_slug["slots"].get(slug)

    def speaker(self, slug: str) -> SpeakerFacts | None:
        """Find a speaker by slug."""
        return self._by_slug["speakers"].get(slug)

    def session(self, slug: str) -> SessionFacts | None:
        """Find a session by slug."""
        return self._by_slug["sessions"].get(slug)

    def session_by_id(self, session_id: int) -> SessionFacts | None:
        """Find a session by the id of its row."""
        return self._sessions_by_id.get(session_id)

    @cached_property
    def once_plenary(self) -> frozenset[int]:
        """The ids of the sessions that are for everybody who comes, or were in an earlier release."""
        return frozenset(
            session.id for session in self.sessions if session.is_plenary or session.once.plenary
        )

    @cached_property
    def _sessions_by_id(self) -> dict[int, SessionFacts]:
        return {session.id: session for session in self.sessions}

    def rooms_of(self, session: SessionFacts) -> list[RoomFacts]:
        """List a session's rooms in fill order."""
        return [room for slug in session.rooms if (room := self.room(slug))]

    def speakers_of(self, session: SessionFacts) -> list[tuple[SpeakerFacts, str]]:
        """List a session's speakers with their role, in order."""
        return [(who, part.role) for part in session.speakers if (who := self.speaker(part.speaker))]

    def sessions_of(self, speaker: SpeakerFacts) -> list[SessionFacts]:
        """List the sessions in which a speaker takes part, by time."""
        return [s for s in self.listed if any(part.speaker == speaker.slug for part in s.speakers)]

    def sessions_in_slot(self, slug: str) -> list[SessionFacts]:
        """List the alternatives of a slot in programme order, cancelled ones included, dropped ones not."""
        return [session for session in self.listed if session.slot == slug]

    @cached_property
    def entangled(self) -> dict[int, frozenset[int]]:
        """For each session that one signs up for, all those whose seats depend on it, itself among them.

        They share its slot or its time, or that of another of them: who gives one up may take another.
        """
        groups: list[list[SessionFacts]] = []
        for session in (session for session in self.sessions if session.bookable):
            near = [group for group in groups if any(_depend(session, other) for other in group)]
            groups = [group for group in groups if group not in near] + [[session, *chain(*near)]]
        ids = [frozenset(session.id for session in group) for group in groups]
        return {session_id: group for group in ids for session_id in group}


def _depend(one: SessionFacts, other: SessionFacts) -> bool:
    at_once = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return at_once or (one.slot is not None and one.slot == other.slot)


def to_json(document: ReleaseDocument) -> dict[str, Any]:
    """Write a document as plain JSON values; times as RFC 3339 in UTC with a `Z`."""
    written = _plain(document)
    assert isinstance(written, dict)  # noqa: S101 - tells the type checker what a dataclass becomes
    return written


def from_json(raw: dict[str, Any]) -> ReleaseDocument:
    """Read a document that `to_json` wrote."""
    return ReleaseDocument(
        number=raw["number"],
        released_at=_time(raw["released_at"]),
        event=EventFacts(
            **{
                **raw["event"],
                "starts_at": _time(raw["event"]["starts_at"]),
                "ends_at": _time(raw["event"]["ends_at"]),
                "notes": tuple(raw["event"]["notes"]),
            }
        ),
        venue=VenueFacts(**raw["venue"]),
        rooms=tuple(RoomFacts(**room) for room in raw["rooms"]),
        clusters=tuple(ClusterFacts(**cluster) for cluster in raw["clusters"]),
        tracks=tuple(TrackFacts(**track) for track in raw["tracks"]),
        slots=tuple(SlotFacts(**slot) for slot in raw["slots"]),
        speakers=tuple(SpeakerFacts(**speaker) for speaker in raw["speakers"]),
        sessions=tuple(_session(session) for session in raw["sessions"]),
    )


def _session(raw: dict[str, Any]) -> SessionFacts:
    return SessionFacts(
        **{
            **raw,
            "starts_at": _time(raw["starts_at"]),
            "ends_at": _time(raw["ends_at"]),
            "changed_at": _time(raw["changed_at"]),
            "rooms": tuple(raw["rooms"]),
            "speakers": tuple(SpeakerPart(**part) for part in raw["speakers"]),
            "once": _once(**raw.get("once", {})),
        }
    )


def _once(*, plenary: bool = False, **slugs: list[str]) -> Once:
    return Once(**{name: tuple(found) for name, found in slugs.items()}, plenary=plenary)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
