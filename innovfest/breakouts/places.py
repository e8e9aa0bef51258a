"""Places in line as serving a line reads and writes them: many at once, and without the mapper."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from innovfest import database
from innovfest.breakouts.models import SessionSignup, WaitlistEntry
from innovfest.database import db
from innovfest.programme import Session
from innovfest.registration import Registration


class Place(NamedTuple):
    """A place in line as it is read: its number, who has it, what they wait for and which seat they hold."""

    number: int
    person: int
    wants: int
    holds: int | None

    @property
    def wish(self) -> tuple[int, int]:
        """Who waits for what."""
        return self.person, self.wants

    @property
    def like(self) -> tuple[int, int | None]:
        """What makes it the same as another, but for the order."""
        return self.wants, self.holds


FEW = 3
"""How many are read of those who stand alike."""


def list_first(lines: Iterable[int], alternatives: Sequence[Session]) -> list[Place]:
    """List the first FEW in line for each session (an id) among those with the same seat to give."""
    return _read(_FIRST, lines, alternatives)


def list_places(lines: Iterable[int], alternatives: Sequence[Session]) -> list[Place]:
    """List everybody in line for some sessions (ids) who has a place at the day."""
    return _read(_PLACES, lines, alternatives)


def count_before(number: int, session: Session) -> int:
    """Count who stands before a number in a session's line and has a place at the day."""
    db.session.flush()
    return db.session.scalar(_BEFORE, {"number": number, "session": session.id}) or 0


def _read(statement: Any, lines: Iterable[int], alternatives: Sequence[Session]) -> list[Place]:
    db.session.flush()
    asked = {
        "event": alternatives[0].event_id,
        "lines": list(lines),
        "alternatives": [session.id for session in alternatives],
    }
    return [Place(*row) for row in database.connection().execute(statement, asked)]


# A key leads to the seat of each person: asked by session, a database that has no statistics yet would go
# through all of its seats for everybody in line.
_SEAT = (
    select(func.max(case((SessionSignup.status == "held", SessionSignup.session_id))))
    .where(
        SessionSignup.registration_id == WaitlistEntry.registration_id,
        SessionSignup.session_id.in_(bindparam("alternatives", expanding=True)),
    )
    .scalar_subquery()
)
_BEFORE = (
    select(func.count())
    .select_from(WaitlistEntry)
    .join(Registration, Registration.id == WaitlistEntry.registration_id)
    .where(
        WaitlistEntry.session_id == bindparam("session"),
        WaitlistEntry.id < bindparam("number"),
        WaitlistEntry.status == "waiting",
        Registration.status == "confirmed",
    )
)
_PLACES = (
    select(
        WaitlistEntry.id.label("number"),
        WaitlistEntry.registration_id.label("person"),
        WaitlistEntry.session_id.label("wants"),
        _SEAT.label("holds"),
    )
    .join(Registration, Registration.id == WaitlistEntry.registration_id)
    .where(
        WaitlistEntry.event_id == bindparam("event"),
        WaitlistEntry.session_id.in_(bindparam("lines", expanding=True)),
        WaitlistEntry.status == "waiting",
        Registration.status == "confirmed",
    )
)
_alike = _PLACES.subquery()
_ranked = select(
    _alike,
    func.row_number()
    .over(partition_by=[_alike.c.wants, _alike.c.holds], order_by=_alike.c.number)
    .label("rank"),
).subquery()
_FIRST = select(*(_ranked.c[name] for name in Place._fields)).where(_ranked.c.rank <= FEW)


def write_places(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what became of places in line, in one statement and without the mapper.

    A row has the `number` in line, `how` it stands since `now`, and `until` when something is kept. What the
    session has loaded of them says it as well.
    """
    database.connection().execute(_MOVED, list(rows) if len(rows) > 1 else rows[0])
    written = {row["number"]: row for row in rows}
    for loaded in db.session.identity_map.values():
        if isinstance(loaded, WaitlistEntry) and (row := written.get(loaded.id)):
            for name, value in (("status", "how"), ("changed_at", "now"), ("expires_at", "until")):
                set_committed_value(loaded, name, row[value])


_TABLE: Any = WaitlistEntry.__table__
_MOVED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("number"))
    .values(status=bindparam("how"), changed_at=bindparam("now"), expires_at=bindparam("until"))
)
