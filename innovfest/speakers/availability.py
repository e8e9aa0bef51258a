"""When a speaker can come, as they tell it themselves."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.programme import Speaker
from innovfest.programme.models import Availability

Times = tuple[datetime, datetime]


def find_availability(speaker: Speaker) -> Availability | None:
    """Find what a speaker told; None as long as they told nothing."""
    return db.session.scalar(
        select(Availability).where(
            Availability.event_id == speaker.event_id, Availability.speaker_id == speaker.id
        )
    )


def times_of(told: Availability | None) -> list[Times]:
    """Return the times of an availability of the state `intervals`."""
    if told is None or told.state != "intervals":
        return []
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in told.intervals]


def tell_availability(
    speaker: Speaker, state: str, times: Sequence[Times] = (), *, by: Actor, now: datetime
) -> None:
    """Set when a speaker can come: `unknown`, `always`, or at the times told, of which touching ones join."""
    lock(speaker)
    told = find_availability(speaker)
    if told is None:
        told = Availability(event_id=speaker.event_id, speaker_id=speaker.id)
        db.session.add(told)
    intervals = [[_written(start), _written(end)] for start, end in _joined(times)]
    told.state = "unknown" if state == "intervals" and not intervals else state
    told.intervals = intervals if told.state == "intervals" else []
    told.changed_at, told.changed_by = now, by.label[:120]
    audit.record("speaker.availability", speaker, by=by, now=now, state=told.state)


def _joined(times: Sequence[Times]) -> list[Times]:
    joined: list[Times] = []
    for start, end in sorted(times):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
