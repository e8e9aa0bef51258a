"""A release as it is foreseen: what it makes public, of what is chosen, and who hears of it."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from innovfest.audit import Actor
from innovfest.events import Event
from innovfest.planning.audience import Audience, audience_of
from innovfest.planning.clashes import clashes_beside
from innovfest.planning.gathering import Gathered
from innovfest.programme import (
    Change,
    Clash,
    DraftChanged,
    NothingToRelease,
    Release,
    ReleaseDocument,
    Session,
    back_document,
    changes_between,
    current_document,
    draft_document,
    find_document,
    go_back,
    list_draft,
    list_speakers,
    lock_to_release,
    merge,
    publish,
)
from innovfest.programme.clashes import STOP

MOST_TOLD = 20
"""Clashes that are told in words before a release: who has more goes to their page."""


@dataclass(frozen=True)
class Foreseen:
    """What a release would do: all the `changes` there are, those `chosen`, and what comes of these.

    `before` is None for the first release, which has nothing to choose from.
    """

    before: ReleaseDocument | None
    draft: ReleaseDocument
    document: ReleaseDocument
    changes: Sequence[Change]
    chosen: Sequence[Change]
    audience: Audience
    sessions: Sequence[Session] = ()

    @property
    def concerned(self) -> set[int]:
        """The ids of the sessions that are chosen; of all with a time where there is nothing to choose."""
        if self.before is None:
            return {session.id for session in self.draft.sessions}
        return {change.session_id for change in self.chosen if change.session_id is not None}

    @property
    def seen(self) -> str:
        """What of it must still be true when it is confirmed, as one word for a form."""
        number = self.before.number if self.before else 0
        what = (number, sorted(change.seen for change in self.chosen), self.audience.seen)
        return hashlib.sha256(repr(what).encode()).hexdigest()[:20]


def foresee_release(event: Event, picked: Collection[str] | None, *, now: datetime) -> Foreseen:
    """Tell what a release of some changes (by what was seen of them) would do; of all unless told."""
    sessions, speakers = list_draft(event), list_speakers(event.id)
    draft, before = draft_document(event, sessions, speakers, now=now), find_document(event)
    if before is None:
        audience = audience_of(event, draft, None, speakers, sessions)
        return Foreseen(None, draft, draft, (), (), audience, sessions)
    changes = changes_between(before, draft)
    chosen = [change for change in changes if picked is None or change.seen in picked]
    document = merge(before, draft, [change.key for change in chosen])
    audience = audience_of(event, document, before, speakers, sessions)
    return Foreseen(before, draft, document, changes, chosen, audience, sessions)


@dataclass(frozen=True)
class Unfit:
    """What does not fit together in the sessions of a release: what can't be, worst first, and the rest."""

    hard: Sequence[Clash]
    others: int
    gathered: Gathered


def unfit_in(event: Event, foreseen: Foreseen, *, now: datetime) -> Unfit:
    """Tell which open clashes of the draft concern the sessions of a release; they forbid nothing."""
    found, gathered = clashes_beside(event, foreseen.sessions, now=now)
    concerned = [clash for clash in found if not foreseen.concerned.isdisjoint(clash.sessions)]
    hard = [clash for clash in concerned if clash.severity == STOP][:MOST_TOLD]
    return Unfit(hard, len(concerned) - len(hard), gathered)


def release_foreseen(
    event: Event, picked: Collection[str], *, seen: str, note: str = "", by: Actor, now: datetime
) -> Release:
    """Release some changes of the draft; raises DraftChanged unless it does what was `seen`.

    Raises NothingToRelease when nothing is picked.
    """
    lock_to_release(event)
    foreseen = foresee_release(event, picked, now=now)
    if foreseen.seen != seen:
        raise DraftChanged
    if foreseen.before is not None and not foreseen.chosen:
        raise NothingToRelease
    kind = "all" if len(foreseen.chosen) == len(foreseen.changes) else "chosen"
    # The very document that was compared: what speakers say of themselves changes without the edition's lock.
    return publish(event, foreseen.document, kind=kind, note=note, by=by, now=now)


def foresee_back(event: Event, number: int, *, now: datetime) -> Foreseen:
    """Tell what going back to a release would do; raises NotFound."""
    before, document = current_document(event), back_document(event, number, now=now)
    changes = changes_between(before, document)
    return Foreseen(before, document, document, changes, changes, audience_of(event, document, before))


def go_back_foreseen(
    event: Event, number: int, *, seen: str, note: str = "", by: Actor, now: datetime
) -> Release:
    """Go back to a release, if that does what was `seen`.

    Raises DraftChanged, NotFound or NothingToRelease.
    """
    lock_to_release(event)
    if foresee_back(event, number, now=now).seen != seen:
        raise DraftChanged
    return go_back(event, number, note=note, by=by, now=now)
