"""What the door keeps of people beyond their registration, and until when."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update

from innovfest.checkin.models import DeskAct, DeskCase, DoorMessage, Rehearsal, Scan, ScanDevice
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Announcement
from innovfest.registration import RULES, kept_until


def erase_due(event: Event, *, now: datetime) -> int:
    """Erase stewards' names and what was typed at the door when names go; return how many rows."""
    if now < kept_until(event, RULES[-1]):
        return 0
    named = or_(ScanDevice.steward != "", ScanDevice.label != "")
    typed = or_(Scan.code != "", Scan.override.is_not(None), Scan.settled_by != "")
    of_cases = or_(DeskCase.note != "", DeskCase.closed_by != "", DeskCase.code != "")
    of_acts = DeskAct.kind.in_(("correction", "case_closed"))
    statements: tuple[Any, ...] = (
        update(ScanDevice).where(ScanDevice.event_id == event.id, named).values(steward="", label=""),
        update(Scan).where(Scan.event_id == event.id, typed).values(code="", override=None, settled_by=""),
        update(DeskCase)
        .where(DeskCase.event_id == event.id, of_cases)
        .values(note="", closed_by="", code=""),
        # Their answers hold a name; nobody asks for them again after a year.
        delete(DeskAct).where(DeskAct.event_id == event.id, of_acts),
        update(DoorMessage)
        .where(DoorMessage.event_id == event.id, DoorMessage.sent_by != "")
        .values(sent_by="", text=""),
        update(Announcement)
        .where(Announcement.event_id == event.id, Announcement.sent_by != "")
        .values(sent_by="", text={}),
        update(Rehearsal)
        .where(Rehearsal.of_event_id == event.id, Rehearsal.made_by != "")
        .values(made_by=""),
    )
    results: list[Any] = [
        db.session.execute(statement.execution_options(synchronize_session=False)) for statement in statements
    ]
    return sum(result.rowcount for result in results)
