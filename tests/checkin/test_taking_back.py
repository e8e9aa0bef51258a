"""Phones of one QR: what it offered they have, and all of them are taken back at once."""

from datetime import timedelta

from innovfest import checkin
from innovfest.database import unit_of_work
from tests.conftest import OLIVIA
from tests.support.door import ARRIVAL, a_gate

HOUR = timedelta(hours=1)


def a_link(gate, **more):
    with unit_of_work():
        told = {"starts_at": ARRIVAL, "expires_at": ARRIVAL + HOUR, "by": OLIVIA, "now": ARRIVAL, **more}
        return checkin.make_enrolment_link(gate, **told)


def enrol(token, steward):
    with unit_of_work():
        return checkin.enrol(token, steward=steward, now=ARRIVAL)


def test_a_phone_has_the_shift_of_its_link(event):
    ends = ARRIVAL + 5 * HOUR
    _, token = a_link(a_gate(event, "Entrance"), name="Left", most=2, shift_ends_at=ends)
    assert enrol(token, "Dora")[0].shift_ends_at == ends


def test_all_phones_of_a_link_are_taken_back_with_it_and_no_others(event):
    gate = a_gate(event, "Entrance")
    (link, token), (_, other) = a_link(gate, name="Left"), a_link(gate, name="Right")
    mine = [enrol(token, name)[1] for name in ("Dora", "Karel")]
    theirs = enrol(other, "An")[1]
    with unit_of_work():
        assert checkin.revoke_all(checkin.get_link(gate, link.id), by=OLIVIA, now=ARRIVAL) == 2
    assert [checkin.find_phone(each) is None for each in (*mine, theirs)] == [True, True, False]
    assert checkin.find_enrolment(token, now=ARRIVAL) is None


def test_a_link_that_is_over_is_listed_while_its_phones_scan(event):
    gate = a_gate(event, "Entrance")
    link, token = a_link(gate)
    a_link(gate)
    enrol(token, "Dora")
    later = ARRIVAL + 2 * HOUR
    [offer] = checkin.list_offers(gate, now=later)
    assert (offer.link.id, offer.enrols, offer.phones) == (link.id, False, 1)
    with unit_of_work():
        checkin.revoke_all(checkin.get_link(gate, link.id), by=OLIVIA, now=later)
    assert checkin.list_offers(gate, now=later) == []
