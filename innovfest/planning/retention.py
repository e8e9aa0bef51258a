"""What the draft and its releases keep of who worked on them, why, and until when."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, update
from sqlalchemy.orm import InstrumentedAttribute

from innovfest.database import db
from innovfest.events import Event
from innovfest.planning.models import PlanRun
from innovfest.programme import AcceptedClash, Release, Session
from innovfest.programme.models import Availability, DraftChange, DraftLink
from innovfest.registration import RULES, kept_until
from innovfest.registration.retention import RetentionRule

RULE = RetentionRule(
    _l("Names of organisers and of people of the clusters beside what they did with the programme"),
    _l("To know whom to ask about a change, a release or a session that is ready."),
    RULES[-1].days,
    {},
)

_NAMES: tuple[tuple[InstrumentedAttribute[str], ...], ...] = (
    (Session.ready_by,),
    (Release.released_by,),
    (DraftChange.made_by,),
    (DraftLink.made_by, DraftLink.name),
    (AcceptedClash.accepted_by, AcceptedClash.reason),
    (Availability.changed_by,),
    (PlanRun.asked_by,),
)
"""Columns that name a person, or hold what somebody typed of one, by table; each table has its edition."""


def erase_due(event: Event, *, now: datetime) -> int:
    """Erase these names when those of the people of an edition go; return how many rows changed."""
    if now < kept_until(event, RULE):
        return 0
    changed = 0
    for columns in _NAMES:
        table: Any = columns[0].class_
        named = or_(*(column != "" for column in columns))
        statement = update(table).where(table.event_id == event.id, named)
        result: Any = db.session.execute(
            statement.values({column.key: "" for column in columns}).execution_options(
                synchronize_session=False
            )
        )
        changed += result.rowcount
    return changed
