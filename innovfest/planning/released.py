"""A released document looked at as a draft is: what would not fit together any more if another one held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from innovfest.events import Event
from innovfest.planning.gathering import Gathered, Name, SessionName, gather
from innovfest.programme import Clash, ReleaseDocument, SessionFacts, find_clashes
from innovfest.programme.clashes import Part, Placed, PlannedSession


@dataclass(frozen=True)
class NewClashes:
    """What clashes in a document and did not in the one before, and what all of it is called."""

    clashes: Sequence[Clash]
    gathered: Gathered


def list_new_clashes(event: Event, before: ReleaseDocument, after: ReleaseDocument) -> NewClashes:
    """List what a document would bring, of every kind that a draft is searched for, worst first.

    Times, rooms, titles and who speaks are the documents'; the rest is as it is now.
    """
    gathered = gather(event)
    known = {clash.key for clash in find_clashes(_as_released(gathered, before).draft)}
    then = _as_released(gathered, after)
    return NewClashes([clash for clash in find_clashes(then.draft) if clash.key not in known], then)


def _as_released(gathered: Gathered, document: ReleaseDocument) -> Gathered:
    """Return what was gathered, with the sessions that a document says take place instead of the draft's."""
    released = _Released(gathered, document)
    going = [session for session in document.listed if not session.cancelled]
    return Gathered(
        replace(gathered.draft, sessions=tuple(released.planned(session) for session in going)),
        {session.id: released.name_of(session) for session in going},
        gathered.rooms,
        released.speakers,
    )


class _Released:
    """A document's sessions by the ids of the draft."""

    def __init__(self, gathered: Gathered, document: ReleaseDocument) -> None:
        self.document = document
        self.drafted = {session.id: session for session in gathered.draft.sessions}
        self.rooms = {room.slug: room.id for room in gathered.rooms.values()}
        self.tracks = {track.slug: number for number, track in enumerate(document.tracks)}
        known = {speaker.slug for speaker in gathered.speakers.values()}
        gone = [speaker for speaker in document.speakers if speaker.slug not in known]
        # Who has no part in the draft any more gets an id that no row has.
        unknown = {-number: Name(-number, each.slug, each.name) for number, each in enumerate(gone, 1)}
        self.speakers: Mapping[int, Name] = {**gathered.speakers, **unknown}
        self.speaker_ids = {speaker.slug: speaker.id for speaker in self.speakers.values()}

    def planned(self, session: SessionFacts) -> PlannedSession:
        """Return a session as the search for clashes knows it."""
        rooms = tuple(self.rooms[slug] for slug in session.rooms if slug in self.rooms)
        drafted = self.drafted.get(session.id) or PlannedSession(session.id, session.kind, None)
        answers = {part.speaker: part for part in drafted.parts}
        speakers = [self.speaker_ids[part.speaker] for part in session.speakers]
        return replace(
            drafted,
            kind=session.kind,
            place=Placed(session.starts_at, session.ends_at, rooms),
            parts=tuple(answers.get(speaker) or Part(speaker) for speaker in speakers),
            track=self.tracks.get(session.track or ""),
            cancelled=False,
        )

    def name_of(self, session: SessionFacts) -> SessionName:
        """Return what a session is called."""
        track = self.document.track(session.track)
        return SessionName(
            session.id,
            session.slug,
            session.kind,
            session.title,
            track.colour if track else None,
            session.starts_at,
            session.ends_at,
            session.bookable,
        )
