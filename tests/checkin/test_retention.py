"""What the door keeps of people goes when their registration goes."""

import uuid
from datetime import timedelta

from innovfest import checkin, worker
from innovfest.checkin import DeskCase, DoorMessage, Scan, ScanDevice, SentCase
from innovfest.checkin.models import DeskAct
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import RULES, Registration, kept_until
from tests.support.door import ARRIVAL, OLIVIA, Door


def test_stewards_names_and_typed_codes_go_with_the_last_rule(
    event: Event, entrance: Door, alice: Registration
) -> None:
    entrance.scan(alice)
    due = kept_until(event, RULES[-1])
    worker.erase(now=due - timedelta(seconds=1))
    assert (db.session.query(ScanDevice).one().steward, db.session.query(Scan).one().code != "") == (
        "Dora",
        True,
    )
    worker.erase(now=due)
    db.session.expire_all()
    phone, scan = db.session.query(ScanDevice).one(), db.session.query(Scan).one()
    assert (phone.steward, phone.label, scan.code, scan.override) == ("", "", "", None)
    assert worker.erase(now=due) == 0


def test_what_was_said_of_people_at_the_help_desk_goes_too(
    event: Event, entrance: Door, alice: Registration
) -> None:
    desk = Door(entrance.gate, role="desk")
    case = SentCase(
        id=str(uuid.uuid4()), at=ARRIVAL, gate=desk.gate.id, reason="other", note="lost her badge"
    )
    with unit_of_work():
        phone = checkin.find_phone(desk.token)
        assert phone is not None
        checkin.open_case(phone, case, now=ARRIVAL)
        checkin.close_case(phone, str(uuid.uuid4()), case.id, "solved", now=ARRIVAL)
        names = {"first_name": "Alicia", "last_name": "Voorbeeld", "organisation": "VIL"}
        checkin.correct_name(phone, str(uuid.uuid4()), alice.id, **names, now=ARRIVAL)
        checkin.send_message(
            event, "Alice waits at gate 2", shown_for=timedelta(hours=1), by=OLIVIA, now=ARRIVAL
        )
    worker.erase(now=kept_until(event, RULES[-1]))
    db.session.expire_all()
    kept = db.session.query(DeskCase).one()
    assert (kept.note, kept.closed_by, kept.reason) == ("", "", "other")
    assert db.session.query(DeskAct).filter_by(kind="correction").count() == 0
    assert db.session.query(DoorMessage).one().text == ""
