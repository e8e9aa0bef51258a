"""The programme as a run of stops and forks: what a page draws down a phone and across a screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from innovfest.programme.document import ReleaseDocument, SessionFacts, SlotFacts, TrackFacts


@dataclass(frozen=True, eq=False)
class Stop:
    """One session that everyone goes to."""

    session: SessionFacts
    forks = False

    @property
    def starts_at(self) -> datetime:
        """When it starts."""
        return self.session.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.session.ends_at


@dataclass(frozen=True, eq=False)
class Fork:
    """Sessions that are alternatives to each other, in the order of the programme."""

    slot: SlotFacts | None
    sessions: tuple[SessionFacts, ...]
    forks = True

    @property
    def starts_at(self) -> datetime:
        """When the first of them starts."""
        return min(session.starts_at for session in self.sessions)

    @property
    def ends_at(self) -> datetime:
        """When the last of them ends."""
        return max(session.ends_at for session in self.sessions)


def timeline(document: ReleaseDocument) -> list[Stop | Fork]:
    """Lay the day out in time; sessions of one slot make one fork, where the first of them starts."""
    groups: dict[str, list[SessionFacts]] = {}
    for session in sorted(document.listed, key=lambda each: each.starts_at):
        groups.setdefault(f"slot {session.slot}" if session.slot else f"session {session.slug}", []).append(
            session
        )
    return [_leg(document, group) for group in groups.values()]


def colours_of(document: ReleaseDocument, fork: Fork) -> list[str]:
    """List the colour of each branch's track, empty for a session of no track."""
    tracks = [document.track(session.track) for session in fork.sessions]
    return [track.colour if track else "" for track in tracks]


def by_track(document: ReleaseDocument) -> list[tuple[TrackFacts | None, list[SessionFacts]]]:
    """List each track with its sessions by time, tracks in their own order, then what everyone shares."""
    in_time = sorted(document.listed, key=lambda each: each.starts_at)
    tracked = [(track, _of_track(in_time, track.slug)) for track in document.tracks]
    shared = _of_track(in_time, None)
    return [(track, found) for track, found in [*tracked, (None, shared)] if found]


def _of_track(sessions: Iterable[SessionFacts], slug: str | None) -> list[SessionFacts]:
    return [session for session in sessions if session.track == slug]


def _leg(document: ReleaseDocument, group: list[SessionFacts]) -> Stop | Fork:
    if len(group) == 1:
        return Stop(group[0])
    return Fork(document.slot(group[0].slot), tuple(group))
