"""What the door keeps of people goes when their registration goes."""

from datetime import timedelta

from innovfest import worker
from innovfest.checkin import Scan, ScanDevice
from innovfest.database import db
from innovfest.events import Event
from innovfest.registration import RULES, Registration, kept_until
from tests.support.door import Door


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
