"""What a public page shows besides the release: places, seats and announcements, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import String, and_, bindparam, cast, func, select

from innovfest.database import UTCDateTime, one_statement
from innovfest.errors import NotFound
from innovfest.events import Event, RegistrationState, registration_state
from innovfest.programme import Announcement, NothingReleased, Session, Slot

_event, _session, _slot = Event.__table__.c, Session.__table__.c, Slot.__table__.c
_told = Announcement.__table__.c
_ANNOUNCED = (
    select(func.aggregate_strings(cast(_told.id, String), ","))
    .where(_told.event_id == _event.id, _told.shown_until > bindparam("now", type_=UTCDateTime))
    .correlate(Event.__table__)
    .scalar_subquery()
)
_STATEMENT = (
    select(
        _event.release_uid,
        _event.registration_opens_at,
        _event.registration_closes_at,
        _event.capacity,
        _event.registered,
        _session.id.label("session"),
        _session.capacity.label("seats"),
        _session.seats_taken.label("taken"),
        _session.sign_up,
        _slot.mode,
        _ANNOUNCED.label("announced"),
    )
    .select_from(
        Event.__table__.outerjoin(
            Session.__table__, and_(_session.event_id == _event.id, _session.capacity.is_not(None))
        ).outerjoin(Slot.__table__, _slot.id == _session.slot_id)
    )
    .where(_event.slug == bindparam("slug"))
    .order_by(_session.id)
)
"""Tables, not mapped classes: this runs for every visit, and the mapper would cost twice the statement."""


@dataclass(frozen=True)
class LivePage:
    """The state of an edition at one moment; equal states make equal pages, so it is a cache's key."""

    release_uid: str
    state: RegistrationState
    opens_at: datetime
    closes_at: datetime
    counters: tuple[tuple[int, int, int, str], ...]
    announced: tuple[int, ...] = ()
    """The ids of the announcements that are shown; their words never change."""

    @cached_property
    def seats(self) -> dict[int, tuple[int, int]]:
        """Seats left and seats in all, for each session that one signs up for."""
        return {session: (max(0, seats - taken), seats) for session, seats, taken, _ in self.counters}

    @cached_property
    def stopped(self) -> dict[int, str]:
        """The sessions that give nobody a seat now: sign-up is `held` or `closed`, or it goes by `wishes`."""
        return {session: sign_up for session, _, _, sign_up in self.counters if sign_up != "open"}


def live_page(slug: str, *, now: datetime) -> LivePage:
    """Read the state of an edition; raises NotFound, or NothingReleased before the first release."""
    with one_statement() as connection:
        rows = connection.execute(_STATEMENT, {"slug": slug, "now": now}).all()
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
        counters=tuple(
            (row.session, row.seats, row.taken, _stopped(row.sign_up, row.mode))
            for row in rows
            if row.session is not None
        ),
        announced=tuple(sorted(int(number) for number in (first.announced or "").split(",") if number)),
    )


def _stopped(sign_up: str, mode: str | None) -> str:
    return "wishes" if sign_up == "open" and mode == "wishes" else sign_up
