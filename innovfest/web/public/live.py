"""What a public page shows besides the release: places and seats, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import and_, bindparam, select

from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event, RegistrationState, registration_state
from innovfest.programme import NothingReleased, Session

_STATEMENT = (
    select(
        Event.release_uid,
        Event.registration_opens_at,
        Event.registration_closes_at,
        Event.capacity,
        Event.registered,
        Session.id.label("session"),
        Session.capacity.label("seats"),
        Session.seats_taken.label("taken"),
    )
    .outerjoin(Session, and_(Session.event_id == Event.id, Session.capacity.is_not(None)))
    .where(Event.slug == bindparam("slug"))
    .order_by(Session.id)
)


@dataclass(frozen=True)
class LivePage:
    """The state of an edition at one moment; equal states make equal pages, so it is a cache's key."""

    release_uid: str
    state: RegistrationState
    opens_at: datetime
    closes_at: datetime
    counters: tuple[tuple[int, int, int], ...]

    @cached_property
    def seats(self) -> dict[int, tuple[int, int]]:
        """Seats left and seats in all, for each session that one signs up for."""
        return {session: (max(0, seats - taken), seats) for session, seats, taken in self.counters}


def live_page(slug: str, *, now: datetime) -> LivePage:
    """Read the state of an edition; raises NotFound, or NothingReleased before the first release."""
    rows = db.session.execute(_STATEMENT, {"slug": slug}).all()
    if not rows:
        raise NotFound
    first = rows[0]
    if first.release_uid is None:
        raise NothingReleased
    return LivePage(
        release_uid=first.release_uid,
        state=registration_state(first, now=now),
        opens_at=first.registration_opens_at,
        closes_at=first.registration_closes_at,
        counters=tuple((row.session, row.seats, row.taken) for row in rows if row.session is not None),
    )
