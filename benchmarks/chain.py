"""How long a promotion chain of a thousand people takes: one commit that seats, notes and mails them all."""

import time

from sqlalchemy import insert, select, update

from benchmarks.stage import staged
from innovfest import breakouts, clock
from innovfest.audit import SYSTEM
from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.database import db, unit_of_work
from innovfest.programme import Session, get_session, list_bookable

PEOPLE = 1_000
CROWD = 2_500
"""So that each of five sessions has five hundred."""


def seconds(kind: str) -> float:
    """Measure the chain on sqlite or postgresql, from the opening of the unit of work to its commit."""
    with staged(kind, CROWD) as stage, stage.app.app_context():
        _stand_in_line()
        started = time.perf_counter()
        with unit_of_work():
            wanted = db.session.scalars(select(Session).where(Session.slug == "labour-market")).one()
            more = wanted.seats_taken + PEOPLE // 2
            breakouts.change_capacity(wanted, more, by=SYSTEM, now=clock.now())
        took = time.perf_counter() - started
        moved = db.session.query(WaitlistEntry).filter_by(status="promoted").count()
        if moved != PEOPLE:
            raise RuntimeError(f"{moved} people moved, not {PEOPLE}")
        return took


def _stand_in_line() -> None:
    """Fill every session, and let each of two wait for the next."""
    now = clock.now()
    with unit_of_work():
        full = Session.capacity.is_not(None)
        db.session.execute(update(Session).where(full).values(capacity=Session.seats_taken))
        event_id = db.session.scalars(select(Session.event_id).where(Session.slug == "energy")).one()
        ids = {session.slug: session.id for session in list_bookable(event_id)}
        following = (("energy", "sustainability"), ("sustainability", "labour-market"))
        for held, wanted in following:
            seats = select(SessionSignup.registration_id).where(SessionSignup.session_id == ids[held])
            place = {"event_id": event_id, "session_id": ids[wanted], "status": "waiting"}
            place |= {"created_at": now, "changed_at": now}
            rows = [{**place, "registration_id": person} for person in db.session.scalars(seats)]
            db.session.execute(insert(WaitlistEntry), rows)
        if get_session(event_id, "labour-market").seats_left:
            raise RuntimeError("a seat is free already")
