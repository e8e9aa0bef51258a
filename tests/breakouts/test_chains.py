"""A long chain is one commit and few statements, however many people it moves."""

from sqlalchemy import insert, select

from innovfest import breakouts, reports
from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import get_session, list_bookable
from tests.conftest import NOON, OLIVIA
from tests.support import crowd
from tests.support.statements import counted

PEOPLE = 600


def test_a_chain_of_hundreds_is_one_commit_of_few_statements(event: Event) -> None:
    crowd.gather(event, PEOPLE, now=NOON)
    with unit_of_work():
        ids = {}
        for session in list_bookable(event.id):
            session.capacity, ids[session.slug] = session.seats_taken, session.id
        for held, wanted in (("energy", "sustainability"), ("sustainability", "labour-market")):
            seats = select(SessionSignup.registration_id).where(SessionSignup.session_id == ids[held])
            place = {"event_id": event.id, "session_id": ids[wanted], "status": "waiting"}
            place |= {"created_at": NOON, "changed_at": NOON}
            rows = [{**place, "registration_id": person} for person in db.session.scalars(seats)]
            db.session.execute(insert(WaitlistEntry), rows)
    with counted(db.engine) as statements, unit_of_work():
        labour = get_session(event.id, "labour-market")
        breakouts.change_capacity(labour, labour.seats_taken + PEOPLE // 3, by=OLIVIA, now=NOON)
    assert len(statements) < 40
    db.session.rollback()
    taken = {session.slug: session.seats_taken for session in list_bookable(event.id)}
    assert taken == {"sustainability": 200, "energy": 0, "labour-market": 400}
    promoted = db.session.query(WaitlistEntry).filter_by(status="promoted").count()
    mailed = db.session.query(OutboxMessage).filter_by(kind="registration.promotion").count()
    assert (promoted, mailed) == (400, 400)
    assert reports.counter_differences() == []
