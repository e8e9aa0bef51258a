"""Writing and reading the trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from innovfest import database
from innovfest.audit.models import Actor, AuditEntry
from innovfest.database import Model, db

OUTSIDE = ("attendee", "speaker", "assistant")
"""Kinds of actors whose names go when those of the people of an edition do."""

_NOTE = insert(AuditEntry.__table__)  # type: ignore[arg-type]


def record(action: str, subject: Model, *, by: Actor, now: datetime, **details: Any) -> None:
    """Note a deed on a row; `details` hold no personal values beyond ids and names of sessions."""
    record_all(action, [(subject, details)], by=by, now=now)


def record_all(
    action: str, deeds: Sequence[tuple[Model, dict[str, Any]]], *, by: Actor, now: datetime
) -> None:
    """Note the same deed on several rows, each with its own details, at the end of the unit of work."""
    if any(subject.id is None for subject, _ in deeds):
        db.session.flush()
    rows = [
        {
            "at": now,
            "event_id": getattr(subject, "event_id", None),
            "actor_kind": by.kind,
            "actor_id": by.id,
            "actor_label": by.label[:200],
            "action": action,
            "subject_kind": subject.__tablename__,
            "subject_id": subject.id,
            "details": details,
        }
        for subject, details in deeds
    ]
    for row in rows:
        database.write_last("trail", _write, row)


def _write(rows: list[dict[str, Any]]) -> None:
    database.connection().execute(_NOTE, rows if len(rows) > 1 else rows[0])


def forget_attendees(event_id: int) -> int:
    """Take the names of attendees, speakers and assistants, and typed reasons, out of an edition's trail.

    The trail outlives the people. Return how many entries changed.
    """
    with_reason = AuditEntry.details["reason"].as_string().is_not(None)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.event_id == event_id, with_reason)).all()
    for entry in told:
        entry.details = {name: value for name, value in entry.details.items() if name != "reason"}
    statement = (
        update(AuditEntry)
        .where(
            AuditEntry.event_id == event_id, AuditEntry.actor_kind.in_(OUTSIDE), AuditEntry.actor_label != ""
        )
        .values(actor_label="")
        .execution_options(synchronize_session=False)
    )
    result: Any = db.session.execute(statement)
    return int(result.rowcount) + len(told)


def history_of(subject: Model) -> Sequence[AuditEntry]:
    """List what happened to a row, newest first."""
    statement = (
        select(AuditEntry)
        .where(AuditEntry.subject_kind == subject.__tablename__, AuditEntry.subject_id == subject.id)
        .order_by(AuditEntry.id.desc())
    )
    return db.session.scalars(statement).all()
