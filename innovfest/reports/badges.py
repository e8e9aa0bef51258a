"""Whose badges are to be printed, and which spare ones are nobody's yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from innovfest.database import db
from innovfest.events import Event
from innovfest.registration import Badge, Registration


def list_badge_holders(
    event: Event, *, since: datetime | None = None, first: int = 0, most: int | None = None
) -> Sequence[Registration]:
    """List who gets a badge, by name, with the badge at hand.

    `since` keeps those whose code was issued, or whose details changed, after that instant.
    """
    statement = (
        _holders(event, since)
        .options(contains_eager(Registration.badges))
        .order_by(Registration.sort_key, Registration.id)
        .offset(first)
        .limit(most)
    )
    return db.session.scalars(statement).unique().all()


def count_badge_holders(event: Event, *, since: datetime | None = None) -> int:
    """Count who gets a badge."""
    counted = _holders(event, since).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def list_spares(event: Event, *, most: int) -> Sequence[Badge]:
    """List the spare badges, in the order in which they were made."""
    return db.session.scalars(_spares(event).order_by(Badge.id).limit(most)).all()


def count_spares(event: Event) -> int:
    """Count the spare badges."""
    counted = _spares(event).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def _holders(event: Event, since: datetime | None) -> Select[Registration]:
    # One active badge a person: the join keeps one row each, so that rows can be cut into parts.
    statement = (
        select(Registration)
        .join(Registration.badges)
        .where(
            Registration.event_id == event.id,
            Registration.status == "confirmed",
            Badge.status == "active",
        )
    )
    if since:
        return statement.where((Badge.issued_at > since) | (Registration.changed_at > since))
    return statement


def _spares(event: Event) -> Select[Badge]:
    return select(Badge).where(Badge.event_id == event.id, Badge.status == "spare")
